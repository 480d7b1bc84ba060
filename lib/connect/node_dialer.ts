/**
 * Requests over `node:https`, for what Deno's client cannot do: authorities that replace the default
 * roots, `tls-server-name`, `insecure-skip-tls-verify`. Loaded only where one of these is asked for.
 * Layer 1.
 *
 * @module
 */
import { Agent, type AgentOptions, request as httpsRequest, type RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { Buffer } from "node:buffer";
import { isIP, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import type { Dialer, DialerSettings, WireRequest } from "./dialer.ts";
import { explainRefusal } from "./node_validity.ts";
import { openTunnel } from "./node_tunnel.ts";

/** Sends by `node:https`; trusts the given roots and no others. */
export class NodeDialer implements Dialer {
  readonly #settings: DialerSettings;
  readonly #agent: Agent;

  /** Opens nothing yet. */
  constructor(settings: DialerSettings) {
    this.#settings = settings;
    const { proxy } = settings;
    this.#agent = proxy === undefined
      ? new Agent(agentOptions(settings))
      : new TunnelAgent(settings, agentOptions(settings));
  }

  fetch(request: WireRequest): Promise<Response> {
    const { url, method, headers, body, signal } = request;
    return new Promise((resolve, reject) => {
      const options: RequestOptions = {
        method,
        headers: { ...Object.fromEntries(headers), ...framing(body) },
        agent: this.#agent,
        servername: serverNameOf(this.#settings, url),
      };
      const outgoing = httpsRequest(url, options);
      let incoming: IncomingMessage | undefined;
      function onAbort(): void {
        const reason = signal.reason instanceof Error ? signal.reason : new Error("aborted");
        incoming?.destroy(reason);
        outgoing.destroy(reason);
        reject(signal.reason);
      }
      function letGo(): void {
        signal.removeEventListener("abort", onAbort);
      }
      signal.addEventListener("abort", onAbort, { once: true });
      outgoing.on("error", (error) => {
        letGo();
        if (this.#settings.proxy !== undefined || incoming !== undefined) reject(error);
        else explainRefusal(error, request).then(reject, reject);
      });
      outgoing.on("response", (message) => {
        incoming = message;
        message.once("close", letGo);
        try {
          resolve(toResponse(message, method));
        } catch (error) {
          outgoing.destroy();
          reject(error);
        }
      });
      if (body instanceof ReadableStream) {
        pump(body, outgoing).catch((error) => {
          outgoing.destroy();
          letGo();
          reject(error);
        });
      } else outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Opens TLS inside a tunnel through a proxy. */
class TunnelAgent extends Agent {
  readonly #settings: DialerSettings;

  constructor(settings: DialerSettings, options: AgentOptions) {
    super(options);
    this.#settings = settings;
  }

  override createConnection(
    options: RequestOptions & { host?: string | null; port?: number | string | null },
    callback?: (error: Error | null, socket: Socket) => void,
  ): Socket {
    const target = { host: options.host ?? "localhost", port: Number(options.port ?? 443) };
    openTunnel(this.#settings, target).then(
      (tunnel) => {
        const socket = tlsConnect({
          ...tlsOptions(this.#settings),
          socket: tunnel,
          servername: typeof options.servername === "string" ? options.servername : target.host,
        });
        function fail(error: Error): void {
          callback?.(error, socket);
        }
        socket.once("error", fail);
        socket.once("secureConnect", () => {
          socket.off("error", fail);
          callback?.(null, socket);
        });
      },
      (error) => callback?.(error, undefined as never),
    );
    // Node waits for the callback when there is no socket yet; its types do not know.
    return undefined as never;
  }
}

function tlsOptions({ roots, clientCertificate, insecureSkipVerify }: DialerSettings) {
  return {
    ...(roots === undefined ? {} : { ca: [...roots] }),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.certificate, key: clientCertificate.key }),
    rejectUnauthorized: !insecureSkipVerify,
  };
}

function agentOptions(settings: DialerSettings): AgentOptions {
  return { ...tlsOptions(settings), keepAlive: true, maxFreeSockets: 16 };
}

function serverNameOf({ serverName }: DialerSettings, url: string): string {
  if (serverName !== undefined) return serverName;
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, "");
  return isIP(hostname) === 0 ? hostname : "";
}

/**
 * Says how long the body is. Node itself does not for methods that seldom have one (DELETE): the server
 * would take the body for the next request.
 */
function framing(body: WireRequest["body"]): Record<string, string> {
  if (body === undefined || body === null) return {};
  if (body instanceof ReadableStream) return { "transfer-encoding": "chunked" };
  return { "content-length": String(Buffer.byteLength(body)) };
}

async function pump(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  outgoing: ReturnType<typeof httpsRequest>,
): Promise<void> {
  for await (const chunk of body) {
    if (!outgoing.write(chunk)) {
      await new Promise<void>((resolve, reject) => {
        outgoing.once("drain", resolve);
        outgoing.once("close", () => reject(new Error("connection closed")));
      });
    }
  }
  outgoing.end();
}

function toResponse(message: IncomingMessage, method: string): Response {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index] ?? "", message.rawHeaders[index + 1] ?? "");
  }
  const status = message.statusCode ?? 0;
  const init = { status, statusText: message.statusMessage ?? "", headers };
  if (method === "HEAD" || status === 204 || status === 304) {
    message.resume();
    return new Response(null, init);
  }
  const compressed = headers.get("content-encoding")?.toLowerCase() === "gzip";
  return new Response(streamBody(message, compressed), init);
}

/** Turns a message into a web stream that fails where the message was cut off. */
function streamBody(message: IncomingMessage, compressed: boolean): ReadableStream {
  let source: Readable = message;
  if (compressed) {
    const gunzip = createGunzip();
    message.on("error", (error) => gunzip.destroy(error));
    message.on("aborted", () => gunzip.destroy(new Error("connection closed")));
    gunzip.on("close", () => message.destroy());
    source = message.pipe(gunzip);
  }
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (!done) controller.enqueue(new Uint8Array(value));
      else if (message.complete) controller.close();
      else controller.error(new Error("connection closed before message completed"));
    },
    cancel() {
      message.destroy();
    },
  }, { highWaterMark: 0 });
}
