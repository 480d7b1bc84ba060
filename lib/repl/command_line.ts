/**
 * What a line is, as far as its first signs tell: a command of the prompt, or the rest of an expression.
 * Layer 7: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";

/** A line that calls a command. */
export interface CommandLine {
  /** The command's name, without the dot. */
  readonly name: string;
  /** What follows the name. */
  readonly argument: string;
}

/**
 * Reads a line as the call of a command: a dot and a word, or a question mark.
 *
 * @param line The line.
 * @returns `undefined` where it is TypeScript, or the rest of it.
 */
export function readCommand(line: string): CommandLine | undefined {
  const asked = /^\s*\?(?![.?])\s*(.*)$/.exec(line);
  if (asked !== null) return { name: "explain", argument: asked[1]!.trim() };
  const called = /^\s*\.([a-z]+)(?:\s+(.*))?$/i.exec(line);
  return called === null ? undefined : { name: called[1]!, argument: (called[2] ?? "").trim() };
}

const CONTINUED_REGEXP =
  /^\s*(?:\.\s*[\p{L}_$#]|\?[.?\s]|[)\]},:=*%&|^<>]|!=|\/\s|\+(?!\+)|-(?!-)|(?:in|instanceof|as|satisfies|else|catch|finally)\b)/u;

/**
 * Tells whether a line looks like the rest of what stands before it: hardly a statement begins like that.
 *
 * @param line A line that is no command.
 */
export function isContinuation(line: string): boolean {
  return CONTINUED_REGEXP.test(line);
}

/** Says how an expression goes on in the next line, where a line begins as none does. */
export function continuedLine(begin: string, cause?: unknown): QueryError {
  const hint = "end the line before with a dot or an open parenthesis to go on with it";
  return new QueryError(`Cannot begin a line with ${quote(begin)}: ${hint}`, { hint, cause });
}
