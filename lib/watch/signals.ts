/**
 * Joining signals. Layer 3: pure.
 *
 * @module
 */

/** Joins signals that may be absent; the reason is that of the first that fires. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const present = signals.filter((signal) => signal !== undefined);
  const [only] = present;
  return only !== undefined && present.length === 1 ? only : AbortSignal.any(present);
}
