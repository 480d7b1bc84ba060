/**
 * Reading response bodies with limits. Layer 1.
 *
 * @module
 */
import { ConnectionError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";

/** How much is read. */
export interface ReadLimits {
  /** Most bytes to take, after decompression; default 1 GiB. */
  readonly limitBytes?: number | undefined;
}

const DEFAULT_LIMIT_BYTES = 1024 ** 3;
const SHORT_BYTES = 64 * 1024;
const EXCERPT_BYTES = 512;
/** As client-go reads away before it gives a connection back. */
const DISCARD_BYTES = 64 * 1024;

/**
 * Reads a body to its end piece by piece.
 *
 * @param response The response.
 * @param limits The most bytes to take; none by default, for whoever keeps only parts of them.
 * @throws {ConnectionError} when the connection is lost, the answer cut off, or longer than the limit.
 */
export async function* readChunks(
  response: Response,
  { limitBytes = Infinity }: ReadLimits = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  if (isShort(response, { limitBytes })) {
    yield await response.bytes();
    return;
  }
  if (response.body === null) return;
  let total = 0;
  for await (const chunk of response.body) {
    total += chunk.length;
    if (total > limitBytes) {
      throw new ConnectionError(
        `Cannot read the answer: it has more than ${limitBytes} bytes: ask for less, e.g. in pages`,
        { status: response.status },
      );
    }
    yield chunk;
  }
}

/** What is read at once into a buffer that is used again. */
const REUSED_BYTES = 64 * 1024;

/**
 * Reads a body to its end piece by piece, all pieces in one buffer where the body can do that: a piece
 * must have been used when the next one is asked for.
 *
 * @param response The response.
 */
export async function* readReusedChunks(
  response: Response,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const reader = isShort(response, {}) ? undefined : bufferReader(response.body);
  if (reader === undefined) {
    yield* readChunks(response);
    return;
  }
  let buffer = new ArrayBuffer(REUSED_BYTES);
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      isOver = done;
      if (done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    if (!isOver) await reader.cancel();
  }
}

/** A reader that fills buffers which it is given, where the body is of that sort. */
export function bufferReader(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
): ReadableStreamBYOBReader | undefined {
  try {
    return body?.getReader({ mode: "byob" });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Reads a body to its end as text.
 *
 * @param response The response.
 * @param limits The most bytes to take.
 * @returns The text, decoded as UTF-8.
 * @throws {ConnectionError} when the connection is lost, the answer cut off, or longer than the limit.
 */
export async function readText(response: Response, limits: ReadLimits = {}): Promise<string> {
  if (isShort(response, limits)) return await response.text();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (
    const chunk of readChunks(response, { limitBytes: limits.limitBytes ?? DEFAULT_LIMIT_BYTES })
  ) {
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/** A short body lies in memory already: as a stream, reading it takes longer than its request's way here. */
function isShort(response: Response, { limitBytes = DEFAULT_LIMIT_BYTES }: ReadLimits): boolean {
  if (isWhole(response)) return response.whole.length <= Math.min(SHORT_BYTES, limitBytes);
  const { headers } = response;
  const length = headers.get("content-length");
  return length !== null && Number(length) <= Math.min(SHORT_BYTES, limitBytes) &&
    !headers.has("content-encoding");
}

/** Whether it is a `WholeResponse`: to ask such a one for its headers would make them. */
function isWhole(response: Response): response is Response & { readonly whole: Uint8Array } {
  return "whole" in response;
}

/**
 * Reads a body to its end as JSON.
 *
 * @param response The response.
 * @param limits The most bytes to take.
 * @returns What the JSON says; an object, a list or a scalar.
 * @throws {ConnectionError} when the answer is no JSON (with its beginning), cut off or too long.
 */
export async function readJson(response: Response, limits: ReadLimits = {}): Promise<unknown> {
  const text = await readText(response, limits);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(response, text);
  }
}

/**
 * Makes the error for an answer that should have been JSON.
 *
 * @param response The response.
 * @param text Its body.
 * @returns The error, with the beginning of the text.
 */
export function notJson(response: Response, text: string): ConnectionError {
  const state = describeNotJson(response.headers.get("content-type"), text);
  return new ConnectionError(
    `Cannot understand the server's answer with status ${response.status}: ${state}`,
    { status: response.status },
  );
}

/** What begins like JSON may hold Secret data. */
const LIKE_JSON_REGEXP = /^\s*[[{"]/;

/**
 * Says what an answer is that is no JSON, for a message: nothing, a page, or JSON that breaks off.
 *
 * @param type The content type it came with.
 * @param text The answer, or its beginning; shown only where it can be no data.
 * @returns What completes `Cannot list pods: `.
 */
export function describeNotJson(type: string | null, text: string): string {
  const question = "is this a Kubernetes API server, and nothing like a login page in between";
  if (text.trim() === "") return `the answer is empty: ${question}`;
  const named = `not JSON (${safeLine(type ?? "") || "no content type"})`;
  return LIKE_JSON_REGEXP.test(text)
    ? `the answer is ${named}, or not all of it`
    : `the answer is ${named}: ${excerptOf(text)}: ${question}`;
}

function excerptOf(text: string): string {
  const beginning = text.slice(0, 8 * EXCERPT_BYTES);
  const plain = /<\s*(!doctype|html|head|body)/i.test(beginning)
    ? beginning.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>?/g, " ")
    : beginning;
  const line = safeLine(plain);
  const bytes = new TextEncoder().encode(line);
  if (bytes.length <= EXCERPT_BYTES) return line;
  return `${
    new TextDecoder().decode(bytes.slice(0, EXCERPT_BYTES - 6)).replace(/\ufffd+$/, "")
  }...`;
}

/**
 * Reads a body that nobody wants, so that its connection can be used again; a long one is dropped with
 * its connection.
 */
export async function discard(response: Response): Promise<void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let total = 0;
  try {
    while (total <= DISCARD_BYTES) {
      const { done, value } = await reader.read();
      if (done) return;
      total += value.length;
    }
    await reader.cancel();
  } catch {
    // The answer was not wanted, so neither is the way it ended.
  }
}
