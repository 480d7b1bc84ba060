/**
 * Request paths of the Kubernetes API, built from parts that are checked first. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";

/** Where a kind is served; every `Kind` has these fields. */
export interface ResourceLocation {
  /** API group, `""` for the core group. */
  readonly group: string;
  /** API version, e.g. `v1`. */
  readonly version: string;
  /** Plural resource name, e.g. `pods`. */
  readonly plural: string;
  /** Whether objects live in a namespace. */
  readonly namespaced: boolean;
}

/** One object or collection of a resource, and optionally a subresource of the object. */
export interface ResourceTarget {
  readonly resource: ResourceLocation;
  /** Left out: the whole cluster. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** Query parameters; `undefined` values are left out. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Builds the path of a resource target with its query parameters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const pods = { group: "", version: "v1", plural: "pods", namespaced: true };
 * assert.equal(
 *   resourcePath({ resource: pods, namespace: "shop" }, { limit: 500 }),
 *   "/api/v1/namespaces/shop/pods?limit=500",
 * );
 * ```
 *
 * @param target What to reach.
 * @param parameters Query parameters, in the order they are to appear.
 * @returns Path and query, starting with `/`.
 * @throws {QueryError} when a name could change the meaning of the path.
 */
export function resourcePath(target: ResourceTarget, parameters: QueryParameters = {}): string {
  const { group, version, plural, namespaced } = target.resource;
  const segments = group === "" ? ["api", version] : ["apis", group, version];
  if (namespaced && target.namespace !== undefined) {
    segments.push("namespaces", checkPathSegment("namespace", target.namespace));
  }
  segments.push(plural);
  if (target.name !== undefined) segments.push(checkPathSegment("name", target.name));
  if (target.subresource !== undefined) segments.push(...target.subresource.split("/"));
  return `/${segments.map(encodeURIComponent).join("/")}${formatQuery(parameters)}`;
}

/** Formats query parameters as `?a=1&b=2`, or as nothing where there are none. */
function formatQuery(parameters: QueryParameters): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined) search.append(key, String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

const MAX_NAME_LENGTH = 253;

/**
 * Checks that a name is one path segment, with the rules every Kubernetes name keeps.
 *
 * @param what What the value is, for the message: `name` or `namespace`.
 * @param value The value.
 * @returns The value.
 * @throws {QueryError} when it is empty, `.` or `..`, has `/` or `%`, or is longer than 253.
 */
export function checkPathSegment(what: string, value: string): string {
  // Not every caller is checked by a compiler: the prompt is not.
  const fault = typeof value !== "string"
    ? "it has to be text"
    : value === ""
    ? "it is empty"
    : value === "." || value === ".."
    ? `it may not be "${value}"`
    : /[/%]/.test(value)
    ? 'it may not contain "/" or "%"'
    : value.length > MAX_NAME_LENGTH
    ? `it has ${value.length} characters, at most ${MAX_NAME_LENGTH} are allowed`
    : undefined;
  if (fault !== undefined) {
    const shown = typeof value === "string" ? JSON.stringify(excerpt(value)) : String(value);
    throw new QueryError(`Cannot use ${shown} as ${what}: ${fault}`);
  }
  return value;
}

function excerpt(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}...` : value;
}
