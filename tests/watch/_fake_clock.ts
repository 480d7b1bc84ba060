/**
 * A clock that stands still until a test moves it.
 *
 * @module
 */
import { setImmediate } from "node:timers/promises";
import type { WatchClock } from "../../lib/watch/clock.ts";

export { seededRandom } from "../../lib/testing/seed.ts";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock for tests, with chance from a seed. */
export class FakeClock implements WatchClock {
  #nowMs = 0;
  readonly #timers = new Set<Timer>();
  readonly #random: () => number;

  constructor(random: () => number = () => 0) {
    this.#random = random;
  }

  now(): number {
    return this.#nowMs;
  }

  random(): number {
    return this.#random();
  }

  timer(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on, calling back what comes due, in order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.atMs > untilMs) break;
      this.#fire(next);
    }
    this.#nowMs = untilMs;
  }

  /** Moves on to the next timer and calls it back. */
  advanceToNext(): void {
    const next = this.#next();
    if (next !== undefined) this.#fire(next);
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.atMs < next.atMs) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.callback();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 4; i++) await setImmediate();
}

const MAX_TURNS = 5_000;

/**
 * Lets things run, and time pass only where nothing else happens, until a state is reached.
 *
 * @throws when it is not reached.
 */
export async function until(clock: FakeClock, what: string, reached: () => boolean): Promise<void> {
  for (let turns = 0; turns < MAX_TURNS; turns++) {
    for (let i = 0; i < 6; i++) {
      if (reached()) return;
      await turn();
    }
    clock.advanceToNext();
  }
  throw new Error(`${what}: not reached`);
}
