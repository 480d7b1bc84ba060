/**
 * The prompt on a terminal: editing, history, Ctrl-C, Ctrl-D. Layer 7.
 *
 * @module
 */
import { createInterface, type Interface } from "node:readline";
import process from "node:process";
import type { History } from "./history.ts";
import type { Session } from "./session.ts";

/** What a prompt works with. */
export interface PromptOptions {
  readonly session: Session;
  readonly history: History;
}

/** A prompt on the terminal of this process. */
export class Prompt {
  readonly #session: Session;
  readonly #history: History;
  readonly #readline: Interface;
  readonly #lines: string[] = [];
  readonly #left = Promise.withResolvers<void>();
  #running: AbortController | undefined;
  #asked = false;
  #closed = false;

  /** Takes the terminal; nothing is shown before {@link Prompt.run}. */
  constructor({ session, history }: PromptOptions) {
    this.#session = session;
    this.#history = history;
    this.#readline = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      prompt: session.prompt(),
      history: [...history.lines()].reverse(),
      historySize: 1000,
      removeHistoryDuplicates: true,
    });
  }

  /** Takes lines and runs them until the user leaves. */
  async run(): Promise<void> {
    this.#readline.on("line", (line) => {
      this.#lines.push(line);
      void this.#work();
    });
    this.#readline.on("SIGINT", () => this.#interrupt());
    this.#readline.on("close", () => this.#close());
    this.#ask();
    await this.#left.promise;
  }

  /**
   * Shows a line that belongs to no result, above the prompt and what is being typed there.
   *
   * @param line One line, without a newline.
   */
  note(line: string): void {
    process.stderr.write(`\r\x1b[K${line}\n`);
    if (this.#running === undefined && !this.#closed) this.#readline.prompt(true);
  }

  #ask(): void {
    this.#readline.setPrompt(this.#session.prompt());
    this.#readline.prompt();
  }

  // Lines that arrive while one runs (pasted, or typed ahead) wait for their turn.
  async #work(): Promise<void> {
    if (this.#running !== undefined) return;
    this.#asked = false;
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      this.#running = new AbortController();
      try {
        const problem = await this.#history.add(line);
        if (problem !== undefined) this.note(problem);
        const { type } = await this.#session.submit(line, this.#running.signal);
        if (type === "exit") this.#readline.close();
      } catch (error) {
        this.#left.reject(error);
        this.#readline.close();
      } finally {
        this.#running = undefined;
      }
      if (this.#closed) return this.#left.resolve();
    }
    this.#ask();
  }

  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#lines.length = 0;
      this.#running.abort(new DOMException("interrupted", "AbortError"));
      return;
    }
    const empty = this.#readline.line === "" && !this.#session.unfinished;
    if (empty && this.#asked) return this.#readline.close();
    this.#asked = empty;
    this.#session.discardInput();
    // Readline keeps the text of the line: it is typed away unseen.
    this.#readline.write(null, { ctrl: true, name: "e" });
    this.#readline.write(null, { ctrl: true, name: "u" });
    process.stdout.write(empty ? "\n(Ctrl-C again or .exit leaves)\n" : "^C\n");
    this.#ask();
  }

  #close(): void {
    this.#closed = true;
    if (this.#running === undefined) this.#left.resolve();
    else this.#running.abort(new DOMException("interrupted", "AbortError"));
  }
}
