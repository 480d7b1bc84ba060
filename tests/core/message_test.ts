import assert from "node:assert/strict";
import { oneLine, quote, quoteList, safeLine } from "../../lib/core/message.ts";

/** Controls, line ends, marks that reorder, and marks without width, as code points. */
const UNSEEN = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
] as const;

function* unseen(): Generator<string> {
  for (const [first, last] of UNSEEN) {
    for (let code = first; code <= last; code++) yield String.fromCharCode(code);
  }
}

Deno.test("safeLine makes one blank of whatever nobody sees, and of several blanks", () => {
  for (const char of unseen()) {
    assert.equal(safeLine(`a${char}b`), "a b", `U+${char.charCodeAt(0).toString(16)}`);
  }
  assert.equal(safeLine("  a \r\n\u001b[31m \u202e b.\n"), "a [31m b.");
  assert.equal(safeLine("größer — 日本語 👍"), "größer — 日本語 👍");
});

Deno.test("oneLine takes a sentence's full stop away", () => {
  assert.equal(oneLine("not\nfound. "), "not found");
  assert.equal(oneLine("a.b"), "a.b");
});

Deno.test("quote shows what nobody sees, and cuts long texts", () => {
  for (const char of unseen()) {
    const text = quote(`a${char}b`);
    assert.match(text, /^"a\\[^"]+b"$/, text);
    assert.equal(JSON.parse(text), `a${char}b`);
  }
  assert.equal(quote('a"b'), '"a\\"b"');
  assert.equal(quote("x".repeat(300)).length, 202);
});

Deno.test("quoteList quotes the first twenty", () => {
  assert.equal(quoteList([]), "none");
  assert.equal(quoteList(["a", "b"]), '"a", "b"');
  const many = quoteList(Array.from({ length: 23 }, (_, index) => `n${index}`));
  assert.match(many, /"n19" and 3 more$/);
});
