/**
 * Words that people type at any prompt, without a dot before them: `help`, `exit`. Layer 7: pure.
 *
 * @module
 */
import type { CommandLine } from "./command_line.ts";

/** What a word alone does, as in the prompts of node and Python. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ["help", "help"],
  ["exit", "exit"],
  ["quit", "exit"],
  ["clear", "clear"],
  ["cls", "clear"],
]);
const CALL_REGEXP = /^\s*([a-z]+)\s*(?:\(\s*\))?[\s;]*$/;

/**
 * Reads a line as a word that means a command where it means nothing else.
 *
 * @param line The line.
 * @param isKnown Whether a name has a value: then it is that.
 * @returns `undefined` where it is TypeScript.
 */
export function readBareWord(
  line: string,
  isKnown: (name: string) => boolean,
): CommandLine | undefined {
  const word = CALL_REGEXP.exec(line)?.[1];
  const name = word === undefined ? undefined : COMMANDS.get(word);
  return name === undefined || isKnown(word!) ? undefined : { name, argument: "" };
}
