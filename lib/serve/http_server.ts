/**
 * An HTTP server whose connections can change their protocol, and wait for whoever does not read. Layer 4.
 *
 * Deno's own server reads a WebSocket as fast as it can, so that a client cannot be made to wait, and answers
 * kubectl's requests for SPDY itself, so that kubectl never hears why it was refused.
 *
 * @module
 */
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { SocketChannel } from "../connect/socket_channel.ts";
import type { SocketUpgrade } from "../embedded/streams/upgrade.ts";
import type { Bytes } from "../embedded/streams/message_socket.ts";
import {
  type ByteDuplex,
  handshakeAnswer,
  handshakeProblem,
  WebSocketEnd,
} from "../embedded/streams/web_socket.ts";

/** What answers requests. */
export interface HttpHandlers {
  /** Answers a request. */
  answer(request: Request): Promise<Response>;
  /** Answers a request that asks for another protocol. */
  upgrade(request: Request): Promise<SocketUpgrade | Response>;
}

/** Where a server listens. */
export type HttpPlace = { readonly hostname: string; readonly port: number } | {
  readonly path: string;
};

/** How a server proves itself: certificate and private key, PEM. */
export interface ServerIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** A server. */
export interface HttpServer {
  /** The port; absent on a unix socket. */
  readonly port: number | undefined;
  /** Ends every connection, and listens no more. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 180_000;

/**
 * Listens.
 *
 * @param place Where.
 * @param handlers What answers.
 * @param identity How it proves itself; without one it speaks plain HTTP.
 * @throws {Error} with the code of the system, e.g. `EADDRINUSE`, when it cannot.
 */
export async function listenHttp(
  place: HttpPlace,
  handlers: HttpHandlers,
  identity?: ServerIdentity,
): Promise<HttpServer> {
  const upgraded = new Set<Duplex>();
  const onRequest = (incoming: http.IncomingMessage, outgoing: http.ServerResponse) => {
    serveRequest(handlers, incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server = identity === undefined
    ? http.createServer(onRequest)
    : https.createServer({ cert: identity.certificate, key: identity.key }, onRequest);
  // Whoever does not trust the certificate has been told so.
  server.on("tlsClientError", () => undefined);
  server.on("upgrade", (incoming: http.IncomingMessage, socket: Socket, head: Uint8Array) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    // A client that is gone is heard of by the reads and writes.
    socket.on("error", () => undefined);
    serveUpgrade(handlers, incoming, socket, head).catch(() => socket.destroy());
  });
  // A client that comes back to a connection just as it is given up would take the server for gone.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A watch may be silent for long.
  server.requestTimeout = 0;
  server.timeout = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).once("listening", resolve);
  if ("path" in place) server.listen(place.path);
  else server.listen(place.port, place.hostname);
  await promise;
  const address = server.address();
  return {
    port: address === null || typeof address === "string" ? undefined : address.port,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await closed.promise;
    },
  };
}

/**
 * A request as the web knows it.
 *
 * @throws {TypeError} when it is none.
 */
function toRequest({ method = "GET", url = "/", rawHeaders }: http.IncomingMessage, body?: Blob) {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  const place = url.startsWith("/") ? `http://${headers.get("host") ?? "127.0.0.1"}${url}` : url;
  return new Request(place, { method, headers, ...(body === undefined ? {} : { body }) });
}

async function readBody(incoming: http.IncomingMessage): Promise<Blob | undefined> {
  if (incoming.method === "GET" || incoming.method === "HEAD") return undefined;
  const pieces: Bytes[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return new Blob(pieces);
}

async function serveRequest(
  handlers: HttpHandlers,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
): Promise<void> {
  let request: Request;
  try {
    request = toRequest(incoming, await readBody(incoming));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    outgoing.writeHead(400, { "content-type": "text/plain" }).end(`${error.message}\n`);
    return;
  }
  const response = await handlers.answer(request);
  await sendResponse(outgoing, response, request.method === "HEAD");
}

async function sendResponse(
  outgoing: http.ServerResponse,
  response: Response,
  isHead: boolean,
): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  const reader = response.body?.getReader();
  if (reader === undefined) return void outgoing.end();
  const onGone = () => void reader.cancel().catch(() => undefined);
  outgoing.once("close", onGone);
  if (isHead) {
    await reader.cancel();
    return void outgoing.end();
  }
  // What is at hand goes out in one piece; for the rest of a watch the client shall not wait.
  let next = reader.read();
  if (await settles(next)) {
    const first = await next;
    next = reader.read();
    if (first.done === true) return void outgoing.end();
    if (await settles(next) && (await next).done === true) return void outgoing.end(first.value);
    outgoing.write(first.value);
  } else outgoing.flushHeaders();
  for (let piece; (piece = await next).done !== true; next = reader.read()) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(piece.value)) await drained(outgoing);
  }
  outgoing.end();
}

