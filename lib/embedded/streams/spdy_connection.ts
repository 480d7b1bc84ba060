/**
 * The server's end of a SPDY/3.1 connection whose bytes come in messages: streams that the client opens. Layer 3.
 *
 * SPDY as Kubernetes speaks it has no windows: a stream that nobody reads holds up the whole connection once
 * 64 KiB of it are unread.
 *
 * @module
 * @see github.com/moby/spdystream/connection.go
 */
import { BytePipe } from "./byte_pipe.ts";
import { InflateError } from "./inflate.ts";
import {
  type Bytes,
  type MessageSocket,
  NORMAL_CLOSURE,
  PROTOCOL_ERROR,
} from "./message_socket.ts";
import {
  controlFrame,
  dataFrame,
  FIN,
  type FrameHead,
  GOAWAY,
  HEADERS,
  idAt,
  MessageBytes,
  PING,
  RESET_CANCEL,
  RESET_PROTOCOL_ERROR,
  RESET_REFUSED,
  RST_STREAM,
  SETTINGS,
  SpdyError,
  SYN_REPLY,
  SYN_STREAM,
  WINDOW_UPDATE,
  words,
} from "./spdy_frames.ts";
import { HeaderReader, HeaderWriter } from "./spdy_headers.ts";

const MAX_CONTROL_BYTES = 64 * 1024;
const MAX_STREAMS = 1000;
const PIECE_BYTES = 32 * 1024;

/** A stream that the client has opened. */
export class SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  /** What the client sends. */
  readonly input = new BytePipe();
  readonly #connection: SpdyConnection;
  readonly #reset = new AbortController();
  #hasEnded = false;

  constructor(connection: SpdyConnection, id: number, headers: ReadonlyMap<string, string>) {
    this.#connection = connection;
    this.id = id;
    this.headers = headers;
  }

  /** Aborted when the client wants no more of it, or is gone. */
  get signal(): AbortSignal {
    return this.#reset.signal;
  }

  /** Sends bytes; nothing once the stream has ended. */
  async send(bytes: Uint8Array): Promise<void> {
    if (!this.#hasEnded) await this.#connection.send(dataFrame(this.id, 0, bytes));
  }

  /** Says that nothing follows. */
  async end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#connection.send(dataFrame(this.id, FIN, new Uint8Array()));
  }

  /** Ends both directions. */
  async reset(status: number = RESET_CANCEL): Promise<void> {
    this.drop();
    this.#connection.forget(this);
    await this.#connection.send(controlFrame(RST_STREAM, 0, words(this.id, status)));
  }

  /** The client has reset the stream. */
  drop(): void {
    this.#hasEnded = true;
    this.input.end();
    this.#reset.abort();
  }
}

/** Takes a new stream; gives what is to be done once the client knows, `undefined` where it is refused. */
export type StreamHandler = (stream: SpdyStream) => (() => void) | undefined;

/** A connection. */
export class SpdyConnection {
  readonly #socket: MessageSocket;
  readonly #onStream: StreamHandler;
  readonly #bytes: MessageBytes;
  readonly #reader = new HeaderReader();
  readonly #writer = new HeaderWriter();
  readonly #streams = new Map<number, SpdyStream>();
  #lastId = 0;

  /**
   * @param socket The connection that carries it.
   * @param onStream Called with each new stream, before it is agreed to.
   */
  constructor(socket: MessageSocket, onStream: StreamHandler) {
    this.#socket = socket;
    this.#onStream = onStream;
    this.#bytes = new MessageBytes(socket);
  }

  /** Serves the connection until one of the two ends it. */
  async serve(): Promise<void> {
    const onClosed = () => this.#dropAll();
    this.#socket.closed.addEventListener("abort", onClosed, { once: true });
    let code = NORMAL_CLOSURE;
    try {
      while (await this.#serveFrame());
    } catch (error) {
      if (error instanceof SpdyError || error instanceof InflateError) code = PROTOCOL_ERROR;
      else if (!this.#socket.closed.aborted) throw error;
    } finally {
      this.#socket.closed.removeEventListener("abort", onClosed);
      this.#dropAll();
      this.#socket.close(code);
    }
  }

  /** Sends a frame. */
  async send(frame: Bytes): Promise<void> {
    await this.#socket.send(frame);
  }

  /** Hears no more of a stream. */
  forget(stream: SpdyStream): void {
    this.#streams.delete(stream.id);
  }

  #dropAll(): void {
    for (const stream of this.#streams.values()) stream.drop();
    this.#streams.clear();
  }

  /** Serves the next frame, and tells whether another may follow. */
  async #serveFrame(): Promise<boolean> {
    const head = await this.#bytes.takeHead();
    if (head === undefined) return false;
    if (head.type === undefined) return await this.#serveData(head);
    if (head.length > MAX_CONTROL_BYTES) throw new SpdyError("A control frame is too long");
    const payload = await this.#bytes.take(head.length);
    if (payload === undefined) return false;
    switch (head.type) {
      case SYN_STREAM:
        await this.#open(head, payload);
        return true;
      case RST_STREAM: {
        const stream = this.#streams.get(idAt(payload, 0));
        stream?.drop();
        if (stream !== undefined) this.forget(stream);
        return true;
      }
      case PING:
        // What the client asks has an odd number; an even one answers what the server never asks.
        if (idAt(payload, 0) % 2 === 1) {
          await this.send(controlFrame(PING, 0, payload.subarray(0, 4)));
        }
        return true;
      case SYN_REPLY:
      case HEADERS:
        this.#reader.read(payload.subarray(4));
        return true;
      case SETTINGS:
      case WINDOW_UPDATE:
        return true;
      case GOAWAY:
        return false;
      default:
        throw new SpdyError(`There is no control frame ${head.type}`);
    }
  }

  async #open({ flags }: FrameHead, payload: Bytes): Promise<void> {
    const id = idAt(payload, 0);
    // Headers build on each other, so that even those of a refused stream are read.
    const headers = this.#reader.read(payload.subarray(10));
    if (id <= this.#lastId) {
      await this.send(controlFrame(RST_STREAM, 0, words(id, RESET_PROTOCOL_ERROR)));
      return;
    }
    this.#lastId = id;
    const stream = new SpdyStream(this, id, headers);
    if (this.#streams.size >= MAX_STREAMS) return await stream.reset(RESET_REFUSED);
    this.#streams.set(id, stream);
    if ((flags & FIN) !== 0) stream.input.end();
    const start = this.#onStream(stream);
    if (start === undefined) return await stream.reset();
    const reply = this.#writer.write(new Map());
    // A client takes no data of a stream before this.
    await this.send(controlFrame(SYN_REPLY, 0, concatId(id, reply)));
    start();
  }

  async #serveData({ streamId, flags, length }: FrameHead): Promise<boolean> {
    for (let left = length; left > 0;) {
      const piece = await this.#bytes.takeSome(Math.min(left, PIECE_BYTES));
      if (piece === undefined) return false;
      left -= piece.length;
      await this.#streams.get(streamId)?.input.write(piece);
    }
    if ((flags & FIN) !== 0) this.#streams.get(streamId)?.input.end();
    return true;
  }
}

function concatId(id: number, block: Bytes): Bytes {
  const payload = new Uint8Array(4 + block.length);
  payload.set(words(id));
  payload.set(block, 4);
  return payload;
}
