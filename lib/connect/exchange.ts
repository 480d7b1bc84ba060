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
  /** Ends it when the server says nothing for too long while it is waited for; none: it may for ever. */
  readonly silence?: SilenceWatch | undefined;
  /** The request for messages, e.g. `GET /api/v1/pods`. */
  readonly what: string;
}

/** A connection that was silent for so long when its request was given up is not used again. */
const STALL_MS = 1_000;

/** A wait for a server. */
export interface WatchedWait {
  readonly sinceMs: number;
  readonly onSilence: (silenceMs: number) => void;
}

/**
 * The waits for one server, none of which may take longer than the others. They share one timer: one for
 * each would be a tenth of what a small request costs.
 */
export class SilenceWatch {
  readonly #silenceMs: number;
  /** The oldest first. */
  readonly #waits = new Set<WatchedWait>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Watches nothing yet; a wait is silent after so many milliseconds. */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Begins a wait, and says so when it has been silent. */
  start(onSilence: WatchedWait["onSilence"]): WatchedWait {
    const wait = { sinceMs: performance.now(), onSilence };
    this.#waits.add(wait);
    this.#timer ??= setTimeout(this.#onTime, this.#silenceMs);
    return wait;
  }

  /** Ends a wait. */
  stop(wait: WatchedWait): void {
    this.#waits.delete(wait);
    if (this.#waits.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #onTime = () => {
    const silentSinceMs = performance.now() - this.#silenceMs;
    const silent: WatchedWait[] = [];
    let leftMs: number | undefined;
    for (const wait of this.#waits) {
      if (wait.sinceMs > silentSinceMs) {
        leftMs = wait.sinceMs - silentSinceMs;
        break;
      }
      this.#waits.delete(wait);
      silent.push(wait);
    }
    // Before anybody hears of it: who does may begin and end waits.
    this.#timer = leftMs === undefined ? undefined : setTimeout(this.#onTime, Math.ceil(leftMs));
    for (const { onSilence } of silent) onSilence(this.#silenceMs);
  };
}

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
    const { silence, what } = this.#options;
    if (silence === undefined) return await wait;
    const watched = silence.start((silenceMs) => {
      this.#controller.abort(
        new ConnectionError(
          `Cannot ${what}: the server said nothing for ${silenceMs} ms while ${this.stage}: ` +
            `"skiff doctor" checks the connection`,
        ),
      );
    });
    try {
      return await wait;
    } finally {
      silence.stop(watched);
      const isStalled = this.signal.aborted && performance.now() - watched.sinceMs >= STALL_MS;
      if (isStalled) this.#onStall?.();
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
