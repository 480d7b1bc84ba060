import assert from "node:assert/strict";
import { wrapLine } from "../../lib/repl/wrap_line.ts";

Deno.test("wrapLine breaks between words, and leaves what fits and what nobody measures", () => {
  assert.equal(wrapLine("error: one two three", 12), "error: one\n  two three");
  assert.equal(wrapLine("error: one two", 14), "error: one two");
  assert.equal(wrapLine("error: one two", undefined), "error: one two");
  assert.equal(wrapLine("a longerthanthis b", 8), "a\n  longerthanthis\n  b");
  assert.equal(wrapLine("a  b", 3), "a \n  b");
});
