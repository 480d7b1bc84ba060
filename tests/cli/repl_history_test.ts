/** What the arrow keys, Ctrl-R and the history file bring back of inputs of several lines. */
import assert from "node:assert/strict";
import type { Pty } from "../_support/pty.ts";
import { openReplPrompt } from "../_support/repl_prompt.ts";

const PLACE = "in-memory/default> ";
const UP = "\x1b[A";
const ADD = ["const add = (a) => {", "  return a + 1", "}"];

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withPrompt(folder: string, body: (prompt: Pty) => Promise<void>): Promise<void> {
  await using prompt = openReplPrompt({
    words: ["--embedded"],
    folder,
    columns: 200,
    env: { SKIFF_HISTORY: `${folder}/history` },
  });
  await prompt.see(PLACE);
  await body(prompt);
  await prompt.type(".exit\r");
  assert.equal(await prompt.end(), 0);
}

/** Types lines one by one, each when the prompt for it is there. */
async function enter(prompt: Pty, lines: readonly string[]): Promise<void> {
  for (const line of lines.slice(0, -1)) {
    await prompt.type(`${line}\r`);
    await prompt.see(`${line}\n... `);
  }
  await prompt.type(`${lines.at(-1)}\r`);
  await prompt.see(PLACE);
}

Deno.test("skiff repl brings several lines back as a whole, now and in the next session", () =>
  withFolder(async (folder) => {
    await withPrompt(folder, async (prompt) => {
      await enter(prompt, ADD);
      await prompt.type("add(1)\r");
      await prompt.see(`\n2\n${PLACE}`);
      await prompt.type(`${UP}${UP}`);
      await prompt.see(`${PLACE}${ADD.join("\n")}`);
      // The number before the brace of the last line: it is edited like any other.
      await prompt.type("\x1b[D\x1b[D0");
      await prompt.see("return a + 10");
      await prompt.type("\r");
      await prompt.see(PLACE);
      await prompt.type("add(1)\r");
      await prompt.see(`\n11\n${PLACE}`);
      // What came before the first of the lines is next to it.
      await prompt.type(`${UP}${UP}${UP}`);
      await prompt.see(`${PLACE}${ADD.join("\n")}`);
      await prompt.type("\x03");
      await prompt.see(PLACE);
    });
    const edited = ADD.join("\n").replace("+ 1", "+ 10");
    assert.equal(
      await Deno.readTextFile(`${folder}/history`),
      [ADD.join("\n... "), "add(1)", edited.replaceAll("\n", "\n... "), "add(1)", ".exit", ""]
        .join("\n"),
    );
    await withPrompt(folder, async (prompt) => {
      await prompt.type(`${UP}${UP}${UP}`);
      await prompt.see(`${PLACE}${edited}`);
      await prompt.type("; add(2)\r");
      await prompt.see(`\n12\n${PLACE}`);
    });
  }));

Deno.test("skiff repl brings a paste of several lines back, by an arrow key and by Ctrl-R", () =>
  withFolder(async (folder) => {
    await withPrompt(folder, async (prompt) => {
      await prompt.type("\x1b[200~[1, 2]\r  .map((n) => n * 3)\r  .join()\x1b[201~");
      await prompt.see("...   .join()");
      await prompt.type("\r");
      await prompt.see(`\n"3,6"\n${PLACE}`);
      await prompt.type(UP);
      await prompt.see(`${PLACE}[1, 2]\n  .map((n) => n * 3)\n  .join()`);
      await prompt.type("\r");
      await prompt.see(`\n"3,6"\n${PLACE}`);
      await prompt.type("\x12n * 3");
      await prompt.see('(search "n * 3") [1, 2] \u21b5 .map((n) => n * 3) \u21b5 .join()');
      await prompt.type("\r");
      await prompt.see(`\n"3,6"\n${PLACE}`);
    });
  }));

Deno.test("skiff repl brings each input of what came at once back, and half of one as it was typed", () =>
  withFolder(async (folder) => {
    await withPrompt(folder, async (prompt) => {
      // A terminal that does not mark pastes.
      await prompt.type("const base = 5\r[1]\r  .map((n) => n + base)\r'last'\r");
      await prompt.see(`\n"last"\n${PLACE}`);
      await prompt.type(`${UP}${UP}`);
      await prompt.see(`${PLACE}[1]\n  .map((n) => n + base)`);
      await prompt.type(UP);
      await prompt.see(`${PLACE}const base = 5`);
      await prompt.type("\x03");
      await prompt.see(PLACE);
      await prompt.type("begun(\r");
      await prompt.see("begun(\n... ");
      await prompt.type("\x03");
      await prompt.see(PLACE);
      await prompt.type(UP);
      await prompt.see(`${PLACE}begun(`);
      await prompt.type("\x03");
      await prompt.see(PLACE);
    });
  }));

Deno.test("skiff repl notes above an input of several lines that is being edited", () =>
  withFolder(async (folder) => {
    await withPrompt(folder, async (prompt) => {
      await enter(prompt, ADD);
      // Notes go on coming: one of them finds the lines on the prompt.
      await prompt.type(
        "globalThis.soon = setInterval(() => { throw new Error('came late') }, 500); 0\r",
      );
      await prompt.see(`\n0\n${PLACE}`);
      await prompt.type(`${UP}${UP}`);
      await prompt.see(
        /error: came late\nin-memory\/default> const add = \(a\) => \{\n {2}return a \+ 1\n\}/,
      );
      await prompt.type("\x03");
      await prompt.see(PLACE);
      await prompt.type("clearInterval(soon)\r");
      await prompt.see(PLACE);
    });
  }));
