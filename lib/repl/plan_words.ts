/**
 * What can follow `.plan`. Layer 7: pure.
 *
 * @module
 */

/** How many writes. */
export function countWrites(count: number): string {
  return count === 1 ? "1 write" : `${count} writes`;
}

/** The words, as they are typed. */
export const PLAN_WORDS = ["on", "show", "show json", "apply", "apply yes", "off"] as const;
