/**
 * Delays that grow each time, as a kubelet waits before it tries again. Layer 3.
 *
 * @module
 * @see k8s.io/client-go/util/flowcontrol
 */

const FIRST_MS = 10_000;
const MAX_MS = 300_000;

/** A growing delay and when it was last used. */
export interface BackOff {
  readonly delayMs: number;
  readonly sinceMs: number;
}

/** Whether a delay has not been used for so long that it starts anew. */
export function isExpired({ sinceMs }: BackOff, atMs: number): boolean {
  return atMs - sinceMs > 2 * MAX_MS;
}

/** The delay after it was used once more. */
export function grown(backOff: BackOff | undefined, sinceMs: number): BackOff {
  if (backOff === undefined || isExpired(backOff, sinceMs)) return { delayMs: FIRST_MS, sinceMs };
  return { delayMs: Math.min(backOff.delayMs * 2, MAX_MS), sinceMs };
}
