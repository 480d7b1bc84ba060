/**
 * Text on a terminal: harmless whatever it holds, and measured in columns. Layer 0: pure.
 *
 * @module
 */

/** Controls, and what reorders text or ends lines unseen; line break and tab are left alone. */
const CONTROL_REGEXP =
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;
/** Characters that are certainly one column wide, so that most texts need no closer look. */
const NARROW_REGEXP = /^[\x20-\x7e\xa1-\xac\xae-\u02ff]*$/;
const ZERO_WIDTH_REGEXP = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const EMOJI_REGEXP = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
/** East Asian wide and fullwidth blocks (Unicode Standard Annex 11), emoji aside. */
const WIDE_REGEXP =
  /^[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * Makes a text from a cluster harmless: nothing in it can move the cursor, change colours or titles,
 * overwrite what was printed, or reorder what is read. Line breaks and tabs stay.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sanitize("a\x1b[2Jb\r"), "a^[[2Jb\\r");
 * ```
 *
 * @param text Any text.
 * @returns The text with escape as `^[`, carriage return as `\r` (both as kubectl writes them), other
 * control characters as `^G`, and the rest as `\u202e`.
 * @see kubectl's printers.WriteEscaped, CVE-2021-25743
 */
export function sanitize(text: string): string {
  return text.replace(CONTROL_REGEXP, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === "\r") return "\\r";
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
    if (code === 0x7f) return "^?";
    const hex = code.toString(16);
    return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
  });
}

/**
 * Measures a text in terminal columns: East Asian wide characters and emoji take two, marks none.
 *
 * @param text One line without control characters.
 */
export function displayWidth(text: string): number {
  if (NARROW_REGEXP.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
}

/**
 * Cuts a text to a number of columns; what was cut ends in `…`.
 *
 * @param text One line without control characters.
 * @param width Columns, at least 1.
 */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes(text)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI_REGEXP.test(grapheme)) return 2;
  let width = 0;
  for (const char of grapheme) {
    if (ZERO_WIDTH_REGEXP.test(char)) continue;
    if (WIDE_REGEXP.test(char)) return 2;
    width = 1;
  }
  return width;
}
