/**
 * The in-memory cluster over HTTP, for kubectl and any other client: on loopback or a unix socket. Layer 4.
 *
 * @module
 */
import { ConfigError, QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import type { UserInfo } from "../embedded/server/context.ts";
import { makeAuthority } from "./certificates.ts";
import { type KubeconfigFile, type KubeconfigUser, writeKubeconfig } from "./kubeconfig_file.ts";
import type { SocketUpgrade } from "../embedded/streams/upgrade.ts";
import {
  type HttpHandlers,
  type HttpPlace,
  type HttpServer,
  listenHttp,
  type ServerIdentity,
} from "./http_server.ts";

/** What answers the requests of a served cluster. */
export interface ServableCluster {
  /** Answers a request, as a server would over the network. */
  fetch(request: Request): Promise<Response>;
  /** Answers a request for a WebSocket; absent where none is served. */
  upgrade?(request: Request): Promise<SocketUpgrade | Response>;
}

/** Where a cluster is served. */
export interface ServeClusterOptions {
  /** The port on loopback; default a free one. */
  readonly port?: number;
  /** Path of a unix socket to listen on, in place of a port; only its user can connect. */
  readonly unix?: string;
  /** File to write a kubeconfig to; default: none is written. */
  readonly kubeconfig?: string;
  /** Whether the kubeconfig may take the place of any other file; default: of one written here before. */
  readonly force?: boolean;
  /** The namespace that the kubeconfig's context names; default `default`. */
  readonly namespace?: string;
  /**
   * The users by bearer token that the cluster was made with: each gets a context of the kubeconfig, and the
   * server speaks TLS, without which clients of Go send no tokens; default none, then everybody is an
   * administrator.
   */
  readonly users?: Readonly<Record<string, UserInfo>>;
}

/** A cluster that is served. */
export interface ClusterServer extends AsyncDisposable {
  /** The address: `http://127.0.0.1:PORT`, `https:` where there are users, or `unix:PATH`. */
  readonly url: string;
  /** The port; absent on a unix socket. */
  readonly port: number | undefined;
  /** Path of the kubeconfig, where one was written. */
  readonly kubeconfig: string | undefined;
  /** Certificate of the authority to trust, PEM; absent where it speaks plain HTTP. */
  readonly authority: string | undefined;
}

const HOST = "127.0.0.1";
/** The user that the kubeconfig names where everybody is an administrator. */
const USER = "kubernetes-admin";
/** What a request may call this server: a page of the web that got here by a name of its own may not. */
const HOST_NAMES: ReadonlySet<string> = new Set([HOST, "localhost", "[::1]"]);

/**
 * Serves a cluster on loopback, or on a unix socket.
 *
 * @param cluster The cluster; it stays open when the server ends.
 * @param options Where, and whether a kubeconfig is written.
 * @returns The server; `await using` stops it, ends its watches and removes what it wrote.
 * @throws {ConfigError} when the port or the socket is taken, or the kubeconfig cannot be written.
 * @throws {QueryError} when the port is none.
 */
export async function serveCluster(
  cluster: ServableCluster,
  options: ServeClusterOptions = {},
): Promise<ClusterServer> {
  const { unix, kubeconfig, namespace = "default", force } = options;
  if (unix !== undefined && kubeconfig !== undefined) {
    throw new QueryError(
      "Cannot write a kubeconfig for a unix socket: kubectl cannot reach one: use a port",
    );
  }
  const users = usersOf(options.users);
  const tls = options.users === undefined || unix !== undefined ? undefined : await makeTls();
  await using cleanUp = new AsyncDisposableStack();
  const stop = new AbortController();
  const server = unix === undefined
    ? await listenOnPort(cluster, options.port ?? 0, stop.signal, tls?.identity)
    : await listenOnSocket(cluster, unix, stop.signal);
  cleanUp.defer(async () => {
    stop.abort();
    await server.close();
  });
  if (unix !== undefined) cleanUp.defer(() => removeSocket(unix));
  const { port } = server;
  const url = port === undefined
    ? `unix:${unix}`
    : `${tls === undefined ? "http" : "https"}://${HOST}:${port}`;
  const { authority } = tls ?? {};
  let file: KubeconfigFile | undefined;
  if (kubeconfig !== undefined) {
    file = cleanUp.use(
      await writeKubeconfig(
        kubeconfig,
        { server: url, authority, users, namespace },
        force === undefined ? {} : { force },
      ),
    );
  }
  const all = cleanUp.move();
  return {
    url,
    port,
    kubeconfig: file?.path,
    authority,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function usersOf(users: ServeClusterOptions["users"]): KubeconfigUser[] {
  if (users === undefined) return [{ name: USER }];
  const named = Object.entries(users).map(([token, { username }]) => ({ name: username, token }));
  if (named.length > 0) return named;
  throw new QueryError("Cannot serve a cluster to its users: there are none");
}

/** An authority of this server's own, which nobody else trusts, and what it has signed for loopback. */
async function makeTls(): Promise<
  { readonly authority: string; readonly identity: ServerIdentity }
> {
  const authority = await makeAuthority("skiff serve");
  const names = [HOST, "localhost", "::1"];
  const identity = await authority.issue({ commonName: HOST, names, usage: "server" });
  return { authority: authority.certificate, identity };
}

async function listenOnPort(
  cluster: ServableCluster,
  port: number,
  signal: AbortSignal,
  identity: ServerIdentity | undefined,
): Promise<HttpServer> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new QueryError(`Cannot serve on port ${port}: a port is a whole number up to 65535`);
  }
  const handlers = handlersOf(cluster, signal, refuseStranger);
  return await listen(`port ${port}`, { hostname: HOST, port }, handlers, identity);
}

async function listenOnSocket(
  cluster: ServableCluster,
  path: string,
  signal: AbortSignal,
): Promise<HttpServer> {
  // The socket is its user's alone from the start.
  const mask = Deno.umask(0o077);
  try {
    return await listen(`socket ${quote(path)}`, { path }, handlersOf(cluster, signal));
  } finally {
    Deno.umask(mask);
  }
}

async function listen(
  name: string,
  place: HttpPlace,
  handlers: HttpHandlers,
  identity?: ServerIdentity,
): Promise<HttpServer> {
  try {
    return await listenHttp(place, handlers, identity);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || !(error instanceof Error)) throw error;
    const isTaken = "code" in error && error.code === "EADDRINUSE";
    const why = isTaken ? "something listens there already" : error.message;
    throw new ConfigError(`Cannot serve on ${name}: ${why}`, { cause: error });
  }
}

