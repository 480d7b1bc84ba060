/**
 * What can follow `.plan`. Layer 7: pure.
 *
 * @module
 */

/** The words, as they are typed. */
export const PLAN_WORDS = ["on", "show", "show json", "apply", "apply yes", "off"] as const;
