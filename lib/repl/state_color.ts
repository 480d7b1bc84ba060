/**
 * Colours of states in tables: what is well, what is under way, what failed. Layer 7: pure.
 *
 * @module
 */
import type { Column } from "../core/table.ts";

const RESET = "\x1b[0m";
const DIM = "\x1b[2m";
const GREEN = "\x1b[32m";
const YELLOW = "\x1b[33m";
const RED = "\x1b[31m";

const STATE_COLUMNS: ReadonlySet<string> = new Set([
  "status",
  "state",
  "phase",
  "ready",
  "available",
  "outcome",
  "condition",
]);
const WELL_REGEXP =
  /^(?:Running|Ready|Active|Bound|Available|Complete|Completed|Succeeded|True|created|applied|patched|labeled|annotated|scaled)$/;
const FAILED_REGEXP =
  /Error|Fail|BackOff|Invalid|Evicted|OOMKilled|NotReady|Lost|^False$|^failed$|Unknown|ErrImage|Cannot/i;
const RATIO_REGEXP = /^(\d+)\/(\d+)$/;

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
  if (!STATE_COLUMNS.has(column.name.toLowerCase())) return text;
  const word = text.trim();
  const color = colorOf(word, column);
  if (color === undefined) return text;
  return `${color}${word}${RESET}${text.slice(word.length)}`;
}

function colorOf(word: string, column: Column): string | undefined {
  if (word === "") return undefined;
  const ratio = RATIO_REGEXP.exec(word);
  if (ratio !== null) return ratio[1] === ratio[2] ? undefined : YELLOW;
  // A number that is available says nothing by itself.
  if (/^\d/.test(word)) return undefined;
  if (WELL_REGEXP.test(word)) return GREEN;
  if (FAILED_REGEXP.test(word)) return RED;
  return column.name.toLowerCase() === "outcome" ? undefined : YELLOW;
}
