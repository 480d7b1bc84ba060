/**
 * What can go wrong with the body of an answer. For the fault proxy.
 *
 * @module
 */
import type { HttpConnection } from "./fault_proxy_http.ts";
import { isDisconnect } from "./loopback.ts";

/** A fault in the body of an answer. */
export type BodyFault =
  /** The connection breaks after so many bytes. */
  | { readonly type: "cut"; readonly bytes: number }
  /** The connection breaks after so many lines. */
  | { readonly type: "cutLines"; readonly lines: number }
  /** The body ends in good order after so many bytes. */
  | { readonly type: "end"; readonly bytes: number }
  /** A line is put in after so many lines. */
  | { readonly type: "line"; readonly lines: number; readonly text: string }
  /** So many lines come, then an endless one begins. */
  | { readonly type: "flood"; readonly lines: number }
  /** After so many lines nothing comes any more; the connection stays. */
  | { readonly type: "silence"; readonly lines: number }
  /** Bytes come one by one. */
  | { readonly type: "dribble" }
  /** Each line comes again, and after it the one before. */
  | { readonly type: "replay" }
  /** The body is compressed, and from this byte on cut off or wrong. */
  | { readonly type: "gzip"; readonly bytes: number; readonly how: "cut" | "flip" };

/** Sends a body with a fault; `false` where the connection is of no use afterwards. */
export async function spoilBody(
  connection: HttpConnection,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  fault: BodyFault | undefined,
  gone: AbortSignal,
): Promise<boolean> {
  const stream = fault?.type === "gzip" ? body.pipeThrough(new CompressionStream("gzip")) : body;
  const reader = stream.getReader();
  const onGone = () => void reader.cancel().catch(ignoreGone);
  gone.addEventListener("abort", onGone, { once: true });
  if (gone.aborted) onGone();
  try {
    const good = await (fault === undefined
      ? forward(connection, reader)
      : isByBytes(fault)
      ? spoilBytes(connection, reader, fault)
      : spoilLines(connection, reader, fault, gone));
    if (!good || gone.aborted) {
      return false;
    }
    await connection.endBody();
    return true;
  } catch (error) {
    if (isDisconnect(error) || gone.aborted) return false;
    throw error;
  } finally {
    gone.removeEventListener("abort", onGone);
    await reader.cancel().catch(ignoreGone);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type ByteFault = Extract<BodyFault, { type: "cut" | "end" | "dribble" | "gzip" }>;
type LineFault = Exclude<BodyFault, ByteFault>;

function isByBytes(fault: BodyFault): fault is ByteFault {
  return ["cut", "end", "dribble", "gzip"].includes(fault.type);
}

async function forward(connection: HttpConnection, reader: Reader): Promise<boolean> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    await connection.writeChunk(value);
  }
}

async function spoilBytes(
  connection: HttpConnection,
  reader: Reader,
  fault: ByteFault,
): Promise<boolean> {
  let sent = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    if (fault.type === "dribble") {
      for (const byte of value) await connection.writeChunk(Uint8Array.of(byte));
      continue;
    }
    const left = Math.max(0, fault.bytes - sent);
    if (fault.type === "gzip" && fault.how === "flip") {
      const flipped = value.slice();
      if (left < value.length) flipped[left] = (flipped[left] ?? 0) ^ 0xff;
      await connection.writeChunk(flipped);
    } else {
      await connection.writeChunk(value.subarray(0, left));
      if (left < value.length) return fault.type === "end";
    }
    sent += value.length;
  }
}

const FLOOD = new Uint8Array(256 * 1024).fill(0x61);

async function spoilLines(
  connection: HttpConnection,
  reader: Reader,
  fault: LineFault,
  gone: AbortSignal,
): Promise<boolean> {
  const seen: Uint8Array[] = [];
  for await (const line of linesOf(reader)) {
    if (!await before(connection, fault, seen.length, gone)) return false;
    await connection.writeChunk(line);
    const last = seen.at(-1);
    seen.push(line);
    if (fault.type === "replay") {
      await connection.writeChunk(line);
      if (last !== undefined) await connection.writeChunk(last);
    }
    // A fault after the last line so far must not wait for a line that nobody sends.
    if (!await after(connection, fault, seen.length, gone)) return false;
  }
  return true;
}

async function before(
  connection: HttpConnection,
  fault: LineFault,
  lines: number,
  gone: AbortSignal,
): Promise<boolean> {
  return lines > 0 || await after(connection, fault, 0, gone);
}

async function after(
  connection: HttpConnection,
  fault: LineFault,
  lines: number,
  gone: AbortSignal,
): Promise<boolean> {
  if (fault.type === "replay" || lines !== fault.lines) return true;
  switch (fault.type) {
    case "cutLines":
      return false;
    case "line":
      await connection.writeChunk(new TextEncoder().encode(`${fault.text}\n`));
      return true;
    case "flood":
      while (!gone.aborted) await connection.writeChunk(FLOOD);
      return false;
    case "silence":
      await aborted(gone);
      return false;
  }
}

async function* linesOf(reader: Reader): AsyncGenerator<Uint8Array, void, void> {
  let rest = new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const bytes = new Uint8Array(rest.length + value.length);
    bytes.set(rest);
    bytes.set(value, rest.length);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.slice(start);
  }
  if (rest.length > 0) yield rest;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}

/** A body that nobody reads any more may end as it likes. */
function ignoreGone(): void {}
