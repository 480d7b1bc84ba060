/**
 * The time of a test's cluster, where the test moves it. Layer 6.
 *
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { sleep } from "../connect/exchange.ts";
import { type Duration, formatDuration, parseDuration } from "../core/duration.ts";
import { QueryError, TimeoutError } from "../core/errors.ts";
import { type Clock, ManualClock } from "../embedded/clock.ts";
import { loadLazyModules } from "./lazy_modules.ts";

/** How {@link TestClock.run} runs a function. */
export interface TestClockRunOptions {
  /** How far the clock may go; default `"24h"`. */
  readonly limit?: Duration;
}

/** How far behind the machine's clock one that follows it may be. */
const FOLLOW_MS = 50;
/** Clients of a cluster have their turn before the clock goes on. */
const TURNS = 4;
/** So long nothing has to happen before the clock goes on by itself: a script may read a file meanwhile. */
const QUIET_TURNS = 20;
/** After so many steps the clock takes its time. */
const FAST_STEPS = 200;
const QUIET_MS = 1;
const NEVER = new AbortController().signal;
/** Whoever waits longer for something that no clock brings waits in vain. */
const MAX_IDLE_MS = 20_000;

let readClock: (clock: TestClock) => Clock;
let addWait: (clock: TestClock, what: () => string) => () => void;
let addCluster: (clock: TestClock, settled: () => Promise<void>) => () => void;

/** The clock underneath. */
export function clockOf(clock: TestClock): Clock {
  return readClock(clock);
}

/**
 * Lets a clock wait for a cluster whenever it is moved.
 *
 * @returns What ends that.
 */
export function settleWith(clock: TestClock, settled: () => Promise<void>): () => void {
  return addCluster(clock, settled);
}

/**
 * Notes what somebody waits for, by whose end {@link TestClock.run} is kept from its own.
 *
 * @returns Says that the wait is over.
 */
export function noteWait(clock: TestClock, what: () => string): () => void {
  return addWait(clock, what);
}

/**
 * A clock that stands until it is moved: what takes a cluster an hour is tested in a millisecond.
 *
 * Whatever a cluster does by time (backoffs, CronJobs, deadlines, restarts, ages) goes by its clock. Waits
 * on the client's side for which there is no answer yet (a `Retry-After`, the delay of a fault) move it on
 * their own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { testCluster, TestClock } from "skiff/testing";
 *
 * const clock = new TestClock("2026-03-01T08:00:00Z");
 * await using cluster = await testCluster({ clock });
 * await clock.advance("1h");
 * const made = await cluster.create({
 *   apiVersion: "v1",
 *   kind: "ConfigMap",
 *   metadata: { name: "late", namespace: "default" },
 * });
 * assert.equal(made.metadata?.creationTimestamp, "2026-03-01T09:00:00Z");
 * ```
 */
export class TestClock {
  readonly #manual: ManualClock;
  readonly #clusters = new Set<() => Promise<void>>();

  readonly #waits = new Set<() => string>();

  static {
    addWait = (clock, what) => {
      clock.#waits.add(what);
      return () => void clock.#waits.delete(what);
    };
    readClock = (clock) => clock.#manual;
    addCluster = (clock, settled) => {
      clock.#clusters.add(settled);
      return () => void clock.#clusters.delete(settled);
    };
  }

  /**
   * Makes a clock.
   *
   * @param start Where it stands: a timestamp or a date; default the start of 2026.
   * @throws {QueryError} when that is no time.
   */
  constructor(start: string | Date = "2026-01-01T00:00:00Z") {
    const startMs = new Date(start).getTime();
    if (Number.isNaN(startMs)) {
      throw new QueryError(
        `Cannot start a clock at ${
          JSON.stringify(start)
        }: write a timestamp, "2026-01-01T00:00:00Z"`,
      );
    }
    this.#manual = new ManualClock(startMs);
  }

