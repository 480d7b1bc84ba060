/** What a write is known by: no two that do something different are the same. */
import assert from "node:assert/strict";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { isAmbiguous, writeKey } from "../../lib/policy/plan.ts";
import { parseTarget } from "../../lib/policy/target.ts";

const MAP = "/api/v1/namespaces/shop/configmaps/a";
const APPROVAL = "/apis/certificates.k8s.io/v1/certificatesigningrequests/a/approval";

function key(line: string, body: unknown, contentType: string, ignoresStatus: boolean): string {
  const [method = "", raw = ""] = line.split(" ");
  const target = parseTarget(raw);
  const attributes = attributesOf(method, target);
  assert(attributes.isResource);
  return writeKey({
    method,
    attributes,
    query: target.query,
    contentType,
    body: JSON.stringify(body),
    ignoresStatus,
  });
}

interface Pair {
  readonly name: string;
  readonly lines?: readonly [string, string];
  readonly bodies?: readonly [unknown, unknown];
  readonly type?: string;
  readonly ignoresStatus?: boolean;
}

function keysOf(pair: Pair): [string, string] {
  const { lines = [`PATCH ${MAP}`, `PATCH ${MAP}`], bodies = [{}, {}] } = pair;
  const { type = "application/merge-patch+json", ignoresStatus = true } = pair;
  return [
    key(lines[0], bodies[0], type, ignoresStatus),
    key(lines[1], bodies[1], type, ignoresStatus),
  ];
}

const DIFFERENT: readonly Pair[] = [
  {
    name: "an apply of another manager, which removes that one's fields",
    lines: [`PATCH ${MAP}?fieldManager=skiff`, `PATCH ${MAP}?fieldManager=helm`],
    type: "application/apply-patch+yaml",
  },
  { name: "an apply by force", lines: [`PATCH ${MAP}`, `PATCH ${MAP}?force=true`] },
  {
    name: "what a parts' status says",
    lines: [`PUT ${APPROVAL}`, `PUT ${APPROVAL}`],
    bodies: [
      { status: { conditions: [{ type: "Denied" }] } },
      { status: { conditions: [{ type: "Approved" }] } },
    ],
    ignoresStatus: false,
  },
  {
    name: "a step that moves something to the version",
    bodies: [
      [{ op: "test", path: "/metadata/resourceVersion", value: "1" }],
      [{ op: "move", path: "/metadata/resourceVersion", from: "/data/a" }],
    ],
    type: "application/json-patch+json",
  },
  {
    name: "who owns which field",
    bodies: [
      { metadata: { managedFields: [{ manager: "helm", fieldsV1: {} }] } },
      { metadata: { managedFields: [{ manager: "helm", fieldsV1: { "f:data": {} } }] } },
    ],
  },
  {
    name: "a field called as the preconditions of a delete",
    bodies: [{ preconditions: { level: 1 } }, { preconditions: { level: 2 } }],
  },
  { name: "a field called dryRun", bodies: [{ dryRun: 1 }, { dryRun: 2 }] },
];

Deno.test("two writes that do something different are not the same", async (t) => {
  for (const pair of DIFFERENT) {
    await t.step(pair.name, () => assert.notEqual(...keysOf(pair)));
  }
});

const SAME: readonly Pair[] = [
  {
    name: "the order of fields",
    bodies: [{ data: { a: "1", b: "2" } }, { data: { b: "2", a: "1" } }],
  },
  {
    name: "versions and uids that a step tests",
    bodies: [
      [{ op: "test", path: "/metadata/resourceVersion", value: "1" }],
      [{ op: "test", path: "/metadata/resourceVersion", value: "2" }],
    ],
  },
  {
    name: "preconditions",
    lines: [`DELETE ${MAP}`, `DELETE ${MAP}`],
    bodies: [
      { preconditions: { uid: "1" } },
      { preconditions: { uid: "2" } },
    ],
  },
  { name: "a status that is taken by nobody", bodies: [{ status: 1 }, { status: 2 }] },
  {
    name: "the order and the times of managers",
    bodies: [
      {
        metadata: {
          managedFields: [
            { manager: "a", time: "2026-01-01T00:00:00Z" },
            { manager: "b", time: "2026-01-02T00:00:00Z" },
          ],
        },
      },
      {
        metadata: {
          managedFields: [
            { manager: "b", time: "2026-01-03T00:00:00Z" },
            { manager: "a", time: "2026-01-04T00:00:00Z" },
          ],
        },
      },
    ],
  },
];

Deno.test("what is made up anew each time is no difference", async (t) => {
  for (const pair of SAME) await t.step(pair.name, () => assert.equal(...keysOf(pair)));
});

Deno.test("a text that two programs could read differently is known as such", () => {
  const ambiguous = [
    '{"data":{"evil":"1"},"data":{"a":"1"}}',
    '{"a":1,"\\u0061":2}',
    '[{"op":"add","op":"move"}]',
    '{"a":{"b":"x","b" : "y"}}',
    '{"uid":9007199254740993}',
    '{"uid":1e999}',
  ];
  for (const text of ambiguous) assert.equal(isAmbiguous(text), true, text);
  const plain = [
    "",
    "kind: ConfigMap\ndata: {a: 1, a: 2}",
    '{"a":"b\\":\\"","c":{"a":1},"d":[{"a":1},{"a":2}],"e":-0.5}',
    '{"__proto__":{"a":1},"constructor":"x"}',
    '["a:b"]',
  ];
  for (const text of plain) assert.equal(isAmbiguous(text), false, text);
});
