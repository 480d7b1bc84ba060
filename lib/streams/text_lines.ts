/**
 * Splits a stream of bytes into the lines of a text while it arrives. Layer 4: pure.
 *
 * @module
 */
import { ApiError } from "../core/errors.ts";

/** In characters; what a container writes without a newline is no line for ever. */
const MAX_LINE = 16 * 1024 * 1024;

/** Takes bytes in pieces and hands out lines; empty ones count, and so does a last one without a newline. */
export class TextLines {
  readonly #decoder = new TextDecoder();
  readonly #maxLine: number;
  #pieces: string[] = [];
  #length = 0;

  /**
   * Makes a splitter for one stream.
   *
   * @param maxLine The longest line to take, in characters.
   */
  constructor(maxLine: number = MAX_LINE) {
    this.#maxLine = maxLine;
  }

  /**
   * Takes the next bytes.
   *
   * @param chunk Bytes, cut anywhere.
   * @returns The lines that are complete now, without their ends.
   * @throws {ApiError} when a line is longer than the limit.
   */
  push(chunk: Uint8Array): readonly string[] {
    return this.#take(this.#decoder.decode(chunk, { stream: true }));
  }

  /** Ends the stream; gives what is left of a last line. */
  end(): readonly string[] {
    const lines = this.#take(this.#decoder.decode());
    return this.#length === 0 ? lines : [...lines, this.#finish("")];
  }

  #take(text: string): readonly string[] {
    const parts = text.split("\n");
    const rest = parts.pop() ?? "";
    const lines = parts.map((part) => this.#finish(part));
    this.#keep(rest);
    return lines;
  }

  #finish(last: string): string {
    this.#keep(last);
    const line = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }

  #keep(piece: string): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length <= this.#maxLine) return;
    throw new ApiError(`Cannot read a line: it has more than ${this.#maxLine} characters`);
  }
}
