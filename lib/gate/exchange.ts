/**
 * One request across the gate: sent on with nothing of the script's but what is listed, and its
 * answer streamed back. Layer 6.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { QueryError } from "../core/errors.ts";
import { isLongLived } from "../policy/attributes.ts";
import type { Exchange } from "./gate_call.ts";

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

/**
 * Sends requests on to the cluster.
 *
 * @param transport The way to the cluster.
 * @returns What gives the cluster's answer, whatever its status.
 */
export function forwarder(transport: Transport): Exchange {
  return async ({ head, attributes, body, signal }) => {
    checkAddress(transport.server, head.target.path);
    const send: SendOptions = {
      method: head.method,
      headers: pick(REQUEST_HEADERS, (name) => head.headers.get(name)),
      signal,
      longLived: isLongLived(attributes, head.target),
      ...(body === undefined ? {} : { body }),
    };
    return await transport.send(head.target.path, send);
  };
}

/**
 * Makes sure that the address that will be asked is the one that was decided on.
 *
 * @param server The server's address.
 * @param path Path and query.
 * @throws {QueryError} when it is another one.
 */
export function checkAddress(server: string, path: string): void {
  const base = new URL(server);
  const { origin, pathname, search } = new URL(server + path);
  const prefix = base.pathname.replace(/\/$/, "");
  if (origin === base.origin && pathname + search === prefix + path) return;
  throw new QueryError(`Cannot send a request to ${JSON.stringify(path)}: it would go elsewhere`);
}

/**
 * Picks the header fields of an answer that are passed on.
 *
 * @param response The cluster's answer.
 */
export function responseHeaders(response: Response): Record<string, string> {
  return pick(RESPONSE_HEADERS, (name) => response.headers.get(name) ?? undefined);
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
