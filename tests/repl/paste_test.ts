/** What is pasted is kept apart from what is typed, made harmless, and put together again. */
import assert from "node:assert/strict";
import { pastedLines, PasteReader } from "../../lib/repl/paste.ts";
import { continues, piecesOf } from "../../lib/repl/pieces.ts";
import { readCommand } from "../../lib/repl/command_line.ts";

const BEGIN = "\x1b[200~";
const END = "\x1b[201~";

function read(...chunks: string[]) {
  const reader = new PasteReader();
  return chunks.flatMap((chunk) => reader.read(chunk));
}

Deno.test("PasteReader finds pastes among keys", () => {
  assert.deepEqual(read(`ab${BEGIN}one\rtwo${END}c\r`), [
    { type: "keys", text: "ab" },
    { type: "paste", text: "one\rtwo" },
    { type: "keys", text: "c\r" },
  ]);
  assert.deepEqual(read("\x1b[A", "\x1b"), [
    { type: "keys", text: "\x1b[A" },
    { type: "keys", text: "\x1b" },
  ]);
});

Deno.test("PasteReader finds a paste however it is cut, and gives it whole", () => {
  const text = `x${BEGIN}one\x1b[31m\rtwo${END}y`;
  for (let size = 2; size <= text.length; size++) {
    const chunks = Array.from(
      { length: Math.ceil(text.length / size) },
      (_, index) => text.slice(index * size, (index + 1) * size),
    );
    // Escape alone is a key, so a mark that is cut behind it is none.
    if (chunks.some((chunk) => chunk.endsWith("\x1b"))) continue;
    const found = read(...chunks);
    assert.deepEqual(found.filter(({ type }) => type === "paste"), [
      { type: "paste", text: "one\x1b[31m\rtwo" },
    ], `chunks of ${size}`);
    const keys = found.filter(({ type }) => type === "keys").map(({ text }) => text).join("");
    assert.equal(keys, "xy");
  }
});

Deno.test("pastedLines takes out what would act as a key or would not be seen", () => {
  assert.deepEqual(pastedLines("a\r\n\tb\x03\x1b[2J\x7f\r\u202ec\r\n\n"), ["a", "  b[2J", "c"]);
  assert.deepEqual(pastedLines("1 + 1\n"), ["1 + 1"]);
  assert.deepEqual(pastedLines("\n"), [""]);
});

const PIECES: readonly [name: string, lines: readonly string[], pieces: readonly string[]][] = [
  ["statements are one each", ["1", "const a = 2", "a"], ["1", "const a = 2", "a"]],
  [
    "a line that begins with a member goes on",
    ["const a = ns().pods.where({})", "  .where((p) => p)", "await a.delete()"],
    ["const a = ns().pods.where({})\n  .where((p) => p)", "await a.delete()"],
  ],
  [
    "blank lines and remarks end nothing",
    ["a", "", "  // only these", "  ?.b", "c"],
    ["a\n\n  // only these\n  ?.b", "c"],
  ],
  [
    "what goes on may be broken: nothing of it is to run",
    ["a.delete()", "  .then((", ") =>", "b"],
    ["a.delete()\n  .then((\n) =>\nb"],
  ],
  ["operators go on", ["a", "  ?? b", "  || c", "- 1", "? x", ": y"], [
    "a\n  ?? b\n  || c\n- 1\n? x\n: y",
  ]],
  ["commands stand alone", [".ns shop", ".wide", "?pods", "1"], [
    ".ns shop",
    ".wide",
    "?pods",
    "1",
  ]],
  ["a command behind a statement is one", ["ns().pods", ".wide"], ["ns().pods", ".wide"]],
  ["a member with the name of no command goes on", ["a", ".status", ".limit(5)"], [
    "a\n.status\n.limit(5)",
  ]],
  ["a statement ends where its brackets do", ["if (a) {", "  b", "}", "else c", "d"], [
    "if (a) {\n  b\n}\nelse c",
    "d",
  ]],
  ["steps are statements", ["a", "++b", "--c"], ["a", "++b", "--c"]],
];

for (const [name, lines, pieces] of PIECES) {
  Deno.test(`piecesOf: ${name}`, async () => {
    assert.deepEqual(await piecesOf(lines), pieces);
  });
}

Deno.test("piecesOf makes a paste one input, commands aside", async () => {
  const lines = ["const a = 1", "a + 1", ".time on", "[", ".5", "]", "2"];
  assert.deepEqual(await piecesOf(lines, { whole: true }), [
    "const a = 1\na + 1",
    ".time on",
    "[\n.5\n]\n2",
  ]);
});

Deno.test("continues tells the rest of an expression from commands and statements", () => {
  for (const line of [".where({})", " .a", "?.b", "&& c", ")", "as string", ": 2", ".status"]) {
    assert.equal(continues(line), true, line);
  }
  for (const line of [".wide", ".ns shop", "?pod.spec", "a.b", "", "[1]", "(a)", ".5", "inner"]) {
    assert.equal(continues(line), false, line);
  }
});

Deno.test("readCommand reads a dot and a word, or a question, and nothing that goes on", () => {
  assert.deepEqual(readCommand(" .ns  shop "), { name: "ns", argument: "shop" });
  assert.deepEqual(readCommand("?pod.spec"), { name: "explain", argument: "pod.spec" });
  for (const line of [".where(1)", "?.a", "?? b", ".a.b", "1"]) {
    assert.equal(readCommand(line), undefined, line);
  }
});
