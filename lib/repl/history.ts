/**
 * The inputs typed before, of one line or several, kept in a file that only the user can read, bounded, and
 * without those that look as if they held a credential. Layer 7.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { formatInput, isFurtherLine, parseInputs } from "./history_text.ts";

/** How many inputs are kept. */
export const HISTORY_LIMIT = 1000;

/** Longer ones are pasted data rather than something to type again. */
const MAX_LENGTH = 10_000;

/** What decides where the history is: the environment, as far as it may be read. */
export type HistoryEnvironment = (name: string) => string | undefined;

/**
 * Finds the history file: SKIFF_HISTORY, or `skiff/history` in the user's state folder.
 *
 * @param env Reads a variable of the environment.
 * @returns The path, or `undefined` where SKIFF_HISTORY is empty or there is no home folder.
 */
export function historyFile(env: HistoryEnvironment): string | undefined {
  const chosen = env("SKIFF_HISTORY");
  if (chosen !== undefined) return chosen === "" ? undefined : chosen;
  const state = env("XDG_STATE_HOME");
  if (state !== undefined && state.startsWith("/")) return join(state, "skiff", "history");
  const home = env("HOME") ?? env("USERPROFILE");
  return home === undefined || home === ""
    ? undefined
    : join(home, ".local", "state", "skiff", "history");
}

const NAME = "(?:pass|password|passwd|token|secret|api_?key|client_?secret)";
const SECRET_REGEXP = new RegExp(
  [
    String.raw`\beyJ[\w-]{8,}\.`,
    String.raw`\bBearer\s+\S|\bBasic\s+[\w+/=]{8}`,
    "BEGIN [A-Z ]*PRIVATE KEY",
    String.raw`\b${NAME}["']?\s*[:=]\s*["'\x60]`,
    // As YAML has it, without quotes.
    String.raw`^[\s-]*(?:[\w-]+[_-])?${NAME}:\s+[^\s{[(&|>]`,
  ].join("|"),
  "im",
);

/**
 * Tells whether an input is kept out of the history: it starts with a blank, as in a shell, or looks as if
 * it held a token, a password or a key.
 */
export function isPrivateLine(line: string): boolean {
  return /^\s/.test(line) || SECRET_REGEXP.test(line);
}

/** A history in a file, or in memory only where there is no file. */
export class History {
  readonly #file: string | undefined;
  #lines: string[];
  #written: number;

  private constructor(file: string | undefined, lines: string[]) {
    this.#file = file;
    this.#lines = lines;
    this.#written = lines.length;
  }

  /**
   * Opens a history and reads the inputs in it.
   *
   * @param file The file, or `undefined` for a history that is forgotten at the end.
   * @returns The history, and what went wrong if the file cannot be used.
   */
  static async open(
    file: string | undefined,
  ): Promise<{ readonly history: History; readonly problem?: string }> {
    if (file === undefined) return { history: new History(undefined, []) };
    try {
      const text = await Deno.readTextFile(file);
      const lines = parseInputs(text).slice(-HISTORY_LIMIT);
      return { history: new History(file, lines) };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return { history: new History(file, []) };
      const problem = `Cannot read the history "${file}": ${reasonOf(error)}`;
      return { history: new History(undefined, []), problem };
    }
  }

  /** The inputs, oldest first. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /**
   * Adds an input and writes it to the file; a repetition of the last one and a private one are not kept.
   *
   * @param line What was typed.
   * @returns What went wrong with the file, if anything did: the input is kept in memory all the same.
   */
  async add(line: string): Promise<string | undefined> {
    const text = line.trimEnd();
    if (text === "" || text.length > MAX_LENGTH || text.includes("\r")) return undefined;
    if (isPrivateLine(line) || text === this.#lines.at(-1)) return undefined;
    if (isFurtherLine(text.split("\n")[0]!)) return undefined;
    this.#lines.push(text);
    if (this.#lines.length > HISTORY_LIMIT) this.#lines = this.#lines.slice(-HISTORY_LIMIT);
    if (this.#file === undefined) return undefined;
    try {
      await this.#write(this.#file, text);
      return undefined;
    } catch (error) {
      return `Cannot write the history "${this.#file}": ${reasonOf(error)}`;
    }
  }

  async #write(file: string, text: string): Promise<void> {
    if (this.#written < HISTORY_LIMIT * 2) {
      await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(file, `${formatInput(text)}\n`, { append: true, mode: 0o600 });
      this.#written++;
    } else {
      const next = `${file}.new`;
      const all = this.#lines.map((line) => `${formatInput(line)}\n`).join("");
      await Deno.writeTextFile(next, all, { mode: 0o600 });
      await Deno.rename(next, file);
      this.#written = this.#lines.length;
    }
    // A file from elsewhere may have been readable by others.
    if (Deno.build.os !== "windows") await Deno.chmod(file, 0o600);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}
