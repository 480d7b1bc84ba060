/**
 * Requests that reached a test's cluster, and which of them are meant. Layer 6.
 *
 * @module
 */
import type { SendOptions } from "../connect/transport.ts";
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { readRequestInfo } from "../embedded/server/request_info.ts";
import { findDifferences } from "./difference.ts";

let withStatus: (request: SentRequest, status: number) => SentRequest;

/** The same request with the status of its answer. */
export function answered(request: SentRequest, status: number): SentRequest {
  return withStatus(request, status);
}

/** A request that a script has sent. */
export class SentRequest {
  /** The verb as roles name it: `get`, `list`, `watch`, `create`, `patch`, …; else the method in lower case. */
  readonly verb: string;
  /** HTTP method. */
  readonly method: string;
  /** The path, decoded, without its query. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: Readonly<Record<string, string>>;
  /** The API group; empty for the core group and for paths that are none of the API's. */
  readonly group: string;
  /** The plural, e.g. `deployments`; empty for paths that are none of the API's. */
  readonly resource: string;
  /** E.g. `scale`; mostly empty. */
  readonly subresource: string;
  /** Empty where none is named. */
  readonly namespace: string;
  /** Empty where none is named. */
  readonly name: string;
  /** What was sent: JSON as values, else text; `undefined` where nothing was. */
  readonly body: unknown;
  /** The type of the body, e.g. `application/apply-patch+yaml`. */
  readonly contentType: string | undefined;
  /** Who sent it: a name of `users`, or `kubernetes-admin`. */
  readonly user: string;
  /** HTTP status of the answer; `undefined` where none came. */
  readonly status: number | undefined = undefined;

  /** Made by the cluster. */
  constructor(init: SentRequestInit) {
    const { target, options, user } = init;
    const [path = "", query = ""] = target.split("?", 2);
    const parameters = new URLSearchParams(query);
    this.method = options.method ?? "GET";
    this.path = decodePath(path);
    this.query = Object.fromEntries(parameters);
    const info = readRequestInfo(this.method, this.path, parameters);
    this.verb = info.verb;
    this.group = info.group;
    this.resource = info.resource;
    this.subresource = info.subresource;
    this.namespace = info.namespace;
    this.name = info.name;
    this.body = readBody(options.body);
    this.contentType = options.headers?.["content-type"];
    this.user = user;
  }

  static {
    withStatus = (request, status) =>
      Object.assign(Object.create(SentRequest.prototype), request, { status });
  }

  /** Method, path and query in one line, without the body. */
  toString(): string {
    const query = Object.entries(this.query).map(([key, value]) => `${key}=${value}`).join("&");
    return `${this.method} ${this.path}${query === "" ? "" : `?${query}`}`;
  }

  /** What the console shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** What a request is made of. */
export interface SentRequestInit {
  /** Path and query, encoded. */
  readonly target: string;
  readonly options: SendOptions;
  readonly user: string;
}

/**
 * Which requests are meant: those in which every field has the value that is given. Or a function.
 *
 * - `path` may be a pattern;
 * - `verb` may be several;
 * - `query` and `body` name the parts that matter.
 */
export type RequestMatch = ((request: SentRequest) => boolean) | {
  /** The verb as roles name it, or several. */
  readonly verb?: string | readonly string[];
  /** HTTP method. */
  readonly method?: string;
  /** The whole decoded path, or a pattern found in it. */
  readonly path?: string | RegExp;
  /** Parameters of the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** The API group; empty for the core group. */
  readonly group?: string;
  /** The plural, e.g. `deployments`. */
  readonly resource?: string;
  /** E.g. `scale`; empty for the object itself. */
  readonly subresource?: string;
  /** The namespace in the path. */
  readonly namespace?: string;
  /** The name in the path. */
  readonly name?: string;
  /** Who sent it. */
  readonly user?: string;
  /** The type of the body. */
  readonly contentType?: string;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Parts of the body, as {@link assertObject} compares them. */
  readonly body?: unknown;
};

/** The verbs that a request can have, as roles name them. */
const VERBS: ReadonlySet<string> = new Set([
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "post",
  "put",
  "head",
  "options",
]);

const PLAIN_FIELDS = [
  "method",
  "group",
  "resource",
  "subresource",
  "namespace",
  "name",
  "user",
  "contentType",
  "status",
] as const;
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...PLAIN_FIELDS,
  "verb",
  "path",
  "query",
  "body",
]);

/**
 * Makes a function of a match.
 *
 * @throws {QueryError} when it has a field that requests do not have.
 */
export function compileMatch(
  match: RequestMatch | undefined,
): (request: SentRequest) => boolean {
  if (match === undefined) return () => true;
  if (typeof match === "function") return match;
  const odd = Object.keys(match).find((key) => !KNOWN_FIELDS.has(key));
  if (odd !== undefined) {
    const near = suggest(odd, KNOWN_FIELDS);
    const help = near === undefined
      ? `they have ${[...KNOWN_FIELDS].join(", ")}`
      : `did you mean ${JSON.stringify(near)}`;
    throw new QueryError(`Cannot match requests by ${JSON.stringify(odd)}: ${help}`);
  }
  const { verb, path, query = {}, body } = match;
  const verbs = typeof verb === "string" ? [verb] : verb;
  const oddVerb = verbs?.find((word) => !VERBS.has(word));
  if (oddVerb !== undefined) {
    const near = suggest(oddVerb, VERBS);
    const help = near === undefined
      ? `there are ${[...VERBS].join(", ")}`
      : `did you mean ${JSON.stringify(near)}`;
    throw new QueryError(
      `Cannot match requests by the verb ${JSON.stringify(oddVerb)}: there is none: ${help}`,
    );
  }
  return (request) =>
    PLAIN_FIELDS.every((key) => match[key] === undefined || match[key] === request[key]) &&
    (verbs === undefined || verbs.includes(request.verb)) &&
    (path === undefined ||
      (typeof path === "string" ? path === request.path : new RegExp(path).test(request.path))) &&
    Object.entries(query).every(([key, value]) => request.query[key] === value) &&
    (body === undefined || findDifferences(request.body, body).length === 0);
}

function readBody(body: SendOptions["body"]): unknown {
  if (body === undefined || body instanceof ReadableStream) return undefined;
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
