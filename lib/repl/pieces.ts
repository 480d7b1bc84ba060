/**
 * Lines that came together, put together again: what goes on with the line before is one input with it, so
 * that no half of an expression runs. Layer 7.
 *
 * @module
 */
import { isContinuation, readCommand } from "./command_line.ts";
import { COMMANDS } from "./commands.ts";
import { compileInput, isCompiled } from "./compile.ts";

/** What came together. */
export interface Pieces {
  /** What to run, one after the other. */
  readonly pieces: readonly string[];
  /** The beginning of what is still being typed. */
  readonly begun?: string;
}

/** How lines are put together. */
export interface PiecesOptions {
  /** Whether they are one input, commands aside; default `false`: as many as there are statements. */
  readonly whole?: boolean;
}

/**
 * Puts lines together.
 *
 * @param lines Lines in the order in which they came.
 * @returns What to run, one after the other: commands, and inputs of one line or several.
 */
export async function piecesOf(
  lines: readonly string[],
  { whole = false }: PiecesOptions = {},
): Promise<readonly string[]> {
  const pieces: string[] = [];
  let piece: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (piece.length > 0 && await isNew(piece, lines.slice(index), whole)) {
      pieces.push(piece.join("\n"));
      piece = [];
    }
    piece.push(line);
  }
  if (piece.length > 0) pieces.push(piece.join("\n"));
  return pieces;
}

async function isNew(piece: readonly string[], next: readonly string[], whole: boolean) {
  if (piece.length === 1 && isCommand(piece[0]!)) return true;
  // Blank lines and remarks end nothing.
  const line = next.find((text) => !/^\s*(?:\/\/.*)?$/.test(text));
  if (line === undefined) return false;
  if (continues(line)) return false;
  if (whole && !isCommand(line)) return false;
  return !await isUnfinished(piece.join("\n"));
}

async function isUnfinished(text: string): Promise<boolean> {
  const result = await compileInput(text);
  return !isCompiled(result) && result.incomplete;
}

/**
 * Tells whether a line goes on with the one before, where they came together.
 *
 * @param line The line.
 */
export function continues(line: string): boolean {
  return !isCommand(line) && isContinuation(line);
}

/** Whether a line among others is a command: there a question mark by itself chooses between two values. */
function isCommand(line: string): boolean {
  if (/^\s*\?\s/.test(line)) return false;
  const called = readCommand(line);
  return called !== undefined && COMMANDS.some(({ name }) => name === called.name);
}
