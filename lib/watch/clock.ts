/**
 * Time and chance as watches see them, so that tests need neither. Layer 3.
 *
 * @module
 */
import type { SessionClock } from "../client/session.ts";

/** The passing of time and the source of randomness. */
export type WatchClock = SessionClock;

/** The longest delay that a timer of the runtime can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const SYSTEM_CLOCK: WatchClock = Object.freeze({
  now: () => performance.now(),
  random: () => Math.random(),
  timer(delayMs: number, callback: () => void): () => void {
    const id = setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(id);
  },
});

/**
 * Waits.
 *
 * @param clock The clock.
 * @param delayMs Milliseconds.
 * @param signal Ends the wait; its reason is thrown.
 */
export async function sleep(
  clock: WatchClock,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.timer(delayMs, resolve);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    cancel();
    signal.removeEventListener("abort", onAbort);
  }
}
