/**
 * One request across the gate: decided, sent on with nothing of the script's but what is listed, and its
 * answer streamed back. Layer 6.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { GrantError, QueryError } from "../core/errors.ts";
import {
  attributesOf,
  describeAttributes,
  isLongLived,
  isWrite,
  type RequestAttributes,
} from "../policy/attributes.ts";
import type { RequestBody } from "./request_body.ts";
import type { RequestHead } from "./request_head.ts";

/** What the gate allows; more comes with the rules. */
export interface GatePolicy {
  /** Refuse whatever could change something. */
  readonly readOnly: boolean;
}

const READ_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
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
 * Works out what a request asks for and whether it may.
 *
 * @param head The request.
 * @param policy What is allowed.
 * @returns What it asks for.
 * @throws {GrantError} when it is refused.
 */
export function decide(head: RequestHead, policy: GatePolicy): RequestAttributes {
  const attributes = attributesOf(head.method, head.target);
  // The old paths below /watch/ are watches whatever the method.
  const reads = attributes.verb !== "watch" || READ_METHODS.has(head.method);
  if (policy.readOnly && (isWrite(attributes) || !reads)) {
    throw new GrantError(
      `Cannot ${describeAttributes(attributes)}: the script runs with --read-only`,
      attributes.isResource
        ? {
          verb: attributes.verb,
          kind: attributes.resource,
          namespace: attributes.namespace,
          name: attributes.name,
        }
        : { verb: attributes.verb },
    );
  }
  return attributes;
}

/**
 * Sends a request on to the cluster.
 *
 * @param transport The way to the cluster.
 * @param head The request.
 * @param attributes What it was decided to be.
 * @param options The body, and the signal that ends it.
 * @returns The cluster's answer, whatever its status.
 */
export async function forward(
  transport: Transport,
  head: RequestHead,
  attributes: RequestAttributes,
  options: { readonly body: RequestBody | undefined; readonly signal: AbortSignal },
): Promise<Response> {
  checkAddress(transport.server, head.target.path);
  const send: SendOptions = {
    method: head.method,
    headers: pick(REQUEST_HEADERS, (name) => head.headers.get(name)),
    signal: options.signal,
    longLived: isLongLived(attributes, head.target),
    ...(options.body === undefined ? {} : { body: options.body }),
  };
  return await transport.send(head.target.path, send);
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