function handlersOf(
  cluster: ServableCluster,
  signal: AbortSignal,
  refuse: (request: Request) => Response | undefined = () => undefined,
): HttpHandlers {
  const answer = async (request: Request) => {
    try {
      // The cluster ends what goes on when the server does; a client that leaves cancels the body of its answer.
      return refuse(request) ?? await cluster.fetch(ownRequest(request, signal));
    } catch (error) {
      return failed(error);
    }
  };
  const upgrade = async (request: Request) => {
    if (cluster.upgrade === undefined) return await answer(request);
    try {
      return refuse(request) ?? await cluster.upgrade(ownRequest(request, signal));
    } catch (error) {
      return failed(error);
    }
  };
  return { answer, upgrade };
}

/** The request as one to this server, whatever the client calls it. */
function ownRequest({ url, method, headers, body }: Request, signal: AbortSignal): Request {
  const { pathname, search } = new URL(url);
  return new Request(`http://${HOST}${pathname}${search}`, { method, headers, body, signal });
}

/** What is asked of a server by somebody else's name comes from a page that had its name point here. */
function refuseStranger(request: Request): Response | undefined {
  const { hostname, host } = new URL(request.url);
  const origin = request.headers.get("origin");
  const isOwn = HOST_NAMES.has(hostname) &&
    (origin === null || URL.parse(origin)?.host === host);
  if (isOwn) return undefined;
  return status(403, "Forbidden", "the cluster answers requests to its own address only");
}

function failed(error: unknown): Response {
  const message = error instanceof Error ? error.message : String(error);
  return status(500, "InternalError", `Internal error occurred: ${message}`);
}

function status(code: number, reason: string, message: string): Response {
  return Response.json({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    code,
  }, { status: code });
}

async function removeSocket(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
