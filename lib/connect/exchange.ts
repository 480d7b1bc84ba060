/**
 * One request from its first byte to the end of the response's body: what can end it, and the one place
 * that remembers why it ended. Layer 1.
 *
 * @module
 */
import { ConnectionError, TimeoutError } from "../core/errors.ts";

/** The passing of time, as the transport sees it between requests. */
export interface TransportClock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Waits; rejects with the signal's reason when it fires. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** What bounds an exchange. */
export interface ExchangeOptions {
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** Ends when the whole connection is closed. */
  readonly closed: AbortSignal;
  /** Deadline for everything, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** How long the server may say nothing while it is waited for, in milliseconds; none: for ever. */
  readonly silenceMs?: number | undefined;
  /** The request for messages, e.g. `GET /api/v1/pods`. */
  readonly what: string;
}

/** A connection that was silent for so long when its request was given up is not used again. */
const STALL_MS = 1_000;

/** The life of one request; call {@link Exchange.end} exactly when nothing more can happen. */
export class Exchange {
  readonly #controller = new AbortController();
  readonly #options: ExchangeOptions;
  readonly #onAbort: () => void;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  #onEnd: (() => void) | undefined;
  #onStall: (() => void) | undefined;
  /** What is being waited for, for the message of a timeout. */
  stage = "waiting for credentials";

  /** Starts the clock. */
  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#onAbort = () => {
      const { signal, closed } = this.#options;
      this.#controller.abort(signal?.aborted ? signal.reason : closed.reason);
    };
    const { signal, closed, timeoutMs } = options;
    if (signal?.aborted || closed.aborted) {
      this.#onAbort();
      this.#ended = true;
      return;
    }
    signal?.addEventListener("abort", this.#onAbort);
    closed.addEventListener("abort", this.#onAbort);
    if (timeoutMs !== undefined) {
      this.#deadline = setTimeout(() => {
        this.#controller.abort(
          new TimeoutError(
            `Cannot ${options.what}: not done after ${
              Math.round(timeoutMs)
            } ms: still ${this.stage}`,
          ),
        );
      }, timeoutMs);
    }
  }

  /** Fires when the exchange is over before its time, with the error to throw as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for the server, no longer than it may be silent. */
  async hear<T>(wait: Promise<T>): Promise<T> {
    const { silenceMs, what } = this.#options;
    if (silenceMs === undefined) return await wait;
    const timer = setTimeout(() => {
      this.#controller.abort(
        new ConnectionError(
          `Cannot ${what}: the server said nothing for ${silenceMs} ms while ${this.stage}: ` +
            `"skiff doctor" checks the connection`,
        ),
      );
    }, silenceMs);
    const startMs = performance.now();
    try {
      return await wait;
    } finally {
      clearTimeout(timer);
      if (this.signal.aborted && performance.now() - startMs >= STALL_MS) this.#onStall?.();
    }
  }

  /**
   * Runs when the exchange is given up, for whatever reason, after the server has been silent for a while: the
   * connection may be dead without saying so.
   */
  onStall(callback: () => void): void {
    this.#onStall = callback;
  }

  /** Runs once when the exchange ends, or when another callback takes its place. */
  onEnd(callback: () => void): void {
    this.#onEnd?.();
    this.#onEnd = callback;
  }

  /** Lets go of the timer and the signals. */
  end(): void {
    if (this.#deadline !== undefined) clearTimeout(this.#deadline);
    this.#deadline = undefined;
    if (!this.#ended) {
      this.#options.signal?.removeEventListener("abort", this.#onAbort);
      this.#options.closed.removeEventListener("abort", this.#onAbort);
    }
    this.#ended = true;
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.();
  }
}

/** Tells whether a body can be sent once only. Asked without `ReadableStream`, which Deno loads when named. */
export function isStream<S extends ReadableStream>(
  body: string | Uint8Array | S | undefined,
): body is S {
  return typeof body === "object" && "getReader" in body;
}

/**
 * Waits, unless the signal fires first.
 *
 * @param delayMs Milliseconds.
 * @param signal Ends the wait.
 * @throws The signal's reason when it fires.
 */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
