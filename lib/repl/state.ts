/**
 * What the cell of a table says of an object: that all is well, that something is under way, that it
 * failed. Layer 7: pure.
 *
 * @module
 */
import type { Column } from "../core/table.ts";

/** How an object is. */
export type State = "well" | "pending" | "failed";

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
 * Tells what a cell says of its object.
 *
 * @param word The cell.
 * @param column Its column.
 * @returns `undefined` where it says nothing of a state, or nothing worth a colour.
 */
export function stateOf(word: string, column: Column | undefined): State | undefined {
  if (column === undefined || !STATE_COLUMNS.has(column.name.toLowerCase())) return undefined;
  if (word === "") return undefined;
  const ratio = RATIO_REGEXP.exec(word);
  if (ratio !== null) return ratio[1] === ratio[2] ? undefined : "pending";
  // A number that is available says nothing by itself.
  if (/^\d/.test(word)) return undefined;
  if (WELL_REGEXP.test(word)) return "well";
  if (FAILED_REGEXP.test(word)) return "failed";
  return column.name.toLowerCase() === "outcome" ? undefined : "pending";
}