  /** What time it is. */
  now(): Date {
    return new Date(this.#manual.now());
  }

  /**
   * Moves the clock. Whatever falls due happens at its time and in order, and the controllers of the clusters
   * on this clock come to rest before the next.
   *
   * @param by How far, e.g. `"1h"`.
   */
  async advance(by: Duration): Promise<void> {
    await this.advanceTo(this.#manual.now() + parseDuration(by));
  }

  /**
   * Moves the clock to a time; does nothing where that is over.
   *
   * @param time A date, or milliseconds since 1970.
   */
  async advanceTo(time: Date | number): Promise<void> {
    const endMs = Number(time);
    await this.#settle();
    for (;;) {
      const nowMs = this.#manual.now();
      const nextMs = Math.min(this.#manual.nextTimerMs() ?? endMs, endMs);
      this.#manual.advance(Math.max(nextMs - nowMs, 0));
      await this.#settle();
      const next = this.#manual.nextTimerMs();
      if (this.#manual.now() >= endMs && (next === undefined || next > endMs)) return;
    }
  }

  /**
   * Lets the clock go on from here as the machine's does, e.g. for a cluster that somebody looks at.
   *
   * @returns Stops it again, by `await using`.
   */
  follow(): AsyncDisposable {
    const offsetMs = this.#manual.now() - Date.now();
    const stop = new AbortController();
    const pace = async () => {
      while (!stop.signal.aborted) {
        await this.advanceTo(Date.now() + offsetMs);
        await sleep(FOLLOW_MS, stop.signal).catch(() => {});
      }
    };
    const following = pace();
    return {
      async [Symbol.asyncDispose]() {
        stop.abort();
        await following;
      },
    };
  }

  /**
   * Runs a function while time passes on its own: whenever nothing happens for a moment, the clock goes to the next
   * time at which something falls due. For scripts that wait: for a rollout, for a Job, for their own timeout.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster, TestClock } from "skiff/testing";
   *
   * const clock = new TestClock();
   * await using cluster = await testCluster({ clock });
   * await assert.rejects(
   *   clock.run(() => cluster.ns().pod("web").wait({ status: { phase: "Running" } }, { timeout: "5m" })),
   *   { name: "TimeoutError" },
   * );
   * assert.ok(clock.now() >= new Date("2026-01-01T00:05:00Z"));
   * ```
   *
   * @param work The function.
   * @param options How far the clock may go (default `"24h"`).
   * @returns What the function returns.
   * @throws {TimeoutError} when the function has not come to its end by then; else what the function throws.
   */
  async run<R>(work: () => R | Promise<R>, options: TestClockRunOptions = {}): Promise<R> {
    const { limit = "24h" } = options;
    await loadLazyModules();
    const endMs = this.#manual.now() + parseDuration(limit);
    let isDone = false;
    let steps = 0;
    let idleSinceMs: number | undefined;
    const result = (async () => await work())().finally(() => {
      isDone = true;
    });
    // It is awaited below, or given up.
    result.catch(() => {});
    for (;;) {
      for (let turn = 0; turn < QUIET_TURNS && !isDone; turn++) await nextTurn();
      // However soon the turns are over, what is read from the disk meanwhile takes real time.
      if (!isDone && ++steps > FAST_STEPS) await sleep(QUIET_MS, NEVER);
      if (isDone) return await result;
      await this.#settle();
      const nextMs = this.#manual.nextTimerMs();
      if (nextMs === undefined) {
        idleSinceMs ??= performance.now();
        if (performance.now() - idleSinceMs < MAX_IDLE_MS) continue;
        throw new TimeoutError(
          `Cannot run the function to its end: it still waits${this.#inVain()}, ` +
            "and nothing falls due by this clock",
        );
      }
      idleSinceMs = undefined;
      if (nextMs > endMs) {
        throw new TimeoutError(
          "Cannot run the function to its end: it still waits when the clock has gone on by " +
            `${formatDuration(parseDuration(limit))}${this.#inVain()}`,
        );
      }
      this.#manual.advance(Math.max(nextMs - this.#manual.now(), 0));
    }
  }

  /** What is waited for, in words. */
  #inVain(): string {
    const [first, ...others] = [...this.#waits].map((what) => what());
    if (first === undefined) return "";
    return ` (${first}${others.length === 0 ? "" : `; and ${others.length} more`})`;
  }

  async #settle(): Promise<void> {
    for (const settled of [...this.#clusters]) await settled();
    for (let turn = 0; turn < TURNS; turn++) await nextTurn();
  }
}
