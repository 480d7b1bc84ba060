/**
 * Splits a stream of bytes into lines while it arrives. Layer 3: pure.
 *
 * @module
 */
import { ApiError } from "../core/errors.ts";

/** The longest line that is taken; etcd stores objects of 1.5 MiB at most by default. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Takes bytes in pieces and hands out lines; never holds more than one unfinished line. */
export class LineSplitter {
  readonly #limitBytes: number;
  readonly #decoder = new TextDecoder();
  #pieces: Uint8Array[] = [];
  #pendingBytes = 0;

  /**
   * Makes a splitter for one stream.
   *
   * @param limitBytes The longest line to take.
   */
  constructor(limitBytes: number = MAX_LINE_BYTES) {
    this.#limitBytes = limitBytes;
  }

  /** How many bytes of an unfinished line are held. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /**
   * Takes the next bytes.
   *
   * @param chunk Bytes; an unfinished line's part of them is kept without copying.
   * @returns The lines that are complete now, one by one; empty lines are left out.
   * @throws {ApiError} when a line is longer than the limit.
   */
  *push(chunk: Uint8Array): Generator<string, void, void> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      const line = this.#finish(chunk.subarray(start, end));
      start = end + 1;
      if (line !== "" && line !== "\r") yield line;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #finish(tail: Uint8Array): string {
    if (this.#pieces.length === 0) {
      this.#check(tail.length);
      return this.#decoder.decode(tail);
    }
    this.#keep(tail);
    const line = new Uint8Array(this.#pendingBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      line.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#pendingBytes = 0;
    return this.#decoder.decode(line);
  }

  #keep(piece: Uint8Array): void {
    this.#check(this.#pendingBytes + piece.length);
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
  }

  #check(bytes: number): void {
    if (bytes <= this.#limitBytes) return;
    this.#pieces = [];
    this.#pendingBytes = 0;
    throw new ApiError(
      `Cannot read a line of the answer: it has more than ${this.#limitBytes} bytes`,
    );
  }
}
