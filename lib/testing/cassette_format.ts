/**
 * The file of a cassette: JSON, one line each for a request with its answer, an object of a list, an event of a
 * watch, so that a new recording can be compared with the old one. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { isObject } from "../embedded/json.ts";

/** A request as far as it matters. */
export interface TapedRequest {
  readonly method: string;
  /** The path, encoded, without its query. */
  readonly path: string;
  /** The parameters in the order of their names. */
  readonly query: Readonly<Record<string, string>>;
  /** The form of the answer that was asked for. */
  readonly accept?: string;
  readonly contentType?: string;
  /** JSON as values, else text. */
  readonly body?: unknown;
}

/** How a stream came to its end: by the server, by a lost connection, or not while it was recorded. */
export type StreamEnd = "closed" | "lost" | "open";

/** A request and its answer. */
export interface Exchange {
  readonly request: TapedRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer: JSON as values, else text; `undefined` for a stream. */
  readonly body?: unknown;
  /** Lines of a stream: events of a watch as values, else text. */
  readonly lines?: readonly unknown[];
  readonly end?: StreamEnd;
}

/** What was recorded. */
export interface Tape {
  /** The namespace that `ns()` means. */
  readonly namespace: string;
  readonly exchanges: readonly Exchange[];
}

const VERSION = 1;

/** Writes a tape down. */
export function formatTape({ namespace, exchanges }: Tape): string {
  const lines: unknown[] = [{ cassette: VERSION, namespace }];
  for (const { request, status, headers, body, lines: streamed, end } of exchanges) {
    if (streamed !== undefined) {
      lines.push({ request, response: { status, headers, end } });
      lines.push(...streamed.map((line) => ({ line })));
    } else if (isObject(body) && Array.isArray(body["items"])) {
      const { items, ...rest } = body;
      lines.push({ request, response: { status, headers, list: rest } });
      lines.push(...items.map((item) => ({ item })));
    } else {
      lines.push({ request, response: { status, headers, body } });
    }
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/**
 * Reads a tape.
 *
 * @param text The file's text.
 * @param file Its name, for messages.
 * @throws {QueryError} when it is none.
 */
export function parseTape(text: string, file: string): Tape {
  const [head, ...rest] = text.split("\n").filter((line) => line.trim() !== "")
    .map((line, index) => parseLine(line, index + 1, file));
  if (head?.["cassette"] !== VERSION || typeof head["namespace"] !== "string") {
    throw fault(file, 1, `it begins without {"cassette":${VERSION},"namespace":…}`);
  }
  const exchanges: Writable[] = [];
  for (const [index, line] of rest.entries()) {
    const { request, response } = line;
    if (isObject(request) && isObject(response)) {
      exchanges.push(toExchange(request as unknown as TapedRequest, response));
      continue;
    }
    const last = exchanges.at(-1);
    if ("item" in line && last !== undefined && isObject(last.body)) {
      (last.body["items"] as unknown[]).push(line["item"]);
    } else if ("line" in line && last?.lines !== undefined) last.lines.push(line["line"]);
    else throw fault(file, index + 2, "it is neither a request nor part of an answer");
  }
  return { namespace: head["namespace"], exchanges };
}

interface Writable {
  request: TapedRequest;
  status: number;
  headers: Record<string, string>;
  body?: Record<string, unknown> | unknown;
  lines?: unknown[];
  end?: StreamEnd;
}

function toExchange(request: TapedRequest, response: Record<string, unknown>): Writable {
  const status = Number(response["status"]);
  const headers = response["headers"] as Record<string, string>;
  const common = { request, status, headers };
  if ("end" in response) return { ...common, lines: [], end: response["end"] as StreamEnd };
  if (isObject(response["list"])) return { ...common, body: { ...response["list"], items: [] } };
  return { ...common, body: response["body"] };
}

function parseLine(line: string, number: number, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw fault(file, number, "it is no JSON object");
}

function fault(file: string, line: number, state: string): QueryError {
  return new QueryError(`Cannot replay ${quote(file)}: line ${line}: ${state}`);
}
