/**
 * What became of the writes of a run that is undone, and the exit code that says it. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import type { UndoOutcome } from "../gate/undo.ts";

/** Counts outcomes. */
export class OutcomeCounts {
  #done = 0;
  #left = 0;
  #failed = 0;
  #forbidden = 0;

  /** Counts one. */
  add({ state, isForbidden }: UndoOutcome): void {
    if (state === "undone" || state === "nothing") this.#done++;
    else if (state === "failed") this.#failed++;
    else this.#left++;
    if (isForbidden === true) this.#forbidden++;
  }

  /** How many are taken back, or need not be. */
  get done(): number {
    return this.#done;
  }

  /** Whether there was none. */
  get isEmpty(): boolean {
    return this.#done + this.#left + this.#failed === 0;
  }

  /** Whether some were refused, which another time, or for another user, may pass. */
  get mayPass(): boolean {
    return this.#failed > 0;
  }

  /** The exit code. */
  get code(): number {
    if (this.#forbidden > 0) return EXIT_CODES.forbidden;
    return this.#left + this.#failed > 0 ? EXIT_CODES.failed : EXIT_CODES.done;
  }
}
