/**
 * Reads a compressed stream (zlib, RFC 1950 and 1951) piece by piece, with a dictionary that both ends know.
 * Layer 3.
 *
 * SPDY compresses the headers of all frames of a connection as one stream. A few headers a connection need no
 * speed, so this is written to be read, and needs nothing of the runtime: the `node:zlib` of Deno 2.9 takes no
 * dictionary when it compresses, and says nothing.
 *
 * @module
 */

/** The input is no compressed stream, or says more than may be. */
export class InflateError extends Error {
  override readonly name = "InflateError";
}

/** More input is needed to go on; what has been read of it is read again then. */
class OutOfInput extends Error {}

const WINDOW_BYTES = 32 * 1024;
const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;

const LENGTH_BASE = [
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115],
  ...[131, 163, 195, 227, 258],
];
const LENGTH_BITS = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
];
const DISTANCE_BASE = [
  ...[1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537],
  ...[2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577],
];
const DISTANCE_BITS = DISTANCE_BASE.map((_, index) => Math.max(0, (index >> 1) - 1));
/** In which order the lengths of the codes of lengths are written. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** A Huffman code: how many symbols have a code of each length, and the symbols in the order of their codes. */
interface Code {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(MAX_CODE_BITS + 1).fill(0);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let room = 1;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    room = room * 2 - (counts[length] ?? 0);
    if (room < 0) throw new InflateError("There are more codes than their lengths allow");
  }
  const symbols = [...lengths.keys()].filter((symbol) => lengths[symbol] !== 0)
    .sort((left, right) => (lengths[left] ?? 0) - (lengths[right] ?? 0) || left - right);
  return { counts, symbols };
}

function fixedLengths(): number[] {
  return Array.from(
    { length: 288 },
    (_, symbol) => symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
}

const FIXED_LITERALS = codeOf(fixedLengths());
const FIXED_DISTANCES = codeOf(new Array<number>(30).fill(5));

/** What comes next in the stream. */
type Stage =
  | { readonly name: "head" }
  | { readonly name: "block" }
  | { readonly name: "stored"; left: number }
  | { readonly name: "codes"; readonly literals: Code; readonly distances: Code }
  | { readonly name: "end" };

/** Adler-32 of bytes, by which a stream names its dictionary. */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return (high * 65_536 + low) >>> 0;
}

/** One compressed stream. */
export class Inflater {
  readonly #dictionary: Uint8Array;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  #written = 0;
  #input = new Uint8Array();
  #bit = 0;
  #stage: Stage = { name: "head" };
  #isLast = false;

  /** @param dictionary What both ends know. */
  constructor(dictionary: Uint8Array) {
    this.#dictionary = dictionary;
  }

  /**
   * Takes a piece of the stream.
   *
   * @param piece The next bytes.
   * @param limitBytes How much may come out of it.
   * @returns What it says; the rest where the piece ends within a symbol comes with the next one.
   * @throws {InflateError} when it is none, or says more than the limit.
   */
  push(piece: Uint8Array, limitBytes: number): Uint8Array<ArrayBuffer> {
    const rest = this.#input.subarray(this.#bit >> 3);
    const input = new Uint8Array(rest.length + piece.length);
    input.set(rest);
    input.set(piece, rest.length);
    this.#input = input;
    this.#bit &= 7;
    const output: number[] = [];
    for (;;) {
      const mark = this.#bit;
      try {
        if (this.#stage.name === "end") break;
        this.#step(output);
      } catch (error) {
        if (!(error instanceof OutOfInput)) throw error;
        this.#bit = mark;
        break;
      }
      if (output.length > limitBytes) throw new InflateError(`It says over ${limitBytes} bytes`);
    }
    return Uint8Array.from(output);
  }

  #step(output: number[]): void {
    const stage = this.#stage;
    switch (stage.name) {
      case "head":
        return this.#readHead();
      case "block":
        return this.#readBlock();
      case "stored":
        return this.#readStored(stage, output);
      case "codes":
        return this.#readSymbol(stage.literals, stage.distances, output);
      case "end":
        return;
    }
  }

