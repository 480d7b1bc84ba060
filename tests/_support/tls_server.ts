/**
 * Small TLS servers on loopback: one that answers by HTTP, one that says byte for byte what a test wants.
 *
 * @module
 */
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CertificateAndKey } from "../../lib/serve/certificates.ts";
import { isDisconnect, serveEach } from "./loopback.ts";

/** A running server. */
export interface TestServer extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: number;
}

/** What an HTTPS server is to do. */
export interface HttpsServerOptions {
  readonly identity: CertificateAndKey;
  /** Asks for client certificates of this authority, PEM; without one a client is still served. */
  readonly clientAuthority?: string;
  /** Answers a request. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Starts an HTTP/1.1 server over TLS. */
export async function startHttpsServer(options: HttpsServerOptions): Promise<TestServer> {
  const { identity, clientAuthority } = options;
  const server = createServer({
    cert: identity.certificate,
    key: identity.key,
    // However slow the machine is, a connection that is kept is there.
    keepAliveTimeout: 600_000,
    ...(clientAuthority === undefined
      ? {}
      : { ca: clientAuthority, requestCert: true, rejectUnauthorized: false }),
  }, (request, response) => options.handle(request, response));
  let connections = 0;
  server.on("secureConnection", () => connections++);
  server.on("tlsClientError", () => {});
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const port = portOf(server);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A connection of a raw server. */
export interface RawConnection {
  /** Reads a request's head and gives it. */
  readHead(): Promise<string>;
  /** Sends text or bytes. */
  write(data: string | Uint8Array<ArrayBuffer>): Promise<void>;
  /** Waits until the client closes. */
  closed(): Promise<void>;
}

/**
 * Starts a TLS server that runs a script for each connection and then closes it.
 *
 * @param identity The server's certificate.
 * @param script What to do; `index` counts the connections from 0.
 */
export function startRawServer(
  identity: CertificateAndKey,
  script: (connection: RawConnection, index: number) => Promise<void>,
): TestServer {
  const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: identity.certificate,
    key: identity.key,
  });
  const open = new Set<Deno.TlsConn>();
  let connections = 0;

  async function serve(connection: Deno.TlsConn, index: number): Promise<void> {
    connections++;
    open.add(connection);
    try {
      await script(wrap(connection), index);
    } catch (error) {
      // The client may leave in the middle of any script.
      if (!isDisconnect(error)) throw error;
    } finally {
      if (open.delete(connection)) connection.close();
    }
  }

  const serving = serveEach(listener, serve);
  const port = listener.addr.port;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      open.clear();
      await serving;
    },
  };
}

function wrap(connection: Deno.TlsConn): RawConnection {
  async function write(data: string | Uint8Array<ArrayBuffer>): Promise<void> {
    let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
    while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
  }
  async function readHead(): Promise<string> {
    const buffer = new Uint8Array(4096);
    let text = "";
    while (!text.includes("\r\n\r\n")) {
      const count = await connection.read(buffer);
      if (count === null) throw new Deno.errors.UnexpectedEof("the client left");
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    return text;
  }
  async function closed(): Promise<void> {
    const buffer = new Uint8Array(4096);
    while (await connection.read(buffer) !== null);
  }
  return { readHead, write, closed };
}
