/**
 * Several streams over one connection: each message begins with the number of its channel. Layer 3.
 *
 * @module
 * @see k8s.io/streaming/pkg/httpstream/wsstream/conn.go
 */
import type { Bytes, Message } from "./message_socket.ts";

/** A message of one channel. */
export interface ChannelMessage {
  readonly channel: number;
  readonly bytes: Bytes;
}

/** How messages are written. */
export interface ChannelCodec {
  encode(channel: number, bytes: Uint8Array): Message;
  /** What a message says; `undefined` where it says nothing. */
  decode(message: Message): ChannelMessage | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes behind the byte of their channel. */
export const BINARY_CODEC: ChannelCodec = {
  encode(channel, bytes) {
    const message = new Uint8Array(bytes.length + 1);
    message[0] = channel;
    message.set(bytes, 1);
    return message;
  },
  decode(message) {
    const bytes = bytesOf(message);
    const [channel] = bytes;
    return channel === undefined ? undefined : { channel, bytes: bytes.subarray(1) };
  },
};

const DIGIT_ZERO = 48;

/** Base64 behind the digit of its channel, in text. */
export const BASE64_CODEC: ChannelCodec = {
  encode(channel, bytes) {
    return String.fromCharCode(DIGIT_ZERO + channel) + toBase64(bytes);
  },
  decode(message) {
    const text = typeof message === "string" ? message : decoder.decode(message);
    if (text === "") return undefined;
    const bytes = fromBase64(text.slice(1));
    return bytes === undefined ? undefined : { channel: text.charCodeAt(0) - DIGIT_ZERO, bytes };
  },
};

/** The bytes of a message; text is written in UTF-8. */
export function bytesOf(message: Message): Bytes {
  return typeof message === "string" ? encoder.encode(message) : message;
}

/** So many arguments a call takes. */
const ARGUMENTS = 8192;

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += ARGUMENTS) {
    text += String.fromCharCode(...bytes.subarray(at, at + ARGUMENTS));
  }
  return btoa(text);
}

function fromBase64(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
