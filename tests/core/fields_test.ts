import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import {
  escapeFieldValue,
  formatFieldSelector,
  matchFields,
  parseFieldSelector,
} from "../../lib/core/fields.ts";
import type { FieldRequirement } from "../../lib/core/fields.ts";

Deno.test("parseFieldSelector reads =, == and !=", () => {
  assert.deepEqual(parseFieldSelector("a=1,b==2,c!=3"), [
    { field: "a", operator: "=", value: "1" },
    { field: "b", operator: "=", value: "2" },
    { field: "c", operator: "!=", value: "3" },
  ]);
});

Deno.test("parseFieldSelector skips empty terms and reads empty values", () => {
  assert.deepEqual(parseFieldSelector(""), []);
  assert.deepEqual(parseFieldSelector(",,"), []);
  assert.deepEqual(parseFieldSelector("spec.nodeName=,"), [
    { field: "spec.nodeName", operator: "=", value: "" },
  ]);
});

Deno.test("parseFieldSelector unescapes values", () => {
  assert.deepEqual(parseFieldSelector(String.raw`a=x\,y\=z\\,b=1`), [
    { field: "a", operator: "=", value: "x,y=z\\" },
    { field: "b", operator: "=", value: "1" },
  ]);
});

const REFUSED: [string, string][] = [
  ["a", 'Cannot parse field selector "a": "a" has no operator: write field=value or field!=value'],
  ["=x", 'Cannot parse field selector "=x": a field name is missing'],
  ["a=b=c", String.raw`Cannot parse field selector "a=b=c": "=" in a value must be written as \=`],
  ["a===b", String.raw`Cannot parse field selector "a===b": "=" in a value must be written as \=`],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseFieldSelector refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseFieldSelector(text), { name: "QueryError", message });
  });
}

Deno.test("parseFieldSelector refuses unknown and unfinished escapes and blanks in names", () => {
  assert.throws(() => parseFieldSelector(String.raw`a=\n`), /unknown escape/);
  assert.throws(() => parseFieldSelector("a=x\\"), /unknown escape/);
  assert.throws(() => parseFieldSelector("a=1, b=2"), /may not hold blanks/);
});

Deno.test("formatFieldSelector refuses a field name that would change the selector", () => {
  assert.throws(
    () => formatFieldSelector([{ field: "a=b,c", operator: "=", value: "" }]),
    QueryError,
  );
});

Deno.test("matchFields compares with the value the server uses, empty when absent", () => {
  const values: Record<string, string> = { "status.phase": "Running" };
  const match = (text: string) =>
    matchFields(parseFieldSelector(text), (field) => values[field] ?? "");
  assert.equal(match("status.phase=Running"), true);
  assert.equal(match("status.phase!=Running"), false);
  assert.equal(match("spec.nodeName="), true);
  assert.equal(match("spec.nodeName!="), false);
  assert.equal(match("status.phase=Running,spec.nodeName=a"), false);
  assert.equal(match(""), true);
});

Deno.test("escapeFieldValue escapes backslash, comma and equals sign", () => {
  assert.equal(escapeFieldValue("a,b=c\\d"), "a\\,b\\=c\\\\d");
});

const REQUIREMENT: fc.Arbitrary<FieldRequirement> = fc.record({
  field: fc.stringMatching(/^[a-zA-Z][a-zA-Z.]{0,10}$/),
  operator: fc.constantFrom("=" as const, "!=" as const),
  value: fc.string({ unit: fc.constantFrom("a", "é", "\\", ",", "=", "!", " ", "/") }),
}, { noNullPrototype: true });

Deno.test("parseFieldSelector reads back whatever formatFieldSelector prints", () => {
  fc.assert(fc.property(fc.array(REQUIREMENT, { maxLength: 4 }), (requirements) => {
    assert.deepEqual(parseFieldSelector(formatFieldSelector(requirements)), requirements);
  }));
});