  #bits(count: number): number {
    if (this.#bit + count > this.#input.length * 8) throw new OutOfInput();
    let value = 0;
    for (let index = 0; index < count; index++) {
      const byte = this.#input[this.#bit >> 3] ?? 0;
      value |= ((byte >> (this.#bit & 7)) & 1) << index;
      this.#bit++;
    }
    return value;
  }

  #readHead(): void {
    const method = this.#bits(8);
    const flags = this.#bits(8);
    if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0) {
      throw new InflateError("It does not begin as a zlib stream");
    }
    if ((flags & 32) !== 0) {
      let name = 0;
      for (let count = 0; count < 4; count++) name = name * 256 + this.#bits(8);
      if (name !== adler32(this.#dictionary)) throw new InflateError("It has another dictionary");
      for (const byte of this.#dictionary) this.#remember(byte);
    }
    this.#stage = { name: "block" };
  }

  #readBlock(): void {
    if (this.#isLast) {
      this.#stage = { name: "end" };
      return;
    }
    const isLast = this.#bits(1) === 1;
    const type = this.#bits(2);
    let stage: Stage;
    if (type === 0) {
      const byteAt = (this.#bit + 7) >> 3;
      this.#bit = byteAt * 8;
      const left = this.#bits(16);
      if ((this.#bits(16) ^ 0xffff) !== left) throw new InflateError("A length is not its mirror");
      stage = { name: "stored", left };
    } else if (type === 1) {
      stage = { name: "codes", literals: FIXED_LITERALS, distances: FIXED_DISTANCES };
    } else if (type === 2) stage = this.#readCodes();
    else throw new InflateError("There is no such type of block");
    this.#isLast = isLast;
    this.#stage = stage;
  }

  #readStored(stage: { left: number }, output: number[]): void {
    if (stage.left === 0) {
      this.#stage = { name: "block" };
      return;
    }
    this.#put(this.#bits(8), output);
    stage.left--;
  }

  #readCodes(): Stage {
    const literalCount = this.#bits(5) + 257;
    const distanceCount = this.#bits(5) + 1;
    const lengthCount = this.#bits(4) + 4;
    if (literalCount > 286 || distanceCount > 30) {
      throw new InflateError("There are too many codes");
    }
    const ofLengths = new Array<number>(19).fill(0);
    for (const symbol of LENGTH_ORDER.slice(0, lengthCount)) ofLengths[symbol] = this.#bits(3);
    const lengthCode = codeOf(ofLengths);
    const lengths: number[] = [];
    while (lengths.length < literalCount + distanceCount) {
      const symbol = this.#symbol(lengthCode);
      if (symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const repeated = symbol === 16 ? lengths.at(-1) : 0;
      if (repeated === undefined) throw new InflateError("There is no length to repeat");
      const times = symbol === 16
        ? 3 + this.#bits(2)
        : symbol === 17
        ? 3 + this.#bits(3)
        : 11 + this.#bits(7);
      for (let count = 0; count < times; count++) lengths.push(repeated);
    }
    if (lengths.length > literalCount + distanceCount) {
      throw new InflateError("The lengths go beyond their end");
    }
    const literals = codeOf(lengths.slice(0, literalCount));
    return { name: "codes", literals, distances: codeOf(lengths.slice(literalCount)) };
  }

  #readSymbol(literals: Code, distances: Code, output: number[]): void {
    const symbol = this.#symbol(literals);
    if (symbol < END_OF_BLOCK) return this.#put(symbol, output);
    if (symbol === END_OF_BLOCK) {
      this.#stage = { name: "block" };
      return;
    }
    const index = symbol - END_OF_BLOCK - 1;
    const length = at(LENGTH_BASE, index) + this.#bits(at(LENGTH_BITS, index));
    const far = this.#symbol(distances);
    const distance = at(DISTANCE_BASE, far) + this.#bits(at(DISTANCE_BITS, far));
    if (distance > Math.min(this.#written, WINDOW_BYTES)) {
      throw new InflateError("It repeats what was never said");
    }
    for (let count = 0; count < length; count++) {
      this.#put(this.#window[(this.#written - distance) % WINDOW_BYTES] ?? 0, output);
    }
  }

  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length++) {
      code |= this.#bits(1);
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) * 2;
      code *= 2;
    }
    throw new InflateError("There is no such code");
  }

  #put(byte: number, output: number[]): void {
    output.push(byte);
    this.#remember(byte);
  }

  #remember(byte: number): void {
    this.#window[this.#written % WINDOW_BYTES] = byte;
    this.#written++;
  }
}

function at(table: readonly number[], index: number): number {
  const value = table[index];
  if (value === undefined) throw new InflateError("There is no such length or distance");
  return value;
}
