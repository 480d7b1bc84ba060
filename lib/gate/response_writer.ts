/**
 * Writes answers to a connection, as fast as the script reads them. Layer 6.
 *
 * @module
 */

import { bufferReader } from "../connect/body.ts";
import { latin1Bytes } from "../connect/http1_body.ts";

/** What bytes go to. */
export interface ByteSink {
  /** Writes some of the bytes; says how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** An answer without its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const ENCODER = new TextEncoder();
const LINE_END = ENCODER.encode("\r\n");
const LAST_CHUNK = ENCODER.encode("0\r\n\r\n");
/** What of a long body is read and written at once. */
const PIECE_BYTES = 64 * 1024;
/** Room for the line that says how long a piece is. */
const SIZE_BYTES = 16;
/** Pieces up to this length are copied together with what goes around them. */
const SMALL_BYTES = 256 * 1024;

/**
 * Writes all bytes.
 *
 * @param sink Where to.
 * @param bytes The bytes.
 */
export async function writeAll(sink: ByteSink, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    offset += await sink.write(offset === 0 ? bytes : bytes.subarray(offset));
  }
}

/**
 * Writes an answer with its whole body.
 *
 * @param sink Where to.
 * @param head Status and header fields.
 * @param body The body; `undefined` for an answer that has none by its nature.
 * @param close Whether the connection ends afterwards.
 */
export async function writeResponse(
  sink: ByteSink,
  head: ResponseHead,
  body: Uint8Array | undefined,
  close = false,
): Promise<void> {
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  await writeTogether(sink, formatHead(head, { ...length, ...closing(close) }), body);
}

/**
 * Writes an answer whose length is not known, piece by piece.
 *
 * @param sink Where to.
 * @param head Status and header fields.
 * @param body The pieces; the next is read when the one before has been written.
 */
export async function writeStream(
  sink: ByteSink,
  head: ResponseHead,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  await writeAll(sink, formatHead(head, { "transfer-encoding": "chunked" }));
  const reader = bufferReader(body);
  if (reader !== undefined) {
    await writeBuffered(sink, reader);
  } else {
    await writePieces(sink, body);
  }
  await writeAll(sink, LAST_CHUNK);
}

/** Writes together what has come while the pieces before were being written. */
async function writePieces(
  sink: ByteSink,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const reader = body.getReader();
  let waiting: Uint8Array[] = [];
  let length = 0;
  let writing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  const write = async () => {
    try {
      while (length > 0) {
        const chunk = [chunkSize(length), ...waiting, LINE_END];
        waiting = [];
        length = 0;
        await writeTogether(sink, ...chunk);
      }
    } catch (error) {
      failure = { error };
      // Nobody takes the rest; where it has failed itself, there is none.
      await reader.cancel().catch(() => {});
    }
    writing = undefined;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.length === 0) continue;
      waiting.push(value);
      length += value.length;
      writing ??= write();
      // The server waits where the script does not read.
      if (length >= PIECE_BYTES) await writing;
    }
  } finally {
    // What came before the end is the script's, however it ends.
    await writing;
  }
  if (failure !== undefined) throw failure.error;
}

/** Reads into one buffer again and again, with room in it for what goes around each piece. */
async function writeBuffered(sink: ByteSink, reader: ReadableStreamBYOBReader): Promise<void> {
  let buffer = new ArrayBuffer(SIZE_BYTES + PIECE_BYTES + LINE_END.length);
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer, SIZE_BYTES, PIECE_BYTES));
      isOver = done;
      if (done) return;
      buffer = value.buffer as ArrayBuffer;
      const size = chunkSize(value.length);
      const chunk = new Uint8Array(
        buffer,
        SIZE_BYTES - size.length,
        size.length + value.length + 2,
      );
      chunk.set(size);
      chunk.set(LINE_END, size.length + value.length);
      await writeAll(sink, chunk);
    }
  } finally {
    if (!isOver) await reader.cancel();
  }
}

function chunkSize(length: number): Uint8Array {
  return ENCODER.encode(`${length.toString(16)}\r\n`);
}

/**
 * Says that the protocol changes now.
 *
 * @param sink Where to.
 * @param headers The header fields of the handshake.
 */
export async function writeSwitch(
  sink: ByteSink,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const change = { connection: "Upgrade", upgrade: "websocket" };
  await writeAll(sink, formatHead({ status: 101, headers }, change));
}

function closing(close: boolean): Record<string, string> {
  return close ? { connection: "close" } : {};
}

function formatHead(head: ResponseHead, own: Readonly<Record<string, string>>): Uint8Array {
  let text = `HTTP/1.1 ${head.status} \r\n`;
  for (const [name, value] of Object.entries({ ...head.headers, ...own })) {
    // A value that could end the line would be a header of its own.
    // deno-lint-ignore no-control-regex -- control characters are what is taken out
    text += `${name}: ${value.replace(/[\u0000-\u001f\u007f]+/g, " ")}\r\n`;
  }
  text += "\r\n";
  return latin1Bytes(text);
}

async function writeTogether(
  sink: ByteSink,
  ...parts: readonly (Uint8Array | undefined)[]
): Promise<void> {
  const present = parts.filter((part) => part !== undefined && part.length > 0) as Uint8Array[];
  const total = present.reduce((sum, part) => sum + part.length, 0);
  if (total > SMALL_BYTES) {
    for (const part of present) await writeAll(sink, part);
    return;
  }
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const part of present) {
    whole.set(part, offset);
    offset += part.length;
  }
  await writeAll(sink, whole);
}
