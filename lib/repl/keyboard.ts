/**
 * What is typed on the terminal: read in one place and handed to whoever it is for, the line that is edited,
 * the pager, the search. While a line runs the terminal is left to itself, so that Ctrl-C is a signal.
 * A read of Deno's own standard input cannot be taken back and would swallow the first keys that are meant for
 * an editor; one of Node's stream can. Layer 7.
 *
 * @module
 */
import { ReadStream } from "node:tty";

/** Takes what was typed; sequences of keys come whole. */
export type TypedText = (text: string) => void;

/** In several steps: between two of them what the terminal has is read, however long the process was held up. */
const SETTLE_STEPS = 5;
const SETTLE_STEP_MS = 10;

/** The terminal's keys. */
export class Keyboard {
  readonly #onEnd: () => void;
  #take: TypedText | undefined;
  #ahead = "";
  #ended = false;
  #raw = false;
  #input: ReadStream | undefined;

  /** Takes what to do when the terminal has gone, or its user typed the end of input. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Begins to read; goes on until the process ends. */
  start(): void {
    const decoder = new TextDecoder();
    // Its own, which no line that is typed can close.
    const input = this.#input = new ReadStream(0);
    input.on("data", (bytes: Uint8Array) => {
      const text = decoder.decode(bytes, { stream: true });
      if (text === "") return;
      if (this.#take === undefined) this.#ahead += text;
      else this.#take(text);
    });
    // A terminal that has gone cannot be read any more.
    for (const end of ["end", "error", "close"]) input.once(end, () => this.#end());
  }

  /** Whether keys come one by one instead of line by line. */
  get raw(): boolean {
    return this.#raw;
  }

  set raw(raw: boolean) {
    if (raw === this.#raw || this.#ended) return;
    Deno.stdin.setRaw(raw);
    this.#raw = raw;
  }

  /**
   * Hands over all that is typed from now on, and what nobody has taken so far.
   *
   * @param take Takes it; `undefined` keeps it for the next one.
   */
  giveTo(take: TypedText | undefined): void {
    this.#take = take;
    const ahead = this.#ahead;
    if (take === undefined || ahead === "") return;
    this.#ahead = "";
    take(ahead);
  }

  /** Waits for the next keys, which nobody else gets. */
  async next(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const [before, wasRaw] = [this.#take, this.#raw];
    this.raw = true;
    this.#take = resolve;
    try {
      return await promise;
    } finally {
      this.raw = wasRaw;
      this.#take = before;
    }
  }

  /**
   * Waits for the answer to a question; what was typed before it was there is none.
   *
   * @param question Shows the question.
   */
  async answer(question: () => Promise<void>): Promise<string> {
    const [before, wasRaw] = [this.#take, this.#raw];
    this.#take = () => {};
    this.raw = true;
    try {
      // A line that was not finished comes as soon as keys come one by one.
      for (let step = 0; step < SETTLE_STEPS; step++) {
        await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS));
      }
      // Whoever sees the question may answer at once.
      const answer = this.next();
      await question();
      return await answer;
    } finally {
      this.raw = wasRaw;
      this.#take = before;
    }
  }

  /**
   * Leaves the terminal to a program: nothing is read while it runs. What was typed ahead of it stays here.
   *
   * @param work Runs the program.
   */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    const wasRaw = this.#raw;
    this.raw = false;
    this.#input?.pause();
    try {
      return await work();
    } finally {
      this.#input?.resume();
      this.raw = wasRaw;
    }
  }

  /** Forgets what was typed ahead. */
  forget(): void {
    this.#ahead = "";
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    // Whoever waits for a key waits for the end, too.
    this.#take?.("\x04");
    this.#onEnd();
  }
}
