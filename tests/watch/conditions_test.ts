import assert from "node:assert/strict";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { anyOf } from "../../lib/query/operators.ts";
import {
  allOf,
  anyCondition,
  failIf,
  toCondition,
  type WaitCondition,
} from "../../lib/watch/condition.ts";
import { condition, deleted, jsonpath, present } from "../../lib/watch/conditions.ts";

interface Thing extends KubeObject {
  status?: Record<string, unknown>;
  spec?: Record<string, unknown>;
}

/** What a condition says of an object: nothing when it is met, else what is missing or failed. */
function missing(wanted: WaitCondition<Thing>, object: Thing | undefined, uid?: string): string {
  const verdict = wanted.test({ object, uid });
  if (verdict.state === "met") return "";
  return verdict.state === "unmet" ? verdict.missing : `failed: ${verdict.why}`;
}

function withCondition(entry: Record<string, unknown>, generation?: number): Thing {
  const metadata = generation === undefined ? {} : { generation };
  return { metadata, status: { conditions: [{ type: "Other", status: "True" }, entry] } };
}

Deno.test("condition compares type and status without regard to case", () => {
  const ready = withCondition({ type: "Ready", status: "True" });
  assert.equal(missing(condition("ready"), ready), "");
  assert.equal(missing(condition("Ready", "true"), ready), "");
  assert.equal(missing(condition("Ready=False"), ready), 'condition Ready is "True"');
  assert.equal(
    missing(condition("Ready=Unknown"), withCondition({ type: "Ready", status: "Unknown" })),
    "",
  );
});

Deno.test("condition says what is missing, with the server's reason", () => {
  const entry = { type: "Ready", status: "False", reason: "NotYet", message: "1 of 3\nready." };
  assert.equal(
    missing(condition("Ready"), withCondition(entry)),
    'condition Ready is "False" (NotYet: 1 of 3 ready)',
  );
  assert.equal(missing(condition("Ready"), {}), "it has no condition Ready yet");
  assert.equal(missing(condition("Ready"), undefined), "it does not exist");
});

Deno.test("condition does not count what was observed of an earlier generation", () => {
  const entry = { type: "Ready", status: "True", observedGeneration: 1 };
  assert.match(
    missing(condition("Ready"), withCondition(entry, 2)),
    /generation 2 is not observed/,
  );
  assert.equal(missing(condition("Ready"), withCondition(entry, 1)), "");
  const outer = withCondition({ type: "Ready", status: "True" }, 3);
  assert.match(
    missing(condition("Ready"), { ...outer, status: { ...outer.status, observedGeneration: 2 } }),
    /generation 3 is not observed yet \(2 is\)/,
  );
});

Deno.test("condition refuses an empty type or status", () => {
  for (const text of ["", "=True", "Ready="]) {
    assert.throws(() => condition(text), { name: "QueryError" });
  }
});

Deno.test("jsonpath compares one value as text", () => {
  const object: Thing = { spec: { replicas: 3, paused: false, name: " x " } };
  assert.equal(missing(jsonpath("{.spec.replicas}", 3), object), "");
  assert.equal(missing(jsonpath(".spec.paused", false), object), "");
  assert.equal(missing(jsonpath("spec.name", "x"), object), "");
  assert.equal(missing(jsonpath("{.spec.replicas}", "4"), object), '{.spec.replicas} is "3"');
  assert.equal(missing(jsonpath("{.spec.other}", "4"), object), "{.spec.other} is absent");
});

Deno.test("jsonpath without a value waits for any, objects included", () => {
  assert.equal(missing(jsonpath("{.spec}"), { spec: {} }), "");
  assert.equal(missing(jsonpath("{.spec}"), {}), "{.spec} is absent");
});

Deno.test("jsonpath refuses several values, and objects where a value is wanted", () => {
  const object: Thing = { spec: { list: [1, 2], map: {} } };
  assert.throws(() => missing(jsonpath("{.spec.list[*]}", 1), object), /it leads to 2 values/);
  assert.throws(() => missing(jsonpath("{.spec.map}", "x"), object), /an object or list/);
  assert.throws(() => jsonpath("{.spec["), { name: "QueryError" });
});

Deno.test("deleted holds for what is gone, or another object of that name", () => {
  const object: Thing = { metadata: { uid: "1" } };
  assert.equal(missing(deleted(), undefined), "");
  assert.equal(missing(deleted(), object, "0"), "");
  assert.equal(missing(deleted(), object, "1"), "nobody has deleted it");
  const dying = { uid: "1", deletionTimestamp: "2026-01-01T00:00:00Z" };
  assert.equal(missing(deleted(), { metadata: dying }, "1"), "it is being deleted");
  assert.equal(
    missing(deleted(), { metadata: { ...dying, finalizers: ["a/b", "c/d"] } }, "1"),
    'it is being deleted, held by finalizers "a/b", "c/d"',
  );
});

Deno.test("present holds for what exists", () => {
  assert.equal(missing(present(), {}), "");
  assert.equal(missing(present(), undefined), "it does not exist");
});

Deno.test("allOf names everything that is missing, once", () => {
  const both = allOf<Thing>(jsonpath("{.a}", 1), jsonpath("{.b}", 1), jsonpath("{.a}", 2));
  assert.equal(missing(both, {}), "{.a} is absent and {.b} is absent");
  assert.equal(missing(both, undefined), "it does not exist");
});

Deno.test("anyCondition holds where one does", () => {
  const either = anyCondition<Thing>(condition("Ready"), ({ spec }) => spec?.["ok"] === true);
  assert.equal(missing(either, { spec: { ok: true } }), "");
  assert.notEqual(missing(either, {}), "");
  assert.equal(either.goal, "Ready or as asked for");
});

Deno.test("failIf ends a wait and is no goal by itself", () => {
  const guard = failIf<Thing>(jsonpath("{.status.phase}", "Failed"), "the pod failed");
  assert.equal(guard.guard, true);
  assert.equal(allOf(guard, guard).guard, true);
  const failed = { status: { phase: "Failed" } };
  assert.equal(missing(allOf(present(), guard), failed), "failed: the pod failed");
  assert.equal(missing(anyCondition(present(), guard), failed), "failed: the pod failed");
  assert.equal(missing(allOf(present(), guard), {}), "");
  assert.equal(
    missing(anyCondition(condition("Ready"), guard), {}),
    "it has no condition Ready yet",
  );
  assert.equal(missing(failIf(present()), {}), "failed: it is present");
});

Deno.test("toCondition takes the query's anyOf, so that one name serves filters and waits", () => {
  const either = toCondition<Thing>(
    anyOf<never>(condition("Ready") as never, (() => true) as never),
  );
  assert.equal(missing(either, {}), "");
});

Deno.test("toCondition refuses what is no condition, and combinations of nothing", () => {
  assert.throws(() => toCondition("Ready" as never), { name: "QueryError" });
  assert.throws(() => allOf(), { message: "Cannot wait for no conditions: give at least one" });
});

Deno.test("toCondition refuses an asynchronous predicate", () => {
  const later = (() => Promise.resolve(false)) as never;
  assert.throws(() => missing(toCondition<Thing>(later), {}), /asynchronous/);
});
