import assert from "node:assert/strict";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { anyOf, exists, oneOf } from "../../lib/query/operators.ts";
import {
  allOf,
  condition,
  deleted,
  failIf,
  jsonpath,
  type Waitable,
} from "../../lib/query/wait_condition.ts";
import { compileCondition } from "../../lib/watch/conditions.ts";
import { CONFIG_MAPS } from "./_fake_apiserver.ts";

interface Thing extends KubeObject {
  status?: Record<string, unknown>;
  spec?: Record<string, unknown>;
}

/** A kind of which no field is known. */
const WIDGETS: Kind = { ...CONFIG_MAPS, group: "example.com", kind: "Widget", plural: "widgets" };
const PODS = builtinKind("v1", "Pod") as Kind;
const SECRETS = builtinKind("v1", "Secret") as Kind;

/** What a condition says of an object: nothing when it is met, else what is missing or failed. */
function missing(
  wanted: Waitable<Thing>,
  object: Thing | undefined,
  uid?: string,
  kind = WIDGETS,
): string {
  const verdict = compileCondition<Thing>(wanted, kind).test({ object, uid });
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
  assert.throws(() => missing(jsonpath("{.spec["), {}), { name: "QueryError" });
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

Deno.test("exists holds for what is there", () => {
  assert.equal(missing(exists(), {}), "");
  assert.equal(missing(exists(), undefined), "it does not exist");
});

Deno.test("allOf names everything that is missing, once", () => {
  const both = allOf<Thing>(jsonpath("{.a}", 1), jsonpath("{.b}", 1), jsonpath("{.a}", 2));
  assert.equal(missing(both, {}), "{.a} is absent and {.b} is absent");
  assert.equal(missing(both, undefined), "it does not exist");
});

Deno.test("anyOf serves filters and waits, and holds where one part does", () => {
  const either = anyOf<Thing, "present">(
    condition("Ready"),
    ({ spec }) => spec?.["ok"] === true,
    anyOf<Thing>({ spec: { size: 1 } }),
  );
  assert.equal(missing(either, { spec: { ok: true } }), "");
  assert.equal(missing(either, { spec: { size: 1 } }), "");
  assert.notEqual(missing(either, {}), "");
  assert.equal(
    compileCondition<Thing>(either, WIDGETS).goal,
    "Ready or as asked for or spec.size = 1",
  );
});

Deno.test("failIf ends a wait and is no goal by itself", () => {
  const guard = failIf<Thing>(jsonpath("{.status.phase}", "Failed"), "the pod failed");
  assert.equal(compileCondition<Thing>(guard, WIDGETS).guard, true);
  assert.equal(compileCondition<Thing>(allOf<Thing, never>(guard, guard), WIDGETS).guard, true);
  const failed = { status: { phase: "Failed" } };
  assert.equal(missing(allOf<Thing>(exists(), guard), failed), "failed: the pod failed");
  assert.equal(missing(anyOf<Thing, never>(guard, () => true), failed), "failed: the pod failed");
  assert.equal(missing(allOf<Thing>(exists(), guard), {}), "");
  assert.equal(
    missing(anyOf<Thing, "present">(condition("Ready"), guard), {}),
    "it has no condition Ready yet",
  );
  assert.equal(missing(failIf<Thing>(exists()), {}), "failed: it is present");
});

Deno.test("a filter is waited for as it is filtered by, and says which field lacks what", () => {
  const running = { status: { phase: oneOf("Running", "Succeeded") }, spec: { nodeName: "n1" } };
  assert.equal(missing(running, { status: { phase: "Running" }, spec: { nodeName: "n1" } }), "");
  assert.equal(
    missing(running, { status: { phase: "Pend\u001bing" } }),
    'status.phase is "Pend\\u001bing" and spec.nodeName is absent',
  );
  const list = { spec: { ports: { $some: { port: 80 } } } };
  assert.equal(missing(list as never, {}), "spec.ports some port = 80 does not hold");
  assert.equal(missing(running, undefined), "it does not exist");
});

Deno.test("a filter's fields are looked up in the kind", () => {
  const wrong = { status: { phse: "Running" } } as never;
  assert.throws(() => missing(wrong, {}, undefined, PODS), /did you mean "status.phase"/);
});

Deno.test("what may be secret is repeated by no message", () => {
  const secret: Thing = { metadata: { name: "s" }, ...{ data: { password: "c2VjcmV0" } } };
  for (
    const wanted of [
      jsonpath("{.data.password}", "aHVudGVy"),
      { data: { password: "aHVudGVy" } } as never,
      anyOf<Thing>({ data: { password: "aHVudGVy" } } as never),
    ]
  ) {
    const { goal } = compileCondition<Thing>(wanted, SECRETS);
    const text = `${goal}: ${missing(wanted, secret, undefined, SECRETS)}`;
    assert.doesNotMatch(text, /c2VjcmV0|aHVudGVy/);
    assert.match(text, /something else/);
  }
});

Deno.test("what is no condition is refused, and so are combinations of nothing", () => {
  assert.throws(() => missing("Ready" as never, {}), { name: "QueryError" });
  assert.throws(() => allOf(), { message: "Cannot wait for no conditions: give at least one" });
  assert.throws(() => missing(anyOf<Thing>(), {}), /anyOf\(\) of nothing/);
  assert.throws(() => missing(oneOf("a") as never, {}), /stands for the value of a field/);
  assert.throws(
    () => missing(deleted as never, {}),
    /Cannot wait for deleted: call it: deleted\(\)/,
  );
});

Deno.test("a predicate that is asynchronous or gives an object is refused", () => {
  const later = (() => Promise.resolve(false)) as never;
  assert.throws(() => missing(later, {}), /asynchronous/);
  assert.throws(() => missing((async () => await 1) as never, {}), /asynchronous/);
  assert.throws(() => missing((() => ({})) as never, {}), /has to say true or false/);
});
