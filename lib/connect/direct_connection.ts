/**
 * One connection of Deno's own that speaks HTTP/1.1: a request at a time, its answer read only as fast as
 * it is asked for. Layer 1.
 *
 * @module
 */
import type { PooledConnection } from "./connection_pool.ts";
import type { WireRequest } from "./dialer.ts";
import { isStream } from "./exchange.ts";
import { WholeResponse } from "./guarded_response.ts";
import { BodyDecoder, latin1, latin1Bytes } from "./http1_body.ts";
import {
  type AnswerHead,
  cutOff,
  formatRequestHead,
  HEAD_END,
  indexOfMark,
  malformed,
  parseAnswerHead,
} from "./http1_head.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A head is no longer than this. */
const BUFFER_BYTES = 64 * 1024;
/** Bodies up to this length are read at once. */
const SMALL_BYTES = 64 * 1024;
/** What is read of a longer one at once where the reader brings no buffer. */
const PIECE_BYTES = 64 * 1024;
/** A piece of a long answer is handed on after this time, full or not. */
const GATHER_MS = 50;
const ENCODER = new TextEncoder();

/** What of a connection is used here. */
export type Socket = Pick<Deno.Conn, "read" | "write" | "close" | "ref" | "unref">;

/** A connection that is open already; from here on nobody else reads or writes it. */
export class DirectConnection implements PooledConnection {
  readonly #socket: Socket;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #start = 0;
  #end = 0;
  /** The read that notices what comes unasked, or that the server leaves. */
  #watching: Promise<number | null> | undefined;
  #isIdle = false;
  #isOpen = true;

