/**
 * The chosen lines of a log, as they go out. Layer 3.
 *
 * @module
 */
import type { LogOptions } from "./log_options.ts";
import type { LogLine, LogRequest } from "./runtime.ts";

/** Lines as a runtime gives them. */
type Lines = AsyncIterable<LogLine> | Iterable<LogLine>;

/** How lines are chosen. */
export interface LogLinesOptions {
  readonly options: LogOptions;
  /** The cluster's time, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Ends a log that is followed. */
  readonly signal: AbortSignal;
}

const encoder = new TextEncoder();

/** The chosen lines of a log. */
export class LogLines {
  readonly #ask: (request: Omit<LogRequest, "signal">) => Lines;
  readonly #options: LogOptions;
  readonly #sinceMs: number;
  readonly #signal: AbortSignal;
  readonly #stopped = Promise.withResolvers<IteratorReturnResult<void>>();
  #chosen: AsyncIterator<LogLine, void> | undefined;
  #first: Promise<IteratorResult<LogLine, void>> | undefined;
  #leftBytes: number;

  /**
   * @param ask Asks the runtime for lines.
   * @param settings How lines are chosen.
   */
  constructor(
    ask: (request: Omit<LogRequest, "signal">) => Lines,
    { options, nowMs, signal }: LogLinesOptions,
  ) {
    const { sinceTime, sinceSeconds, limitBytes } = options;
    this.#ask = ask;
    this.#options = options;
    this.#signal = signal;
    this.#leftBytes = limitBytes ?? Infinity;
    this.#sinceMs = sinceTime !== undefined
      ? Date.parse(sinceTime)
      : sinceSeconds !== undefined
      ? nowMs - sinceSeconds * 1000
      : -Infinity;
    const onStop = () => this.#stopped.resolve({ done: true, value: undefined });
    if (signal.aborted) onStop();
    else signal.addEventListener("abort", onStop, { once: true });
  }

  /**
   * Asks for the lines; a log that is followed may have none yet.
   *
   * @throws Whatever the runtime throws where there is no log.
   */
  async open(): Promise<void> {
    this.#chosen = (await this.#choose())[Symbol.asyncIterator]();
    this.#first = this.#next();
    this.#first.catch(() => undefined);
    // A refusal comes at once; the first line of a log that is followed may be long in coming.
    if (!this.#options.follow) await this.#first;
    else await raceTurn(this.#first);
  }

  /**
   * The text of the lines; it is asked for as it is read.
   *
   * @param onEnd Called at the end, whoever ended it.
   */
  toStream(onEnd: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        try {
          const next = await (this.#first ?? this.#next());
          this.#first = undefined;
          if (next.done !== true && this.#leftBytes > 0) {
            controller.enqueue(this.#format(next.value));
            if (this.#leftBytes > 0) return;
          }
          controller.close();
        } catch (error) {
          onEnd();
          throw error;
        }
        onEnd();
        this.#release();
      },
      cancel: () => {
        onEnd();
        this.#release();
      },
    }, { highWaterMark: 0 });
  }

  /** Nobody waits for a runtime that does not end by its signal. */
  #release(): void {
    this.#chosen?.return?.()?.catch(() => undefined);
  }

  #next(): Promise<IteratorResult<LogLine, void>> {
    const next = this.#chosen?.next();
    return next === undefined ? this.#stopped.promise : Promise.race([next, this.#stopped.promise]);
  }

  #format({ text, timeMs }: LogLine): Uint8Array<ArrayBuffer> {
    const stamp = this.#options.timestamps
      ? `${new Date(timeMs).toISOString().slice(0, -1)}000000Z `
      : "";
    const bytes = encoder.encode(`${stamp}${text}\n`).slice(0, this.#leftBytes);
    this.#leftBytes -= bytes.length;
    return bytes;
  }

  async #choose(): Promise<AsyncGenerator<LogLine, void, undefined>> {
    const { tailLines, follow } = this.#options;
    if (tailLines === undefined) return this.#lines(follow);
    if (!follow) return lastOf(this.#lines(false), tailLines);
    // Those that are there are counted first: what comes later is new, and is shown.
    let count = 0;
    for await (const _ of this.#lines(false)) count++;
    return behind(this.#lines(true), count - tailLines);
  }

  /** The lines since the asked time; choosing the last ones is done here, so the runtime is not asked to. */
  async *#lines(follow: boolean): AsyncGenerator<LogLine, void, undefined> {
    const request = { ...this.#options, follow, tailLines: undefined, limitBytes: undefined };
    for await (const line of this.#ask(request)) {
      if (this.#signal.aborted) return;
      if (line.timeMs < this.#sinceMs) continue;
      yield line;
    }
  }
}

async function* lastOf(
  lines: AsyncIterable<LogLine>,
  count: number,
): AsyncGenerator<LogLine, void, undefined> {
  const last: LogLine[] = [];
  for await (const line of lines) {
    last.push(line);
    if (last.length > count) last.shift();
  }
  yield* last;
}

async function* behind(
  lines: AsyncIterable<LogLine>,
  count: number,
): AsyncGenerator<LogLine, void, undefined> {
  let skipped = 0;
  for await (const line of lines) {
    if (skipped < count) skipped++;
    else yield line;
  }
}

/** Waits for a promise until what is already under way has had its turn. */
async function raceTurn(promise: Promise<unknown>): Promise<void> {
  const { promise: turn, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 0);
  try {
    await Promise.race([promise, turn]);
  } finally {
    clearTimeout(timer);
  }
}
