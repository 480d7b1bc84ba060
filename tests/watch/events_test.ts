import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { compareResourceVersions, parseWireEvent } from "../../lib/watch/events.ts";
import { cutManagedFields } from "../../lib/watch/managed_fields.ts";

function line(type: string, object: unknown): string {
  return JSON.stringify({ type, object });
}

const POD = { kind: "Pod", apiVersion: "v1", metadata: { name: "a", resourceVersion: "7" } };

Deno.test("parseWireEvent reads changes, bookmarks and errors", () => {
  assert.deepEqual(parseWireEvent(line("ADDED", POD)), {
    type: "ADDED",
    object: POD,
    resourceVersion: "7",
  });
  const bookmark = { metadata: { resourceVersion: "9" } };
  assert.deepEqual(parseWireEvent(line("BOOKMARK", bookmark)), {
    type: "BOOKMARK",
    resourceVersion: "9",
    initialEventsEnd: false,
  });
  const end = {
    metadata: { resourceVersion: "9", annotations: { "k8s.io/initial-events-end": "true" } },
  };
  assert.deepEqual(parseWireEvent(line("BOOKMARK", end)), {
    type: "BOOKMARK",
    resourceVersion: "9",
    initialEventsEnd: true,
  });
  assert.deepEqual(parseWireEvent(line("ERROR", { code: 410 })), {
    type: "ERROR",
    status: { code: 410 },
  });
});

for (
  const text of [
    "",
    "<html>",
    "null",
    "[]",
    "{}",
    '{"type":"ADDED"',
    '{"type":"ADDED","object":null}',
    '{"type":"ADDED","object":{}}',
    '{"type":"ADDED","object":{"metadata":{"name":"a"}}}',
    '{"type":"ADDED","object":{"metadata":{"resourceVersion":"1"}}}',
    '{"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}',
    '{"type":"BOOKMARK","object":{"metadata":{}}}',
  ]
) {
  Deno.test(`parseWireEvent refuses ${JSON.stringify(text)}`, () => {
    assert.equal(parseWireEvent(text), undefined);
  });
}

const key = fc.oneof(
  fc.constantFrom("managedFields", "metadata", "a", '"managedFields":['),
  fc.string(),
).filter((name) => name !== "__proto__");
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.constantFrom('"managedFields":[', "\\", '\\"', "]}"),
    fc.integer(),
    fc.array(tie("value")),
    fc.dictionary(key, tie("value")),
  ),
})).value;

Deno.test("cutManagedFields takes out nothing but the field of the object's own metadata", () => {
  const entries = fc.array(fc.tuple(key, anything), { maxLength: 5 });
  const fields = fc.option(fc.array(anything), { nil: undefined });
  fc.assert(
    fc.property(entries, entries, fields, fc.nat(5), (own, outer, managed, at) => {
      const before = own.filter(([name]) => name !== "managedFields");
      const metadata = managed === undefined
        ? before
        : [...before.slice(0, at), ["managedFields", managed] as const, ...before.slice(at)];
      const rest = outer.filter(([name]) => name !== "metadata");
      const text = line("ADDED", {
        kind: "Pod",
        apiVersion: "v1",
        metadata: Object.fromEntries(metadata),
        ...Object.fromEntries(rest),
      });
      const wanted = JSON.parse(text);
      delete wanted.object.metadata.managedFields;
      const cut = JSON.parse(cutManagedFields(text));
      delete cut.object.metadata.managedFields;
      assert.deepEqual(cut, wanted);
    }),
    { numRuns: 500 },
  );
});

Deno.test("cutManagedFields shortens what API servers write", () => {
  const managedFields = [{ fieldsV1: { 'f:x"]}\\': { "k:{}": {} } } }];
  for (const metadata of [{ name: "a", managedFields }, { managedFields, name: "a" }]) {
    const object = { kind: "Pod", apiVersion: "v1", metadata, spec: {} };
    const { managedFields: _, ...rest } = metadata;
    assert.equal(
      cutManagedFields(line("ADDED", object)),
      line("ADDED", { ...object, metadata: rest }),
    );
  }
});

Deno.test("parseWireEvent leaves managedFields out of unusual texts too, and keeps them when asked", () => {
  const metadata = { managedFields: [{}], name: "a", resourceVersion: "1" };
  const text = JSON.stringify({ object: { spec: 1, metadata }, type: "ADDED" });
  const event = parseWireEvent(text);
  assert.deepEqual(event?.type === "ADDED" && event.object, {
    spec: 1,
    metadata: { name: "a", resourceVersion: "1" },
  });
  const kept = parseWireEvent(line("ADDED", { metadata }), { managedFields: true });
  assert.deepEqual(kept?.type === "ADDED" && kept.object.metadata?.managedFields, [{}]);
});

Deno.test("compareResourceVersions compares numbers of any length, and equal texts only otherwise", () => {
  assert.ok((compareResourceVersions("9", "10") ?? 0) < 0);
  assert.ok((compareResourceVersions("100000000000000000001", "100000000000000000000") ?? 0) > 0);
  assert.equal(compareResourceVersions("x", "x"), 0);
  assert.equal(compareResourceVersions("x", "1"), undefined);
  assert.equal(compareResourceVersions("01", "1"), undefined);
});
