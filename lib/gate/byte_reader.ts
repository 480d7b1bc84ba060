/**
 * Reads a connection piece by piece: heads up to their end, bodies up to their length. Layer 6.
 *
 * @module
 */
import { indexOfMark } from "../connect/http1_head.ts";

/** What bytes come from. */
export interface ByteSource {
  /** Reads into the array; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

const BUFFER_BYTES = 64 * 1024;

/** A reader with a buffer of one piece. */
export class ByteReader {
  readonly #source: ByteSource;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #filling: Promise<boolean> | undefined;

  /** Reads nothing yet. */
  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** What has been read and not been taken. */
  get buffered(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /**
   * Waits for more bytes; what is already waited for is waited for once.
   *
   * @returns Whether there are any: `false` at the end, or when the buffer is full.
   */
  fill(): Promise<boolean> {
    this.#filling ??= this.#fill().finally(() => this.#filling = undefined);
    return this.#filling;
  }

  async #fill(): Promise<boolean> {
    if (this.#start > 0) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    if (this.#end === this.#buffer.length) return false;
    const count = await this.#source.read(this.#buffer.subarray(this.#end));
    if (count === null) return false;
    this.#end += count;
    return true;
  }

  /**
   * Takes bytes up to and with an end mark.
   *
   * @param mark What they end with.
   * @returns The bytes without the mark, `undefined` at the end of the stream or when they do not fit.
   */
  async takeUntil(mark: Uint8Array): Promise<Uint8Array | undefined> {
    for (let from = 0;;) {
      const index = indexOfMark(this.buffered, mark, from);
      if (index >= 0) {
        const taken = this.buffered.slice(0, index);
        this.#start += index + mark.length;
        return taken;
      }
      from = Math.max(0, this.buffered.length - mark.length + 1);
      if (!await this.fill()) return undefined;
    }
  }

  /**
   * Takes what there is, waiting for at least one byte.
   *
   * @param limit The most bytes to take.
   * @returns A copy of the bytes; `undefined` at the end.
   */
  async takeSome(limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#start === this.#end && !await this.fill()) return undefined;
    const taken = this.#buffer.slice(this.#start, Math.min(this.#end, this.#start + limit));
    this.#start += taken.length;
    return taken;
  }
}
