/**
 * What a request is about, read from its method and path as the server does. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */
import { parseFieldSelector } from "../../core/fields.ts";
import { QueryError } from "../../core/errors.ts";

/** What a request is about. */
export interface RequestInfo {
  /** Whether the path is one of the API's: `/api/VERSION/…` or `/apis/GROUP/VERSION/…`. */
  readonly isResource: boolean;
  /** `get`, `list`, `watch`, …; the method in lower case for other paths. */
  readonly verb: string;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** What follows the subresource. */
  readonly rest: readonly string[];
}

const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** Subresources of a namespace, which look like resources in it. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

/**
 * Reads method, path and query.
 *
 * @param method HTTP method.
 * @param path Decoded path.
 * @param query Parameters, of which `watch` and `fieldSelector` matter.
 */
export function readRequestInfo(
  method: string,
  path: string,
  query: URLSearchParams,
): RequestInfo {
  const none = {
    isResource: false,
    verb: method.toLowerCase(),
    path,
    group: "",
    version: "",
    namespace: "",
    resource: "",
    subresource: "",
    name: "",
    rest: [],
  };
  const parts = path.replace(/^\/+/, "").replace(/\/$/, "").split("/");
  const prefix = parts.shift();
  if (prefix !== "api" && prefix !== "apis" || parts.length < (prefix === "api" ? 2 : 3)) {
    return none;
  }
  const group = prefix === "api" ? "" : parts.shift() ?? "";
  const version = parts.shift() ?? "";
  let verb = VERBS[method] ?? "";
  let namespace = "";
  let rest = parts;
  if (rest[0] === "watch" && rest.length > 1) {
    verb = "watch";
    rest = rest.slice(1);
  }
  if (rest[0] === "namespaces") {
    if (rest.length > 1) namespace = rest[1] ?? "";
    if (rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2] ?? "")) rest = rest.slice(2);
  }
  const [resource = "", pathName = "", subresource = "", ...more] = rest;
  let name = pathName;
  if (name === "" && verb === "get") {
    verb = isTrue(query.get("watch")) ? "watch" : "list";
  }
  if (name === "" && verb === "delete") verb = "deletecollection";
  if (name === "" && (verb === "list" || verb === "watch" || verb === "deletecollection")) {
    name = nameOfSelector(query.get("fieldSelector"));
  }
  return {
    isResource: true,
    verb,
    path,
    group,
    version,
    namespace,
    resource,
    subresource,
    name,
    rest: more,
  };
}

/** A parameter without a value, or with another than these, is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

/** A list by name is a read of that name, where rights are concerned. */
function nameOfSelector(selector: string | null): string {
  if (!selector) return "";
  try {
    const found = parseFieldSelector(selector).find(({ field, operator }) =>
      field === "metadata.name" && operator === "="
    );
    return found?.value ?? "";
  } catch (error) {
    if (error instanceof QueryError) return "";
    throw error;
  }
}
