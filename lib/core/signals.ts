/**
 * Joining signals. Layer 0: pure.
 *
 * @module
 */

/**
 * Joins signals that may be absent; the reason is that of the first that fires.
 *
 * @param signals Any of them.
 * @returns The only signal itself, one that fires with the first of several, or `undefined` for none.
 */
export function anySignal(
  ...signals: readonly [AbortSignal, ...(AbortSignal | undefined)[]]
): AbortSignal;
export function anySignal(
  ...signals: readonly (AbortSignal | undefined)[]
): AbortSignal | undefined;
export function anySignal(
  ...signals: readonly (AbortSignal | undefined)[]
): AbortSignal | undefined {
  const present = signals.filter((signal) => signal !== undefined);
  return present.length < 2 ? present[0] : AbortSignal.any(present);
}
