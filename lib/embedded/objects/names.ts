/**
 * Names and uids that the server makes up. Layer 3.
 *
 * @module
 */

/** Letters and digits that spell no words. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;
const MAX_BASE_LENGTH = 63 - SUFFIX_LENGTH;

/** Random characters as they end generated names. */
export function randomSuffix(random: () => number): string {
  let suffix = "";
  for (let index = 0; index < SUFFIX_LENGTH; index++) {
    suffix += ALPHABET[Math.floor(random() * ALPHABET.length)];
  }
  return suffix;
}

/** A name that begins as asked. */
export function generateName(base: string, suffix: string): string {
  return base.slice(0, MAX_BASE_LENGTH) + suffix;
}

/** A uid (a UUID of version 4) out of given chance. */
export function randomUid(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (letter) => {
    const digit = Math.floor(random() * 16);
    return (letter === "x" ? digit : digit & 3 | 8).toString(16);
  });
}
