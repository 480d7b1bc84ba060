/**
 * Reads the target of a request once, strictly, and writes it again from its parts: what is decided on and
 * what is sent cannot differ. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";

/** A request's target in its parts, each decoded. */
export interface RequestTarget {
  /** The segments of the path. */
  readonly segments: readonly string[];
  /** The query parameters in order; a name may come more than once. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Path and query built anew from the parts: the only form that is ever sent. */
  readonly path: string;
}

const MAX_TARGET_LENGTH = 64 * 1024;
/** What RFC 3986 allows in a path as it is, and percent signs. */
const PATH_REGEXP = /^(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+$/;
/** The same for a query; brackets are common there. */
const QUERY_REGEXP = /^[A-Za-z0-9._~!$'()*+,=:@%/?&[\]{}"<>|^`-]*$/;

/**
 * Reads a target in origin form, `/path?query`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const target = parseTarget("/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb");
 * assert.deepEqual(target.segments, ["api", "v1", "namespaces", "shop", "pods"]);
 * assert.deepEqual(target.query, [["labelSelector", "app=web"]]);
 * assert.throws(() => parseTarget("/api/v1/namespaces/a\\..\\..\\nodes"), /backslash/);
 * ```
 *
 * @param raw The target as it came, not decoded.
 * @returns Its parts.
 * @throws {QueryError} when any two programs might read it differently.
 */
export function parseTarget(raw: string): RequestTarget {
  const fault = findFault(raw);
  if (fault !== undefined) throw targetError(raw, fault);
  const mark = raw.indexOf("?");
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const segments = path === "/" ? [] : path.slice(1).split("/").map((segment, index, all) => {
    const decoded = decode(segment, raw);
    const segmentFault = findSegmentFault(decoded, isOpenEnd(all, index));
    if (segmentFault !== undefined) throw targetError(raw, segmentFault);
    return decoded;
  });
  const query = mark < 0 ? [] : parseQuery(raw.slice(mark + 1), raw);
  return { segments, query, path: formatTarget(segments, query) };
}

function findFault(raw: string): string | undefined {
  if (raw.length > MAX_TARGET_LENGTH) return `it has more than ${MAX_TARGET_LENGTH} characters`;
  if (!raw.startsWith("/")) return 'it does not start with "/"';
  if (raw.includes("\\")) return "it has a backslash";
  if (raw.includes("#")) return "it has a fragment";
  const mark = raw.indexOf("?");
  const path = mark < 0 ? raw : raw.slice(0, mark);
  if (/%(?:2f|5c)/i.test(path)) return "it has an encoded slash or backslash";
  if (/%2e/i.test(path)) return "it has an encoded dot";
  if (!PATH_REGEXP.test(path)) return "its path has a character that has to be encoded";
  if (mark >= 0 && !QUERY_REGEXP.test(raw.slice(mark + 1))) {
    return "its query has a character that has to be encoded";
  }
  return undefined;
}

/** The root of a proxied server is asked for by a slash at the end: the one empty segment there may be. */
function isOpenEnd(segments: readonly string[], index: number): boolean {
  return index === segments.length - 1 && index >= 6 && segments.includes("proxy");
}

function findSegmentFault(segment: string, mayBeEmpty: boolean): string | undefined {
  if (segment === "") return mayBeEmpty ? undefined : "it has an empty segment";
  if (segment === "." || segment === "..") return `it has a "${segment}" segment`;
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  if (/[\u0000-\u001f\u007f-\u009f]/.test(segment)) return "it has a control character";
  return undefined;
}

function parseQuery(text: string, raw: string): [string, string][] {
  return text.split("&").filter((pair) => pair !== "").map((pair) => {
    const mark = pair.indexOf("=");
    const [name, value] = mark < 0 ? [pair, ""] : [pair.slice(0, mark), pair.slice(mark + 1)];
    return [decode(name.replaceAll("+", " "), raw), decode(value.replaceAll("+", " "), raw)];
  });
}

function decode(text: string, raw: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw targetError(raw, "it has an escape that is none");
  }
}

/** Writes a target from its parts, in the one way that Skiff writes them. */
function formatTarget(
  segments: readonly string[],
  query: readonly (readonly [string, string])[],
): string {
  const path = `/${segments.map(encode).join("/")}`;
  if (query.length === 0) return path;
  return `${path}?${query.map((pair) => pair.map(encode).join("=")).join("&")}`;
}

/** Encodes all but what every program leaves as it is. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function targetError(raw: string, fault: string): QueryError {
  const shown = raw.length > 120 ? `${raw.slice(0, 117)}...` : raw;
  return new QueryError(`Cannot read the request's target ${JSON.stringify(shown)}: ${fault}`);
}
