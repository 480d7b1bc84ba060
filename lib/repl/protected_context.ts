/**
 * Contexts that are better handled with care: their prompt is red. Layer 7.
 *
 * @module
 */

/** The variable that says which contexts these are, instead of the usual ones. */
export const PROTECTED_VARIABLE = "SKIFF_PROTECTED";
/** Names of what people call production. */
const USUAL_PATTERNS = "*prod*,*prd*,*live*";

/**
 * Tells whether a context is protected.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert(isProtected("eu-prod-1"));
 * assert(!isProtected("staging"));
 * assert(!isProtected("eu-prod-1", ""));
 * ```
 *
 * @param context The name of the context.
 * @param patterns Names with `*` for any text, separated by commas; an empty text for none.
 */
export function isProtected(context: string, patterns: string = USUAL_PATTERNS): boolean {
  return patterns.split(",").some((pattern) => {
    const parts = pattern.trim().toLowerCase().split("*");
    if (parts.length === 1) return parts[0] !== "" && parts[0] === context.toLowerCase();
    const text = parts.map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*");
    return new RegExp(`^${text}$`, "s").test(context.toLowerCase());
  });
}
