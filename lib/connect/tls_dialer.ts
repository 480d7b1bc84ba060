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
import { ConnectionPool, type PatienceMs } from "./connection_pool.ts";
import type { Dialer, DialerSettings, WireRequest, WireTarget } from "./dialer.ts";
import { Http1Connection, type OpenSocket } from "./http1_connection.ts";
import type { TunnelTarget } from "./node_tunnel.ts";
import { warmUpTls } from "./tls_warm_up.ts";

/** Sends over connections that trust the given roots and no others. */
export class TlsDialer implements Dialer {
  readonly #settings: DialerSettings;
  readonly #pool: ConnectionPool;
  #context: SecureContext | undefined;

  /** Opens nothing yet. */
  constructor(settings: DialerSettings, patience?: PatienceMs) {
    this.#settings = settings;
    this.#pool = new ConnectionPool((request) => this.#open(request), patience);
  }

  fetch(request: WireRequest): Promise<Response> {
    return this.#pool.fetch(request);
  }

  async prepare(target: WireTarget): Promise<void> {
    await this.#pool.prepare(target);
  }

  close(): void {
    this.#pool.close();
  }

  async #open({ url, signal }: WireTarget): Promise<Http1Connection> {
    // Reading certificates and keys takes longer than to open a connection.
    const context = this.#context ??= makeContext(this.#settings);
    return new Http1Connection(await openSocket(this.#settings, context, targetOf(url), signal));
  }
}

function makeContext(
  { roots, clientCertificate, insecureSkipVerify }: DialerSettings,
): SecureContext {
  // Where the default roots are empty Deno refuses by them even what nobody wants to be verified.
  const trusted = roots ?? (insecureSkipVerify ? [] : undefined);
  return createSecureContext({
    ...(trusted === undefined ? {} : { ca: [...trusted] }),
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
