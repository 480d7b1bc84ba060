/**
 * The search that Ctrl-R begins: the newest earlier line that holds what is typed. Layer 7: pure.
 *
 * @module
 */
import { truncate } from "../core/terminal.ts";

/** Stands for the end of a line within an input. */
const LINE_END = " \u21b5 ";

/** What a key did to the search. */
export type SearchStep =
  | { readonly type: "search" }
  /** The line is taken over; it runs at once where Enter said so. */
  | { readonly type: "taken"; readonly line: string; readonly runs: boolean; readonly rest: string }
  | { readonly type: "left"; readonly line: string; readonly rest: string };

/** A search through earlier lines. */
export class HistorySearch {
  readonly #lines: readonly string[];
  readonly #before: string;
  #wanted = "";
  #found: number | undefined;
  #failed = false;
  #isLast = false;

  /**
   * Begins a search.
   *
   * @param lines Earlier lines, oldest first.
   * @param before What stood on the line.
   */
  constructor(lines: readonly string[], before: string) {
    this.#lines = lines;
    this.#before = before;
  }

  /**
   * What is shown instead of the prompt and its line.
   *
   * @param width How many columns there are for it.
   */
  shown(width = Infinity): string {
    const found = this.#found === undefined ? "" : this.#lines[this.#found] ?? "";
    // The bell says that there is no other one.
    const bell = this.#isLast ? "\x07" : "";
    const text = found.replaceAll(/\n\s*/g, LINE_END);
    const shown = `(${this.#failed ? "nothing like" : "search"} "${this.#wanted}") ${text}`;
    return `${bell}${width === Infinity ? shown : truncate(shown, width)}`;
  }

  /**
   * Takes keys.
   *
   * @param text What was typed; `\x12` is Ctrl-R.
   */
  type(text: string): SearchStep {
    for (let index = 0; index < text.length; index++) {
      const key = text.charAt(index);
      const rest = text.slice(index);
      this.#isLast = false;
      if (key === "\x12") this.#lookFurther();
      else if (key === "\x7f" || key === "\b") {
        this.#wanted = this.#wanted.slice(0, -1);
        this.#look(undefined);
      } else if (key === "\x07" || key === "\x03") {
        return { type: "left", line: this.#before, rest: text.slice(index + 1) };
      } else if (key === "\r" || key === "\n") {
        return { type: "taken", line: this.#line(), runs: true, rest: text.slice(index + 1) };
      } else if (key < " ") {
        // Another key edits the line that was found.
        return {
          type: "taken",
          line: this.#line(),
          runs: false,
          rest: rest === "\x1b" ? "" : rest,
        };
      } else {
        this.#wanted += key;
        this.#look(this.#found);
      }
    }
    return { type: "search" };
  }

  #line(): string {
    return this.#found === undefined ? this.#before : this.#lines[this.#found] ?? this.#before;
  }

  /** Looks for an older line; where there is none, the one that was found stays. */
  #lookFurther(): void {
    const found = this.#found;
    this.#look(found === undefined ? undefined : found - 1);
    this.#isLast = this.#failed && found !== undefined;
    if (this.#isLast) this.#failed = false;
  }

  /** Looks for the newest line at or before an index that holds what is wanted. */
  #look(from: number | undefined): void {
    if (this.#wanted === "") {
      this.#found = undefined;
      this.#failed = false;
      return;
    }
    for (let index = from ?? this.#lines.length - 1; index >= 0; index--) {
      const line = this.#lines[index] ?? "";
      // The same line again would look as if nothing had happened.
      const isRepeated = from !== undefined && this.#found !== undefined && index < this.#found &&
        line === this.#lines[this.#found];
      if (line.includes(this.#wanted) && !isRepeated) {
        this.#found = index;
        this.#failed = false;
        return;
      }
    }
    this.#failed = true;
  }
}
