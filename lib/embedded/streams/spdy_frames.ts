/**
 * The frames of SPDY/3.1. Layer 3.
 *
 * @module
 * @see https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.2
 */
import { bytesOf } from "./channels.ts";
import type { Bytes, MessageSocket } from "./message_socket.ts";
import { concat } from "./spdy_headers.ts";

/** The types of control frames. */
export const SYN_STREAM = 1;
export const SYN_REPLY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PING = 6;
export const GOAWAY = 7;
export const HEADERS = 8;
export const WINDOW_UPDATE = 9;

/** Nothing follows on this stream. */
export const FIN = 1;

/** Why a stream is reset. */
export const RESET_PROTOCOL_ERROR = 1;
export const RESET_REFUSED = 3;
export const RESET_CANCEL = 5;

const VERSION = 3;
const HEAD_BYTES = 8;
const CONTROL_BIT = 0x80_00_00_00;
/** The highest bit of a number of a stream means nothing. */
const ID_MASK = 0x7f_ff_ff_ff;

/** The beginning of a frame; its payload follows. */
export interface FrameHead {
  /** The type of a control frame; `undefined` for data. */
  readonly type: number | undefined;
  /** Of data: its stream. */
  readonly streamId: number;
  readonly flags: number;
  readonly length: number;
}

/** What is read is no SPDY. */
export class SpdyError extends Error {
  override readonly name = "SpdyError";
}

/** Reads the bytes that the messages of a connection consist of. */
export class MessageBytes {
  readonly #socket: MessageSocket;
  #rest: Bytes = new Uint8Array();

  constructor(socket: MessageSocket) {
    this.#socket = socket;
  }

  /** Takes some bytes, at most so many and at least one; `undefined` at the end of the connection. */
  async takeSome(limit: number): Promise<Bytes | undefined> {
    while (this.#rest.length === 0) {
      const message = await this.#socket.receive();
      if (message === undefined) return undefined;
      this.#rest = bytesOf(message);
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** Takes exactly so many bytes; `undefined` where the connection ends before. */
  async take(length: number): Promise<Bytes | undefined> {
    const pieces: Bytes[] = [];
    for (let left = length; left > 0;) {
      const piece = await this.takeSome(left);
      if (piece === undefined) return undefined;
      pieces.push(piece);
      left -= piece.length;
    }
    return concat(pieces);
  }

  /**
   * Reads the beginning of a frame.
   *
   * @throws {SpdyError} when it is of another version.
   */
  async takeHead(): Promise<FrameHead | undefined> {
    const bytes = await this.take(HEAD_BYTES);
    if (bytes === undefined) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const first = view.getUint32(0);
    const second = view.getUint32(4);
    const flags = second >>> 24;
    const length = second & 0xff_ff_ff;
    if (first < CONTROL_BIT) return { type: undefined, streamId: first, flags, length };
    const version = (first >>> 16) & 0x7fff;
    if (version !== VERSION) throw new SpdyError(`Version ${version} is not spoken`);
    return { type: first & 0xffff, streamId: 0, flags, length };
  }
}

/** The number of a stream at a place of a payload. */
export function idAt(payload: Bytes, at: number): number {
  if (at + 4 > payload.length) throw new SpdyError("A frame is too short");
  return new DataView(payload.buffer, payload.byteOffset).getUint32(at) & ID_MASK;
}

/** Writes a control frame. */
export function controlFrame(type: number, flags: number, payload: Uint8Array): Bytes {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, (CONTROL_BIT | (VERSION << 16) | type) >>> 0);
  view.setUint32(4, ((flags << 24) | payload.length) >>> 0);
  return concat([head, payload]);
}

/** Writes a frame of data. */
export function dataFrame(streamId: number, flags: number, payload: Uint8Array): Bytes {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, streamId);
  view.setUint32(4, ((flags << 24) | payload.length) >>> 0);
  return concat([head, payload]);
}

/** Numbers of four bytes each. */
export function words(...values: readonly number[]): Bytes {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value);
  return bytes;
}
