/**
 * Quotes what users wrote, so that nothing in it can control a terminal or flood a message. Layer 1.
 *
 * @module
 */

const MAX_QUOTED_LENGTH = 200;
/** DEL, the C1 controls, and the characters that reorder or separate lines of text. */
const UNSEEN_REGEXP = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Puts a text in double quotes for a message; control characters are escaped, long texts cut.
 *
 * @param text The text.
 * @returns The quoted text.
 */
export function quote(text: string): string {
  const cut = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH - 3)}...` : text;
  return JSON.stringify(cut).replace(UNSEEN_REGEXP, escapeCharacter);
}

/**
 * Makes one line of a text for a message, without control characters.
 *
 * @param text The text.
 * @returns The line.
 */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  const line = text.replace(/\s+/g, " ").trim().replace(/[\u0000-\u001f]/g, escapeCharacter);
  return line.replace(UNSEEN_REGEXP, escapeCharacter);
}

/**
 * Joins names for a message, quoted, the first twenty of them.
 *
 * @param names The names.
 * @returns `"a", "b"`, or `none`.
 */
export function quoteList(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return "none";
  const shown = all.slice(0, 20).map(quote).join(", ");
  return all.length > 20 ? `${shown} and ${all.length - 20} more` : shown;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
