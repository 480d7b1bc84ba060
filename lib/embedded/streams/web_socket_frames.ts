/**
 * The frames of WebSocket (RFC 6455), without extensions. Layer 3.
 *
 * @module
 */
import { type Bytes, PROTOCOL_ERROR, TOO_BIG } from "./message_socket.ts";

/** What a frame carries. */
export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

const KNOWN: ReadonlySet<number> = new Set([CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG]);
const MAX_CONTROL_BYTES = 125;
/** The lengths that say that the length follows, in two bytes or in eight. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** A message of a client is no longer than this. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A frame. */
export interface WebSocketFrame {
  readonly opcode: number;
  /** Whether it is the last one of its message. */
  readonly isLast: boolean;
  readonly payload: Bytes;
}

/** The other end does not keep to the protocol, or says too much. */
export class WebSocketError extends Error {
  override readonly name = "WebSocketError";
  /** How the connection is to be closed. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Gives exactly so many bytes; `undefined` where there are no more. */
export type TakeBytes = (length: number) => Promise<Bytes | undefined>;

/**
 * Reads a frame.
 *
 * @param take Where from.
 * @param isMasked Whether it comes from a client.
 * @returns The frame; `undefined` where the connection ends before its end.
 * @throws {WebSocketError} when it is none.
 */
export async function readFrame(
  take: TakeBytes,
  isMasked: boolean,
): Promise<WebSocketFrame | undefined> {
  const head = await take(2);
  if (head === undefined) return undefined;
  const [first = 0, second = 0] = head;
  const opcode = first & 15;
  const isLast = first >= 128;
  if ((first & 0x70) !== 0) throw new WebSocketError(PROTOCOL_ERROR, "An extension was not agreed");
  if (!KNOWN.has(opcode)) throw new WebSocketError(PROTOCOL_ERROR, `No frame has opcode ${opcode}`);
  if (second >= 128 !== isMasked) {
    throw new WebSocketError(PROTOCOL_ERROR, "A frame is masked by clients, and by them alone");
  }
  const length = await readLength(take, second & 127);
  if (length === undefined) return undefined;
  if (opcode >= CLOSE && (length > MAX_CONTROL_BYTES || !isLast)) {
    throw new WebSocketError(PROTOCOL_ERROR, "A control frame is short and in one piece");
  }
  if (length > MAX_MESSAGE_BYTES) throw new WebSocketError(TOO_BIG, "The message is too long");
  const mask = isMasked ? await take(4) : undefined;
  if (isMasked && mask === undefined) return undefined;
  const payload = await take(length);
  if (payload === undefined) return undefined;
  return { opcode, isLast, payload: mask === undefined ? payload : unmask(payload, mask) };
}

async function readLength(take: TakeBytes, short: number): Promise<number | undefined> {
  if (short < LENGTH_16) return short;
  const bytes = await take(short === LENGTH_16 ? 2 : 8);
  if (bytes === undefined) return undefined;
  return bytes.reduce((length, byte) => length * 256 + byte, 0);
}

function unmask(payload: Bytes, mask: Bytes): Bytes {
  const plain = new Uint8Array(payload.length);
  for (let index = 0; index < payload.length; index++) {
    plain[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  }
  return plain;
}

/**
 * Writes a frame.
 *
 * @param opcode What it carries.
 * @param payload Its content.
 * @param mask Four bytes by which a client's frame is masked; a server's is not.
 */
export function writeFrame(opcode: number, payload: Uint8Array, mask?: Bytes): Bytes {
  const { length } = payload;
  const lengthBytes = length <= MAX_CONTROL_BYTES ? 0 : length < 65_536 ? 2 : 8;
  const headBytes = 2 + lengthBytes + (mask === undefined ? 0 : 4);
  const frame = new Uint8Array(headBytes + length);
  const view = new DataView(frame.buffer);
  frame[0] = 128 | opcode;
  frame[1] = (mask === undefined ? 0 : 128) |
    (lengthBytes === 0 ? length : lengthBytes === 2 ? LENGTH_16 : LENGTH_64);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  if (mask === undefined) frame.set(payload, headBytes);
  else {
    frame.set(mask, headBytes - 4);
    for (let index = 0; index < length; index++) {
      frame[headBytes + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
    }
  }
  return frame;
}
