import assert from "node:assert/strict";
import { isObject, type JsonObject, mergePatchOf } from "../../lib/core/merge_patch.ts";

/** RFC 7386, word for word. */
function apply(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = apply(result[name], value);
  }
  return result;
}

Deno.test("mergePatchOf() holds only what differs", () => {
  const before = {
    metadata: { name: "web", labels: { a: "1", b: "2" } },
    spec: { replicas: 1, template: { containers: [{ name: "x", image: "1" }] } },
  };
  const after = structuredClone(before);
  after.spec.template.containers[0]!.image = "2";
  after.metadata.labels = { a: "1", b: "3" };
  assert.deepEqual(mergePatchOf(before, after), {
    metadata: { labels: { b: "3" } },
    spec: { template: { containers: [{ name: "x", image: "2" }] } },
  });
});

Deno.test("mergePatchOf() removes by null and never writes null where nothing is", () => {
  assert.deepEqual(mergePatchOf({ a: { b: 1, c: 2 } }, { a: { c: 2 } }), { a: { b: null } });
  assert.deepEqual(mergePatchOf({ a: 1 }, { a: null }), { a: null });
  assert.equal(mergePatchOf({ a: 1 }, { a: 1, b: null }), undefined);
  assert.equal(mergePatchOf({ a: null }, {}), undefined);
});

Deno.test("mergePatchOf() gives nothing for equal states, whatever the order of fields", () => {
  assert.equal(
    mergePatchOf({ a: [{ x: 1, y: 2 }], b: {} }, { b: {}, a: [{ y: 2, x: 1 }] }),
    undefined,
  );
});

Deno.test("mergePatchOf() keeps fields named like those of every object", () => {
  const before = JSON.parse('{"data":{"constructor":"a","__proto__":"b"}}');
  const after = JSON.parse('{"data":{"toString":"c","__proto__":"d"}}');
  assert.equal(
    JSON.stringify(mergePatchOf(before, after)),
    '{"data":{"toString":"c","__proto__":"d","constructor":null}}',
  );
});

Deno.test("mergePatchOf() turns any state into any other", () => {
  const random = sequence(7);
  for (let round = 0; round < 2_000; round++) {
    const before = value(random, 3) as JsonObject;
    const after = value(random, 3) as JsonObject;
    const patch = mergePatchOf(before, after);
    assert.deepEqual(apply(before, patch ?? {}), after, JSON.stringify({ before, after, patch }));
  }
});

/** Numbers from 0 to 1, the same ones in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48271 % 0x7fffffff) / 0x7fffffff;
}

/** An object without nulls, which a merge patch cannot make. */
function value(random: () => number, depth: number): unknown {
  if (depth === 0 || (depth < 3 && random() < 0.4)) {
    return ["a", 1, true, [], [1, { x: "y" }], {}][Math.floor(random() * 6)];
  }
  const names = ["a", "b", "c", "d"].filter(() => random() < 0.6);
  return Object.fromEntries(names.map((name) => [name, value(random, depth - 1)]));
}
