/**
 * Requests over connections of Deno's own with HTTP/1.1 of ours on top: a third of the processor time that
 * Deno's client takes for a long answer or for a short one. For whoever passes on what others ask for, and
 * only where the server's address is a number: `Deno.connectTls` tries one address of a name. Layer 1.
 *
 * @module
 */
import { ConnectionPool, type PatienceMs } from "./connection_pool.ts";
import { DenoDialer } from "./deno_dialer.ts";
import type { Dialer, DialerSettings, WireRequest } from "./dialer.ts";
import { DirectConnection } from "./direct_connection.ts";
import { isStream } from "./exchange.ts";
import { warmUpTls } from "./tls_warm_up.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Sends over connections that trust the given roots beside the process's default ones. */
export class DirectDialer implements Dialer {
  readonly #settings: DialerSettings;
  readonly #pool: ConnectionPool;
  readonly #deno: DenoDialer;

  /** Opens nothing yet. */
  constructor(settings: DialerSettings, patience?: PatienceMs) {
    this.#settings = settings;
    this.#pool = new ConnectionPool((request) => this.#open(request), patience);
    this.#deno = new DenoDialer(settings);
  }

  async fetch(request: WireRequest): Promise<Response> {
    // What stays open needs keep-alive packets, which only Deno's client can be told to send.
    const isPlain = !request.longLived && !isStream(request.body);
    return await (isPlain ? this.#pool : this.#deno).fetch(request);
  }

  close(): void {
    this.#pool.close();
    this.#deno.close();
  }

  async #open({ url, signal }: WireRequest): Promise<DirectConnection> {
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === "https:";
    const address = {
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port === "" ? (isTls ? 443 : 80) : port),
    };
    if (isTls) await unlessAborted(warmUpTls(), signal);
    const opening = isTls ? this.#openTls(address) : Deno.connect(address);
    try {
      return new DirectConnection(await unlessAborted<Deno.Conn>(opening, signal));
    } catch (error) {
      // It may be there after it was given up.
      if (signal.aborted) opening.then((late) => late.close(), () => {});
      throw error;
    }
  }

  async #openTls(address: { hostname: string; port: number }): Promise<Deno.TlsConn> {
    const { roots, clientCertificate } = this.#settings;
    const connection = await Deno.connectTls({
      ...address,
      ...(roots === undefined ? {} : { caCerts: [...roots] }),
      ...(clientCertificate === undefined
        ? {}
        : { cert: clientCertificate.certificate, key: clientCertificate.key }),
    });
    try {
      await connection.handshake();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}
