/**
 * A line that says the command is still at work, for what takes longer than a second; on a terminal's
 * standard error only. Layer 8.
 *
 * @module
 */
import type { Output } from "../process/output.ts";

/** A progress line. */
export interface Progress {
  /** Takes the line away; it does not come back. */
  stop(): void;
}

const CLEAR_LINE = "\r\x1b[K";

/**
 * Starts the clock; the line appears after a second and counts on.
 *
 * @param output Where the line goes; nothing is shown where it is not a terminal.
 * @param work What the command is at; default waiting for the cluster.
 */
export function startProgress(output: Output, work = "waiting for the cluster"): Progress {
  if (!output.terminal) return { stop: () => {} };
  let seconds = 0;
  let shown = false;
  const timer = setInterval(() => {
    seconds++;
    shown = true;
    Deno.stderr.writeSync(
      new TextEncoder().encode(`${CLEAR_LINE}${work}, ${seconds}s`),
    );
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
