/**
 * What a request asks for, read from its method and path as the API server reads them. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";

/** The attributes of a request, as RBAC sees them. */
export interface RequestAttributes {
  /** RBAC's verb: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  /** Whether it is about objects; otherwise only `verb` (the method in lower case) and `path` say something. */
  readonly isResource: boolean;
  /** The path without its query. */
  readonly path: string;
  /** API group, `""` for the core group. */
  readonly group: string;
  /** API version. */
  readonly version: string;
  /** Plural resource name. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

const VERBS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ["GET", ["get", "list"]],
  ["HEAD", ["get", "list"]],
  ["POST", ["create", "create"]],
  ["PUT", ["update", "update"]],
  ["PATCH", ["patch", "patch"]],
  ["DELETE", ["delete", "deletecollection"]],
]);
/** What follows a namespace's name and is a part of the namespace itself. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

/**
 * Reads what a request asks for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { verb, resource, namespace, name } = readRequest(
 *   "DELETE",
 *   "/apis/apps/v1/namespaces/shop/deployments/web",
 * );
 * assert.deepEqual([verb, resource, namespace, name], ["delete", "deployments", "shop", "web"]);
 * ```
 *
 * @param method HTTP method.
 * @param target Path and query, starting with `/`; its path passes {@link checkRequestPath} or is malformed.
 * @returns The attributes.
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/endpoints/request/requestinfo.go
 */
export function readRequest(method: string, target: string): RequestAttributes {
  const [path = "", query = ""] = splitOnce(target, "?");
  const [root, ...rest] = path.split("/").slice(1).filter((part) => part !== "").map(decode);
  const [group, version, ...parts] = root === "api" ? ["", ...rest] : rest;
  const isResource = (root === "api" || root === "apis") && version !== undefined &&
    parts.length > 0;
  if (!isResource || group === undefined) {
    const verb = method.toLowerCase();
    return { verb, isResource: false, path, group: "", version: "", resource: "" };
  }
  const namespace = parts[0] === "namespaces" ? parts[1] : undefined;
  const isInside = namespace !== undefined && parts.length > 2 &&
    !NAMESPACE_SUBRESOURCES.has(parts[2] ?? "");
  const [resource = "", name, subresource] = isInside ? parts.slice(2) : parts;
  return {
    verb: verbOf(method, name, query),
    isResource,
    path,
    group,
    version,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function verbOf(method: string, name: string | undefined, query: string): string {
  const [one, many] = VERBS.get(method.toUpperCase()) ?? [];
  const verb = name === undefined ? many : one;
  if (verb !== "list") return verb ?? method.toLowerCase();
  const watch = new URLSearchParams(query).get("watch");
  return watch === null || watch === "0" || watch === "false" ? "list" : "watch";
}

/** Behind these an extension or a node decides what a path means. */
const OPEN_PATH_REGEXP = /^(?:\/logs\/|\/api\/v1\/(?:namespaces\/[^/]+\/)?\w+\/[^/]+\/proxy\/)/;
/** `/api/v1/`, `/apis/apps/v1/` and the like list what is served. */
const DISCOVERY_PATH_REGEXP = /^\/(?:[^/]+\/)?$|^\/api\/[^/]+\/$|^\/apis\/(?:[^/]+\/){1,2}$/;

/**
 * Checks that a path that was put together from names means what it was put together for.
 *
 * A name that is empty, `.`, `..` or has a `/` in it makes another path of it: that of all objects in the
 * place of one, or of the namespace in the place of a pod.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const name = "";
 * assert.throws(
 *   () => checkRequestPath("DELETE", `/api/v1/namespaces/shop/pods/${name}`),
 *   /a name is empty/,
 * );
 * ```
 *
 * @param method HTTP method.
 * @param path The path without its query.
 * @throws {QueryError} when a segment is empty, `.` or `..`, or has an encoded `/`, `\` or `%`.
 */
export function checkRequestPath(method: string, path: string): void {
  const open = OPEN_PATH_REGEXP.exec(path)?.[0].length;
  const fault = path.split("?").length > 1 || path.includes("#")
    ? 'it has a "?" or "#" in it'
    : segmentFault(method, open === undefined ? path : path.slice(0, open - 1)) ??
      (open === undefined ? undefined : openFault(path.slice(open)));
  if (fault !== undefined) {
    throw new QueryError(`Cannot send ${method} to ${JSON.stringify(path)}: ${fault}`, {
      verb: method.toLowerCase(),
    });
  }
}

function segmentFault(method: string, path: string): string | undefined {
  const isRead = method === "GET" || method === "HEAD";
  const listed = isRead && DISCOVERY_PATH_REGEXP.test(path) ? path.slice(0, -1) : path;
  if (listed === "") return undefined;
  for (const segment of listed.split("/").slice(1)) {
    if (segment === "") return "a name is empty: it would mean something else: give it";
    const fault = decodedFault(segment);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function decodedFault(segment: string): string | undefined {
  const name = decode(segment);
  if (name === "." || name === "..") return `a name is "${name}": that names another place`;
  const found = /[/\\%]/.exec(name)?.[0];
  return found === undefined ? undefined : `a name has a ${JSON.stringify(found)} in it`;
}

function openFault(tail: string): string | undefined {
  const isOutside = decode(tail).split(/[/\\]/).some((part) => part === "." || part === "..");
  return isOutside ? 'it has a "." or ".." segment' : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A broken escape: the server refuses it, and the "%" left in it is refused here.
    if (error instanceof URIError) return text;
    throw error;
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
