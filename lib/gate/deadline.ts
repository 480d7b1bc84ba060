/**
 * Ends a script whose time is up. Layer 6.
 *
 * @module
 */
import { quote } from "../core/message.ts";
import { TimeoutError } from "../core/errors.ts";

/** How long a script may take to end by itself once it was told to. */
export const GRACE_MS = 2_000;

/** The time that a script has. */
export interface Deadline extends Disposable {
  /**
   * Says that the time was up.
   *
   * @param script The script's name.
   * @throws {TimeoutError} when the script was ended for it.
   */
  check(script: string): void;
}

/**
 * Starts to count.
 *
 * @param child The script.
 * @param limitMs Its time in milliseconds; `undefined`: as long as it takes.
 * @param onOver Called when its time is up, before it hears of it.
 */
export function startDeadline(
  child: Deno.ChildProcess,
  limitMs: number | undefined,
  onOver: () => void = () => {},
): Deadline {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function end(signal: Deno.Signal): void {
    if (!isOver) onOver();
    isOver = true;
    try {
      child.kill(signal);
      // One that is stopped does not hear it.
      child.kill("SIGCONT");
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (signal === "SIGTERM") timer = setTimeout(() => end("SIGKILL"), GRACE_MS);
  }
  if (limitMs !== undefined) timer = setTimeout(() => end("SIGTERM"), limitMs);
  return {
    check(script) {
      if (!isOver) return;
      const seconds = (limitMs ?? 0) / 1000;
      throw new TimeoutError(
        `Cannot finish ${quote(script)}: it took longer than ${seconds}s: give it more --deadline`,
      );
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
