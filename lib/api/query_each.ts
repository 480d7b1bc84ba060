/**
 * Calls a function with each object of a query; loaded by the first `each()`. Layer 5.
 *
 * @module
 */
import { describeCollection, READ_OPTIONS, type ReadOptions } from "../client/objects.ts";
import { formatDuration, parseDuration } from "../core/duration.ts";
import { TimeoutError } from "../core/errors.ts";
import type { OptionTypes } from "../core/options.ts";
import type { KubeObject } from "../core/gvk.ts";
import { describeCall } from "../core/status.ts";
import { SYSTEM_CLOCK } from "../watch/clock.ts";
import { type Execution, stream } from "./execute.ts";
import { rememberOrigin } from "./origin.ts";
import { checkQueryOptions, executionOf, type QueryState } from "./query_state.ts";

/** What a call of {@link EachWork} gets beside its object. */
export interface EachContext {
  /** Fires when another call failed, time is up, or the caller's signal fired. */
  readonly signal: AbortSignal;
}

/**
 * What is done with each object; a promise is awaited.
 *
 * @typeParam T The type of the objects.
 */
export type EachWork<T> = (object: T, context: EachContext) => unknown;

/** How objects are worked through. */
export interface EachOptions extends ReadOptions {
  /** How many calls there are at a time; default 8. */
  readonly concurrency?: number | undefined;
}

const EACH_OPTIONS: OptionTypes<EachOptions> = { ...READ_OPTIONS, concurrency: "number" };
const DEFAULT_CONCURRENCY = 8;

/**
 * Calls a function with each object of a query.
 *
 * @returns How many objects there were.
 */
export async function eachOfQuery<T extends KubeObject>(
  state: QueryState,
  work: EachWork<T>,
  options: EachOptions,
): Promise<number> {
  checkQueryOptions(state, options, { verb: "work through", known: EACH_OPTIONS });
  const { concurrency = DEFAULT_CONCURRENCY } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(
      `Cannot work through objects ${concurrency} at a time: a whole number from 1 is needed`,
    );
  }
  const execution = await executionOf(state);
  const pool = new Pool(concurrency);
  const cancel = startTimer(execution, options, pool);
  const { signal } = pool;
  const { kind } = execution.spec;
  const origin = { connection: state.target.connection, kind };
  const outer = [execution.session.signal, options.signal].filter((one) => one !== undefined);
  const unsubscribe = outer.map((one) => forward(one, pool));
  try {
    // The timer covers reading too, so that the pool hears of it.
    const reading = { ...options, signal, timeout: undefined };
    for await (const object of stream(execution, "object", reading)) {
      rememberOrigin(object, origin);
      await pool.start(async () => void await work(object as T, { signal }));
      if (signal.aborted) break;
    }
  } catch (error) {
    pool.fail(error);
  }
  try {
    return await pool.end();
  } finally {
    cancel();
    for (const stop of unsubscribe) stop();
  }
}

/** A bounded number of tasks; the first failure stops the rest. */
class Pool {
  readonly #size: number;
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  readonly #controller = new AbortController();
  /** How many tasks have been done. */
  done = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Fires with the first failure. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts a task unless one has failed, and waits for a free place after it. */
  async start(task: () => Promise<void>): Promise<void> {
    if (this.signal.aborted) return;
    const running = this.#run(task);
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
    if (this.#running.size >= this.#size) await Promise.race(this.#running);
  }

  /** Notes a failure; what it only passes on of an earlier one counts once. */
  fail(error: unknown): void {
    if (this.signal.aborted && error === this.signal.reason) return;
    this.#failures.push(error);
    this.#controller.abort(error);
  }

  /** Waits for what is under way. */
  async end(): Promise<number> {
    await Promise.all(this.#running);
    const [first] = this.#failures;
    if (this.#failures.length === 0) return this.done;
    if (this.#failures.length === 1) throw first;
    const message = first instanceof Error ? first.message : String(first);
    throw new AggregateError(this.#failures, `${message} (and ${this.#failures.length - 1} more)`);
  }

  async #run(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.done++;
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Passes the reason of a signal on, once. */
function forward(signal: AbortSignal, pool: Pool): () => void {
  const onAbort = () => pool.fail(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return () => signal.removeEventListener("abort", onAbort);
}

function startTimer({ session, spec }: Execution, options: EachOptions, pool: Pool): () => void {
  const timeoutMs = options.timeout === undefined
    ? session.timeoutMs
    : parseDuration(options.timeout);
  if (timeoutMs === undefined) return () => {};
  const call = describeCollection("work through", spec.kind, spec.namespace);
  return SYSTEM_CLOCK.timer(timeoutMs, () => {
    pool.fail(
      new TimeoutError(
        `Cannot work through ${describeCall(call)}: ${pool.done} done after ${
          formatDuration(timeoutMs)
        }`,
        { verb: call.verb, kind: call.resource, namespace: call.namespace },
      ),
    );
  });
}
