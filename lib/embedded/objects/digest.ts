/**
 * Hexadecimal digits that stand for a text, where a cluster shows digests and ids of things that are not
 * there: the same text, the same digits. Not for security. Layer 3.
 *
 * @module
 */

const PRIME = 0x01000193;

/**
 * The digits of a text.
 *
 * @param text Any.
 * @param length How many digits; a multiple of 8.
 */
export function digestOf(text: string, length: number): string {
  let digits = "";
  for (let round = 1; digits.length < length; round++) {
    let hash = 0x811c9dc5 ^ Math.imul(round, 0x9e3779b1);
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
    }
    // The last characters change all digits, not the last ones only.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    digits += ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
  }
  return digits;
}
