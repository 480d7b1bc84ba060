/**
 * Every row of the benchmark.
 *
 * @module
 */

import type { Row } from "./row.ts";
import { applyRows } from "./rows/apply.ts";
import { callRows } from "./rows/calls.ts";
import { coldRows } from "./rows/cold.ts";
import { compiledRows } from "./rows/compiled.ts";
import { embeddedRows } from "./rows/embedded.ts";
import { listRows } from "./rows/lists.ts";
import { promptRows } from "./rows/prompt.ts";
import { tableRows } from "./rows/tables.ts";
import { watchRows } from "./rows/watches.ts";

/** The rows for these numbers of pods, smallest first. */
export function allRows(sizes: readonly number[]): Row[] {
  return [
    ...coldRows(),
    ...compiledRows(),
    ...listRows(sizes),
    ...tableRows(sizes),
    ...callRows(),
    ...promptRows(),
    ...applyRows(),
    ...watchRows(sizes),
    ...embeddedRows(),
  ];
}
