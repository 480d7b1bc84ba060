/**
 * Writes answers to a connection, as fast as the script reads them. Layer 6.
 *
 * @module
 */

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
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  await writeAll(sink, formatHead(head, { "transfer-encoding": "chunked" }));
  for await (const piece of body) {
    if (piece.length === 0) continue;
    const size = ENCODER.encode(`${piece.length.toString(16)}\r\n`);
    await writeTogether(sink, size, piece, ENCODER.encode("\r\n"));
  }
  await writeAll(sink, ENCODER.encode("0\r\n\r\n"));
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
  const lines = Object.entries({ ...head.headers, ...own })
    // A value that could end the line would be a header of its own.
    // deno-lint-ignore no-control-regex -- control characters are what is taken out
    .map(([name, value]) => `${name}: ${value.replace(/[\u0000-\u001f\u007f]+/g, " ")}\r\n`);
  // Header fields are bytes, one for each character.
  return Uint8Array.from(
    `HTTP/1.1 ${head.status} \r\n${lines.join("")}\r\n`,
    (character) => character.charCodeAt(0) & 0xff,
  );
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
