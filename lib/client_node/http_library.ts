/**
 * The HTTP library behind the official generated API: every request goes through our connection, with its
 * retries, its rules, its warnings and its one pooled client. Layer 5.
 *
 * @module
 */
import {
  type PromiseHttpLibrary,
  type RequestContext,
  ResponseContext,
} from "npm:@kubernetes/client-node@2.0.1/dist/gen/http/http.js";
import type { RawOptions } from "../api/cluster.ts";
import { notJson, readText } from "../connect/body.ts";
import { QueryError } from "../core/errors.ts";
import { checkRequestPath, readRequest, type RequestAttributes } from "../core/request.ts";
import { timeoutOf } from "./call_options.ts";
import { apiException } from "./exception.ts";
import { BASE_URL } from "./server.ts";

/** What the generated API needs of a connection; every `Cluster` is one. */
export interface ApiConnection {
  /** Sends a request and gives the response, whatever its status. */
  raw(path: string, options?: RawOptions): Promise<Response>;
  /** The namespace of objects that name none, known once the connection is open. */
  readonly info?: { readonly namespace: string } | undefined;
}

/** Sends what the generated classes put together. */
export class ConnectionHttpLibrary implements PromiseHttpLibrary {
  readonly #connection: ApiConnection;

  /** Sends through a connection. */
  constructor(connection: ApiConnection) {
    this.#connection = connection;
  }

  /** Sends one request. */
  async send(request: RequestContext): Promise<ResponseContext> {
    const method = request.getHttpMethod();
    const path = pathOf(method, request.getUrl());
    const attributes = readRequest(method, path);
    if (attributes.verb === "watch") throw watchRefused(path);
    const body = bodyOf(request);
    checkPatch(method, path, request, body);
    const signal = request.getSignal();
    const timeout = timeoutOf(request);
    const response = await this.#connection.raw(path, {
      method,
      headers: request.getHeaders(),
      longLived: attributes.subresource === "log" && /[?&]follow=true(?:&|$)/.test(path),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      ...(timeout === undefined ? {} : { timeout }),
    });
    if (!response.ok) throw await apiException(response, attributes);
    return contextOf(response, await readAnswer(response, attributes));
  }
}

/** The path and query of an address, which no middleware may have turned elsewhere. */
function pathOf(method: string, url: string): string {
  if (!url.startsWith(`${BASE_URL}/`)) {
    throw new QueryError(
      `Cannot send ${method} to another server: a middleware has changed the address`,
    );
  }
  const [path = "", query] = url.slice(BASE_URL.length).split(/\?(.*)/s);
  checkRequestPath(method, path);
  // The server would redirect to the path with a slash; the generated class has taken it off.
  const isProxied = readRequest(method, path).subresource === "proxy" && path.endsWith("/proxy");
  const whole = isProxied ? `${path}/` : path;
  return query === undefined ? whole : `${whole}?${query}`;
}

function bodyOf(request: RequestContext): string | undefined {
  const body = request.getBody();
  if (body === undefined || typeof body === "string") return body;
  throw new QueryError("Cannot send a form: Kubernetes takes none");
}

/** The generated classes call every patch a list of operations, whatever it is. */
function checkPatch(
  method: string,
  path: string,
  request: RequestContext,
  body: string | undefined,
): void {
  if (method !== "PATCH" || body === undefined || /^\s*\[/.test(body)) return;
  const headers = Object.entries(request.getHeaders());
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  if (type !== "application/json-patch+json") return;
  throw new QueryError(
    `Cannot patch ${
      path.split("?", 1)[0]
    }: the body is an object, and would be sent as a list of ` +
      'operations: say what it is, e.g. callOptions({ patch: "strategic" }) as the second argument',
    { verb: "patch" },
  );
}

function watchRefused(path: string): QueryError {
  return new QueryError(
    `Cannot watch ${
      path.split("?", 1)[0]
    }: the generated API reads an answer to its end, and a watch ` +
      "has none: use watch() of a query",
    { verb: "watch" },
  );
}

/** What answers with something else than JSON. */
const TEXT_SUBRESOURCES: ReadonlySet<string | undefined> = new Set(["log", "proxy"]);

/** Reads the body, which some of the generated methods leave lying; what is no JSON where it should is refused. */
async function readAnswer(response: Response, asked: RequestAttributes): Promise<string> {
  const text = await readText(response);
  if (TEXT_SUBRESOURCES.has(asked.subresource) || asked.path.startsWith("/logs")) return text;
  const type = response.headers.get("content-type") ?? "application/json";
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(type) || text.trim() === "") {
    throw notJson(response, text);
  }
  return text;
}

function contextOf(response: Response, text: string): ResponseContext {
  const headers = Object.fromEntries(response.headers);
  headers["content-type"] ??= "application/json";
  return new ResponseContext(response.status, headers, {
    text: () => Promise.resolve(text),
    binary: () =>
      Promise.reject(new QueryError("Cannot read the answer as bytes: use cluster.raw() instead")),
    stream: () => new Response(text).body,
  });
}
