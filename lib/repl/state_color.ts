/**
 * Colours of states in tables on a terminal. Layer 7: pure.
 *
 * @module
 */
import type { Column } from "../core/table.ts";
import { type State, stateOf } from "./state.ts";

const RESET = "\x1b[0m";
const DIM = "\x1b[2m";
const COLORS: Readonly<Record<State, string>> = {
  well: "\x1b[32m",
  pending: "\x1b[33m",
  failed: "\x1b[31m",
};

/**
 * Colours a cell of a table by what it says.
 *
 * @param text The cell, blanks behind it included.
 * @param column Its column; headings have none.
 */
export function paintState(text: string, column: Column | undefined): string {
  if (column === undefined) return text;
  // The numbers of rows, see render.ts.
  if (column.name === "") return `${DIM}${text}${RESET}`;
  const word = text.trim();
  const state = stateOf(word, column);
  return state === undefined ? text : `${COLORS[state]}${word}${RESET}${text.slice(word.length)}`;
}
