/**
 * What a reflector does next: the rules of listing and watching, without network and without time.
 * Layer 3: pure.
 *
 * It mirrors client-go's reflector with three differences, all of them for scripts. The first state is
 * the newest (no resource version), not whatever the watch cache holds, so that a script sees its own
 * writes. A first sync that fails is reported after a few attempts. A refusal that lasts (401, 403, 404)
 * ends the watch with an error.
 *
 * @see client-go `tools/cache/reflector.go`
 * @module
 */
import type { KubeError } from "../core/errors.ts";
import { Backoff } from "./backoff.ts";
import { compareResourceVersions, type WireEvent } from "./events.ts";
import type { Failure, FailureCause } from "./failure.ts";

/** What to do next, after waiting for `delayMs`. */
export type Step =
  | { readonly type: "list"; readonly resourceVersion: string; readonly delayMs: number }
  /** A watch that begins with every object there is. */
  | (WatchStep & { readonly type: "stream" })
  /** A watch that goes on from a resource version. */
  | (WatchStep & { readonly type: "watch" })
  | { readonly type: "fail"; readonly error: KubeError };

/** A watch to open. */
export interface WatchStep {
  /** Where to start; for a streamed list how fresh it must be at least, `""` for the newest. */
  readonly resourceVersion: string;
  /** When the server is to end the watch. */
  readonly timeoutSeconds: number;
  /** Milliseconds to wait first. */
  readonly delayMs: number;
}

/**
 * What to do with an event:
 * - `collect`: part of the state that is being streamed;
 * - `snapshot`: that state is complete, replace the store by it;
 * - `apply`: a change of the store;
 * - `drop`: nothing, it was seen before or only moved the resource version.
 */
export type Verdict = "collect" | "snapshot" | "apply" | "drop";

/** How a machine is set up. */
export interface MachineOptions {
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Whether state is streamed (KEP-3157) where the server can; default `true`. */
  readonly stream?: boolean | undefined;
}

/** How many failures in a row the first sync may have. */
export const FIRST_SYNC_ATTEMPTS = 5;
/** How many times in a row a synced watch is denied before that is believed. */
export const DENIED_ATTEMPTS = 4;
/** How many unreadable answers in a row, over two minutes and more, are believed. */
export const MALFORMED_ATTEMPTS = 10;
/** A server that wants to be left alone for longer is asked once in so long all the same. */
export const MAX_RETRY_AFTER_MS = 300_000;
/** A watch that lived shorter is not opened again at once. */
const SHORT_WATCH_MS = 1_000;
const MIN_TIMEOUT_SECONDS = 300;

/** The state of one reflector. */
export class WatchMachine {
  readonly #random: () => number;
  readonly #backoff: Backoff;
  #phase: "list" | "stream" | "watch";
  #canStream: boolean;
  #resourceVersion = "";
  /** Whether the server has said that it does not know the last resource version. */
  #unavailable = false;
  #synced = false;
  #delayMs = 0;
  #fatal: KubeError | undefined;
  #failures = 0;
  #denials = 0;
  #unreadable = 0;
  #openedMs = 0;

  /** Starts before the first sync. */
  constructor({ random, stream = true }: MachineOptions) {
    this.#random = random;
    this.#backoff = new Backoff(random);
    this.#canStream = stream;
    this.#phase = stream ? "stream" : "list";
  }

