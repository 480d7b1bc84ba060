/**
 * One connection that speaks HTTP/1.1: a request at a time, its answer as a `Response`. Layer 1.
 *
 * @module
 */
import type { Socket } from "node:net";
import type { WireRequest } from "./dialer.ts";
import { isStream } from "./exchange.ts";
import { WholeResponse } from "./guarded_response.ts";
import { BodyDecoder, latin1 } from "./http1_body.ts";
import {
  type AnswerHead,
  cutOff,
  formatRequestHead,
  HEAD_END,
  indexOfMark,
  malformed,
  parseAnswerHead,
  type RequestBody,
} from "./http1_head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const MAX_HEAD_BYTES = 256 * 1024;
/** So much of a body may lie here unread before the server is made to wait. */
const MAX_UNREAD_BYTES = 256 * 1024;
const KEEP_ALIVE_MS = 30_000;

/** A socket that is open already. */
export interface OpenSocket {
  /** Where requests are written and answers come from. */
  readonly socket: Socket;
  /** The socket below TLS. */
  readonly tcp: Socket;
}

/** A connection over a socket that is open already. */
export class Http1Connection {
  readonly #sockets: OpenSocket;
  readonly #socket: Socket;
  #exchange: Http1Exchange | undefined;
  #isOpen = true;

  /**
   * Takes the socket over.
   *
   * @param sockets From here on nobody else reads or writes them.
   */
  constructor(sockets: OpenSocket) {
    const { socket } = sockets;
    this.#sockets = sockets;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on("data", (chunk: Uint8Array) => {
      const bytes = new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
      // Nobody asked: whatever it is, it belongs to no request.
      if (this.#exchange === undefined) this.close();
      else this.#exchange.push(bytes);
    });
    socket.on("end", () => this.#lose(cutOff(), true));
    socket.on("error", (error) => this.#lose(error, false));
    socket.on("close", () => this.#lose(cutOff(), true));
  }

  /** Whether another request may be tried. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Keeps a process from ending, or no longer. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Closes at once, whatever is under way. */
  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
  }

  /**
   * Sends a request; nothing else may be under way.
   *
   * @param request The request.
   * @param onEnd Called once when the exchange is over, with whether the connection can be used again.
   * @throws What ended the exchange before the head of the answer was there.
   */
  send(request: WireRequest, onEnd: (isReusable: boolean) => void): Promise<Response> {
    // Closed already, and nothing would say so again.
    if (this.#socket.destroyed) return Promise.reject(cutOff());
    const exchange = new Http1Exchange(this.#sockets, request, (isReusable) => {
      this.#exchange = undefined;
      if (!isReusable) this.close();
      onEnd(isReusable && this.#isOpen);
    });
    this.#exchange = exchange;
    return exchange.start();
  }

  #lose(error: Error, isEnd: boolean): void {
    this.#isOpen = false;
    this.#exchange?.lose(error, isEnd);
  }
}

/** What `node:net` keeps below a socket; null once it is closed. */
interface SocketWithHandle {
  readonly _handle?: { readStop(): void; readStart(): void } | null;
}

/** The request that is under way, and its answer. */
class Http1Exchange {
  readonly #socket: Socket;
  readonly #tcp: Socket;
  readonly #request: WireRequest;
  readonly #onEnd: (isReusable: boolean) => void;
  readonly #answer = Promise.withResolvers<Response>();
  readonly #onAbort = () => this.#fail(this.#request.signal.reason);
  #head: AnswerHead | undefined;
  #headBytes: Bytes | undefined;
  #decoder: BodyDecoder | undefined;
  #body: ReadableStreamDefaultController<Bytes> | undefined;
  #isSent = false;
  #isOver = false;
  #isStopped = false;

  constructor(
    { socket, tcp }: OpenSocket,
    request: WireRequest,
    onEnd: (isReusable: boolean) => void,
  ) {
    this.#socket = socket;
    this.#tcp = tcp;
    this.#request = request;
    this.#onEnd = onEnd;
  }

