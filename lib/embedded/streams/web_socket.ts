/**
 * A WebSocket over bytes that go both ways: the handshake, and either end of what follows. Layer 3.
 *
 * A message waits until it is taken: 64 KiB of them, and one message of 16 MiB at most; whoever sends more has to
 * wait.
 *
 * @module
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
import { bytesOf } from "./channels.ts";
import { MessageQueue } from "./message_queue.ts";
import {
  type Bytes,
  type Message,
  type MessageSocket,
  NORMAL_CLOSURE,
  PROTOCOL_ERROR,
  SocketClosed,
  TOO_BIG,
} from "./message_socket.ts";
import { concat } from "./spdy_headers.ts";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  MAX_MESSAGE_BYTES,
  PING,
  PONG,
  readFrame,
  TEXT,
  WebSocketError,
  type WebSocketFrame,
  writeFrame,
} from "./web_socket_frames.ts";

/** Bytes both ways. */
export interface ByteDuplex {
  /** Waits for bytes; `undefined` at the end. */
  read(): Promise<Bytes | undefined>;
  /** Sends bytes, in the order of the calls; waits while the other end takes none. */
  write(bytes: Bytes): Promise<void>;
  /** Ends the connection; what was written before still arrives. */
  close(): void;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const KEY_REGEXP = /^[A-Za-z0-9+/]{22}==$/;
const VERSION = "13";

/** What is wrong with a handshake; `undefined` where nothing is. */
export function handshakeProblem(method: string, headers: Headers): string | undefined {
  if (method !== "GET") return "a websocket is asked for by GET";
  if (headers.get("sec-websocket-version") !== VERSION) return "the version of websocket is 13";
  if (!KEY_REGEXP.test(headers.get("sec-websocket-key") ?? "")) return "the key is none";
  return undefined;
}

/** The header fields of an answer that agrees to a handshake. */
export async function handshakeAnswer(
  headers: Headers,
  protocol: string,
): Promise<Record<string, string>> {
  const text = new TextEncoder().encode(`${headers.get("sec-websocket-key")}${GUID}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", text));
  return {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-accept": btoa(String.fromCharCode(...digest)),
    ...(protocol === "" ? {} : { "sec-websocket-protocol": protocol }),
  };
}

/** From how many unread bytes on the other end waits. */
const LIMIT_BYTES = 64 * 1024;

/** Which end of a connection it is. */
export interface WebSocketOptions {
  /** Whether it is the client's, whose frames are masked. */
  readonly isClient?: boolean;
}

/** One end of a WebSocket. */
export class WebSocketEnd implements MessageSocket {
  readonly #duplex: ByteDuplex;
  readonly #isClient: boolean;
  readonly #incoming = new MessageQueue(LIMIT_BYTES);
  readonly #closed = new AbortController();
  #rest: Bytes = new Uint8Array();

  /**
   * @param duplex The bytes, from right behind the handshake.
   * @param options Which end it is.
   */
  constructor(duplex: ByteDuplex, { isClient = false }: WebSocketOptions = {}) {
    this.#duplex = duplex;
    this.#isClient = isClient;
    this.#read().catch(() => undefined).finally(() => this.#end());
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  async receive(): Promise<Message | undefined> {
    return await this.#incoming.take();
  }

  async send(message: Message): Promise<void> {
    if (this.closed.aborted) throw new SocketClosed();
    const opcode = typeof message === "string" ? TEXT : BINARY;
    try {
      await this.#write(opcode, bytesOf(message));
    } catch (error) {
      this.#end();
      throw new SocketClosed({ cause: error });
    }
  }

  close(code = NORMAL_CLOSURE, reason = ""): void {
    if (this.closed.aborted) return;
    const words = new TextEncoder().encode(reason).slice(0, MAX_REASON_BYTES);
    const payload = concat([Uint8Array.of(code >> 8, code & 255), words]);
    this.#incoming.clear();
    this.#closed.abort();
    this.#write(CLOSE, payload).catch(() => undefined);
    this.#duplex.close();
  }

  #end(): void {
    this.#incoming.end();
    if (this.closed.aborted) return;
    this.#closed.abort();
    this.#duplex.close();
  }

  async #write(opcode: number, payload: Uint8Array): Promise<void> {
    const mask = this.#isClient ? crypto.getRandomValues(new Uint8Array(4)) : undefined;
    await this.#duplex.write(writeFrame(opcode, payload, mask));
  }

  async #read(): Promise<void> {
    try {
      const pieces: Bytes[] = [];
      let total = 0;
      let opcode = CONTINUATION;
      for (;;) {
        const frame = await readFrame((length) => this.#take(length), !this.#isClient);
        if (frame === undefined || !await this.#serveControl(frame)) return;
        if (frame.opcode >= CLOSE) continue;
        if ((frame.opcode === CONTINUATION) !== (opcode !== CONTINUATION)) {
          throw new WebSocketError(PROTOCOL_ERROR, "A message begins where another one goes on");
        }
        if (opcode === CONTINUATION) opcode = frame.opcode;
        pieces.push(frame.payload);
        total += frame.payload.length;
        if (total > MAX_MESSAGE_BYTES || pieces.length > MAX_PIECES) {
          throw new WebSocketError(TOO_BIG, "The message is too long");
        }
        if (!frame.isLast) continue;
        const whole = concat(pieces.splice(0));
        total = 0;
        await this.#incoming.put(opcode === TEXT ? new TextDecoder().decode(whole) : whole);
        opcode = CONTINUATION;
      }
    } catch (error) {
      if (error instanceof WebSocketError) this.close(error.code, error.message);
      else throw error;
    }
  }

  /** Serves a control frame, and tells whether anything may follow. */
  async #serveControl({ opcode, payload }: WebSocketFrame): Promise<boolean> {
    if (opcode === PING) await this.#write(PONG, payload);
    if (opcode !== CLOSE) return true;
    const code = payload.length < 2 ? NORMAL_CLOSURE : (payload[0] ?? 0) * 256 + (payload[1] ?? 0);
    await this.#write(CLOSE, Uint8Array.of(code >> 8, code & 255));
    return false;
  }

  async #take(length: number): Promise<Bytes | undefined> {
    if (length === 0) return new Uint8Array();
    const pieces = [this.#rest];
    let total = this.#rest.length;
    while (total < length) {
      const piece = await this.#duplex.read();
      if (piece === undefined) return undefined;
      pieces.push(piece);
      total += piece.length;
    }
    const whole = pieces.length === 1 ? this.#rest : concat(pieces);
    this.#rest = whole.subarray(length);
    return whole.subarray(0, length);
  }
}

const MAX_REASON_BYTES = 123;
/** Pieces take room even where they say nothing. */
const MAX_PIECES = 16_384;
