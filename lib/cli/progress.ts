/**
 * A line that says the command is still at work, for what takes longer than a second; on a terminal's
 * standard error only. Layer 8.
 *
 * @module
 */
import { sanitize, truncate } from "../core/terminal.ts";
import type { Output } from "../process/output.ts";

/** A progress line. */
export interface Progress {
  /** Takes the line away; it does not come back. */
  stop(): void;
}

const CLUSTER = "waiting for the cluster";
const CLEAR_LINE = "\r\x1b[K";

/**
 * Starts the clock; the line appears after a second and counts on.
 *
 * @param output Where the line goes; nothing is shown where it is not a terminal.
 * @param work What the command is at, as far as that is known; default waiting for the cluster.
 */
export function startProgress(
  output: Output,
  work: string | (() => string | undefined) = CLUSTER,
): Progress {
  if (!output.terminal) return { stop: () => {} };
  let seconds = 0;
  let shown = false;
  const timer = setInterval(() => {
    seconds++;
    shown = true;
    const now = typeof work === "string" ? work : work() ?? CLUSTER;
    const time = `, ${seconds}s`;
    // What is wider than the terminal could not be taken away.
    const width = (output.columns() ?? 80) - 1 - time.length;
    const line = truncate(sanitize(now), Math.max(width, 1)) + time;
    Deno.stderr.writeSync(new TextEncoder().encode(`${CLEAR_LINE}${line}`));
  }, 1000);
  Deno.unrefTimer(timer);
  return {
    stop: () => {
      clearInterval(timer);
      if (shown) Deno.stderr.writeSync(new TextEncoder().encode(CLEAR_LINE));
      shown = false;
    },
  };
}
