/**
 * How long to wait after the next failure. Layer 3: pure.
 *
 * @module
 */

/** The shape of a backoff. */
export interface BackoffLimits {
  /** The first delay in milliseconds. */
  readonly firstMs: number;
  /** What each delay is multiplied by to give the next. */
  readonly factor: number;
  /** The longest delay in milliseconds, before jitter. */
  readonly capMs: number;
  /** How much of a delay chance may add: with 1.0 a delay is between once and twice its length. */
  readonly jitter: number;
  /** After so many milliseconds without a failure the first delay counts again. */
  readonly resetAfterMs: number;
}

/** The figures of client-go's reflector. */
const WATCH_BACKOFF: BackoffLimits = Object.freeze({
  firstMs: 800,
  factor: 2,
  capMs: 30_000,
  jitter: 1,
  resetAfterMs: 120_000,
});

/**
 * Delays that grow with each failure, and start over after a quiet time.
 *
 * @see client-go `tools/cache/reflector.go`, `util/wait/backoff.go`
 */
export class Backoff {
  readonly #random: () => number;
  readonly #limits: BackoffLimits;
  #baseMs: number;
  #lastMs = -Infinity;

  /** Starts with the first delay. */
  constructor(random: () => number, limits: BackoffLimits = WATCH_BACKOFF) {
    this.#random = random;
    this.#limits = limits;
    this.#baseMs = limits.firstMs;
  }

  /**
   * Counts a failure.
   *
   * @param nowMs The time of the failure, on a clock that never goes back.
   * @returns Milliseconds to wait.
   */
  next(nowMs: number): number {
    const { firstMs, factor, capMs, jitter, resetAfterMs } = this.#limits;
    if (nowMs - this.#lastMs > resetAfterMs) this.#baseMs = firstMs;
    this.#lastMs = nowMs;
    const delayMs = this.#baseMs * (1 + jitter * this.#random());
    this.#baseMs = Math.min(this.#baseMs * factor, capMs);
    return delayMs;
  }
}