  /** The last resource version that was seen. */
  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** Whether a whole state has been seen. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Says what to do next. */
  next(): Step {
    if (this.#fatal !== undefined) return { type: "fail", error: this.#fatal };
    const delayMs = this.#delayMs;
    this.#delayMs = 0;
    // An unknown version is asked for no more: without one the server answers with its newest state.
    const resourceVersion = this.#phase !== "watch" && this.#unavailable
      ? ""
      : this.#resourceVersion;
    if (this.#phase === "list") return { type: "list", resourceVersion, delayMs };
    const timeoutSeconds = Math.round(MIN_TIMEOUT_SECONDS * (1 + this.#random()));
    return { type: this.#phase, resourceVersion, timeoutSeconds, delayMs };
  }

  /** Notes that a list is complete and the store holds it. */
  listed(resourceVersion: string): void {
    this.#sync(resourceVersion);
  }

  /** Notes that the answer to a watch has begun. */
  opened(nowMs: number): void {
    this.#openedMs = nowMs;
  }

  /** Judges an event. */
  received(event: Exclude<WireEvent, { type: "ERROR" }>): Verdict {
    if (this.#phase === "stream") {
      if (event.type !== "BOOKMARK") return "collect";
      if (!event.initialEventsEnd) return "drop";
      this.#sync(event.resourceVersion);
      return "snapshot";
    }
    const order = compareResourceVersions(event.resourceVersion, this.#resourceVersion);
    const replayed = order !== undefined && order <= 0;
    if (!replayed) {
      this.#resourceVersion = event.resourceVersion;
      this.#unreadable = 0;
      this.#denials = 0;
    }
    if (event.type === "BOOKMARK") return "drop";
    // A deletion may carry the version of the object's last change; the store knows what it holds.
    return replayed && event.type !== "DELETED" ? "drop" : "apply";
  }

  /**
   * Notes that a list or watch is over.
   *
   * @param nowMs The time, on a clock that never goes back.
   * @param failure Why; left out when the server ended it in good order.
   */
  ended(nowMs: number, failure?: Failure): void {
    if (this.#phase === "watch") this.#watchEnded(nowMs, failure);
    else if (this.#phase === "stream") this.#streamEnded(nowMs, failure);
    else if (failure !== undefined) this.#listFailed(nowMs, failure);
  }

  #sync(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#unavailable = false;
    this.#synced = true;
    this.#phase = "watch";
    this.#unreadable = 0;
    this.#denials = 0;
  }

  #streamEnded(nowMs: number, failure: Failure | undefined): void {
    const cause = failure?.cause;
    if (failure !== undefined && this.#isFinal(failure)) return;
    if (cause === "expired" || cause === "tooLarge") {
      this.#unavailable = true;
      this.#delay(nowMs, failure);
      return;
    }
    if (cause === "refused") this.#canStream = false;
    this.#phase = "list";
    const overloaded = cause === "throttled" || cause === "server" || cause === "unreachable" ||
      cause === "denied";
    if (overloaded) this.#delay(nowMs, failure);
  }

  #listFailed(nowMs: number, failure: Failure): void {
    if (this.#isFinal(failure)) return;
    const { cause } = failure;
    if (cause === "expired" || cause === "tooLarge") {
      if (this.#unavailable) this.#delay(nowMs, failure);
      this.#unavailable = true;
      return;
    }
    if (this.#canStream) this.#phase = "stream";
    this.#delay(nowMs, failure);
  }

  #watchEnded(nowMs: number, failure: Failure | undefined): void {
    const short = nowMs - this.#openedMs < SHORT_WATCH_MS;
    if (failure === undefined) {
      if (short) this.#delay(nowMs, undefined);
      return;
    }
    if (this.#isFinal(failure)) return;
    const { cause } = failure;
    if (cause === "expired" || cause === "tooLarge") {
      this.#phase = this.#canStream ? "stream" : "list";
      this.#unavailable = cause === "tooLarge";
      if (short) this.#delay(nowMs, failure);
      return;
    }
    const gentle = (cause === "cut" || cause === "silent") && !short;
    if (!gentle) this.#delay(nowMs, failure);
  }

  #delay(nowMs: number, failure: Failure | undefined): void {
    const askedMs = Math.min(failure?.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
    this.#delayMs = Math.max(this.#backoff.next(nowMs), askedMs);
  }

  /** Decides whether a failure is reported instead of being tried again. */
  #isFinal({ cause, error }: Failure): boolean {
    if (this.#synced ? this.#isFinalLater(cause) : this.#isFinalAtFirst(cause)) {
      this.#fatal = error;
      return true;
    }
    return false;
  }

  #isFinalAtFirst(cause: FailureCause): boolean {
    this.#failures++;
    if (cause === "denied" || cause === "unreachable") return true;
    // A server that cannot stream state refuses the stream; a list that is refused is the answer.
    if (cause === "refused") return this.#phase === "list";
    return this.#failures >= FIRST_SYNC_ATTEMPTS;
  }

  #isFinalLater(cause: FailureCause): boolean {
    switch (cause) {
      case "refused":
        return this.#phase !== "stream";
      case "denied":
        // A server that has just started denies everything until it has read its own roles.
        return ++this.#denials >= DENIED_ATTEMPTS;
      case "malformed":
        return ++this.#unreadable >= MALFORMED_ATTEMPTS;
      default:
        return false;
    }
  }
}
