/**
 * A body whose every piece keeps to the rules of its exchange. Layer 1.
 *
 * @module
 */
import { bufferReader } from "./body.ts";
import type { Exchange } from "./exchange.ts";

/** What is read at once where the reader brings no buffer. */
const CHUNK_BYTES = 64 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;
type Controller = ReadableStreamController<Bytes>;

/**
 * Wraps the body of a response; the exchange ends with it. Who reads into a buffer of its own
 * (`getReader({ mode: "byob" })`) can do so where the runtime can: one buffer read into again and again
 * leaves nothing for the collector.
 *
 * @param body The runtime's body.
 * @param exchange The exchange it belongs to.
 * @param toError Turns the runtime's error into ours.
 */
export function guardBody(
  body: ReadableStream<Bytes>,
  exchange: Exchange,
  toError: (error: unknown) => Error,
): ReadableStream<Bytes> {
  const buffered = bufferReader(body);
  if (buffered !== undefined) {
    const guard = new Guard(exchange, toError, (reason) => buffered.cancel(reason));
    return new ReadableStream({
      type: "bytes",
      start: (controller) => guard.start(controller),
      async pull(controller) {
        const asked = controller.byobRequest;
        const piece = await guard.next(controller, buffered.read(bufferOf(asked?.view)));
        if (piece === undefined) return;
        if (asked !== null) asked.respondWithNewView(piece.value ?? new Uint8Array(0));
        else if (!piece.done) controller.enqueue(piece.value);
      },
      cancel: (reason) => guard.cancel(reason),
    });
  }
  const reader = body.getReader();
  const guard = new Guard(exchange, toError, (reason) => reader.cancel(reason));
  return new ReadableStream<Bytes>({
    start: (controller) => guard.start(controller),
    async pull(controller) {
      const piece = await guard.next(controller, reader.read());
      if (piece?.done === false) controller.enqueue(piece.value);
    },
    cancel: (reason) => guard.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Ends a body with its exchange, and the exchange with its body. */
class Guard {
  readonly #exchange: Exchange;
  readonly #toError: (error: unknown) => Error;
  readonly #cancelSource: (reason: unknown) => Promise<void>;
  #onAbort: (() => void) | undefined;
  #isOver = false;

  constructor(
    exchange: Exchange,
    toError: (error: unknown) => Error,
    cancelSource: (reason: unknown) => Promise<void>,
  ) {
    this.#exchange = exchange;
    this.#toError = toError;
    this.#cancelSource = cancelSource;
  }

  start(controller: Controller): void {
    const { signal } = this.#exchange;
    this.#onAbort = () => {
      if (this.#isOver) return;
      controller.error(signal.reason);
      this.#finish();
      // The runtime errors the body by the same signal; what it says is known.
      this.#cancelSource(signal.reason).catch(() => {});
    };
    signal.addEventListener("abort", this.#onAbort);
  }

  /** The next piece, or the end; `undefined` where there is nothing more to hand on. */
  async next<R extends { readonly done: boolean }>(
    controller: Controller,
    read: Promise<R>,
  ): Promise<R | undefined> {
    try {
      const piece = await this.#exchange.hear(read);
      if (this.#isOver) return undefined;
      if (piece.done) {
        controller.close();
        this.#finish();
      }
      return piece;
    } catch (error) {
      if (this.#isOver) return undefined;
      controller.error(this.#toError(error));
      this.#finish();
      return undefined;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.#finish();
    await this.#cancelSource(reason);
  }

  #finish(): void {
    this.#isOver = true;
    if (this.#onAbort !== undefined) {
      this.#exchange.signal.removeEventListener("abort", this.#onAbort);
    }
    this.#exchange.end();
  }
}

function bufferOf(view: ArrayBufferView | null | undefined): Bytes {
  if (!view) return new Uint8Array(CHUNK_BYTES);
  // The streams of the platform lend no shared memory.
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}
