/**
 * Patterns with `*` and `?`, matched in time that grows with the text, not with the number of stars.
 * Layer 2: pure.
 *
 * @module
 */

/**
 * Compiles a pattern that is compared with a whole text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const isLatest = compileGlob("*:latest");
 * assert.equal(isLatest("nginx:latest"), true);
 * assert.equal(isLatest("nginx:latest-alpine"), false);
 * ```
 *
 * @param glob `*` stands for any text, `?` for one character.
 */
export function compileGlob(glob: string): (text: string) => boolean {
  const star = glob.indexOf("*");
  if (!glob.includes("?")) {
    if (star < 0) return (text) => text === glob;
    if (star === glob.lastIndexOf("*")) {
      const start = glob.slice(0, star);
      const end = glob.slice(star + 1);
      const least = glob.length - 1;
      return (text) => text.length >= least && text.startsWith(start) && text.endsWith(end);
    }
  }
  const pattern = [...glob];
  return (text) => matchFrom(pattern, [...text]);
}

/** Goes back to the last star only: an earlier one never has to take more. */
function matchFrom(pattern: readonly string[], text: readonly string[]): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let taken = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern++;
      taken = inText;
    } else if (wanted !== undefined && (wanted === "?" || wanted === text[inText])) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
