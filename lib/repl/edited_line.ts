/**
 * The line that is being edited, which may be an earlier input of several lines. Layer 7.
 *
 * @module
 */
import type { Interface } from "node:readline";

/** What readline has, though its type does not say so, or not that it may be changed. */
interface Inside {
  line: string;
  cursor: number;
  /** On which row of what is shown the cursor was. */
  prevRows: number;
  readonly history: string[];
  getCursorPos(): { readonly rows: number };
}

/** So many earlier inputs the arrow keys bring back. */
const MAX_EARLIER = 1000;

/** The line that is being edited, and the inputs that the arrow keys bring back. */
export class EditedLine {
  readonly #readline: Interface;
  /** Lines that readline has put among the earlier ones, until the input that they are of is known. */
  #entered: string[] = [];

  /** Takes what edits the line. */
  constructor(readline: Interface) {
    this.#readline = readline;
  }

  /** Takes away what stands on it. */
  clear(): void {
    this.#readline.write(null as unknown as string, { ctrl: true, name: "e" });
    this.#readline.write(null as unknown as string, { ctrl: true, name: "u" });
  }

  /** Puts another text on it, which the next prompt shows. */
  put(text: string): void {
    this.clear();
    // Readline would take a line break that is typed for Enter.
    Object.assign(this.#inside, { line: text, cursor: text.length });
  }

  /**
   * Gives up the place where the prompt and the line are shown.
   *
   * @returns What to write before anything that is to stand there.
   */
  hide(): string {
    const { rows } = this.#inside.getCursorPos();
    this.#inside.prevRows = 0;
    return `${rows > 0 ? `\x1b[${rows}A` : ""}\r\x1b[J`;
  }

  /** Hears that a line was entered. */
  entered(line: string): void {
    if (line.trim() !== "") this.#entered.push(line);
  }

  /** Nothing comes of the lines that were entered and are of no input yet. */
  forget(): void {
    this.#entered = [];
  }

  /**
   * Makes an input one of the earlier ones, in place of its lines.
   *
   * @param input What is run.
   */
  keep(input: string): void {
    const { history } = this.#inside;
    const entered = this.#entered;
    for (const line of entered) {
      const at = history.indexOf(line);
      if (at >= 0 && at < entered.length) history.splice(at, 1);
    }
    this.#entered = entered.slice(countOf(entered, input));
    const before = history.indexOf(input);
    if (before >= 0) history.splice(before, 1);
    history.unshift(...[input, ...this.#entered].reverse());
    history.splice(MAX_EARLIER);
  }

  get #inside(): Inside {
    return this.#readline as unknown as Inside;
  }
}

/** How many of the lines are of an input; it may have others, which were pasted. */
function countOf(lines: readonly string[], input: string): number {
  let rest: string | undefined = input;
  let count = 0;
  while (rest !== undefined && count < lines.length) {
    const line: string = lines[count]!;
    if (rest === line || rest.startsWith(`${line}\n`)) {
      count++;
      rest = rest === line ? undefined : rest.slice(line.length + 1);
    } else {
      const end: number = rest.indexOf("\n");
      rest = end < 0 ? undefined : rest.slice(end + 1);
    }
  }
  return count;
}
