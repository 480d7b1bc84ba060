/**
 * The heads of HTTP/1.1 messages: what is written of a request, what is understood of an answer. Strict:
 * an answer that could be read in two ways is refused. Layer 1: pure.
 *
 * @module
 */

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Names as they came and values, in order: a response takes them as they are, faster than `Headers`. */
  readonly headers: [string, string][];
  /** Whether the connection can carry another request afterwards. */
  readonly keepsAlive: boolean;
  /** How the body ends. */
  readonly framing: BodyFraming;
}

/** How the end of a body is known: there is none, after so many bytes, by its chunks, with the connection. */
export type BodyFraming =
  | { readonly type: "none" }
  | { readonly type: "length"; readonly bytes: number }
  | { readonly type: "chunked" }
  | { readonly type: "close" };

/** What a head says of the body that follows: its length in bytes, `chunked`, or none. */
export type RequestBody = number | "chunked" | undefined;

/** The mark by which errors of a message that is no HTTP are known, as Node's parser has it. */
class MalformedAnswer extends Error {
  readonly code = "HPE_INVALID";
}

const TOKEN_REGEXP = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE_REGEXP = /^[\t\x20-\x7e\x80-\xff]*$/;
const OUTER_SPACE_REGEXP = /^[\t ]+|[\t ]+$/g;
const STATUS_LINE_REGEXP = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const MAX_LENGTH_DIGITS = 15;
/** With these there is no body, whatever the headers say: a `Response` takes none, either. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Writes the head of a request; names and values are those of `joinHeaders()`, which checks them.
 *
 * @param method The method.
 * @param url The address; what of it is sent is path and query.
 * @param headers Names and values in order, none of them about framing.
 * @param body What follows.
 */
export function formatRequestHead(
  method: string,
  url: URL,
  headers: readonly (readonly [string, string])[],
  body: RequestBody,
): string {
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  if (body === "chunked") head += "transfer-encoding: chunked\r\n";
  else if (body !== undefined) head += `content-length: ${body}\r\n`;
  return `${head}\r\n`;
}

/**
 * Reads the head of an answer.
 *
 * @param text The head without the empty line at its end, each byte a character.
 * @param method The request's method.
 * @throws {Error} when it is not HTTP/1, or says two things about the length of the body.
 */
export function parseAnswerHead(text: string, method: string): AnswerHead {
  const [first = "", ...lines] = text.split("\r\n");
  const [, minor, code, statusText = ""] = STATUS_LINE_REGEXP.exec(first) ?? [];
  if (code === undefined) throw malformed("it does not begin with a status line");
  const headers: [string, string][] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1).replace(OUTER_SPACE_REGEXP, "");
    if (!TOKEN_REGEXP.test(name)) throw malformed("a header has no name");
    if (!VALUE_REGEXP.test(value)) throw malformed(`header "${name}" has an invalid value`);
    headers.push([name, value]);
  }
  const status = Number(code);
  const framing = framingOf(headers, method, status);
  const tokens = (valueOf(headers, "connection") ?? "").toLowerCase().split(/[\s,]+/);
  // Where an answer without body speaks of one, that may still come: it would be taken for the next answer.
  const length = valueOf(headers, "content-length");
  const promisesBody = (status === 205 && length === undefined) ||
    ((status === 204 || status === 205) &&
      (valueOf(headers, "transfer-encoding") !== undefined || Number(length ?? 0) > 0));
  const keepsAlive = framing.type !== "close" && !promisesBody && !tokens.includes("close") &&
    (minor === "1" || tokens.includes("keep-alive"));
  return { status, statusText, headers, keepsAlive, framing };
}

/** A header's value; of several all, joined, which is none that is known. */
function valueOf(headers: AnswerHead["headers"], wanted: string): string | undefined {
  let found: string | undefined;
  for (const [name, value] of headers) {
    if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}

function framingOf(
  headers: AnswerHead["headers"],
  method: string,
  status: number,
): BodyFraming {
  const encoding = valueOf(headers, "transfer-encoding");
  const length = valueOf(headers, "content-length");
  if (encoding !== undefined) {
    if (encoding.toLowerCase() !== "chunked") throw malformed("its transfer-encoding is unknown");
    if (length !== undefined) throw malformed("it has both a length and chunks");
  }
  if (length !== undefined && (!/^\d+$/.test(length) || length.length > MAX_LENGTH_DIGITS)) {
    throw malformed("its content-length is not a number");
  }
  if (method === "HEAD" || status < 200 || BODILESS.has(status)) {
    return { type: "none" };
  }
  if (encoding !== undefined) return { type: "chunked" };
  return length === undefined ? { type: "close" } : { type: "length", bytes: Number(length) };
}

/** The empty line at the end of a head. */
export const HEAD_END = new Uint8Array([13, 10, 13, 10]);

/**
 * Finds the end of a head, or of a line.
 *
 * @param bytes What has come so far.
 * @param mark What it ends with.
 * @param from Where to begin.
 * @returns Where the mark begins; -1: not there yet.
 */
export function indexOfMark(bytes: Uint8Array, mark: Uint8Array, from: number): number {
  const [first = 0] = mark;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < mark.length && bytes[at + same] === mark[same]) same++;
    if (same === mark.length) return at;
  }
  return -1;
}

/** An error for a connection that ends before its answer does. */
export function cutOff(): Error {
  return new Error("connection closed before message completed");
}

/** An error for an answer that is no HTTP. */
export function malformed(state: string): Error {
  return new MalformedAnswer(`Parse Error: ${state}`);
}
