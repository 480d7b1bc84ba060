/**
 * Bytes over a socket of `node:net` or `node:tls`, each end at the pace of the other. Layer 1.
 *
 * @module
 */
import type { OpenSocket } from "./http1_connection.ts";
import { cutOff } from "./http1_head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** So much may lie here unread before the other end is made to wait. */
const MAX_UNREAD_BYTES = 256 * 1024;

/** What `node:net` keeps below a socket; null once it is closed. */
interface SocketWithHandle {
  readonly _handle?: { readStop(): void; readStart(): void } | null;
}

/** A socket that is read piece by piece and makes the other end wait. */
export class SocketChannel {
  readonly #sockets: OpenSocket;
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#end(this.#signal.reason);
  #pieces: Bytes[] = [];
  #unread = 0;
  #isStopped = false;
  #isEnded = false;
  #failure: unknown;
  #changed = Promise.withResolvers<void>();

  /**
   * @param sockets The socket, and the one below it that TLS goes over; the same without TLS.
   * @param signal Ends the connection.
   */
  constructor(sockets: OpenSocket, signal: AbortSignal) {
    this.#sockets = sockets;
    this.#signal = signal;
    const { socket } = sockets;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Uint8Array) => this.putLast(chunk.slice() as Bytes));
    socket.on("end", () => this.#end(undefined));
    socket.on("close", () => this.#end(undefined));
    socket.on("error", (error) => this.#end(error));
    signal.addEventListener("abort", this.#onAbort);
    if (signal.aborted) this.#onAbort();
    // What has happened already is told to nobody.
    if (socket.readableEnded || socket.destroyed) this.#end(undefined);
  }

  /** Puts bytes behind those that are unread. */
  putLast(bytes: Bytes): void {
    this.#pieces.push(bytes);
    this.#unread += bytes.length;
    if (this.#unread > MAX_UNREAD_BYTES) this.#stop(true);
    this.#wake();
  }

  /** Puts bytes before those that are unread. */
  putBack(bytes: Bytes): void {
    this.#pieces.unshift(bytes);
    this.#unread += bytes.length;
  }

  /** Waits for bytes; `undefined` at the end. */
  async read(): Promise<Bytes | undefined> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#unread -= piece.length;
        if (this.#unread <= MAX_UNREAD_BYTES / 2) this.#stop(false);
        return piece;
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isEnded) return undefined;
      await this.#changed.promise;
    }
  }

  /** Sends bytes; waits while the other end takes none. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isEnded) throw cutOff();
    const { socket } = this.#sockets;
    if (socket.write(bytes)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once("drain", resolve).once("close", resolve);
    await promise;
    socket.off("drain", resolve).off("close", resolve);
  }

  /** Ends the connection at once. */
  close(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#isEnded = true;
    this.#sockets.socket.destroy();
    this.#sockets.tcp.destroy();
    this.#wake();
  }

  /** A paused TLS socket of Deno reads on, so it is the socket below that stops, by its handle. */
  #stop(isStopped: boolean): void {
    if (isStopped === this.#isStopped) return;
    this.#isStopped = isStopped;
    const { _handle: handle } = this.#sockets.tcp as SocketWithHandle;
    if (isStopped) handle?.readStop();
    else handle?.readStart();
  }

  #end(error: unknown): void {
    this.#failure ??= error;
    this.#isEnded = true;
    if (error !== undefined) this.#sockets.socket.destroy();
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
