/**
 * Text from a cluster on a terminal: it may say anything, but control nothing. Layer 0: pure.
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- these are the characters to be made visible
const CONTROL_REGEXP =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes every character visible that could move the cursor, colour the screen, ring the bell or turn the
 * direction of writing. Line breaks and tabs stay.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sanitize("web\x1b[2J"), "web^[[2J");
 * ```
 *
 * @param text Text of any origin.
 * @returns The text with `^[` for escape, `^G` for bell, `\u202e` for a bidi override, and so on.
 * @see kubectl's printers.WriteEscaped
 */
export function sanitize(text: string): string {
  return text.replace(CONTROL_REGEXP, visible);
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x0d) return "\\r";
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return "^?";
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/**
 * How many columns a text takes, counted as kubectl does: one for each character.
 *
 * @param text Text on one line.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}
