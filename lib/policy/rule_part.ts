/**
 * The parts of a rule as text: what could be read as something else, or not be seen, is written as `%XX`, which
 * no name of a cluster has in it. Layer 1: pure.
 *
 * @module
 */

/** What a person can write as it is. */
const PLAIN = {
  resource: /^[a-z][a-z0-9-]*$/,
  // A rule means the group without a name by `core`.
  group: /^(?!core$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
  subresource: /^[a-z][a-z0-9-]*$/,
  namespace: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
} as const;
/** In a name: what ends it, ends lines, or is not seen. */
const ODD_REGEXP = /[/%\s\p{Cc}\p{Cf}]/gu;

/** A part of a rule that has a form of its own. */
export type RulePart = keyof typeof PLAIN;

/**
 * Writes a part of a rule.
 *
 * @param part Which one.
 * @param text What a request named there.
 */
export function formatPart(part: RulePart, text: string): string {
  if (PLAIN[part].test(text)) return text;
  return text.replace(/[^a-z]/.test(text) ? /[^a-z]/gu : /^./u, escape);
}

/**
 * Reads a part of a rule without `*`.
 *
 * @param part Which one.
 * @param text As it is written.
 * @returns What is named; `undefined`: it is no such part.
 */
export function readPart(part: RulePart, text: string): string | undefined {
  if (PLAIN[part].test(text)) return text;
  const read = unescape(text, (read) => formatPart(part, read));
  // It would stand for any text.
  return read?.includes("*") ? undefined : read;
}

/**
 * Writes the name of an object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(formatName("system:node reader"), "system:node%20reader");
 * assert.equal(readName("system:node%20reader"), "system:node reader");
 * ```
 *
 * @param name The name.
 */
export function formatName(name: string): string {
  return name.replace(ODD_REGEXP, escape);
}

/**
 * Reads the name of an object, `*` in it for any text.
 *
 * @param text As it is written.
 * @returns The name; `undefined`: it is none.
 */
export function readName(text: string): string | undefined {
  return text.includes("%") || text.search(ODD_REGEXP) >= 0 ? unescape(text, formatName) : text;
}

/** There is one way to write each text, so that none is hidden behind another. */
function unescape(text: string, format: (read: string) => string): string | undefined {
  let read: string;
  try {
    read = decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  return read !== "" && !read.includes("/") && format(read) === text ? read : undefined;
}

function escape(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
