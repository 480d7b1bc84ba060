/**
 * Requests over connections of Deno's own with HTTP/1.1 of ours on top: a third of the processor time that
 * Deno's client takes for a long answer or for a short one. For whoever passes on what others ask for, and
 * only where the server's address is a number: `Deno.connectTls` tries one address of a name. Layer 1.
 *
 * @module
 */
import { ConnectionPool, type PatienceMs } from "./connection_pool.ts";
import { DenoDialer } from "./deno_dialer.ts";
import type { Dialer, DialerSettings, WireRequest, WireTarget } from "./dialer.ts";
import { DirectConnection } from "./direct_connection.ts";
import { isStream } from "./exchange.ts";
import { warmUpTls } from "./tls_warm_up.ts";
import { unlessAborted } from "./unless_aborted.ts";

interface Address {
  readonly hostname: string;
  readonly port: number;
}

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

  async prepare(target: WireTarget): Promise<void> {
    await this.#pool.prepare(target);
  }

  close(): void {
    this.#pool.close();
    this.#deno.close();
  }

  async #open({ url, signal }: WireTarget): Promise<DirectConnection> {
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === "https:";
    const address = {
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port === "" ? (isTls ? 443 : 80) : port),
    };
    if (isTls) await unlessAborted(warmUpTls(), signal);
    const opening = isTls ? this.#openTls(address) : openTcp(address);
    try {
      const connection = new DirectConnection(await unlessAborted<Deno.Conn>(opening, signal));
      // It may lie unused for a while.
      connection.watch();
      return connection;
    } catch (error) {
      // It may be there after it was given up.
      if (signal.aborted) opening.then((late) => late.close(), () => {});
      throw error;
    }
  }

  /**
   * Only `Deno.connectTls` can show a certificate, and only `Deno.startTls` leaves the connection below to be
   * set: the packets of a handshake that are held back for the server's delayed acknowledgement of the one
   * before make it some 40 ms longer.
   */
  async #openTls(address: Address): Promise<Deno.TlsConn> {
    const { roots, clientCertificate } = this.#settings;
    const trust = roots === undefined ? {} : { caCerts: [...roots] };
    const connection = clientCertificate === undefined
      ? await Deno.startTls(await openTcp(address), { hostname: address.hostname, ...trust })
      : await Deno.connectTls({
        ...address,
        ...trust,
        cert: clientCertificate.certificate,
        key: clientCertificate.key,
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

async function openTcp(address: Address): Promise<Deno.TcpConn> {
  const connection = await Deno.connect(address);
  connection.setNoDelay(true);
  return connection;
}