  /** Reads nothing yet. */
  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#socket.close();
    } catch (error) {
      // The runtime closes what has failed.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async send(request: WireRequest, onEnd: (isReusable: boolean) => void): Promise<Response> {
    const { signal, method } = request;
    signal.throwIfAborted();
    // What comes from here on is asked for, even where it is heard of before the request is known to be sent.
    this.#isIdle = false;
    const answer = new Answer(this, signal, onEnd);
    try {
      const bytes = formatRequest(request);
      // Whoever does not take the request may still say why; else reading fails as well.
      const sending = this.#write(bytes).then(() => answer.isSent = true, () => {});
      // There is room for a short one, whether it is read or not.
      if (bytes.length <= SMALL_BYTES) await sending;
      answer.head = await this.#readHead(method);
      return await this.#respond(answer, answer.head, request.bulk === true);
    } catch (error) {
      throw answer.fail(error);
    }
  }

  /** Notices from now on when the server leaves, or says what nobody has asked for. */
  watch(): void {
    const watching = this.#socket.read(this.#buffer);
    this.#watching = watching;
    this.#isIdle = true;
    const onNews = () => {
      if (this.#isIdle && this.#watching === watching) this.close();
    };
    watching.then(onNews, onNews);
  }

  /** Whether nothing lies here that belongs to no answer. */
  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  /**
   * Reads of a body what fits.
   *
   * @param decoder Knows where it ends.
   * @param into Where to.
   * @param gather Whether to wait until `into` is full.
   * @returns How many bytes were read; none only at the end.
   */
  async readBody(decoder: BodyDecoder, into: Bytes, gather: boolean): Promise<number> {
    let filled = 0;
    const untilMs = gather ? performance.now() + GATHER_MS : 0;
    while (filled < into.length && !decoder.isDone) {
      if (this.isEmpty) {
        if (filled > 0 && (!gather || performance.now() > untilMs)) break;
        if (!await this.#fill()) {
          if (!decoder.end()) throw cutOff();
          break;
        }
      }
      filled += this.#decode(decoder, into.subarray(filled));
    }
    return filled;
  }

  /** Takes of a body what lies here. */
  #decode(decoder: BodyDecoder, into: Bytes): number {
    let filled = 0;
    while (filled < into.length && !decoder.isDone && !this.isEmpty) {
      // No more bytes of a body than bytes of the connection.
      const room = Math.min(this.#end - this.#start, into.length - filled);
      this.#start += decoder.push(
        this.#buffer.subarray(this.#start, this.#start + room),
        (piece) => {
          into.set(piece, filled);
          filled += piece.length;
        },
      );
    }
    return filled;
  }

  /** Reads more behind what lies here, or over what has been taken. */
  async #fill(): Promise<boolean> {
    if (this.isEmpty) this.#start = this.#end = 0;
    const watching = this.#watching;
    this.#watching = undefined;
    const count = await (watching ?? this.#socket.read(this.#buffer.subarray(this.#end)));
    if (count === null) return false;
    this.#end += count;
    return true;
  }

  async #write(bytes: Bytes): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#socket.write(rest));
    }
  }

  async #readHead(method: string): Promise<AnswerHead> {
    for (let looked = 0;;) {
      const known = this.#buffer.subarray(0, this.#end);
      const end = indexOfMark(known, HEAD_END, this.#start + looked);
      if (end < 0) {
        if (this.#end === BUFFER_BYTES) throw malformed("its head is too long");
        looked = Math.max(0, this.#end - this.#start - HEAD_END.length + 1);
        if (!await this.#fill()) throw cutOff();
        continue;
      }
      const head = parseAnswerHead(latin1(known.subarray(this.#start, end)), method);
      this.#start = end + HEAD_END.length;
      if (head.status === 101) throw malformed("it changes the protocol unasked");
      if (head.status >= 200) return head;
      // What a server says while it is still at work.
      looked = 0;
    }
  }

  async #respond(answer: Answer, head: AnswerHead, gather: boolean): Promise<Response> {
    const { framing } = head;
    if (framing.type === "none") {
      answer.finish(true);
      return new Response(null, head);
    }
    const decoder = new BodyDecoder(framing);
    const isSmall = framing.type === "length" && framing.bytes <= SMALL_BYTES;
    const first = new Uint8Array(isSmall ? framing.bytes : SMALL_BYTES);
    let filled = 0;
    try {
      if (isSmall) {
        while (!decoder.isDone) {
          filled += await this.readBody(decoder, first.subarray(filled), true);
        }
      } else {
        // What is there, or is wanted to its end, is often all of it.
        filled = gather ? await this.readBody(decoder, first, true) : this.#decode(decoder, first);
      }
    } catch (error) {
      const reason = answer.fail(error);
      // Whoever has given up hears that, and of no answer.
      if (answer.signal.aborted) throw reason;
      // The answer has begun: whoever reads it hears of this, and nobody asks again.
      return new Response(new ReadableStream({ start: (body) => body.error(reason) }), head);
    }
    if (decoder.isDone) {
      answer.finish(true);
      return new WholeResponse(first.slice(0, filled), sized(head, filled));
    }
    const start = (controller: ReadableByteStreamController) => {
      if (filled > 0) controller.enqueue(first.subarray(0, filled));
    };
    const pull = async (controller: ReadableByteStreamController) => {
      try {
        await this.#pull(answer, decoder, controller, gather);
      } catch (error) {
        throw answer.fail(error);
      }
    };
    const cancel = () => answer.finish(false);
    return new Response(new ReadableStream({ type: "bytes", start, pull, cancel }), head);
  }

  async #pull(
    answer: Answer,
    decoder: BodyDecoder,
    controller: ReadableByteStreamController,
    gather: boolean,
  ): Promise<void> {
    const asked = controller.byobRequest;
    const into = asked?.view ? bytesOf(asked.view) : new Uint8Array(PIECE_BYTES);
    const count = await this.readBody(decoder, into, gather);
    if (answer.isOver) return;
    if (count > 0) {
      if (asked === null) controller.enqueue(into.subarray(0, count));
      else asked.respond(count);
    }
    if (count > 0 && !decoder.isDone) return;
    answer.finish(true);
    controller.close();
    controller.byobRequest?.respond(0);
  }
}

/** The head of an answer as if it had said how long its body is. */
function sized(head: AnswerHead, length: number): AnswerHead {
  if (head.framing.type === "length") return head;
  const headers = head.headers.filter(([name]) => name.toLowerCase() !== "transfer-encoding");
  return { ...head, headers: [...headers, ["content-length", String(length)]] };
}

/** The answer to the request that is under way. */
class Answer {
  readonly #connection: DirectConnection;
  readonly signal: AbortSignal;
  readonly #onEnd: (isReusable: boolean) => void;
  readonly #onAbort: () => void;
  head: AnswerHead | undefined;
  isSent = false;
  isOver = false;

  constructor(
    connection: DirectConnection,
    signal: AbortSignal,
    onEnd: (isReusable: boolean) => void,
  ) {
    this.#connection = connection;
    this.signal = signal;
    this.#onEnd = onEnd;
    // What is being read or written fails then.
    this.#onAbort = () => connection.close();
    signal.addEventListener("abort", this.#onAbort);
  }

  /** Says that it ends before its time, and gives the reason. */
  fail(error: unknown): unknown {
    this.finish(false);
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** Says that nothing more is done for it. */
  finish(isClean: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.signal.removeEventListener("abort", this.#onAbort);
    const connection = this.#connection;
    const isReusable = isClean && this.isSent && connection.isOpen && connection.isEmpty &&
      this.head?.keepsAlive === true;
    if (isReusable) connection.watch();
    else connection.close();
    this.#onEnd(isReusable);
  }
}

function formatRequest({ method, url, headers, body }: WireRequest): Bytes {
  if (isStream(body)) throw new TypeError("Cannot send a stream over this connection");
  const bytes = typeof body === "string" ? ENCODER.encode(body) : body;
  const head = latin1Bytes(formatRequestHead(method, new URL(url), headers, bytes?.length));
  if (bytes === undefined) return head;
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

function bytesOf(view: ArrayBufferView): Bytes {
  // The streams of the platform lend no shared memory.
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}
