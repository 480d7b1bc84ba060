import assert from "node:assert/strict";
import { TextLines } from "../../lib/streams/text_lines.ts";

function linesOf(bytes: Uint8Array, cuts: readonly number[]): string[] {
  const lines = new TextLines();
  const found: string[] = [];
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    found.push(...lines.push(bytes.subarray(start, cut)));
    start = cut;
  }
  return [...found, ...lines.end()];
}

Deno.test("TextLines gives the same lines wherever the bytes are cut", () => {
  const text = "ä€𝄞\r\n\n  b \r c\nlast";
  const bytes = new TextEncoder().encode(text);
  const expected = ["ä€𝄞", "", "  b \r c", "last"];
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      assert.deepEqual(linesOf(bytes, [first, second]), expected);
    }
  }
});

Deno.test("TextLines ends with what has no newline, and with nothing where there is none", () => {
  const encoder = new TextEncoder();
  assert.deepEqual(linesOf(encoder.encode("a\n"), []), ["a"]);
  assert.deepEqual(linesOf(encoder.encode("a\n\n"), []), ["a", ""]);
  assert.deepEqual(linesOf(new Uint8Array(), []), []);
  // A cut character is what it is.
  assert.deepEqual(linesOf(encoder.encode("€").subarray(0, 2), []), ["\ufffd"]);
});

Deno.test("TextLines refuses a line that does not end", () => {
  const lines = new TextLines(8);
  assert.deepEqual(lines.push(new TextEncoder().encode("12345678\n1234")), ["12345678"]);
  assert.throws(() => lines.push(new TextEncoder().encode("56789")), {
    message: "Cannot read a line: it has more than 8 characters",
  });
});
