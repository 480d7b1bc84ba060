/**
 * A sequence of events whose source is loaded and opened when it is first asked. Layer 5.
 *
 * @module
 */

/** A source that was opened, and the first that it gave. */
export interface OpenedEvents<E> {
  readonly events: AsyncGenerator<E, void, void>;
  readonly first: IteratorResult<E, void>;
}

/**
 * Events by an opened source. A generator around it would say the same, and would cost every event another
 * turn of the event loop's queue.
 */
export class LazyEvents<E> implements AsyncGenerator<E, void, void> {
  readonly #open: () => Promise<OpenedEvents<E>>;
  #opening: Promise<OpenedEvents<E>> | undefined;
  #source: AsyncGenerator<E, void, void> | undefined;
  #isOver = false;

  /** Opens nothing yet. */
  constructor(open: () => Promise<OpenedEvents<E>>) {
    this.#open = open;
  }

  /** Gives the next event; opens the source when it is called first. */
  next(): Promise<IteratorResult<E, void>> {
    if (this.#source !== undefined) return this.#source.next();
    return this.#isOver ? Promise.resolve(OVER) : this.#first();
  }

  /** Closes the source. */
  async return(): Promise<IteratorResult<E, void>> {
    this.#isOver = true;
    await (await this.#opened())?.return();
    return OVER;
  }

  /** Closes the source, and throws. */
  async throw(error: unknown): Promise<IteratorResult<E, void>> {
    await this.return();
    throw error;
  }

  /** These events. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Closes the source. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #first(): Promise<IteratorResult<E, void>> {
    const isFirst = this.#opening === undefined;
    this.#opening ??= this.#open();
    try {
      const { events, first } = await this.#opening;
      this.#source = events;
      // Who asked again meanwhile gets what comes then.
      return isFirst ? first : await events.next();
    } catch (error) {
      this.#isOver = true;
      if (isFirst) throw error;
      return OVER;
    }
  }

  async #opened(): Promise<AsyncGenerator<E, void, void> | undefined> {
    if (this.#source !== undefined || this.#opening === undefined) return this.#source;
    try {
      return (await this.#opening).events;
    } catch {
      // Whoever asked for the first event was told.
      return undefined;
    }
  }
}

/** Lines that can also be had all at once. */
export class LazyLines extends LazyEvents<string> {
  /** Reads to the end; each line ends with a newline. */
  async text(): Promise<string> {
    const lines: string[] = [];
    for await (const line of this) lines.push(`${line}\n`);
    return lines.join("");
  }
}

const OVER: IteratorReturnResult<void> = Object.freeze({ done: true, value: undefined });
