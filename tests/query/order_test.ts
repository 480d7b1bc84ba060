import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import { type FieldSchema, schemaOf } from "../../lib/kinds/schema.ts";
import { buildOrderKey, compareBy, type OrderKey } from "../../lib/query/order.ts";

function schema(apiVersion: string, kind: string): FieldSchema {
  const known = builtinKind(apiVersion, kind);
  const found = known === undefined ? undefined : schemaOf(known);
  assert(found !== undefined);
  return found;
}

const POD = schema("v1", "Pod");

/** Sorts values that stand in one field, `undefined` for objects without it. */
function sorted(values: readonly unknown[], key: OrderKey): unknown[] {
  const path = key.path.at(-1) ?? "";
  const items = values.map((value) => ({ spec: value === undefined ? {} : { [path]: value } }));
  return items.toSorted(compareBy([key])).map(({ spec }) =>
    new Map(Object.entries(spec)).get(path)
  );
}

const VALUE = buildOrderKey(["spec.value"]);
const VALUE_DOWN = buildOrderKey(["spec.value", "desc"]);

Deno.test("compareBy orders numbers, amounts and times by what they mean", () => {
  assert.deepEqual(sorted([10, 9, 1.5], VALUE), [1.5, 9, 10]);
  assert.deepEqual(sorted(["1Gi", "900Mi", "2k", 5], VALUE), [5, "2k", "900Mi", "1Gi"]);
  assert.deepEqual(
    sorted(["2026-01-01T10:00:00Z", "2026-01-01T11:00:00+02:00"], VALUE),
    ["2026-01-01T11:00:00+02:00", "2026-01-01T10:00:00Z"],
  );
  assert.deepEqual(sorted(["b", "a", "B"], VALUE), ["B", "a", "b"]);
  assert.deepEqual(sorted([true, false], VALUE), [false, true]);
});

Deno.test("compareBy puts objects without the field last in both directions", () => {
  assert.deepEqual(sorted([undefined, 2, null, 1], VALUE), [1, 2, undefined, null]);
  assert.deepEqual(sorted([undefined, 2, null, 1], VALUE_DOWN), [2, 1, undefined, null]);
});

Deno.test("compareBy orders text as text where the schema says it is text", () => {
  const key = buildOrderKey(["metadata.name"], POD);
  const pods = ["10", "9", "9a"].map((name) => ({ metadata: { name } }));
  assert.deepEqual(pods.toSorted(compareBy([key])).map(({ metadata }) => metadata.name), [
    "10",
    "9",
    "9a",
  ]);
  assert.equal(buildOrderKey(["metadata.creationTimestamp"], POD).reading, "time");
});

Deno.test("compareBy goes on to the next key among equals, and keeps the order of the rest", () => {
  const items = [
    { a: 1, b: 1, at: 0 },
    { a: 0, b: 1, at: 1 },
    { a: 1, b: 2, at: 2 },
    { a: 1, b: 1, at: 3 },
  ];
  const keys = [buildOrderKey(["a"]), buildOrderKey(["b", "desc"])];
  assert.deepEqual(items.toSorted(compareBy(keys)).map(({ at }) => at), [1, 2, 0, 3]);
  assert.deepEqual(items.toSorted(compareBy([])), items);
});

Deno.test("compareBy is one order over values of every sort", () => {
  const values = fc.constantFrom<unknown>(
    undefined,
    1,
    2,
    "1",
    "10",
    "9",
    "9a",
    "1k",
    "a",
    "2026-01-01T10:00:00Z",
    true,
    "",
    "1e3",
    [],
  );
  const item = values.map((value) => ({ spec: { value } }));
  for (const key of [VALUE, VALUE_DOWN]) {
    const compare = compareBy([key]);
    fc.assert(
      fc.property(item, item, item, (a, b, c) => {
        assert.equal(Math.sign(compare(a, b)), 0 - Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert(compare(a, c) <= 0);
      }),
      { numRuns: 3000, seed: 11 },
    );
  }
});

Deno.test("buildOrderKey refuses what cannot be sorted by", () => {
  assert.throws(() => buildOrderKey(["metadata.nme"], POD, { what: "pods" }), {
    message: 'Cannot sort pods by "metadata.nme": no such field: did you mean "metadata.name"',
  });
  for (const path of ["metadata.labels", "spec.containers", "status", "metadata.labels.a", ""]) {
    assert.throws(() => buildOrderKey([path], POD), QueryError);
  }
  assert.throws(() => buildOrderKey(["metadata.name", "down"], POD), QueryError);
  assert.throws(() => buildOrderKey([5], POD), QueryError);
  assert.throws(() => buildOrderKey([undefined], POD), TypeError);
});
