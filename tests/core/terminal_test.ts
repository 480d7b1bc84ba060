import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { displayWidth, sanitize, truncate } from "../../lib/core/terminal.ts";

Deno.test("sanitize writes escape and carriage return as kubectl does", () => {
  assert.equal(sanitize("\x1b[31mred\x1b[0m\rgone"), "^[[31mred^[[0m\\rgone");
});

Deno.test("sanitize disarms every known way to control a terminal", () => {
  const cases: [string, string][] = [
    ["\x1b]0;title\x07", "^[]0;title^G"],
    ["\x1b]8;;http://evil\x1b\\link", "^[]8;;http://evil^[\\link"],
    ["\x9b2J", "\\u009b2J"],
    ["\x90q\x9c", "\\u0090q\\u009c"],
    ["a\b\b", "a^H^H"],
    ["\x00", "^@"],
    ["\x7f", "^?"],
    ["\v\f", "^K^L"],
    ["\x85", "\\u0085"],
    ["a\u202egnp.exe", "a\\u202egnp.exe"],
    ["\u2066x\u2069", "\\u2066x\\u2069"],
    ["\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"],
    ["\u2028\u2029", "\\u2028\\u2029"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud800", "\\ud800"],
  ];
  for (const [text, harmless] of cases) assert.equal(sanitize(text), harmless);
});

Deno.test("sanitize leaves line breaks, tabs and all languages alone", () => {
  for (const text of ["a\n\tb", "grüße 日本 한국 عربي 👍🏽 👨‍👩‍👧", ""]) {
    assert.equal(sanitize(text), text);
  }
});

Deno.test("sanitize leaves nothing to sanitize", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const harmless = sanitize(text);
    assert.equal(sanitize(harmless), harmless);
    // deno-lint-ignore no-control-regex -- no control character may be left
    assert.doesNotMatch(harmless, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  }));
});

Deno.test("displayWidth counts terminal columns", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["web-0", 5],
    ["grüße", 5],
    ["e\u0301x", 2],
    ["日本", 4],
    ["한국어", 6],
    ["ｈａｎ", 6],
    ["👍🏽", 2],
    ["👨‍👩‍👧", 2],
    ["🇩🇪", 2],
    ["❤️", 2],
    ["❤", 1],
    ["1️⃣", 2],
    ["䷀", 2],
  ];
  for (const [text, width] of cases) assert.equal(displayWidth(text), width, text);
});

Deno.test("truncate cuts between characters and says so", () => {
  assert.equal(truncate("abcdef", 6), "abcdef");
  assert.equal(truncate("abcdef", 5), "abcd…");
  assert.equal(truncate("日本語", 4), "日…");
  assert.equal(truncate("日本語", 5), "日本…");
  assert.equal(truncate("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
  assert.equal(truncate("abc", 1), "…");
});

Deno.test("truncate never gives more than the width", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, width) => {
      assert.ok(displayWidth(truncate(text, width)) <= Math.max(width, 1));
    }),
  );
});
