/**
 * The checksum of POSIX `cksum`, which every system can check without anything installed. Layer 7: pure.
 *
 * @module
 */

const POLYNOMIAL = 0x04c11db7;
const TABLE: Uint32Array = makeTable();

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 0x80000000 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
    }
    return remainder;
  });
}

/**
 * Computes what `cksum < FILE` prints.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(posixChecksum([new TextEncoder().encode("123456789")]), "930766865 9");
 * ```
 *
 * @param parts The content, in pieces.
 * @returns The checksum and the length, in decimal.
 * @see POSIX.1-2017, cksum
 */
export function posixChecksum(parts: Iterable<Uint8Array>): string {
  let remainder = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    for (let index = 0; index < part.length; index++) {
      remainder = (remainder << 8) ^ TABLE[(remainder >>> 24) ^ part[index]!]!;
    }
  }
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    remainder = (remainder << 8) ^ TABLE[(remainder >>> 24) ^ (rest & 0xff)]!;
  }
  return `${~remainder >>> 0} ${length}`;
}
