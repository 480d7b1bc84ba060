/**
 * Patience that does not run out while the process itself could not go on: whatever is asked has had its time
 * only when there was somebody to hear the answer. Layer 2.
 *
 * @module
 */

/** So many times it is looked whether the time is up. */
const STEPS = 15;

/** A signal that fires when the process has waited for so long; each time it was held up counts as a moment. */
export class Patience implements Disposable {
  readonly #controller = new AbortController();
  readonly #stepMs: number;
  #left = STEPS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to wait, so many milliseconds. */
  constructor(limitMs: number) {
    this.#stepMs = limitMs / STEPS;
    this.#wait();
  }

  /** Fires with a `TimeoutError` when patience is at its end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits no more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#left--;
      if (this.#left > 0) return this.#wait();
      this.#controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
    }, this.#stepMs);
  }
}
