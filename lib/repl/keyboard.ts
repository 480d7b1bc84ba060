/**
 * What is typed on the terminal: read in one place and handed to whoever it is for, the line that is edited,
 * the pager, the search. While a line runs the terminal is left to itself, so that Ctrl-C is a signal.
 * Layer 7.
 *
 * @module
 */

/** Takes what was typed; sequences of keys come whole. */
export type TypedText = (text: string) => void;

const SETTLE_MS = 50;

/** The terminal's keys. */
export class Keyboard {
  readonly #onEnd: () => void;
  #take: TypedText | undefined;
  #ahead = "";
  #ended = false;
  #raw = false;
  #isLent = false;
  #isReading = false;
  #wanted = Promise.withResolvers<void>();
  #readsAhead = true;

  /** Takes what to do when the terminal has gone, or its user typed the end of input. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Begins to read; goes on until the process ends. */
  start(): void {
    void this.#read();
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
    if (take === undefined) return;
    this.#wanted.resolve();
    if (ahead === "") return;
    this.#ahead = "";
    take(ahead);
  }

  /** Waits for the next keys, which nobody else gets. */
  async next(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const [before, wasRaw] = [this.#take, this.#raw];
    this.raw = true;
    this.#take = resolve;
    this.#wanted.resolve();
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
    this.#wanted.resolve();
    try {
      // A line that was not finished comes as soon as keys come one by one.
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
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
   * Says whether keys are read though nobody takes them yet, to be handed over later. A read that waits cannot
   * be taken back: whoever lends the terminal to a program says no before it begins.
   */
  readAhead(readsAhead: boolean): void {
    this.#readsAhead = readsAhead;
    this.#wanted.resolve();
  }

  /**
   * Leaves the terminal to a program: nothing is read while it runs.
   *
   * @param work Runs the program.
   * @param ask Asks for Enter where a read waits already, which the first key would go to.
   */
  async lend<T>(work: () => Promise<T>, ask: () => Promise<void>): Promise<T> {
    const [before, wasRaw] = [this.#take, this.#raw];
    this.#isLent = true;
    this.raw = false;
    try {
      if (this.#isReading) {
        const { promise, resolve } = Promise.withResolvers<string>();
        this.#take = resolve;
        await ask();
        await promise;
      }
      this.#take = undefined;
      return await work();
    } finally {
      this.#isLent = false;
      this.raw = wasRaw;
      this.#take = before;
      this.#wanted.resolve();
    }
  }

  /** Forgets what was typed ahead. */
  forget(): void {
    this.#ahead = "";
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    for (;;) {
      await this.#isWanted();
      this.#isReading = true;
      const size = await readOrEnd(buffer);
      this.#isReading = false;
      if (size === null) break;
      const text = decoder.decode(buffer.subarray(0, size), { stream: true });
      if (text === "") continue;
      if (this.#take === undefined) this.#ahead += text;
      else this.#take(text);
      // By then it has been worked on, and it is known whether it began a line that needs the terminal.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    this.#ended = true;
    // Whoever waits for a key waits for the end, too.
    this.#take?.("\x04");
    this.#onEnd();
  }

  async #isWanted(): Promise<void> {
    while (this.#isLent || this.#take === undefined && !this.#readsAhead) {
      this.#wanted = Promise.withResolvers<void>();
      await this.#wanted.promise;
    }
  }
}

/** A terminal that has gone cannot be read any more. */
async function readOrEnd(buffer: Uint8Array): Promise<number | null> {
  try {
    return await Deno.stdin.read(buffer);
  } catch {
    return null;
  }
}