/** A body that is at hand is read within so many turns of the queue of microtasks. */
const TURNS = 16;

/** Whether a promise settles without waiting for anything; a timer for each answer would cost more than it. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const onSettled = () => void (isSettled = true);
  promise.then(onSettled, onSettled);
  for (let turn = 0; turn < TURNS && !isSettled; turn++) await undefined;
  return isSettled;
}

async function drained(stream: http.ServerResponse | Duplex): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.once("drain", resolve).once("close", resolve);
  if (stream.destroyed) resolve();
  await promise;
  stream.off("drain", resolve).off("close", resolve);
}

async function serveUpgrade(
  handlers: HttpHandlers,
  incoming: http.IncomingMessage,
  socket: Socket,
  head: Uint8Array,
): Promise<void> {
  // It listens from the start, so that not even the end of the connection is missed.
  const duplex = new SocketBytes(socket, head);
  const request = upgradeRequest(incoming);
  if (request instanceof Response) return await refuse(duplex, request);
  const answer = await handlers.upgrade(request);
  if (answer instanceof Response) return await refuse(duplex, answer);
  const fields = await handshakeAnswer(request.headers, answer.protocol);
  await duplex.write(headOf(101, "Switching Protocols", Object.entries(fields)));
  await answer.serve(new WebSocketEnd(duplex));
}

/** A request for another protocol, to which whatever follows it belongs. */
function upgradeRequest(incoming: http.IncomingMessage): Request | Response {
  try {
    const request = toRequest(incoming);
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return request;
    const problem = handshakeProblem(request.method, request.headers);
    return problem === undefined ? request : new Response(`${problem}\n`, { status: 400 });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new Response(`${error.message}\n`, { status: 400 });
  }
}

async function refuse(duplex: ByteDuplex, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.set("content-length", String(body.length));
  headers.set("connection", "close");
  const text = http.STATUS_CODES[response.status] ?? "";
  await duplex.write(headOf(response.status, text, [...headers]));
  await duplex.write(body);
  duplex.close();
}

function headOf(
  status: number,
  text: string,
  fields: readonly (readonly [string, string])[],
): Bytes {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return new TextEncoder().encode(`HTTP/1.1 ${status} ${text}\r\n${lines}\r\n`);
}

/** How long a connection that was ended from here may stay for the other end to end it, too. */
const LINGER_MS = 2000;

/** What `node:tls` keeps of the socket that it goes over. */
interface SocketWithParent extends Socket {
  readonly _parent?: Socket | null;
}

/** The bytes of a socket, which is ended with care. */
class SocketBytes implements ByteDuplex {
  readonly #socket: SocketWithParent;
  readonly #channel: SocketChannel;

  constructor(socket: SocketWithParent, head: Uint8Array) {
    this.#socket = socket;
    const tcp = socket._parent ?? socket;
    this.#channel = new SocketChannel({ socket, tcp }, new AbortController().signal);
    if (head.length > 0) this.#channel.putBack(new Uint8Array(head));
  }

  async read(): Promise<Bytes | undefined> {
    try {
      return await this.#channel.read();
    } catch {
      // The other end is gone.
      return undefined;
    }
  }

  async write(bytes: Bytes): Promise<void> {
    if (this.#socket.writableEnded) throw new Error("The connection is closed");
    await this.#channel.write(bytes);
  }

  close(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.end();
    // What still comes is read: a connection that is closed over unread bytes loses those on their way out.
    const timer = setTimeout(() => this.#channel.close(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
    void this.#drain().finally(() => this.#channel.close());
  }

  async #drain(): Promise<void> {
    while (await this.read() !== undefined);
  }
}
