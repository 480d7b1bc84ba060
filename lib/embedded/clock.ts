/**
 * The time of an in-memory cluster: the machine's, or one that only moves when it is told to. Layer 3.
 *
 * @module
 */

/** What tells the time and calls back later. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Calls back once.
   *
   * @param delayMs Milliseconds from now.
   * @param callback What to call.
   * @returns What keeps the call from happening.
   */
  timer(delayMs: number, callback: () => void): () => void;
}

/** The longest delay that a timer of the runtime can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const SYSTEM_CLOCK: Clock = Object.freeze({
  now: () => Date.now(),
  timer(delayMs: number, callback: () => void): () => void {
    const id = setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(id);
  },
});

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands until it is moved: an hour passes in no time. */
export class ManualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** @param startMs Milliseconds since 1970; default the start of 2026. */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#nowMs;
  }

  /** Calls back once, when the clock has been moved so far. */
  timer(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(delayMs, 0), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Moves the clock, calling back whatever falls due, in order, at its time; what is set meanwhile counts.
   *
   * @param byMs Milliseconds.
   */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let next = this.#next(); next !== undefined && next.atMs <= endMs; next = this.#next()) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  /** When the next callback is due, in milliseconds since 1970; `undefined` where none is. */
  nextTimerMs(): number | undefined {
    return this.#next()?.atMs;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        first === undefined || timer.atMs < first.atMs ||
        timer.atMs === first.atMs && timer.order < first.order
      ) first = timer;
    }
    return first;
  }
}

/** A timestamp as the API writes it: whole seconds. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A timestamp with microseconds, for leases and events. */
export function formatMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}