  start(): Promise<Response> {
    const { signal, body } = this.#request;
    if (signal.aborted) {
      // Nothing is sent, and the event has been and gone.
      this.#fail(signal.reason);
      return this.#answer.promise;
    }
    signal.addEventListener("abort", this.#onAbort);
    if (isStream(body)) {
      this.#writeHead("chunked");
      this.#pump(body).catch((error) => this.#fail(error));
    } else {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
      this.#writeHead(bytes?.byteLength, bytes);
      this.#isSent = true;
    }
    return this.#answer.promise;
  }

  /** Takes the next bytes of the connection. */
  push(bytes: Bytes): void {
    try {
      if (this.#head === undefined) this.#takeHead(bytes);
      else this.#takeBody(bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Says that no more bytes will come. */
  lose(error: Error, isEnd: boolean): void {
    if (isEnd && this.#decoder?.end() === true) this.#finish(false);
    else this.#fail(error);
  }

  #writeHead(body: RequestBody, bytes?: Bytes): void {
    const { method, url, headers } = this.#request;
    const head = formatRequestHead(method, new URL(url), headers, body);
    if (bytes === undefined) {
      this.#socket.write(head, "latin1");
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(bytes);
    this.#socket.uncork();
  }

  async #pump(body: ReadableStream<Bytes>): Promise<void> {
    for await (const chunk of body) {
      if (this.#isOver) return;
      if (chunk.length === 0) continue;
      this.#socket.cork();
      this.#socket.write(`${chunk.length.toString(16)}\r\n`);
      this.#socket.write(chunk);
      const isRoom = this.#socket.write("\r\n");
      this.#socket.uncork();
      if (!isRoom) await this.#untilDrained();
    }
    if (this.#isOver) return;
    this.#socket.write("0\r\n\r\n");
    this.#isSent = true;
  }

  async #untilDrained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.once("drain", resolve);
    this.#socket.once("close", resolve);
    await promise;
    this.#socket.off("drain", resolve);
    this.#socket.off("close", resolve);
  }

  #takeHead(bytes: Bytes): void {
    const known = this.#headBytes === undefined ? bytes : concat(this.#headBytes, bytes);
    const looked = Math.max(0, (this.#headBytes?.length ?? 0) - HEAD_END.length + 1);
    const end = indexOfMark(known, HEAD_END, looked);
    if (end < 0) {
      if (known.length > MAX_HEAD_BYTES) throw malformed("its head is too long");
      this.#headBytes = known.slice();
      return;
    }
    this.#headBytes = undefined;
    const head = parseAnswerHead(latin1(known.subarray(0, end)), this.#request.method);
    const rest = known.subarray(end + HEAD_END.length);
    if (head.status === 101) throw malformed("it changes the protocol unasked");
    // What a server says while it is still at work.
    if (head.status < 200) {
      this.#takeHead(rest);
      return;
    }
    this.#head = head;
    this.#decoder = new BodyDecoder(head.framing);
    this.#respond(head, rest);
  }

  #respond({ status, statusText, headers, framing }: AnswerHead, rest: Bytes): void {
    const init = { status, statusText, headers };
    if (framing.type === "none") {
      this.#answer.resolve(new Response(null, init));
      this.#finish(rest.length === 0);
      return;
    }
    const isWhole = framing.type === "length" && framing.bytes <= rest.length;
    if (isWhole) {
      // The buffer may be the socket's own.
      this.#answer.resolve(new WholeResponse(rest.slice(0, framing.bytes), init));
      this.#finish(rest.length === framing.bytes);
      return;
    }
    const body = new ReadableStream<Bytes>({
      start: (controller) => {
        this.#body = controller;
      },
      pull: () => this.#stopReading(false),
      cancel: () => {
        this.#body = undefined;
        this.#finish(false);
      },
    }, { highWaterMark: 0, size: (chunk) => chunk.byteLength });
    this.#answer.resolve(new Response(body, init));
    this.#takeBody(rest);
  }

  #takeBody(bytes: Bytes): void {
    const decoder = this.#decoder;
    const body = this.#body;
    if (decoder === undefined || body === undefined) return;
    const taken = decoder.push(bytes, (piece) => body.enqueue(piece));
    if (decoder.isDone) this.#finish(taken === bytes.length);
    else if ((body.desiredSize ?? 0) < -MAX_UNREAD_BYTES) this.#stopReading(true);
  }

  /**
   * Makes the server wait, or go on. A paused TLS socket of Deno reads on and keeps all in memory, so it is
   * the socket below that stops: by its handle, since nobody reads that one as a stream.
   */
  #stopReading(isStopped: boolean): void {
    if (isStopped === this.#isStopped) return;
    this.#isStopped = isStopped;
    const { _handle: handle } = this.#tcp as SocketWithHandle;
    if (isStopped) handle?.readStop();
    else handle?.readStart();
  }

  #finish(isClean: boolean): void {
    if (this.#isOver) return;
    this.#end();
    this.#body?.close();
    this.#stopReading(false);
    this.#onEnd(isClean && this.#isSent && this.#head?.keepsAlive === true);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#answer.reject(error);
    this.#body?.error(error);
    this.#onEnd(false);
  }

  #end(): void {
    this.#isOver = true;
    this.#request.signal.removeEventListener("abort", this.#onAbort);
  }
}

function concat(first: Bytes, second: Bytes): Bytes {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
