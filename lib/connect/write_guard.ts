/**
 * Holds a whole connection to reading, or to dry runs: the one place that every request passes. Layer 1.
 *
 * @module
 */
import { GrantError } from "../core/errors.ts";
import type { SendOptions, Transport, Upgraded, UpgradeOptions } from "./transport.ts";

/** What a connection is held to. */
export interface WriteLimits {
  /** Refuses what could change something. */
  readonly readOnly?: boolean | undefined;
  /** Turns what could change something into a dry run. */
  readonly dryRun?: boolean | undefined;
}

const READ_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** Questions that are asked by a POST and change nothing. */
const REVIEW_REGEXP =
  /^\/apis\/(?:authorization|authentication)\.k8s\.io\/v[^/]+\/(?:namespaces\/[^/]+\/)?[a-z]+reviews$/;
/**
 * Ways into a container or to a server behind the API server, which are no reading whatever the method. Only
 * where a subresource stands: an object may have such a name, too.
 */
const ACTING_REGEXP =
  /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/[^/]+|(?!namespaces\/)[^/]+)\/[^/]+\/(?:exec|attach|portforward|proxy)(?:\/|$)/;
/** A token is given whether or not it is a dry run. */
const TOKEN_REGEXP = /^\/api\/[^/]+\/namespaces\/[^/]+\/serviceaccounts\/[^/]+\/token$/;
const API_REGEXP = /^\/apis?\//;

/**
 * Holds a transport to reading or to dry runs. Reviews, which ask and change nothing, pass as they are.
 *
 * @param transport Where requests go.
 * @param limits What is allowed.
 * @returns The transport itself where nothing is limited.
 */
export function guardWrites(transport: Transport, limits: WriteLimits): Transport {
  if (limits.readOnly !== true && limits.dryRun !== true) return transport;
  return {
    server: transport.server,
    ...(transport.upgrade === undefined ? {} : {
      async upgrade(path: string, options: UpgradeOptions): Promise<Upgraded | Response> {
        const request = limitRequest(path, {}, limits);
        return await transport.upgrade!(request.path, options);
      },
    }),
    async send(path: string, options: SendOptions = {}): Promise<Response> {
      const request = limitRequest(path, options, limits);
      return await transport.send(request.path, request.options);
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/**
 * Refuses a request, or makes a dry run of it.
 *
 * @throws {GrantError} when it could change something and that is not allowed.
 */
export function limitRequest(
  path: string,
  options: SendOptions,
  { readOnly, dryRun }: WriteLimits,
): { readonly path: string; readonly options: SendOptions } {
  if (readOnly !== true && dryRun !== true) return { path, options };
  const method = (options.method ?? "GET").toUpperCase();
  const pathname = decodePath(path.split("?", 1)[0] ?? "");
  const acts = ACTING_REGEXP.test(pathname);
  const reads = READ_METHODS.has(method) && !acts;
  if (reads || (method === "POST" && REVIEW_REGEXP.test(pathname))) return { path, options };
  if (readOnly === true) throw refusal(method, path, "the connection is read-only", "readOnly");
  if (acts || TOKEN_REGEXP.test(pathname) || !API_REGEXP.test(pathname)) {
    throw refusal(method, path, "the connection is for dry runs, which this cannot be", "dryRun");
  }
  if (method === "DELETE" && options.body !== undefined) {
    return { path, options: { ...options, body: dryDelete(options.body, method, path) } };
  }
  const dryPath = withParameter(path);
  return { path: dryPath, options };
}

/** The path as the server splits it. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).replace(/\/{2,}/g, "/");
  } catch {
    // The server refuses it.
    return path;
  }
}

function withParameter(path: string): string {
  const [pathname = "", query = ""] = path.split("?", 2);
  const search = new URLSearchParams(query);
  search.set("dryRun", "All");
  return `${pathname}?${search}`;
}

/** A server reads the options of a delete from its body, and where there is one from nowhere else. */
function dryDelete(body: SendOptions["body"], method: string, path: string): string {
  const parsed = body instanceof ReadableStream ? undefined : parseObject(body ?? "");
  if (parsed !== undefined) return JSON.stringify({ ...parsed, dryRun: ["All"] });
  throw refusal(method, path, "the connection is for dry runs, and its body is no JSON", "dryRun");
}

function parseObject(body: string | Uint8Array): object | undefined {
  try {
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    // No JSON: the caller says so.
    return undefined;
  }
}

function refusal(method: string, path: string, why: string, option: string): GrantError {
  return new GrantError(`Cannot send ${method} ${path}: ${why}: connect without ${option}`, {
    verb: method.toLowerCase(),
  });
}
