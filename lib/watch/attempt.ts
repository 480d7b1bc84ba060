/**
 * One request of a reflector with its limit on silence, and the reading of its answer. Layer 3.
 *
 * @module
 */
import { ConfigError, ConnectionError, TimeoutError } from "../core/errors.ts";
import type { RequestStage } from "../connect/transport.ts";
import type { CallDescription } from "../core/status.ts";
import type { WatchClock } from "./clock.ts";
import { connectionFailure, type Failure, failure } from "./failure.ts";

/** What reading gave. */
export type ReadResult =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "end" }
  | Failure;

/** The body of an answer that is being read. */
export interface WatchStream {
  /** Tells it from a failure. */
  readonly type: "stream";
  /**
   * Waits for the next bytes. Nothing is read before it is asked for, so a slow caller slows the server
   * down instead of filling memory, and its own time does not count as silence.
   *
   * @param silenceMs How long the server may be silent; by default as long as before its answer.
   * @throws the reason of the caller's signal.
   */
  read(silenceMs?: number): Promise<ReadResult>;
  /** Ends the request. */
  close(): Promise<void>;
}

/** One request, from the sending to the last byte. */
export class Attempt {
  /** What is being done, for messages. */
  readonly call: CallDescription;
  readonly #clock: WatchClock;
  #silenceMs: number;
  readonly #outer: AbortSignal;
  readonly #controller = new AbortController();
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason);
  #silent = false;
  #stage: RequestStage = "answer";
  #isHearing = false;
  #cancelTimer: (() => void) | undefined;

  /** Starts an attempt that ends with the caller's signal. */
  constructor(clock: WatchClock, silenceMs: number, call: CallDescription, outer: AbortSignal) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.call = call;
    this.#outer = outer;
    if (outer.aborted) this.#onAbort();
    else outer.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Ends the request. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Hears what the request waits for: only the server can be silent, not a person who logs in, and not a server
   * that has said when to come back.
   */
  readonly onStage = (stage: RequestStage): void => {
    this.#stage = stage;
    if (!this.#isHearing) return;
    this.#cancelTimer?.();
    this.#cancelTimer = stage === "answer" ? this.#startTimer() : undefined;
  };

  /** Waits for the whole of an answer, or its beginning; ends with the request whatever the answer does. */
  async hear<R>(answer: Promise<R>): Promise<R> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.signal.reason);
    if (this.signal.aborted) onAbort();
    this.signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await this.#limited(Promise.race([answer, ended]));
    } finally {
      this.signal.removeEventListener("abort", onAbort);
    }
  }

  /** Waits for the server, but not for ever. */
  async #limited<R>(answer: Promise<R>): Promise<R> {
    this.#isHearing = true;
    // A request tells what it waits for before anybody waits for its answer.
    if (this.#stage === "answer") this.#cancelTimer = this.#startTimer();
    try {
      return await answer;
    } finally {
      this.#isHearing = false;
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#stage = "answer";
    }
  }

  #startTimer(): () => void {
    return this.#clock.timer(this.#silenceMs, () => {
      this.#silent = true;
      this.#controller.abort(new ConnectionError("Cannot go on: the server is silent"));
    });
  }

  /** Notes that the answer is over. */
  end(): void {
    this.#outer.removeEventListener("abort", this.#onAbort);
  }

  /**
   * Classifies what was thrown on the way.
   *
   * @throws what is no trouble of the way to the server: the caller's signal, a refusal of our own rules.
   */
  failureOf(error: unknown, otherwise: "unreachable" | "cut"): Failure {
    if (this.#outer.aborted) throw this.#outer.reason;
    if (this.#silent) {
      const state = `the server said nothing for ${this.#silenceMs} ms`;
      return connectionFailure("silent", this.call, state);
    }
    if (error instanceof ConnectionError || error instanceof TimeoutError) {
      return failure(otherwise, error);
    }
    // A plugin that cannot reach its own server, or files that are being replaced: there will be a better time.
    if (error instanceof ConfigError) return failure("unreachable", error);
    // Somebody between here and the network has ended the request: that is no trouble to get over.
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    // A body that breaks off outside of our own transport throws what the runtime throws.
    if (otherwise === "cut" && error instanceof Error) {
      return connectionFailure("cut", this.call, "the connection was lost", error);
    }
    throw error;
  }

  /** Reads the body of the answer. */
  stream(response: Response): WatchStream {
    const reader = response.body?.getReader();
    const signal = this.#controller.signal;
    // Not every body ends with the signal of its request.
    const onAbort = () => void reader?.cancel(signal.reason).catch(ignoreEnded);
    signal.addEventListener("abort", onAbort, { once: true });
    return {
      type: "stream",
      read: async (silenceMs?: number): Promise<ReadResult> => {
        this.#silenceMs = silenceMs ?? this.#silenceMs;
        if (reader === undefined) return { type: "end" };
        try {
          const { done, value } = await this.#limited(reader.read());
          if (signal.aborted) return this.failureOf(signal.reason, "cut");
          return done ? { type: "end" } : { type: "bytes", bytes: value };
        } catch (error) {
          return this.failureOf(error, "cut");
        }
      },
      close: async (): Promise<void> => {
        this.end();
        signal.removeEventListener("abort", onAbort);
        if (reader === undefined) return;
        try {
          await reader.cancel();
        } catch (error) {
          ignoreEnded(error);
        }
      },
    };
  }
}

/** A body that has failed says so again when it is let go; that was reported when it was read. */
function ignoreEnded(_error: unknown): void {}
