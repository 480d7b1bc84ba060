import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { QueryError } from "../../lib/core/errors.ts";
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  Quantity,
  quantity,
} from "../../lib/core/quantity.ts";

/** Canonical forms as apimachinery v0.36.3 prints them. */
const CANONICAL: [string, string][] = [
  ["0", "0"],
  ["0Gi", "0"],
  ["-0", "0"],
  ["1", "1"],
  ["+1", "1"],
  ["1.", "1"],
  [".5", "500m"],
  ["1.5", "1500m"],
  ["0.1", "100m"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["1000000", "1M"],
  ["100m", "100m"],
  ["1000m", "1"],
  ["0.1m", "100u"],
  ["1n", "1n"],
  ["0.1n", "1n"],
  ["-0.1n", "-1n"],
  ["1.5Gi", "1536Mi"],
  ["0.5Ki", "512"],
  ["1Ki", "1Ki"],
  ["1024", "1024"],
  ["1024Ki", "1Mi"],
  ["1.1Ki", "1126400m"],
  ["0.001Ki", "1024m"],
  ["-2048Mi", "-2Gi"],
  ["1e3", "1e3"],
  ["1E3", "1e3"],
  ["12345e2", "1234500"],
  ["5e-1", "500e-3"],
  ["100e1", "1e3"],
  ["1E", "1E"],
  ["9223372036854775807", "9223372036854775807"],
  ["7Ei", "7Ei"],
];

for (const [text, canonical] of CANONICAL) {
  Deno.test(`formatQuantity prints ${text} as ${canonical}`, () => {
    assert.equal(formatQuantity(parseQuantity(text)), canonical);
  });
}

const REFUSED: [string, RegExp][] = [
  ["", /it has no digits$/],
  ["-", /it has no digits$/],
  [".", /it has no digits$/],
  ["Gi", /it has no digits$/],
  ["1.5Gii", /unknown suffix "Gii": did you mean "Gi"$/],
  ["1gb", /unknown suffix "gb": did you mean "G"$/],
  ["1 Gi", /unknown suffix " Gi": did you mean "Gi"$/],
  ["1e", /unknown suffix "e"/],
  ["1e1.5", /unknown suffix/],
  ["1_000", /unknown suffix/],
  ["0x10", /unknown suffix/],
  ["NaN", /it has no digits$/],
  ["9223372036854775808", /it is beyond 9223372036854775807, the maximum$/],
  ["-9223372036854775808", /it is beyond/],
  ["8Ei", /it is beyond/],
  ["1e9999", /it is beyond/],
  ["1e99999999", /unknown suffix/],
  ["1".repeat(500), /it has 500 digits$/],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseQuantity refuses ${JSON.stringify(text.slice(0, 24))}`, () => {
    assert.throws(() => parseQuantity(text), (error: unknown) => {
      assert.ok(error instanceof QueryError);
      assert.match(error.message, /^Cannot parse quantity "/);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("Quantity.add() is exact and keeps the suffix family of the left side", () => {
  assert.equal(String(quantity("0.1").add(quantity("0.2"))), "300m");
  assert.equal(String(quantity("1Gi").add(quantity("1G"))), "2073741824");
  assert.equal(String(quantity("0").add(quantity("1Gi"))), "1Gi");
  assert.equal(String(quantity("9223372036854775807").add(quantity("1n"))).slice(-1), "n");
});

Deno.test("Quantity.subtract() may go below zero", () => {
  assert.equal(String(quantity("1").subtract(quantity("1500m"))), "-500m");
});

Deno.test("compareQuantities compares amounts, not texts", () => {
  assert.equal(compareQuantities(quantity("1.5Gi"), quantity("1536Mi")), 0);
  assert.equal(compareQuantities(quantity("1G"), quantity("1Gi")), -1);
  assert.equal(compareQuantities(quantity("2"), quantity("1999m")), 1);
});

Deno.test("quantity takes plain numbers, and gives JSON as the API expects it", () => {
  assert.equal(JSON.stringify({ cpu: quantity(0.5) }), '{"cpu":"500m"}');
  assert.equal(String(quantity(1e-7)), "100e-9");
  assert.equal(quantity("1500m").toNumber(), 1.5);
  assert.throws(() => quantity(NaN), QueryError);
});

const LIMIT = (2n ** 63n - 1n) * 1_000_000_000n;
const QUANTITY = fc.tuple(
  fc.oneof(fc.bigInt({ min: -LIMIT, max: LIMIT }), fc.bigInt({ min: -2048n, max: 2048n })),
  fc.constantFrom("DecimalSI" as const, "BinarySI" as const, "DecimalExponent" as const),
  fc.constantFrom(1n, 1000n, 1_000_000_000n, 1024n * 1_000_000_000n),
).map(([amount, format, unit]) => new Quantity((amount / unit) * unit, format));

Deno.test("parseQuantity reads back the amount of whatever formatQuantity prints", () => {
  fc.assert(fc.property(QUANTITY, (value) => {
    const text = formatQuantity(value);
    const { nanos } = parseQuantity(text);
    assert.equal(nanos, value.nanos);
    // A text without a suffix does not say its format: 4000 is 4k unless it is known to be binary.
    assert.equal(formatQuantity(new Quantity(nanos, value.format)), text);
  }));
});
