/**
 * What comes from a terminal at once was not typed by hand. Layer 7.
 *
 * @module
 */

/** What comes without such a pause came at once. */
const BURST_MS = 20;

/** Tells what was typed by hand, line by line, from what came at once. */
export class Burst {
  #isOne = false;
  #lastMs = -Infinity;

  /** Takes what came. */
  take(text: string): void {
    const now = performance.now();
    this.#isOne = text.length > 1 || now - this.#lastMs < BURST_MS;
    this.#lastMs = now;
  }

  /** Waits until no more comes at once; tells whether it was more than a key. */
  async ended(): Promise<boolean> {
    if (!this.#isOne) return false;
    for (;;) {
      const leftMs = this.#lastMs + BURST_MS - performance.now();
      if (leftMs <= 0) return true;
      await new Promise((resolve) => setTimeout(resolve, leftMs));
    }
  }
}
