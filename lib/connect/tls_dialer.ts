/**
 * Requests over `node:tls`, for what Deno's client cannot do: authorities that replace the default
 * roots, `tls-server-name`, `insecure-skip-tls-verify`. Loaded only where one of these is asked for.
 *
 * HTTP/1.1 on top is our own (`http1_connection.ts`): `node:https` takes twice the time for each request,
 * and longer to load. Layer 1.
 *
 * @module
 */
import { connect as tcpConnect, isIP, type Socket } from "node:net";
import {
  connect as tlsConnect,
  type ConnectionOptions,
  createSecureContext,
  type SecureContext,
} from "node:tls";
import type { Dialer, DialerSettings, WireRequest } from "./dialer.ts";
import { isStream } from "./exchange.ts";
import { gunzipResponse } from "./gzip_response.ts";
import { Http1Connection, type OpenSocket } from "./http1_connection.ts";
import type { TunnelTarget } from "./node_tunnel.ts";
import { warmUpTls } from "./tls_warm_up.ts";

/** Servers close idle connections after some 90 s; one that is older is not trusted with a request. */
const MAX_IDLE_MS = 55_000;
const MAX_IDLE_CONNECTIONS = 32;
/** Of many requests at once so many open a connection each; the others wait a moment for one to be free. */
const EAGER_CONNECTIONS = 4;
/** How long a moment is: as long as it last took to open a connection, within bounds. */
export interface PatienceMs {
  /** Before the first connection has been opened. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
}

const PATIENCE_MS: PatienceMs = { first: 50, least: 20, most: 1000 };

interface IdleConnection {
  readonly connection: Http1Connection;
  readonly sinceMs: number;
}

/** Sends over connections that trust the given roots and no others. */
export class TlsDialer implements Dialer {
  readonly #settings: DialerSettings;
  readonly #idle: IdleConnection[] = [];
  readonly #waiting: ((connection: Http1Connection | undefined) => void)[] = [];
  #context: SecureContext | undefined;
  #connecting = 0;
  readonly #bounds: PatienceMs;
  #patienceMs: number;
  #isClosed = false;

  /** Opens nothing yet. */
  constructor(settings: DialerSettings, patience: PatienceMs = PATIENCE_MS) {
    this.#settings = settings;
    this.#bounds = patience;
    this.#patienceMs = patience.first;
  }

  async fetch(request: WireRequest): Promise<Response> {
    for (;;) {
      const found = this.#takeIdle() ?? await this.#waitForFree(request);
      const connection = found ?? await this.#connect(request);
      try {
        return gunzipResponse(await this.#send(connection, request));
      } catch (error) {
        // The server closed an idle connection just as it was to be used: nothing has happened yet.
        const isStale = found !== undefined && !request.signal.aborted && canRepeat(request);
        if (!isStale) throw error;
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { connection } of this.#idle.splice(0)) connection.close();
  }

  async #send(connection: Http1Connection, request: WireRequest): Promise<Response> {
    connection.hold(true);
    return await connection.send(request, (isReusable) => {
      if (isReusable) this.#release(connection);
    });
  }

  #takeIdle(): Http1Connection | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      const isFresh = performance.now() - last.sinceMs < MAX_IDLE_MS;
      if (last.connection.isOpen && isFresh) return last.connection;
      last.connection.close();
    }
    return undefined;
  }

