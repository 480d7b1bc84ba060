/**
 * Completes the line that is edited. What the cluster says too late for the key that asked comes by itself, as
 * long as nothing else was typed: the prompt never waits, and nobody has to press Tab again. Layer 7.
 *
 * @module
 */
import { type Completed, offered } from "./complete_words.ts";

/** What knows the words. */
export interface CompletionSource {
  /** Completes the text before the cursor. */
  complete(line: string): Promise<Completed>;
}

/** Completes for readline. */
export class Completer {
  readonly #pressTab: () => void;
  #keys = 0;
  #late: { readonly line: string; readonly completed: Completed } | undefined;

  /** Takes what presses Tab once more, when words have come late. */
  constructor(pressTab: () => void) {
    this.#pressTab = pressTab;
  }

  /** Hears that something was typed: what comes late is for a line that is no more. */
  typed(): void {
    this.#keys++;
    this.#late = undefined;
  }

  /**
   * Finds words, in the form that readline takes.
   *
   * @param line The text before the cursor.
   * @param source What knows them.
   */
  async find(line: string, source: CompletionSource): Promise<[string[], string]> {
    const late = this.#late;
    this.#late = undefined;
    if (late?.line === line) return offered(late.completed);
    const keys = this.#keys;
    const found = await source.complete(line);
    void found.later?.then((completed) => {
      if (this.#keys !== keys || completed.words.length === 0) return;
      this.#late = { line, completed };
      this.#pressTab();
    });
    return offered(found);
  }
}
