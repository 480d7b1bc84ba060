/**
 * Finds the end of an HTTP/1.1 body while it arrives. Layer 1: pure.
 *
 * @module
 */
import { type BodyFraming, malformed } from "./http1_head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A line about a chunk, or of a trailer, is no longer than this. */
const MAX_LINE_LENGTH = 8 * 1024;
const MAX_TRAILERS = 100;
const ENCODER = new TextEncoder();
const CHUNK_SIZE_REGEXP = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i;

/** Takes the bytes after a head apart: the body's own, and what is only there to say where it ends. */
export class BodyDecoder {
  readonly #type: BodyFraming["type"];
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left: number;
  #expects: "size" | "data" | "chunkEnd" | "trailer" = "size";
  #line = "";
  #trailers = 0;
  #isDone: boolean;

  /** Starts after a head. */
  constructor(framing: BodyFraming) {
    this.#type = framing.type;
    this.#left = framing.type === "length" ? framing.bytes : 0;
    this.#isDone = framing.type === "none" || (framing.type === "length" && framing.bytes === 0);
  }

  /** Whether the body is there to its end. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /**
   * Takes bytes as they arrive.
   *
   * @param bytes The next bytes of the connection.
   * @param onPiece Called with each piece of the body, a view of `bytes`.
   * @returns How many bytes belonged to the body: fewer than were given where more follows its end.
   * @throws {Error} when chunks are not as they must be.
   */
  push(bytes: Bytes, onPiece: (piece: Bytes) => void): number {
    if (this.#isDone) return 0;
    if (this.#type === "chunked") return this.#pushChunks(bytes, onPiece);
    const take = this.#type === "close" ? bytes.length : Math.min(bytes.length, this.#left);
    if (take > 0) onPiece(bytes.subarray(0, take));
    if (this.#type === "length") {
      this.#left -= take;
      this.#isDone = this.#left === 0;
    }
    return take;
  }

  /**
   * Says that the connection has ended.
   *
   * @returns Whether that is where the body ends.
   */
  end(): boolean {
    if (this.#type === "close") this.#isDone = true;
    return this.#isDone;
  }

  #pushChunks(bytes: Bytes, onPiece: (piece: Bytes) => void): number {
    let at = 0;
    while (at < bytes.length && !this.#isDone) {
      if (this.#expects === "data") {
        const take = Math.min(bytes.length - at, this.#left);
        onPiece(bytes.subarray(at, at + take));
        at += take;
        this.#left -= take;
        if (this.#left === 0) this.#expects = "chunkEnd";
        continue;
      }
      const end = bytes.indexOf(0x0a, at);
      const stop = end < 0 ? bytes.length : end + 1;
      this.#line += latin1(bytes.subarray(at, stop));
      at = stop;
      if (this.#line.length > MAX_LINE_LENGTH) throw malformed("a line between chunks is too long");
      if (end < 0) continue;
      if (!this.#line.endsWith("\r\n")) throw malformed("a line between chunks ends without CR");
      const line = this.#line.slice(0, -2);
      this.#line = "";
      this.#takeLine(line);
    }
    return at;
  }

  #takeLine(line: string): void {
    if (this.#expects === "chunkEnd") {
      if (line !== "") throw malformed("a chunk is longer than it said");
      this.#expects = "size";
      return;
    }
    if (this.#expects === "trailer") {
      if (line === "") this.#isDone = true;
      else if (++this.#trailers > MAX_TRAILERS) throw malformed("there are too many trailers");
      return;
    }
    const size = CHUNK_SIZE_REGEXP.exec(line)?.[1];
    if (size === undefined) throw malformed("a chunk does not say its size");
    this.#left = parseInt(size, 16);
    this.#expects = this.#left === 0 ? "trailer" : "data";
  }
}

/** Each byte as one character. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    // Spreading the bytes takes ten times as long.
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096) as unknown as number[]);
  }
  return text;
}

/** Each character as one byte. */
export function latin1Bytes(text: string): Bytes {
  const encoded = ENCODER.encode(text);
  // Of ASCII both are the same, and a loop takes ten times as long until it is compiled.
  if (encoded.length === text.length) return encoded;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
