/**
 * Text of other origin in messages: one safe line of it, or the text in quotes. Layer 0: pure.
 *
 * @module
 */

/** What stands in the place of a secret wherever something is shown. */
export const HIDDEN = "[hidden]";

/** Controls, and what ends lines, reorders text or takes no room. */
const UNSEEN_REGEXP =
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const UNSEEN_RUN_REGEXP = new RegExp(`(?:\\s|${UNSEEN_REGEXP.source})+`, "g");
const MAX_QUOTED_LENGTH = 200;
const MAX_LISTED = 20;

/**
 * Makes one line of a text: line ends, control characters and marks that nobody sees become blanks,
 * of which no two stand together.
 *
 * @param text Any text, e.g. a name that somebody typed or a cluster sent.
 */
export function safeLine(text: string): string {
  return text.replace(UNSEEN_RUN_REGEXP, " ").trim();
}

/**
 * Makes a sentence of somebody else fit into a message: one safe line without its full stop.
 *
 * @param text Any text, e.g. what a server said.
 */
export function oneLine(text: string): string {
  return safeLine(text).replace(/\.$/, "");
}

/**
 * Puts a text in double quotes for a message; what nobody sees is escaped, long texts are cut.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(quote("a\u202eb"), '"a\\u202eb"');
 * ```
 *
 * @param text The text.
 * @returns The quoted text.
 */
export function quote(text: string): string {
  const cut = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH - 3)}...` : text;
  return JSON.stringify(cut).replace(UNSEEN_REGEXP, escapeCharacter);
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
  const shown = all.slice(0, MAX_LISTED).map(quote).join(", ");
  return all.length > MAX_LISTED ? `${shown} and ${all.length - MAX_LISTED} more` : shown;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