  #release(connection: Http1Connection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(connection);
      return;
    }
    if (this.#isClosed || this.#idle.length >= MAX_IDLE_CONNECTIONS) {
      connection.close();
      return;
    }
    connection.hold(false);
    this.#idle.push({ connection, sinceMs: performance.now() });
  }

  /** One that becomes free while others are being opened, where it is worth the wait. */
  async #waitForFree({ signal, longLived }: WireRequest): Promise<Http1Connection | undefined> {
    if (longLived || this.#connecting < EAGER_CONNECTIONS) {
      // Counted before anything is waited for: the next request is to know.
      this.#connecting++;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<Http1Connection | undefined>();
    const waiting = this.#waiting;
    const giveUp = () => {
      const index = waiting.indexOf(resolve);
      if (index < 0) return;
      waiting.splice(index, 1);
      this.#connecting++;
      resolve(undefined);
    };
    waiting.push(resolve);
    const timer = setTimeout(giveUp, this.#patienceMs);
    signal.addEventListener("abort", giveUp);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Reading certificates and keys takes longer than to open a connection. */
  #contextOnce(): SecureContext {
    return this.#context ??= makeContext(this.#settings);
  }

  /** Opens a connection that is counted already. */
  async #connect({ url, signal }: WireRequest): Promise<Http1Connection> {
    try {
      signal.throwIfAborted();
      const context = this.#contextOnce();
      const startMs = performance.now();
      const sockets = await openSocket(this.#settings, context, targetOf(url), signal);
      const tookMs = performance.now() - startMs;
      this.#patienceMs = Math.min(Math.max(tookMs, this.#bounds.least), this.#bounds.most);
      return new Http1Connection(sockets);
    } finally {
      this.#connecting--;
    }
  }
}

function makeContext({ roots, clientCertificate }: DialerSettings): SecureContext {
  return createSecureContext({
    ...(roots === undefined ? {} : { ca: [...roots] }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.certificate, key: clientCertificate.key }),
  });
}

/**
 * Opens a connection of one's own, with or without TLS as the address says.
 *
 * @param settings Whom to trust, what to show, which way to go.
 * @param url The address.
 * @param signal Gives up.
 */
export async function openConnection(
  settings: DialerSettings,
  url: string,
  signal: AbortSignal,
): Promise<OpenSocket> {
  const target = targetOf(url);
  if (url.startsWith("https:")) {
    return await openSocket(settings, makeContext(settings), target, signal);
  }
  const tcp = await openTcp(settings, target, signal);
  return { socket: tcp, tcp };
}

async function openTcp(
  settings: DialerSettings,
  target: TunnelTarget,
  signal: AbortSignal,
): Promise<Socket> {
  return settings.proxy === undefined
    ? await untilEvent(tcpConnect(target), "connect", signal)
    : await (await import("./node_tunnel.ts")).openTunnel(settings, target);
}

/** Whether a request may be sent twice, should the first have arrived after all. */
function canRepeat({ method, body }: WireRequest): boolean {
  return (method === "GET" || method === "HEAD") && !isStream(body);
}

function targetOf(url: string): TunnelTarget {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "http:" ? 80 : 443;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port === "" ? usual : port) };
}

async function openSocket(
  settings: DialerSettings,
  secureContext: SecureContext,
  target: TunnelTarget,
  signal: AbortSignal,
): Promise<OpenSocket> {
  const tcp = await openTcp(settings, target, signal);
  try {
    await warmUpTls();
    signal.throwIfAborted();
    const socket = tlsConnect({ ...tlsOptions(settings, target), secureContext, socket: tcp });
    return { socket: await untilEvent(socket, "secureConnect", signal), tcp };
  } catch (error) {
    tcp.destroy();
    throw settings.proxy === undefined && error instanceof Error
      ? await (await import("./node_validity.ts")).explainRefusal(error, target, signal)
      : error;
  }
}

/** Waits until a socket says that it is ready; closes it when it fails or the signal fires. */
async function untilEvent<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason);
  const onClose = () => reject(new Error("connection closed while it was being set up"));
  signal.addEventListener("abort", onAbort);
  socket.once("error", reject).once("close", onClose).once(event, () => resolve());
  try {
    signal.throwIfAborted();
    await promise;
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    socket.off("close", onClose);
    // Whatever goes wrong from now on is told to whoever takes the socket over.
    socket.off("error", reject).on("error", () => {});
  }
}

function tlsOptions(settings: DialerSettings, target: TunnelTarget): ConnectionOptions {
  const { insecureSkipVerify, serverName } = settings;
  return {
    ...target,
    // No name is asked for where the address is a number.
    servername: serverName ?? (isIP(target.host) === 0 ? target.host : ""),
    rejectUnauthorized: !insecureSkipVerify,
  };
}
