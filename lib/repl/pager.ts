/**
 * Long output on a terminal: a screen at a time. Layer 7.
 *
 * @module
 */
import { displayWidth } from "../core/terminal.ts";

/** What a pager works with. */
export interface PagerOptions {
  /** Writes to the terminal. */
  readonly write: (text: string) => Promise<void>;
  /** Waits for a key. */
  readonly key: () => Promise<string>;
  /** The size of the terminal, where it is known. */
  readonly size: () => { readonly columns: number; readonly rows: number } | undefined;
}

/** Thrown by {@link Pager.write} when the user has seen enough. */
export class SeenEnough extends Error {
  override readonly name = "SeenEnough";
}

const ASK = "-- more: Enter a line, Space a page, a all, q quit --";
const SGR_REGEXP =
  // deno-lint-ignore no-control-regex -- the sequences that colour text begin with ESC
  /\x1b\[[0-9;]*m/g;

/** Writes until the screen is full, then waits for the user. */
export class Pager {
  readonly #options: PagerOptions;
  /** How many rows of the screen may still be filled. */
  #room = Infinity;
  #column = 0;

  /** Starts with a screen that is not full. */
  constructor(options: PagerOptions) {
    this.#options = options;
  }

  /** Begins the output of another line. */
  reset(): void {
    this.#room = this.#screen();
    this.#column = 0;
  }

  /**
   * Writes text.
   *
   * @throws {SeenEnough} when the user wants no more.
   */
  async write(text: string): Promise<void> {
    let from = 0;
    while (from < text.length) {
      if (this.#room <= 0) await this.#ask();
      const end = this.#fit(text, from);
      await this.#options.write(text.slice(from, end));
      from = end;
    }
  }

  /** Finds how much of a text fits on the screen: whole lines, at least one. */
  #fit(text: string, from: number): number {
    const columns = this.#options.size()?.columns ?? Infinity;
    let end = from;
    while (end < text.length && this.#room > 0) {
      const lineEnd = text.indexOf("\n", end);
      if (lineEnd < 0) {
        this.#column += displayWidth(text.slice(end).replace(SGR_REGEXP, ""));
        return text.length;
      }
      const width = this.#column + displayWidth(text.slice(end, lineEnd).replace(SGR_REGEXP, ""));
      this.#room -= Math.max(1, Math.ceil(width / columns));
      this.#column = 0;
      end = lineEnd + 1;
    }
    return end;
  }

  async #ask(): Promise<void> {
    const { write, key } = this.#options;
    await write(ASK);
    for (;;) {
      const [first = ""] = await key();
      const wanted = ROOM.get(first.toLowerCase());
      if (wanted === undefined) continue;
      await write("\r\x1b[K");
      if (wanted === 0) throw new SeenEnough("The user has seen enough");
      this.#room = wanted === "page" ? this.#screen() : wanted;
      return;
    }
  }

  #screen(): number {
    const rows = this.#options.size()?.rows;
    // One row is for the question, or for the prompt.
    return rows === undefined || rows < 3 ? Infinity : rows - 1;
  }
}

/** How many lines a key asks for. */
const ROOM: ReadonlyMap<string, number | "page"> = new Map<string, number | "page">([
  [" ", "page"],
  ["\r", 1],
  ["\n", 1],
  ["j", 1],
  ["a", Infinity],
  ["q", 0],
  ["\x03", 0],
  ["\x04", 0],
]);
