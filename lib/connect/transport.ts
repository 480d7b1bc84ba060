/**
 * The one seam between Skiff and a cluster: a request goes in, a response comes out.
 *
 * The network, the in-memory cluster, the sandbox gate and test doubles are all a {@link Transport}.
 * Layer 1.
 *
 * @module
 */

/**
 * What a request waits for: `credentials`, e.g. of a plugin that has a person log in; the server's `answer`; the
 * time at which it may be sent again (`retry`).
 */
export type RequestStage = "credentials" | "answer" | "retry";

/** How one request is to be sent. */
export interface SendOptions {
  /** HTTP method; default `GET`. */
  readonly method?: string;
  /** Headers beside those that the transport sets itself (authorization, user agent). */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body; text and bytes can be sent again on a retry, a stream cannot. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Ends the request, whatever it is doing. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds for the whole exchange, retries and body included; none by default. */
  readonly timeoutMs?: number | undefined;
  /** Whether the response stays open (watch, followed log): such requests use their own connections. */
  readonly longLived?: boolean;
  /**
   * Whether the answer is a long one that is read to its end: over HTTP/2 Deno's client takes twice the time
   * for it, so that such requests go over HTTP/1.1.
   */
  readonly bulk?: boolean;
  /**
   * Hears what the request waits for whenever that changes, so that a slow login is not taken for a silent
   * server; a transport that waits for the server alone need not call it.
   */
  readonly onStage?: ((stage: RequestStage) => void) | undefined;
}

/** How the protocol of a connection is to change. */
export interface UpgradeOptions {
  /** The header fields of the handshake, without `connection` and `upgrade`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the connection, before and after the change. */
  readonly signal?: AbortSignal | undefined;
}

/** A connection whose protocol has changed: bytes both ways. */
export interface Upgraded {
  /** The header fields of the answer. */
  readonly headers: Headers;
  /** Waits for bytes; `undefined` at the end. The server waits meanwhile, once enough lie here unread. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Sends bytes; waits while the server takes none. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the connection. */
  close(): void;
}

/** Sends requests to one cluster as one identity. */
export interface Transport extends AsyncDisposable {
  /** The server's address, e.g. `https://10.0.0.1:6443`, without a trailing slash. */
  readonly server: string;
  /**
   * Sends one request and gives the response, whatever its status; the caller reads the body to its end.
   *
   * @param path Path and query below the server's address.
   * @param options Method, headers, body, signal and deadline.
   * @throws {ConnectionError} when the server cannot be reached or the connection is lost.
   * @throws {TimeoutError} when the deadline passes.
   */
  send(path: string, options?: SendOptions): Promise<Response>;
  /**
   * Gets credentials and opens a connection, so that the first request need not wait for them. What goes wrong
   * is heard by that request. Absent where there is nothing to prepare.
   */
  prepare?(): void;
  /**
   * Asks for a WebSocket; absent where the transport has no way to.
   *
   * @param path Path and query below the server's address.
   * @param options The handshake.
   * @returns The connection, or the answer of a server that does not change the protocol.
   * @throws {ConnectionError} when the server cannot be reached or the connection is lost.
   */
  upgrade?(path: string, options: UpgradeOptions): Promise<Upgraded | Response>;
}
