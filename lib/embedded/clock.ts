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
  isCancelled: boolean;
}

/** Tells whether a timer is due before another. */
function isEarlier(left: Timer, right: Timer): boolean {
  return left.atMs < right.atMs || left.atMs === right.atMs && left.order < right.order;
}

/** A clock that stands until it is moved: an hour passes in no time. */
export class ManualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #cancelled = 0;
  /** A heap: the first is the next that is due. */
  #timers: Timer[] = [];

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
    const atMs = this.#nowMs + Math.max(delayMs, 0);
    const timer = { atMs, order: this.#order++, callback, isCancelled: false };
    this.#push(timer);
    return () => this.#cancel(timer);
  }

  /**
   * Moves the clock, calling back whatever falls due, in order, at its time; what is set meanwhile counts.
   *
   * @param byMs Milliseconds.
   */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let next = this.#next(); next !== undefined && next.atMs <= endMs; next = this.#next()) {
      this.#shift();
      next.isCancelled = true;
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
    while (this.#timers[0]?.isCancelled) {
      this.#shift();
      this.#cancelled--;
    }
    return this.#timers[0];
  }

  #cancel(timer: Timer): void {
    if (timer.isCancelled) return;
    timer.isCancelled = true;
    // Timers that nobody waits for are let go when they are the larger part.
    if (++this.#cancelled * 2 <= this.#timers.length + 100) return;
    const left = this.#timers.filter(({ isCancelled }) => !isCancelled);
    this.#timers = [];
    this.#cancelled = 0;
    for (const kept of left) this.#push(kept);
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(timer, parent)) break;
      heap[index] = parent;
      heap[above] = timer;
      index = above;
    }
  }

  #shift(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    heap[0] = last;
    for (;;) {
      let first = index;
      for (const below of [2 * index + 1, 2 * index + 2]) {
        const child = heap[below];
        const best = heap[first];
        if (child !== undefined && best !== undefined && isEarlier(child, best)) first = below;
      }
      const child = heap[first];
      if (first === index || child === undefined) return;
      heap[index] = child;
      heap[first] = last;
      index = first;
    }
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
