/**
 * The client's end of SPDY/3.1, its headers compressed by zlib itself. Without the dictionary of the protocol:
 * Deno's `node:zlib` takes none.
 */
import { constants, createDeflate, inflateSync } from "node:zlib";
import type { PairedSocket } from "../../../lib/embedded/streams/socket_pair.ts";
import {
  controlFrame,
  dataFrame,
  FIN,
  MessageBytes,
  PING,
  RST_STREAM,
  SYN_REPLY,
  SYN_STREAM,
  words,
} from "../../../lib/embedded/streams/spdy_frames.ts";
import { concat } from "../../../lib/embedded/streams/spdy_headers.ts";

/** Compresses pieces as one stream, each to its end. */
export class Compressor {
  readonly #deflate;
  #pieces: Uint8Array[] = [];

  constructor(level = 6) {
    this.#deflate = createDeflate({ level });
    this.#deflate.on("data", (piece: Uint8Array) => this.#pieces.push(piece));
  }

  async compress(piece: Uint8Array, flush: number = constants.Z_SYNC_FLUSH): Promise<Uint8Array> {
    this.#deflate.write(piece);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#deflate.flush(flush, () => resolve());
    await promise;
    const whole = concat(this.#pieces);
    this.#pieces = [];
    return whole;
  }

  close(): void {
    this.#deflate.close();
  }
}

/** Headers as SPDY writes them. */
export function headerBlock(headers: Record<string, string>): Uint8Array {
  const entries = Object.entries(headers);
  const encoder = new TextEncoder();
  return concat([
    words(entries.length),
    ...entries.flat().flatMap((text) => {
      const bytes = encoder.encode(text);
      return [words(bytes.length), bytes];
    }),
  ]);
}

/** What came over a stream. */
export interface ClientStream {
  readonly id: number;
  text: string;
  bytes: number;
  isReplied: boolean;
  isEnded: boolean;
  isReset: boolean;
}

/** A client. */
export class SpdyClient {
  readonly #socket: PairedSocket;
  readonly #bytes: MessageBytes;
  readonly #compressor = new Compressor();
  readonly #replies: Uint8Array[] = [];
  readonly streams = new Map<number, ClientStream>();
  readonly pings: number[] = [];
  #nextId = 1;
  #changed = Promise.withResolvers<void>();
  readonly ended: Promise<void>;

  constructor(socket: PairedSocket) {
    this.#socket = socket;
    this.#bytes = new MessageBytes(socket);
    this.ended = this.#read();
  }

  /** Opens a stream. */
  async open(headers: Record<string, string>, flags = 0): Promise<ClientStream> {
    const id = this.#nextId;
    this.#nextId += 2;
    const stream = { id, text: "", bytes: 0, isReplied: false, isEnded: false, isReset: false };
    this.streams.set(id, stream);
    const block = await this.#compressor.compress(headerBlock(headers));
    const payload = concat([words(id, 0), Uint8Array.of(0, 0), block]);
    await this.#socket.send(controlFrame(SYN_STREAM, flags, payload));
    return stream;
  }

  async send({ id }: ClientStream, text: string | Uint8Array, isLast = false): Promise<void> {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    await this.#socket.send(dataFrame(id, isLast ? FIN : 0, bytes));
  }

  async reset({ id }: ClientStream): Promise<void> {
    await this.#socket.send(controlFrame(RST_STREAM, 0, words(id, 5)));
  }

  async ping(id: number): Promise<void> {
    await this.#socket.send(controlFrame(PING, 0, words(id)));
  }

  /** The headers of all replies, as zlib decompresses them. */
  replies(): Uint8Array {
    return inflateSync(concat(this.#replies), { finishFlush: constants.Z_SYNC_FLUSH });
  }

  /** Waits until something is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#changed.promise;
  }

  close(): void {
    this.#socket.close();
    this.#compressor.close();
  }

  async #read(): Promise<void> {
    for (let head; (head = await this.#bytes.takeHead()) !== undefined; this.#wake()) {
      const payload = await this.#bytes.take(head.length);
      if (payload === undefined) break;
      if (head.type === undefined) {
        const stream = this.streams.get(head.streamId);
        if (stream === undefined || !stream.isReplied) throw new Error("data before the reply");
        stream.bytes += payload.length;
        if (stream.text.length < 1000) stream.text += new TextDecoder().decode(payload);
        stream.isEnded ||= (head.flags & FIN) !== 0;
      } else if (head.type === PING) this.pings.push(new DataView(payload.buffer).getUint32(0));
      else {
        const stream = this.streams.get(new DataView(payload.buffer).getUint32(0));
        if (stream === undefined) continue;
        if (head.type === RST_STREAM) stream.isReset = true;
        if (head.type === SYN_REPLY) {
          stream.isReplied = true;
          this.#replies.push(payload.subarray(4));
        }
      }
    }
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
