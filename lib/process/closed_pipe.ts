/**
 * The end of a process whose output nobody reads any more. Layer 2.
 *
 * @module
 */
import { holdWrites, writeTally } from "../core/write_tally.ts";
import { CLOSED_PIPE_EXIT_CODE } from "./failure.ts";

/** So long the answers to changes that were sent already are waited for. */
const PATIENCE_MS = 5000;

let since: number | undefined;

/**
 * Ends the process as every program in a pipe ends: without a word where it has only read. No further change
 * of the cluster is begun, those under way are waited for, and what was changed until then is said, so that
 * nobody takes the half for the whole.
 */
export function endForClosedPipe(): void {
  if (since !== undefined) {
    // Code that never waits would print on and on.
    if (Date.now() - since > PATIENCE_MS) end();
    return;
  }
  since = Date.now();
  setTimeout(end, PATIENCE_MS);
  holdWrites(end);
}

function end(): never {
  const { answered, underWay } = writeTally();
  if (answered + underWay > 0) {
    const lost = underWay === 0 ? "" : `, and ${underWay} more without an answer`;
    const text = "error: Cannot print: nobody reads the output any more: ended after " +
      `${answered} ${answered === 1 ? "change" : "changes"} in the cluster${lost}\n`;
    try {
      Deno.stderr.writeSync(new TextEncoder().encode(text));
    } catch {
      // Nobody reads standard error either.
    }
  }
  return Deno.exit(CLOSED_PIPE_EXIT_CODE);
}
