/**
 * The in-memory cluster over HTTP, for kubectl and any other client: on loopback or a unix socket. Layer 4.
 *
 * @module
 */
import { ConfigError, QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { type KubeconfigFile, writeKubeconfig } from "./kubeconfig_file.ts";
import { type ServableCluster, upgrade } from "./upgrade.ts";

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
}

/** A cluster that is served. */
export interface ClusterServer extends AsyncDisposable {
  /** The address: `http://127.0.0.1:PORT`, or `unix:PATH`. */
  readonly url: string;
  /** The port; absent on a unix socket. */
  readonly port: number | undefined;
  /** Path of the kubeconfig, where one was written. */
  readonly kubeconfig: string | undefined;
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
  await using cleanUp = new AsyncDisposableStack();
  const stop = new AbortController();
  const server = unix === undefined
    ? listenOnPort(cluster, options.port ?? 0, stop.signal)
    : listenOnSocket(cluster, unix, stop.signal);
  cleanUp.defer(async () => {
    stop.abort();
    await server.finished;
  });
  if (unix !== undefined) cleanUp.defer(() => removeSocket(unix));
  const { port } = server;
  const url = port === undefined ? `unix:${unix}` : `http://${HOST}:${port}`;
  let file: KubeconfigFile | undefined;
  if (kubeconfig !== undefined) {
    file = cleanUp.use(
      await writeKubeconfig(
        kubeconfig,
        { server: url, users: [{ name: USER }], namespace },
        force === undefined ? {} : { force },
      ),
    );
  }
  const all = cleanUp.move();
  return {
    url,
    port,
    kubeconfig: file?.path,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

interface Listening {
  readonly port: number | undefined;
  readonly finished: Promise<void>;
}

function listenOnPort(cluster: ServableCluster, port: number, signal: AbortSignal): Listening {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new QueryError(`Cannot serve on port ${port}: a port is a whole number up to 65535`);
  }
  const server = attempt(`port ${port}`, () =>
    Deno.serve(
      { hostname: HOST, port, signal, onListen: () => {}, onError: failed },
      (request) => refuseStranger(request) ?? answer(cluster, request, signal),
    ));
  return { port: server.addr.port, finished: server.finished };
}

function listenOnSocket(cluster: ServableCluster, path: string, signal: AbortSignal): Listening {
  // The socket is its user's alone from the start.
  const mask = Deno.umask(0o077);
  try {
    const server = attempt(`socket ${quote(path)}`, () =>
      Deno.serve(
        { path, signal, onListen: () => {}, onError: failed },
        (request) => answer(cluster, request, signal),
      ));
    return { port: undefined, finished: server.finished };
  } finally {
    Deno.umask(mask);
  }
}

function attempt<T>(place: string, listen: () => T): T {
  try {
    return listen();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new ConfigError(`Cannot serve on ${place}: something listens there already`, {
        cause: error,
      });
    }
    if (error instanceof Deno.errors.NotCapable || !(error instanceof Error)) throw error;
    throw new ConfigError(`Cannot serve on ${place}: ${error.message}`, { cause: error });
  }
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

async function answer(
  cluster: ServableCluster,
  request: Request,
  signal: AbortSignal,
): Promise<Response> {
  const upgraded = await upgrade(cluster, request);
  if (upgraded !== undefined) return upgraded;
  const { method, headers, body } = request;
  const { pathname, search } = new URL(request.url);
  // The signal of a request that is served also ends when all went well; a client that leaves cancels the
  // body of its answer, which ends a watch.
  return await cluster.fetch(
    new Request(`http://${HOST}${pathname}${search}`, { method, headers, body, signal }),
  );
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
