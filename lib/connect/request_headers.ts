/**
 * The headers that Skiff itself puts on every request. Layer 1.
 *
 * @module
 */
import { ConfigError, QueryError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import type { ClusterAccess, Credentials, Impersonation } from "./access.ts";
import { quote } from "../core/message.ts";

/**
 * The `User-Agent` of Skiff.
 *
 * @param deno Deno's version.
 * @param os The operating system, as `Deno.build.os` names it.
 * @returns E.g. `skiff/0.1.0 (deno/2.9.6; linux)`.
 */
export function formatUserAgent(deno: string, os: string): string {
  return `skiff/${VERSION} (deno/${deno}; ${os})`;
}

/** What is the same for every request of one connection. */
export interface FixedHeaders {
  readonly access: ClusterAccess;
  readonly userAgent: string;
}

/**
 * Makes the headers that no caller may set: who calls, in whose name, and which encoding.
 *
 * @param fixed The connection.
 * @returns Pairs to be appended in order.
 * @throws {ConfigError} when the impersonation has groups, uid or extra but no user, or a control character.
 */
export function fixedHeaders({ access, userAgent }: FixedHeaders): [string, string][] {
  const compressed = !access.disableCompression && !isLoopback(new URL(access.server).hostname);
  return [
    ["user-agent", userAgent],
    ["accept-encoding", compressed ? "gzip" : "identity"],
    ...impersonationHeaders(access.impersonate),
  ];
}

/**
 * Makes the headers that ask the server to act as somebody else.
 *
 * @param impersonate Whom to act as; nobody where it is left out.
 * @returns Pairs, groups repeated, keys of extra percent-encoded.
 * @throws {ConfigError} when the user is empty or a value cannot be a header.
 * @see client-go `transport/round_trippers.go` impersonatingRoundTripper
 */
export function impersonationHeaders(impersonate: Impersonation | undefined): [string, string][] {
  if (impersonate === undefined) return [];
  const { user, uid, groups, extra } = impersonate;
  if (user === "") {
    throw new ConfigError(
      "Cannot impersonate: uid, groups or extra are given without a user: name the user to act as",
    );
  }
  const pairs: [string, string][] = [["impersonate-user", user]];
  if (uid !== undefined && uid !== "") pairs.push(["impersonate-uid", uid]);
  for (const group of groups) pairs.push(["impersonate-group", group]);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) {
      pairs.push([`impersonate-extra-${encodeExtraKey(key)}`, value]);
    }
  }
  for (const [name, value] of pairs) {
    if (/[^\u0020-\u007e\u0080-\u00ff]/.test(value) || value !== value.trim()) {
      throw new ConfigError(
        `Cannot impersonate: the value for "${name}" has characters that a header cannot carry`,
      );
    }
  }
  return pairs;
}

/** Escapes all of a key that a header's name cannot hold, as the server undoes it. */
function encodeExtraKey(key: string): string {
  let encoded = "";
  for (const byte of new TextEncoder().encode(key.toLowerCase())) {
    const character = String.fromCharCode(byte);
    encoded += /[a-z0-9!#$&'*+.^_`|~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

const RESERVED_REGEXP =
  /^(authorization|proxy-authorization|host|cookie|connection|content-length|transfer-encoding|impersonate-.*)$/i;
const NAME_REGEXP = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE_REGEXP = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Joins the caller's headers, the fixed ones and the credentials.
 *
 * @param own The caller's headers.
 * @param fixed What {@link fixedHeaders} made; wins over the caller's.
 * @param credentials Who calls.
 * @returns Names in lower case and values, in order: a `Headers` would join the groups of an impersonation
 * into one value, and the server would take it for the name of one group.
 * @throws {QueryError} when the caller sets a header that decides who calls or how the body is framed, or
 * one that no header can be.
 */
export function joinHeaders(
  own: Readonly<Record<string, string>> | undefined,
  fixed: readonly (readonly [string, string])[],
  credentials: Credentials,
): [string, string][] {
  const headers: [string, string][] = [];
  const fixedNames = new Set(fixed.map(([name]) => name));
  for (const [name, value] of Object.entries(own ?? {})) {
    if (RESERVED_REGEXP.test(name)) {
      throw new QueryError(`Cannot send header "${name}": the connection sets it itself`);
    }
    const trimmed = trimValue(value);
    if (!NAME_REGEXP.test(name) || !VALUE_REGEXP.test(trimmed)) {
      throw new QueryError(
        `Cannot send header ${quote(name)}: it holds characters that a header cannot carry`,
      );
    }
    const lower = name.toLowerCase();
    if (!fixedNames.has(lower)) headers.push([lower, trimmed]);
  }
  for (const [name, value] of fixed) headers.push([name, value]);
  if (credentials.authorization !== undefined) {
    const value = trimValue(credentials.authorization);
    if (!VALUE_REGEXP.test(value)) {
      // The value itself would show the token.
      throw new ConfigError(
        "Cannot send the credentials: they hold characters that a header cannot carry",
      );
    }
    headers.push(["authorization", value]);
  }
  return headers;
}

function trimValue(value: string): string {
  return value.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, "");
}

/** Tells whether a host name or address is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
