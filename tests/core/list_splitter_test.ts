import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  type ListEnvelope,
  ListSplitter,
  MAX_ELEMENT_BYTES,
} from "../../lib/core/list_splitter.ts";

interface Split {
  readonly items: unknown[];
  readonly envelope: ListEnvelope;
}

function split(body: string, chunkBytes = Infinity, field?: string): Split {
  const splitter = new ListSplitter(field === undefined ? {} : { field });
  const bytes = new TextEncoder().encode(body);
  const items: unknown[] = [];
  for (let at = 0; at < bytes.length; at += Math.min(chunkBytes, bytes.length)) {
    splitter.push(bytes.subarray(at, at + chunkBytes), (json) => items.push(JSON.parse(json)));
  }
  return { items, envelope: splitter.end() };
}

function withoutManagedFields(item: unknown): unknown {
  if (typeof item !== "object" || item === null || !("metadata" in item)) return item;
  const { metadata } = item;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return item;
  const { managedFields: _, ...rest } = metadata as Record<string, unknown>;
  return { ...item, metadata: rest };
}

const LIST = JSON.stringify({
  kind: "PodList",
  apiVersion: "v1",
  metadata: { resourceVersion: "42", continue: "abc", remainingItemCount: 7 },
  items: [
    {
      metadata: { name: "a", managedFields: [{ f: { "}": 1 } }], uid: "1" },
      spec: { x: [1, [2]] },
    },
    { metadata: { managedFields: [], name: 'quote " and \\ and {[' } },
    { metadata: { name: "ü😀", managedFields: [{ a: "]" }] }, spec: { managedFields: "kept" } },
    { spec: { metadata: { managedFields: "kept too" } }, metadata: { managedFields: null } },
  ],
});

Deno.test("ListSplitter gives each item and the envelope around them", () => {
  const { items, envelope } = split(LIST);
  const whole = JSON.parse(LIST);
  assert.deepEqual(items, whole.items.map(withoutManagedFields));
  assert.deepEqual(envelope, { ...whole, items: [], isList: true });
});

Deno.test("ListSplitter gives the same however the body is cut into pieces", () => {
  const whole = split(LIST);
  for (let chunkBytes = 1; chunkBytes < 40; chunkBytes++) {
    assert.deepEqual(split(LIST, chunkBytes), whole, `pieces of ${chunkBytes} bytes`);
  }
});

Deno.test("ListSplitter keeps managedFields when told so", () => {
  const splitter = new ListSplitter({ dropManagedFields: false });
  const items: unknown[] = [];
  splitter.push(new TextEncoder().encode(LIST), (json) => items.push(JSON.parse(json)));
  assert.deepEqual(items, JSON.parse(LIST).items);
});

Deno.test("ListSplitter reads lists with white space and without items", () => {
  const pretty = JSON.stringify(JSON.parse(LIST), null, 2);
  assert.deepEqual(split(pretty, 7).items, split(LIST).items);
  assert.deepEqual(split('{"kind":"PodList","items":[]}').items, []);
  assert.equal(split('{"kind":"PodList","items":null}').envelope.isList, false);
});

Deno.test("ListSplitter gives a body that is no list as its envelope", () => {
  const status = { kind: "Status", code: 410, details: { items: [{ a: 1 }] } };
  const { items, envelope } = split(JSON.stringify(status), 5);
  assert.deepEqual(items, []);
  assert.deepEqual(envelope, { ...status, isList: false });
});

Deno.test("ListSplitter splits the rows of a Table", () => {
  const table = {
    kind: "Table",
    columnDefinitions: [{ name: "Name" }],
    rows: [{ cells: ["a", 1] }],
  };
  const { items, envelope } = split(JSON.stringify(table), 3, "rows");
  assert.deepEqual(items, table.rows);
  assert.deepEqual(envelope["columnDefinitions"], table.columnDefinitions);
});

Deno.test("ListSplitter.end() throws when the body was cut short", () => {
  for (const cut of [1, 20, LIST.length - 30, LIST.length - 1]) {
    assert.throws(() => split(LIST.slice(0, cut)), SyntaxError, `cut at ${cut}`);
  }
});

Deno.test("ListSplitter equals JSON.parse on any list in any pieces", () => {
  const item = fc.dictionary(
    fc.constantFrom("metadata", "spec", "managedFields", 'é"\\'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 6 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      (list, chunkBytes, pretty) => {
        const body = { metadata: { continue: "x" }, items: list };
        const { items, envelope } = split(JSON.stringify(body, null, pretty ? 2 : 0), chunkBytes);
        const expected = JSON.parse(JSON.stringify(list)).map(withoutManagedFields);
        assert.deepEqual(items, expected);
        assert.deepEqual(envelope.metadata, { continue: "x" });
      },
    ),
    { seed: 20260101, numRuns: 2000 },
  );
});

for (const items of ["[1]", '[{"a":1},"x"]', '[null,{"a":1}]', '[{"a":1},[2],false]']) {
  Deno.test(`ListSplitter refuses the list ${items}`, () => {
    for (const chunkBytes of [1, 3, Infinity]) {
      assert.throws(() => split(`{"kind":"List","items":${items}}`, chunkBytes), SyntaxError);
    }
  });
}

Deno.test("ListSplitter refuses an object without end before it holds much of it", () => {
  const splitter = new ListSplitter();
  splitter.push(new TextEncoder().encode('{"items":[{"a":"'), () => {});
  const piece = new Uint8Array(1024 * 1024).fill(0x61);
  assert.throws(() => {
    for (let taken = 0; taken <= MAX_ELEMENT_BYTES; taken += piece.length) {
      splitter.push(piece, () => {});
    }
  }, { name: "ApiError", message: /one of its objects has more than 67108864 bytes/ });
});
