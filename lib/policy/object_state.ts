/**
 * Which parts of an object are states of it. Layer 1: pure.
 *
 * @module
 */
const STATES: ReadonlySet<string> = new Set([
  "",
  "status",
  "scale",
  "ephemeralcontainers",
  "resize",
]);

/**
 * Tells whether a write to a part of an object leaves a state of that object, which can be shown and taken back;
 * an eviction or a binding does something instead.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(isObjectState("") && isObjectState("scale"));
 * assert(!isObjectState("eviction"));
 * ```
 *
 * @param subresource The part; empty: the whole.
 */
export function isObjectState(subresource: string): boolean {
  return STATES.has(subresource);
}
