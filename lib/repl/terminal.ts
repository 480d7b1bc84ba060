/**
 * The prompt on a terminal: editing, pasting, history and its search, completion, paging, Ctrl-C, Ctrl-D.
 * Layer 7.
 *
 * @module
 */
import { createInterface, type Interface } from "node:readline";
import { PassThrough } from "node:stream";
import process from "node:process";
import { Burst } from "./burst.ts";
import { Completer } from "./completer.ts";
import type { Answer } from "./consent.ts";
import { EditedLine } from "./edited_line.ts";
import type { History } from "./history.ts";
import { HistorySearch } from "./history_search.ts";
import { Keyboard } from "./keyboard.ts";
import { Pager } from "./pager.ts";
import { LEAVE_PASTES, MARK_PASTES, pastedLines, PasteReader } from "./paste.ts";
import type { Pieces } from "./pieces.ts";
import { mayHoldSecretText } from "./secret_text.ts";
import type { Session } from "./session.ts";
import { terminalSize } from "./terminal_size.ts";
import { Watchdog } from "./watchdog.ts";
import { wrapLine } from "./wrap_line.ts";

/** What a prompt works with. */
export interface PromptOptions {
  readonly history: History;
  /** Writes to the terminal. */
  readonly write: (text: string) => Promise<void>;
}

const CTRL_R = "\x12";
/** What the session keeps lines from, see `guardProcess`. */
const sendSignal = Deno.kill;
const ANSWERS: ReadonlyMap<string, Answer> = new Map([
  ["y", "yes"],
  ["Y", "yes"],
  ["a", "all"],
  ["A", "all"],
]);

/** A prompt on the terminal of this process. */
export class Prompt {
  readonly #history: History;
  readonly #input = new PassThrough();
  readonly #keyboard = new Keyboard(() => this.#readline?.close());
  readonly #write: (text: string) => Promise<void>;
  readonly #pager: Pager;
  readonly #watchdog = new Watchdog(() => this.#interrupt());
  readonly #pastes = new PasteReader();
  readonly #burst = new Burst();
  readonly #completer = new Completer(() => void this.#input.write("\t"));
  readonly #lines: string[] = [];
  readonly #left = Promise.withResolvers<void>();
  #session: Session | undefined;
  #readline: Interface | undefined;
  #line: EditedLine | undefined;
  #running: AbortController | undefined;
  #search: HistorySearch | undefined;
  #asked = false;
  #closed = false;
  /** What is to be noted once the terminal is back. */
  #notes: string[] | undefined;
  #gathering = false;
  /** Whether the input that is not finished was pasted: it is run as a whole. */
  #pasted = false;

