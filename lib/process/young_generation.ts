/**
 * How much memory a process of Skiff fills before it first looks for what is used no more. Layer 2.
 *
 * @module
 */

/**
 * The flag for Deno: a process that is soon over ends before the first collection, which takes some 5 ms of a
 * cold start where V8 has to make threads for it.
 */
export const YOUNG_GENERATION_FLAG = "--v8-flags=--min-semi-space-size=8";
