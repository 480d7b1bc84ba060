/**
 * Reads the head of a request as strictly as can be: whatever two programs might read differently is
 * refused. Layer 6.
 *
 * @module
 */
import { parseTarget, type RequestTarget } from "../policy/target.ts";

/** The address that the script's requests go to; nothing listens there, and no name is looked up. */
export const PLACEHOLDER_HOST = "192.0.2.1";

/** How long the body is. */
export type BodyFraming =
  | { readonly type: "none" }
  | { readonly type: "length"; readonly length: number }
  | { readonly type: "chunked" };

/** A request's head. */
export interface RequestHead {
  readonly method: string;
  readonly target: RequestTarget;
  /** Header fields by their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: BodyFraming;
  /** The protocol that the connection is to change to, e.g. `websocket`. */
  readonly upgrade: string | undefined;
  /** Whether the connection ends after this request. */
  readonly close: boolean;
}

/** A head that is refused; the connection cannot be used any more. */
export class BadRequest extends Error {
  /** The status to answer with. */
  readonly status: number;

  /** Makes the error from a status and a reason. */
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
const ORIGIN = `http://${PLACEHOLDER_HOST}`;
const NAME_REGEXP = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// deno-lint-ignore no-control-regex -- control characters are what is refused
const BAD_VALUE_REGEXP = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const MAX_HEADERS = 100;
/** Gives one character for each byte, so that nothing changes its length unseen. */
const DECODER = new TextDecoder("latin1");

/**
 * Reads a head.
 *
 * @param bytes The head without the empty line at its end.
 * @throws {BadRequest} when it is not exactly one request to the placeholder's address.
 */
export function parseRequestHead(bytes: Uint8Array): RequestHead {
  const [requestLine = "", ...lines] = DECODER.decode(bytes).split("\r\n");
  const [method, target] = parseRequestLine(requestLine);
  const headers = parseHeaders(lines);
  if (headers.get("host") !== PLACEHOLDER_HOST) {
    throw new BadRequest(421, `the host is not ${PLACEHOLDER_HOST}`);
  }
  if (headers.has("expect")) throw new BadRequest(417, "no expectation is met");
  const connection = (headers.get("connection") ?? "").toLowerCase().split(",").map((option) =>
    option.trim()
  );
  const upgrade = headers.get("upgrade")?.toLowerCase();
  if (connection.includes("upgrade") !== (upgrade !== undefined)) {
    throw new BadRequest(400, "upgrade and connection do not agree");
  }
  const body = parseFraming(headers);
  if (upgrade !== undefined && body.type !== "none") {
    throw new BadRequest(400, "a request that changes the protocol has no body");
  }
  return { method, target, headers, body, upgrade, close: connection.includes("close") };
}

function parseRequestLine(line: string): [method: string, target: RequestTarget] {
  const match = /^([A-Z]+) ([^ ]+) HTTP\/1\.1$/.exec(line);
  if (match === null) throw new BadRequest(400, "the first line is not one of HTTP/1.1");
  const [, method = "", raw = ""] = match;
  if (!METHODS.has(method)) throw new BadRequest(405, `the method ${method} is not known`);
  // Deno's client writes the whole address for a proxy; no other one than the placeholder's is taken.
  const origin = raw.startsWith(`${ORIGIN}/`) ? raw.slice(ORIGIN.length) : raw;
  try {
    return [method, parseTarget(origin)];
  } catch (error) {
    throw new BadRequest(400, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

function parseHeaders(lines: readonly string[]): Map<string, string> {
  if (lines.length > MAX_HEADERS) throw new BadRequest(431, "there are too many header fields");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
    if (!NAME_REGEXP.test(name) || BAD_VALUE_REGEXP.test(value)) {
      throw new BadRequest(400, "a header field is malformed");
    }
    // Of two fields of one name one program takes the first, another the last.
    if (headers.has(name)) throw new BadRequest(400, `the header field ${name} comes twice`);
    headers.set(name, value);
  }
  return headers;
}

function parseFraming(headers: ReadonlyMap<string, string>): BodyFraming {
  const coding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (coding !== undefined) {
    if (length !== undefined || coding.toLowerCase() !== "chunked") {
      throw new BadRequest(400, "the length of the body is said twice or unknown");
    }
    return { type: "chunked" };
  }
  if (length === undefined) return { type: "none" };
  if (!/^\d{1,15}$/.test(length)) throw new BadRequest(400, "content-length is not a length");
  return Number(length) === 0 ? { type: "none" } : { type: "length", length: Number(length) };
}
