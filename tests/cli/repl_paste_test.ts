import assert from "node:assert/strict";
import type { Pty } from "../_support/pty.ts";
import { openReplPrompt } from "../_support/repl_prompt.ts";

const PLACE = "in-memory/default> ";
const MAKE =
  'for (const n of ["a1", "a2", "a3"]) await ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: n } })';
const NAMES = '(await ns().configMaps.where({ metadata: { name: like("a*") } }).names()).join()';

/** A paste, of which the second line takes all but one object from what the third one deletes. */
function deletion(name: string): string {
  return [
    'const doomed = ns().configMaps.where({ metadata: { name: like("a*") } })',
    "  // one of them",
    `  .where((c) => c.metadata.name === "${name}")`,
    "await doomed.delete()",
  ].join("\r");
}

function marked(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

async function withPrompt(body: (prompt: Pty) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({ words: ["--embedded"], folder, columns: 200 });
    await prompt.see(PLACE);
    await prompt.type(`${MAKE}\r`);
    await prompt.see(PLACE);
    await body(prompt);
  }
  await Deno.remove(folder, { recursive: true });
}

async function seeNames(prompt: Pty, names: string): Promise<void> {
  await prompt.type(`${NAMES}\r`);
  await prompt.see(`\n"${names}"\n${PLACE}`);
}

Deno.test("skiff repl takes a marked paste as one input that waits for Enter", () =>
  withPrompt(async (prompt) => {
    await prompt.type(marked(deletion("a2")));
    await prompt.see("\n... await doomed.delete()");
    await prompt.type("\x03");
    await prompt.see(PLACE);
    await seeNames(prompt, "a1,a2,a3");
    await prompt.type(marked(deletion("a2")));
    await prompt.see("\n... await doomed.delete()");
    await prompt.type("\r");
    assert.match(await prompt.see(PLACE), /^\nNAME +OUTCOME\na2 +deleted\n/);
    await seeNames(prompt, "a1,a3");
  }));

Deno.test("skiff repl puts a marked paste where the cursor is, with nothing in it that acts as a key", () =>
  withPrompt(async (prompt) => {
    await prompt.type("[ ]\x1b[D\x1b[D");
    await prompt.type(marked("1,\x03\t\x1b[2]\r"));
    await prompt.type("\r");
    await prompt.see(`\n[ 1, [ 2 ] ]\n${PLACE}`);
    await prompt.type(marked('"a\x07\r'));
    await prompt.type(' b"\r');
    await prompt.see(`\n"a b"\n${PLACE}`);
    await prompt.type("[3]\x1b[D");
    await prompt.type(marked(", 4,\r5"));
    await prompt.type("\r");
    await prompt.see(`\n[ 3, 4, 5 ]\n${PLACE}`);
    await prompt.type(marked("const kept = 20\r.time off\rkept + 1\r\r"));
    await prompt.see("... kept + 1");
    await prompt.type("\r");
    await prompt.see(`time is not shown\n21\n${PLACE}`);
  }));

Deno.test("skiff repl asks for the marks of pastes only while it waits for a line", () =>
  withPrompt(async (prompt) => {
    const marks = () =>
      prompt.raw.split("\x1b[?2004").slice(1).map((text) => text.charAt(0)).join("");
    assert.equal(marks(), "hlh");
    await prompt.type("await new Promise(() => console.log('waits'))\r");
    await prompt.see("\nwaits\n");
    assert.equal(marks(), "hlhl");
    await prompt.type("\x03");
    await prompt.see(PLACE);
    assert.equal(marks(), "hlhlh");
    await prompt.type("\x04");
    assert.equal(await prompt.end(), 0);
    assert.equal(marks(), "hlhlhl");
  }));

Deno.test("skiff repl joins what goes on where a terminal does not mark pastes", () =>
  withPrompt(async (prompt) => {
    await prompt.type(`${deletion("a2")}\r`);
    assert.match(await prompt.see(PLACE), /\nNAME +OUTCOME\na2 +deleted\n/);
    await seeNames(prompt, "a1,a3");
    // The last line has no end: what goes on there is not cut off from what stands before it.
    await prompt.type(deletion("a1").split("\r").slice(0, 3).join("\r"));
    await prompt.see('...   .where((c) => c.metadata.name === "a1")');
    await prompt.type("\r");
    await prompt.see(PLACE);
    await prompt.type("doomed.names()\r");
    await prompt.see(`\n[ "a1" ]\n${PLACE}`);
  }));

Deno.test("skiff repl runs nothing of what came with a line that failed", () =>
  withPrompt(async (prompt) => {
    await prompt.type("1\rmissing\rns().configMaps.all().delete()\r3\r");
    await prompt.see("\n1\nerror: ReferenceError: missing is not defined (line 1, column 1)\n");
    await prompt.see(`The 2 inputs that came with it were not run\n${PLACE}`);
    await seeNames(prompt, "a1,a2,a3");
  }));

Deno.test("skiff repl runs nothing of a broken expression in several lines", () =>
  withPrompt(async (prompt) => {
    await prompt.type(
      'ns().configMap("a1").delete()\r  .then((x) => x +* 2)\rns().configMap("a2").delete()\r',
    );
    await prompt.see("error: Cannot evaluate the input");
    await prompt.see(`The input that came with it was not run\n${PLACE}`);
    await seeNames(prompt, "a1,a2,a3");
  }));

Deno.test("skiff repl leaves nothing on the prompt of what came with a line that failed", () =>
  withPrompt(async (prompt) => {
    await prompt.type('ns().podz\rawait ns().configMap("a1").delete()');
    await prompt.see("there is no such member");
    await prompt.see(`The input that came with it was not run\n${PLACE}`);
    await prompt.type("\r");
    await prompt.see(PLACE);
    await prompt.type('missing\rawait ns().configMap("a2")\r  .delete()');
    await prompt.see(`The input that came with it was not run\n${PLACE}`);
    await prompt.type("\r");
    await prompt.see(PLACE);
    await seeNames(prompt, "a1,a2,a3");
  }));

Deno.test("skiff repl runs what came before an expression that is not finished", () =>
  withPrompt(async (prompt) => {
    await prompt.type(
      'const one = 1\rns().configMaps\r  .where({ metadata: { name: "a2" } }).names()',
    );
    await prompt.see('...   .where({ metadata: { name: "a2" } }).names()');
    await prompt.type("\r");
    await prompt.see(`\n[ "a2" ]\n${PLACE}`);
    await prompt.type("one\r");
    await prompt.see(`\n1\n${PLACE}`);
  }));
