import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { normalizeArguments } from "../../lib/cli/arguments.ts";

const CASES: readonly [name: string, words: readonly string[], result: readonly string[]][] = [
  ["leaves a plain command alone", ["eval", "1"], ["eval", "1"]],
  ["moves options behind the command", ["--context", "a", "-n", "b", "eval", "1"], [
    "eval",
    "--context",
    "a",
    "-n",
    "b",
    "1",
  ]],
  ["moves switches behind the command", ["--read-only", "-A", "eval", "1"], [
    "eval",
    "--read-only",
    "-A",
    "1",
  ]],
  ["moves options with a glued value", ["--context=a", "eval", "1"], ["eval", "--context=a", "1"]],
  ["takes the value off a short option", ["eval", "-ojson", "-n=shop", "1"], [
    "eval",
    "-o",
    "json",
    "-n",
    "shop",
    "1",
  ]],
  ["keeps a JSONPath template whole", ["eval", "-ojsonpath={.a=b}", "1"], [
    "eval",
    "-o",
    "jsonpath={.a=b}",
    "1",
  ]],
  ["keeps an empty value as a word", ["eval", "--context=", "1"], ["eval", "--context", "", "1"]],
  ["turns help with a command into its option", ["help", "eval"], ["eval", "--help"]],
  ["turns help alone into the option", ["help"], ["--help"]],
  ["leaves what follows -- alone", ["eval", "--", "-ojson"], ["eval", "--", "-ojson"]],
  ["leaves unknown options to the parser", ["-x", "eval"], ["-x", "eval"]],
  ["takes a lone - for an argument", ["eval", "-"], ["eval", "-"]],
];

for (const [name, words, result] of CASES) {
  Deno.test(`normalizeArguments() ${name}`, () => {
    assert.deepEqual(normalizeArguments(words), result);
  });
}

Deno.test("normalizeArguments() loses no word of an expression, whatever it is", () => {
  fc.assert(fc.property(fc.string().filter((text) => !text.startsWith("-")), (expression) => {
    assert.equal(normalizeArguments(["-ojson", "eval", expression]).at(-1), expression);
  }));
});

Deno.test("normalizeArguments() takes the word behind --output of run for its value", () => {
  assert.deepEqual(
    normalizeArguments(["run", "--plan", "--output", "json", "x.ts", "--output", "y"]),
    ["run", "--plan", "--output", "json", "--", "x.ts", "--output", "y"],
  );
});
