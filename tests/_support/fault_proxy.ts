/**
 * A proxy between a client and an API server that goes wrong on demand, by TLS or plain TCP: it speaks
 * HTTP/1.1 byte by byte itself, so that an answer can break anywhere.
 *
 * @module
 */
import type { CertificateAndKey } from "../../lib/serve/certificates.ts";
import { type BodyFault, spoilBody } from "./fault_proxy_body.ts";
import { HttpConnection, type RequestHead } from "./fault_proxy_http.ts";
import { isDisconnect, serveEach } from "./loopback.ts";

/** What goes wrong with one request. */
export type ProxyFault =
  /** The connection is closed without an answer. */
  | { readonly type: "reset" }
  /** The request is taken, and nothing ever comes back. */
  | { readonly type: "mute" }
  /** The proxy answers by itself. */
  | {
    readonly type: "answer";
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  /** The server's answer says that it is of another type. */
  | { readonly type: "contentType"; readonly value: string }
  | BodyFault;

/** A request that the proxy has seen. */
export interface ProxyRequest extends RequestHead {
  /** Its number, from 0. */
  readonly index: number;
}

/** How a proxy works. */
export interface FaultProxyOptions {
  /** The certificate it shows; left out: plain TCP. */
  readonly identity?: CertificateAndKey | undefined;
  /** The port; default one that is free. */
  readonly port?: number | undefined;
  /** Answers in the server's name. */
  upstream(request: RequestHead, signal: AbortSignal): Promise<Response> | Response;
  /** Decides what goes wrong with a request; by default nothing. */
  readonly plan?: ((request: ProxyRequest) => ProxyFault | undefined) | undefined;
}

/** A running proxy. */
export interface FaultProxy extends AsyncDisposable {
  /** `https://127.0.0.1:<port>` or `http://…`. */
  readonly url: string;
  readonly port: number;
  /** Every request, in order. */
  readonly requests: readonly ProxyRequest[];
  /** How many connections are open. */
  readonly open: number;
  /** Closes every connection; new ones are closed at once until {@link resume}. */
  interrupt(): void;
  /** Takes connections again. */
  resume(): void;
}

/** Starts a proxy on loopback. */
export function startFaultProxy(options: FaultProxyOptions): FaultProxy {
  const { identity, upstream, plan } = options;
  const address = { hostname: "127.0.0.1", port: options.port ?? 0 };
  const listener: Deno.Listener<Deno.Conn> = identity === undefined
    ? Deno.listen(address)
    : Deno.listenTls({ ...address, cert: identity.certificate, key: identity.key });
  const port = listener.addr.transport === "tcp" ? listener.addr.port : 0;
  const requests: ProxyRequest[] = [];
  const connections = new Set<HttpConnection>();
  let interrupted = false;
  let disposed = false;

  async function serve(connection: HttpConnection): Promise<void> {
    connections.add(connection);
    try {
      for (;;) {
        const head = await connection.readRequest();
        if (head === undefined) return;
        const request = { ...head, index: requests.length };
        requests.push(request);
        if (!await answer(connection, request)) return;
      }
    } catch (error) {
      // Clients leave in the middle of anything; that is what is tested.
      if (!isDisconnect(error)) throw error;
    } finally {
      connections.delete(connection);
      connection.close();
    }
  }

  /** Answers a request; `false` where the connection is of no use afterwards. */
  async function answer(connection: HttpConnection, request: ProxyRequest): Promise<boolean> {
    const fault = plan?.(request);
    if (fault?.type === "reset") return false;
    if (fault?.type === "mute") {
      await connection.left();
      return false;
    }
    if (fault?.type === "answer") {
      const { status, headers = {}, body = "" } = fault;
      await connection.writeHead(status, { "content-type": "application/json", ...headers });
      await connection.writeChunk(new TextEncoder().encode(body));
      await connection.endBody();
      return true;
    }
    const gone = new AbortController();
    const leaving = connection.left().then(() => gone.abort());
    try {
      const response = await upstream(request, gone.signal);
      const headers: Record<string, string> = {
        "content-type": response.headers.get("content-type") ?? "",
      };
      if (fault?.type === "contentType") headers["content-type"] = fault.value;
      if (fault?.type === "gzip") headers["content-encoding"] = "gzip";
      await connection.writeHead(response.status, headers);
      if (response.body === null) {
        await connection.endBody();
        return true;
      }
      const spoiled = fault === undefined || fault.type === "contentType" ? undefined : fault;
      return await spoilBody(connection, response.body, spoiled, gone.signal);
    } finally {
      gone.abort();
      connection.stay();
      await leaving;
    }
  }

  const serving = serveEach(listener, async (socket) => {
    if (interrupted) socket.close();
    else await serve(new HttpConnection(socket));
  });

  function closeAll(): void {
    for (const connection of connections) connection.close();
  }

  return {
    url: `${identity === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    get open() {
      return connections.size;
    },
    interrupt() {
      interrupted = true;
      closeAll();
    },
    resume() {
      interrupted = false;
    },
    async [Symbol.asyncDispose]() {
      if (!disposed) listener.close();
      disposed = true;
      closeAll();
      await serving;
    },
  };
}