  /** Shows nothing before {@link Prompt.run}. */
  constructor({ history, write }: PromptOptions) {
    this.#history = history;
    this.#write = write;
    this.#pager = new Pager({
      write,
      key: () => this.#keyboard.next(),
      size: terminalSize,
    });
  }

  /** Takes lines and runs them until the user leaves. */
  async run(session: Session): Promise<void> {
    this.#session = session;
    this.#readline = createInterface({
      input: this.#input,
      output: process.stdout,
      terminal: true,
      prompt: session.prompt(),
      history: [...this.#history.lines()].reverse(),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, give: (fault: null, found: [string[], string]) => void) =>
        void this.#completer.find(line, session).then((found) => give(null, found)),
    });
    const edited = this.#line = new EditedLine(this.#readline);
    this.#readline.on("line", (line) => {
      this.#lines.push(line);
      edited.entered(line);
      void this.#work(session);
    });
    this.#readline.on("SIGINT", () => this.#cancelInput(session));
    this.#readline.on("close", () => this.#close());
    this.#readline.on("SIGTSTP", () => this.#suspend());
    this.#takeKeys(true);
    this.#keyboard.start();
    this.#ask();
    this.#listen();
    try {
      await this.#left.promise;
    } finally {
      this.#takeKeys(false);
    }
  }

  /**
   * Asks whether something may be done; anything but yes is no.
   *
   * @param question One line, without a newline.
   */
  async ask(question: string): Promise<Answer> {
    if (this.#closed) return "no";
    const key = await this.#keyboard.answer(() => this.#write(`\r\x1b[K${question}`));
    const answer = ANSWERS.get(key) ?? "no";
    await this.#write(`${answer}\n`);
    if (key === "\x03") this.#interrupt();
    return answer;
  }

  /**
   * Leaves the terminal to a program until it has ended: its keys, Ctrl-C too, are its own.
   *
   * @param work Runs the program.
   */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    const { stdout } = process;
    const onResize = stdout.listeners("resize") as (() => void)[];
    stdout.removeAllListeners("resize");
    const notes: string[] = this.#notes = [];
    try {
      return await this.#keyboard.lend(work);
    } finally {
      this.#notes = undefined;
      for (const listener of onResize) stdout.on("resize", listener);
      this.#pager.reset();
      for (const line of notes) this.note(line);
    }
  }

  /**
   * Keeps input for those who look for earlier ones.
   *
   * @param source What is run.
   * @param isPrivate Whether it is to be kept in no file.
   */
  async keepInput(source: string, isPrivate: boolean): Promise<void> {
    this.#line?.keep(source);
    if (isPrivate || mayHoldSecretText(source)) return;
    const problem = await this.#history.add(source);
    if (problem !== undefined) this.note(problem);
  }

  /** Hears whether what runs now ends by itself when it takes too long. */
  limited(isLimited: boolean): void {
    this.#watchdog.limited(isLimited);
  }

  /** The lines typed before, oldest first. */
  history(): readonly string[] {
    return this.#history.lines();
  }

  /** Writes the text of a result, a screen at a time. */
  async write(text: string, live = false): Promise<void> {
    if (live) await this.#write(text);
    else await this.#pager.write(text);
  }

  /**
   * Shows a line that belongs to no result, above the prompt and what is being typed there.
   *
   * @param line One line, without a newline.
   */
  note(line: string): void {
    if (this.#notes !== undefined) return void this.#notes.push(line);
    const width = process.stderr.isTTY ? terminalSize()?.columns : undefined;
    const isEdited = this.#running === undefined && !this.#closed;
    const over = isEdited && this.#line !== undefined ? this.#line.hide() : "\r\x1b[K";
    process.stderr.write(`${over}${wrapLine(line, width)}\n`);
    if (isEdited) this.#readline?.prompt(true);
  }

  #ask(): void {
    this.#readline?.setPrompt(this.#session?.prompt() ?? "");
    this.#readline?.prompt();
  }

  #listen(): void {
    this.#keyboard.giveTo((text) => {
      void this.#watchdog.start();
      this.#burst.take(text);
      // Whoever types goes on.
      if (text !== "\x03") this.#asked = false;
      this.#completer.typed();
      for (const input of this.#pastes.read(text)) {
        if (input.type === "paste") this.#paste(input.text);
        else this.#typed(input.text);
      }
    });
  }

  /** Whether keys come one by one, and pastes with their marks: only while a line is edited. */
  #takeKeys(takes: boolean): void {
    if (this.#keyboard.raw === takes) return;
    this.#keyboard.raw = takes;
    process.stdout.write(takes ? MARK_PASTES : LEAVE_PASTES);
  }

  // Several lines are one input, which waits for Enter behind the last of them.
  #paste(text: string): void {
    const readline = this.#readline;
    const session = this.#session;
    const lines = pastedLines(text);
    if (readline === undefined || session === undefined) return;
    if (this.#search !== undefined) return this.#searchOn(this.#search, lines[0]!);
    if (lines.length === 1) return void readline.write(lines[0]!);
    const { line, cursor } = readline;
    const before = [
      ...this.#lines.splice(0),
      line.slice(0, cursor) + lines[0],
      ...lines.slice(1, -1),
    ];
    this.#line?.clear();
    process.stdout.write(before.map((text) => `${text}\n`).join("... "));
    session.input = [...(session.unfinished ? [session.input] : []), ...before].join("\n");
    this.#pasted = true;
    readline.setPrompt(session.prompt());
    readline.prompt();
    readline.write(lines.at(-1)! + line.slice(cursor));
  }

  /** Ctrl-Z at the prompt. */
  #suspend(): void {
    this.#takeKeys(false);
    process.once("SIGCONT", () => {
      this.#takeKeys(true);
      this.#readline?.prompt(true);
    });
    sendSignal(Deno.pid, "SIGTSTP");
  }

  #typed(text: string): void {
    if (this.#search !== undefined) return this.#searchOn(this.#search, text);
    const at = text.indexOf(CTRL_R);
    if (at < 0) return void this.#input.write(text);
    if (at > 0) this.#input.write(text.slice(0, at));
    // What was typed before has to stand on the line first; what follows is for the search.
    this.#keyboard.giveTo(undefined);
    setTimeout(() => {
      process.stdout.write(this.#line?.hide() ?? "");
      this.#search = new HistorySearch(this.#history.lines(), this.#readline?.line ?? "");
      this.#searchOn(this.#search, text.slice(at + 1));
      this.#listen();
    }, 0);
  }

  #searchOn(search: HistorySearch, text: string): void {
    const step = search.type(text);
    if (step.type === "search") {
      const width = terminalSize()?.columns ?? Infinity;
      return void process.stdout.write(`\r\x1b[K${search.shown(width - 1)}`);
    }
    this.#search = undefined;
    process.stdout.write("\r\x1b[K");
    this.#line?.put(step.line);
    this.#readline?.prompt(true);
    if (step.type === "taken" && step.runs) this.#input.write("\r");
    if (step.rest !== "") this.#typed(step.rest);
  }

  // Lines that arrive while one runs (typed ahead) wait for their turn.
  async #work(session: Session): Promise<void> {
    if (this.#running !== undefined || this.#gathering) return;
    this.#asked = false;
    this.#gathering = true;
    const isBurst = await this.#burst.ended();
    this.#gathering = false;
    this.#keyboard.giveTo(undefined);
    let rest = "";
    while (this.#lines.length > 0) {
      this.#running = new AbortController();
      this.#takeKeys(false);
      try {
        const came = await this.#pieces(session, isBurst);
        if (isBurst) rest = this.#takeLine();
        const isDone = await this.#runPieces(session, { ...came, rest }, this.#running.signal);
        if (!isDone) rest = "";
        else if (came.begun !== undefined) session.input = came.begun;
      } catch (error) {
        this.#left.reject(error);
        this.#readline?.close();
      } finally {
        this.#running = undefined;
      }
      if (this.#closed) return this.#left.resolve();
    }
    this.#takeKeys(true);
    if (!session.unfinished) this.#line?.forget();
    this.#ask();
    if (rest !== "") this.#readline?.write(rest);
    this.#listen();
  }

  /** Takes away what stands on the line. */
  #takeLine(): string {
    const line = this.#readline?.line ?? "";
    if (line === "") return "";
    this.#line?.clear();
    process.stdout.write("\r\x1b[K");
    return line;
  }

  /** What to run of the lines that came: what belongs together is one input. */
  async #pieces(session: Session, isBurst: boolean): Promise<Pieces> {
    const given = this.#lines.splice(0);
    const whole = this.#pasted;
    this.#pasted = false;
    const typing = this.#readline?.line ?? "";
    if (!whole && (!isBurst || given.length === 1 && typing === "")) return { pieces: given };
    const { continues, piecesOf } = await import("./pieces.ts");
    const lines = session.unfinished ? [...session.input.split("\n"), ...given] : given;
    const pieces = await piecesOf(lines, { whole });
    // What is being typed may go on with the last one.
    const last = continues(typing) ? pieces.length - 1 : pieces.length;
    session.input = "";
    const begun = pieces[last];
    return { pieces: pieces.slice(0, last), ...(begun === undefined ? {} : { begun }) };
  }

  /** Whether all of them were run. */
  async #runPieces(
    session: Session,
    { pieces, begun, rest }: Pieces & { readonly rest: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const hasRest = begun !== undefined || rest.trim() !== "";
    for (const [index, piece] of pieces.entries()) {
      this.#pager.reset();
      await this.#watchdog.start();
      this.#watchdog.lineBegins();
      try {
        const { type } = await session.submit(piece, signal);
        if (type === "exit") this.#readline?.close();
        const left = pieces.length - index - (hasRest ? 0 : 1);
        const isOver = type === "failed" || signal.aborted || this.#closed;
        if (isOver && type !== "exit" && left > 0) {
          const inputs = left === 1 ? "input" : `${left} inputs`;
          this.note(`The ${inputs} that came with it ${left === 1 ? "was" : "were"} not run`);
        }
        if (isOver) return false;
      } finally {
        this.#watchdog.lineEnds();
      }
    }
    return true;
  }

  /** Ctrl-C while a line runs. */
  #interrupt(): void {
    if (this.#running === undefined || this.#notes !== undefined) return;
    this.#lines.length = 0;
    this.#keyboard.forget();
    this.#running.abort(new DOMException("interrupted", "AbortError"));
  }

  /** Ctrl-C at the prompt. */
  #cancelInput(session: Session): void {
    const empty = this.#readline?.line === "" && !session.unfinished;
    if (empty && this.#asked) return this.#readline?.close();
    this.#asked = empty;
    session.input = "";
    this.#pasted = false;
    this.#lines.length = 0;
    this.#line?.forget();
    // Readline keeps the text of the line: it is typed away unseen.
    this.#line?.clear();
    process.stdout.write(empty ? "\n(Ctrl-C again or .exit leaves)\n" : "^C\n");
    this.#ask();
  }

  #close(): void {
    this.#closed = true;
    if (this.#running === undefined) this.#left.resolve();
    else this.#running.abort(new DOMException("interrupted", "AbortError"));
  }
}
