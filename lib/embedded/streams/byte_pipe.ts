/**
 * Bytes from and to a process, each side at the pace of the other. Layer 3.
 *
 * @module
 */

/** So much of a client's input waits for a process that does not read, before the client waits, too. */
export const INPUT_LIMIT_BYTES = 64 * 1024;
/** Output goes out in pieces of this length at most, as the kubelet's does. */
export const PIECE_BYTES = 32 * 1024;

/** Bytes that go into a process. */
export class BytePipe {
  /** What the process reads. */
  readonly readable: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #roomMade = Promise.withResolvers<void>();
  #isDone = false;

  /** @param limitBytes How many unread bytes make a writer wait. */
  constructor(limitBytes: number = INPUT_LIMIT_BYTES) {
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#wake(),
      cancel: () => this.#finish(),
    }, { highWaterMark: limitBytes, size: (chunk) => chunk?.length ?? 0 });
  }

  /** Writes bytes, and waits until there is room for more; nothing once the reader or the writer is done. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#isDone || bytes.length === 0) return;
    this.#controller?.enqueue(bytes);
    while (!this.#isDone && (this.#controller?.desiredSize ?? 0) <= 0) await this.#roomMade.promise;
  }

  /** Nothing follows: the process reads what is there, and then the end. */
  end(): void {
    if (this.#isDone) return;
    this.#finish();
    this.#controller?.close();
  }

  #finish(): void {
    this.#isDone = true;
    this.#wake();
  }

  #wake(): void {
    this.#roomMade.resolve();
    this.#roomMade = Promise.withResolvers<void>();
  }
}

/** Bytes that come out of a process. */
export class OutputStream {
  /** What the process writes to. */
  readonly writable: WritableStream<Uint8Array>;
  #waiting = 0;
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  /**
   * @param send Sends a piece; the process waits meanwhile.
   * @param onEnd Called when the process closes the stream itself.
   */
  constructor(
    send: (piece: Uint8Array) => Promise<void>,
    onEnd: () => Promise<void> | void = noop,
  ) {
    const sink: UnderlyingSink<Uint8Array> = {
      write: async (chunk) => {
        try {
          for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
            await send(chunk.subarray(at, at + PIECE_BYTES));
          }
        } catch (error) {
          this.#isOver = true;
          throw error;
        } finally {
          this.#waiting--;
          this.#wake();
        }
      },
      close: () => this.#finish(onEnd),
      abort: () => this.#finish(onEnd),
    };
    // The size is asked for at each write, so it also counts what is still to be sent.
    const size = (chunk: Uint8Array | undefined): number => {
      this.#waiting++;
      return chunk?.length ?? 0;
    };
    this.writable = new WritableStream(sink, { highWaterMark: PIECE_BYTES, size });
  }

  async #finish(onEnd: () => Promise<void> | void): Promise<void> {
    this.#isOver = true;
    this.#wake();
    await onEnd();
  }

  /** Waits until all that was written has been sent, or cannot be. */
  async drained(): Promise<void> {
    while (this.#waiting > 0 && !this.#isOver) await this.#changed.promise;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

function noop(): void {}
