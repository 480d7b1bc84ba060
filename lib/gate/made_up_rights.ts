/**
 * Recorded rights that name an object of a made-up name. Loaded only where something was recorded. Layer 6.
 *
 * @module
 */
import { BUILTIN_NAMES } from "../client/policy.ts";
import { parseRule } from "../policy/rule.ts";
import { type WidenedRight, widenedRights } from "../policy/widen.ts";

/**
 * Finds them.
 *
 * @param rights What was recorded.
 */
export function madeUpRights(rights: readonly string[]): readonly WidenedRight[] {
  return widenedRights(rights.map((right) => parseRule("the right", right, BUILTIN_NAMES)));
}
