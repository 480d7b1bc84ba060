/** What is sent in place of a planned delete of many objects. */
import assert from "node:assert/strict";
import type { Transport } from "../../lib/connect/transport.ts";
import type { GateCall } from "../../lib/gate/gate_call.ts";
import type { PlannedStep } from "../../lib/gate/plan_draft.ts";
import { holdCollection } from "../../lib/gate/planned_collections.ts";
import { keyOf } from "../../lib/gate/write_key.ts";
import { attributesOf, type ResourceAttributes } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";

const MAPS = "/api/v1/namespaces/shop/configmaps";

function callOf(method: string, path: string, body?: GateCall["body"]): GateCall {
  const target = parseTarget(path);
  return {
    head: {
      method,
      target,
      headers: new Map(),
      body: { type: "none" },
      upgrade: undefined,
      close: false,
    },
    attributes: attributesOf(method, target),
    body,
    signal: new AbortController().signal,
  };
}

/** What a plan has shown of a request: the object that goes, or comes, by its uid. */
function stepOf(
  call: GateCall,
  change: "create" | "delete",
  name: string,
  uid?: string,
): PlannedStep {
  const attributes = call.attributes as ResourceAttributes;
  const { group, version, resource, namespace } = attributes;
  return {
    call,
    place: { group, version, resource, namespace, name },
    before: uid === undefined ? undefined : { metadata: { namespace, name, uid } },
    write: {
      attributes,
      name,
      namespace,
      change,
      source: "server",
      fields: [],
      key: keyOf(call, attributes),
    },
  };
}

/** What is sent where there is now one object, `two`, with the uid `new`. */
async function held(
  call: GateCall,
  others: readonly PlannedStep[],
  own: readonly PlannedStep[],
  answer = () => listOf("7"),
): Promise<{ why: string } | { path: string; options?: unknown }> {
  const transport: Transport = {
    server: "https://cluster.test",
    send: () => Promise.resolve(answer()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const result = await holdCollection(call, [...others, ...own], own, transport);
  if ("why" in result) return result;
  const { head, body } = result.call;
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : undefined;
  return { path: head.target.path, ...(text === undefined ? {} : { options: JSON.parse(text) }) };
}

function listOf(resourceVersion?: string): Response {
  const items = [{ metadata: { namespace: "shop", name: "two", uid: "new" } }];
  return Response.json({ metadata: { resourceVersion }, items });
}

const OPTIONS = { apiVersion: "v1", kind: "DeleteOptions" };
const OTHER = { why: '"two" would go with it by now: plan it again' };
const PINNED = "resourceVersion=7&resourceVersionMatch=Exact";

Deno.test("what the plan makes or deletes is known by its kind, too", async (t) => {
  const call = callOf("DELETE", MAPS);
  const own = [stepOf(call, "delete", "two", "old")];
  const made = { path: `${MAPS}?${PINNED}`, options: OPTIONS };
  const cases: readonly [name: string, other: PlannedStep, sent: unknown][] = [
    ["one of its kind is made", stepOf(callOf("POST", MAPS), "create", "two"), made],
    [
      "one of another kind is made",
      stepOf(callOf("POST", "/api/v1/namespaces/shop/serviceaccounts"), "create", "two"),
      OTHER,
    ],
    [
      "one of another group is made",
      stepOf(callOf("POST", "/apis/a.test/v1/namespaces/shop/configmaps"), "create", "two"),
      OTHER,
    ],
    [
      "one of another namespace is made",
      stepOf(callOf("POST", "/api/v1/namespaces/other/configmaps"), "create", "two"),
      OTHER,
    ],
  ];
  for (const [name, other, sent] of cases) {
    await t.step(name, async () => assert.deepEqual(await held(call, [other], own), sent));
  }
  await t.step("one goes by another of its writes, and is still there", async () => {
    const other = stepOf(callOf("DELETE", `${MAPS}/two`), "delete", "two", "new");
    const one = stepOf(call, "delete", "one", "1");
    assert.deepEqual(await held(call, [other], [one]), made);
    assert.deepEqual(await held(call, [], [one]), OTHER);
  });
});

Deno.test("a delete that cannot be held to the plan is not sent", async (t) => {
  type Case = readonly [name: string, call: GateCall, why: string, answer?: () => Response];
  const cases: readonly Case[] = [
    ...["uid=x", "resourceVersion=", "continue=", "dryRun=x"].map((query): Case => [
      query,
      callOf("DELETE", `${MAPS}?${query}`),
      `with ${query.split("=")[0]} it cannot be held to what was planned`,
    ]),
    [
      "a body that is not read",
      callOf("DELETE", MAPS, new ReadableStream()),
      "its body is too long",
    ],
    [
      "a list without a version",
      callOf("DELETE", MAPS),
      "the server does not say of which version its list is",
      () => listOf(),
    ],
    [
      "a list that is forbidden now",
      callOf("DELETE", MAPS),
      "the server answers 403 to a look at what goes",
      () => new Response("{}", { status: 403 }),
    ],
  ];
  for (const [name, call, why, answer] of cases) {
    await t.step(name, async () => {
      const own = [stepOf(call, "delete", "two", "new")];
      assert.deepEqual(await held(call, [], own, answer), { why });
    });
  }
});

Deno.test("who might not list when it was planned was shown no set to hold it to", async () => {
  const call = callOf("DELETE", MAPS);
  const forbidden = () => new Response("{}", { status: 403 });
  assert.deepEqual(await held(call, [], [stepOf(call, "delete", "")], forbidden), { path: MAPS });
});

Deno.test("of an option that comes twice the first counts, as it does for a server", async () => {
  const query = "propagationPolicy=Orphan&propagationPolicy=Foreground";
  const call = callOf("DELETE", `${MAPS}?${query}`);
  assert.deepEqual(await held(call, [], [stepOf(call, "delete", "two", "new")]), {
    path: `${MAPS}?${query}&${PINNED}`,
    options: { ...OPTIONS, propagationPolicy: "Orphan" },
  });
});

Deno.test("a dry run stays one", async () => {
  const call = callOf("DELETE", `${MAPS}?dryRun=All`);
  const own = [stepOf(call, "delete", "two", "new")];
  assert.deepEqual(await held(call, [], own), { path: `${MAPS}?dryRun=All` });
  const options = { ...OPTIONS, dryRun: ["All"] };
  const inBody = callOf("DELETE", MAPS, new TextEncoder().encode(JSON.stringify(options)));
  assert.deepEqual(await held(inBody, [], own), { path: `${MAPS}?${PINNED}`, options });
});
