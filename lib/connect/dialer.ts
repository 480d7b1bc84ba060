/**
 * What sends one request over the network, once: by Deno's client or over `node:tls`. Layer 1.
 *
 * @module
 */
import type { ProxySettings } from "./proxy.ts";

/** Where a request goes. */
export interface WireTarget {
  readonly url: string;
  readonly signal: AbortSignal;
}

/** A request as it goes out. */
export interface WireRequest extends WireTarget {
  readonly method: string;
  /** Names in lower case and values, in order; a name may come several times. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body:
    | string
    | Uint8Array<ArrayBuffer>
    | ReadableStream<Uint8Array<ArrayBuffer>>
    | undefined;
  /** Uses a connection of its own. */
  readonly longLived: boolean;
  /** Whether the answer is long. */
  readonly bulk?: boolean | undefined;
}

/** Sends requests over pooled connections that all prove the same identity and trust the same roots. */
export interface Dialer {
  /** Sends once; follows no redirect. Throws whatever the runtime throws. */
  fetch(request: WireRequest): Promise<Response>;
  /** Opens a connection before it is asked for; throws where none can be had. */
  prepare?(target: WireTarget): Promise<void>;
  /** Closes idle connections; those in use close when they are done. */
  close(): void;
}

/** What the connections of a dialer have in common. */
export interface DialerSettings {
  /** Authorities to trust, PEM; `undefined`: the process's default roots. */
  readonly roots: readonly string[] | undefined;
  /** The client certificate, PEM. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string } | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** The name the server's certificate must be for, where it is not the address's host. */
  readonly serverName?: string | undefined;
  readonly insecureSkipVerify: boolean;
}
