/**
 * One request across the gate: sent on with nothing of the script's but what is listed, and its
 * answer streamed back. Layer 6.
 *
 * @module
 */
import { fieldOf } from "../connect/guarded_response.ts";
import type { RequestStage, SendOptions, Transport } from "../connect/transport.ts";
import { QueryError, TimeoutError } from "../core/errors.ts";
import { isLongLived, type RequestAttributes } from "../policy/attributes.ts";
import type { Exchange } from "./gate_call.ts";
import type { RequestHead } from "./request_head.ts";

/** The header fields of a request that are passed on; who calls and how is the gate's own to say. */
const REQUEST_HEADERS: readonly string[] = [
  "accept",
  "content-type",
  "if-match",
  "if-modified-since",
  "if-none-match",
];
/** The header fields of an answer that are passed on. */
const RESPONSE_HEADERS: readonly string[] = [
  "audit-id",
  "cache-control",
  "content-disposition",
  "content-type",
  "date",
  "etag",
  "last-modified",
  "retry-after",
  "vary",
  "warning",
  "x-kubernetes-pf-flowschema-uid",
  "x-kubernetes-pf-prioritylevel-uid",
];

/** As long as a watch of the library waits for a silent server. */
const SILENCE_MS = 30_000;

/**
 * Sends requests on to the cluster.
 *
 * @param transport The way to the cluster.
 * @param silenceMs How long the server may take to begin its answer to a watch.
 * @returns What gives the cluster's answer, whatever its status.
 */
export function forwarder(transport: Transport, silenceMs = SILENCE_MS): Exchange {
  return async ({ head, attributes, body, signal }) => {
    checkAddress(transport.server, head.target.path);
    const longLived = isLongLived(attributes, head.target);
    // The log of a container that says nothing may begin with its first line.
    const isWatch = attributes.isResource && attributes.verb === "watch";
    const patience = isWatch ? new Patience(silenceMs) : undefined;
    const send: SendOptions = {
      method: head.method,
      headers: pick(REQUEST_HEADERS, (name) => head.headers.get(name)),
      signal: patience === undefined ? signal : AbortSignal.any([signal, patience.signal]),
      longLived,
      bulk: isBulk(attributes, head),
      ...(body === undefined ? {} : { body }),
      ...(patience === undefined ? {} : { onStage: (stage) => patience.hear(stage) }),
    };
    try {
      patience?.hear("answer");
      return await transport.send(head.target.path, send);
    } finally {
      patience?.end();
    }
  };
}

/** Whether the answer may be long: whole objects, as many as there are. Tables are short. */
function isBulk(attributes: RequestAttributes, { headers }: RequestHead): boolean {
  return attributes.isResource && attributes.verb === "list" &&
    !(headers.get("accept") ?? "").includes("as=Table");
}

/**
 * Ends a watch whose answer does not begin: the script cannot tell a login from a silent server, and
 * so leaves it to the gate.
 */
class Patience {
  readonly #limitMs: number;
  readonly #end = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Only while the server is asked it has to answer. */
  hear(stage: RequestStage): void {
    this.end();
    if (stage === "answer") this.#timer = setTimeout(() => this.#fail(), this.#limitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #fail(): void {
    const seconds = this.#limitMs / 1000;
    this.#end.abort(new TimeoutError(`Cannot reach the server: it said nothing for ${seconds}s`));
  }
}

/**
 * Makes sure that the address that will be asked is the one that was decided on.
 *
 * @param server The server's address.
 * @param path Path and query.
 * @throws {QueryError} when it is another one.
 */
export function checkAddress(server: string, path: string): void {
  const base = baseOf(server);
  const { origin, pathname, search } = new URL(server + path);
  if (origin === base.origin && pathname + search === base.prefix + path) return;
  throw new QueryError(`Cannot send a request to ${JSON.stringify(path)}: it would go elsewhere`);
}

interface Base {
  readonly origin: string;
  /** The path below which the server lies, without a slash at its end. */
  readonly prefix: string;
}

/** A gate asks one server again and again. */
const BASES = new Map<string, Base>();

function baseOf(server: string): Base {
  const known = BASES.get(server);
  if (known !== undefined) return known;
  const { origin, pathname } = new URL(server);
  const base = { origin, prefix: pathname.replace(/\/$/, "") };
  BASES.set(server, base);
  return base;
}

/**
 * Picks the header fields of an answer that are passed on.
 *
 * @param response The cluster's answer.
 */
export function responseHeaders(response: Response): Record<string, string> {
  return pick(RESPONSE_HEADERS, (name) => fieldOf(response, name) ?? undefined);
}

function pick(
  names: readonly string[],
  valueOf: (name: string) => string | undefined,
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
