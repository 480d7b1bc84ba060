/**
 * Stops what computes without a pause for too long: the session survives an endless loop. Layer 7.
 *
 * @module
 */
import { Script } from "node:vm";
import { formatDuration } from "../core/duration.ts";
import { TimeoutError } from "../core/errors.ts";
import { type Runner, type ScopedBody, wrapBody } from "./runner.ts";

/** How long a line may compute without a pause, in milliseconds. */
export const DEFAULT_LIMIT_MS = 10_000;

/** Where the one script that is ever started finds what to do. */
const WORK = Symbol.for("skiff.repl.work");
const CALL = new Script(`globalThis[Symbol.for("skiff.repl.work")]()`, {
  filename: "skiff-call",
});

/** Runs each call with a limit of its time; see {@link LimitedRunner.limitMs}. */
export class LimitedRunner implements Runner {
  readonly firstLine = 2;
  /** How long a call may compute without a pause, in milliseconds; 0 for as long as it likes. */
  limitMs = DEFAULT_LIMIT_MS;
  readonly #onLimited: ((limited: boolean) => void) | undefined;
  #depth = 0;

  /** Takes who hears when a limited call begins and when it ends. */
  constructor(onLimited?: (limited: boolean) => void) {
    this.#onLimited = onLimited;
  }

  compile(body: string, name: string): ScopedBody {
    const script = new Script(`(function (__skiffScope) { ${wrapBody(body)} })`, {
      filename: name,
    });
    return script.runInThisContext() as ScopedBody;
  }

  start<T>(work: () => T): T {
    const { limitMs } = this;
    // Within a call that is limited already its limit holds.
    if (limitMs === 0 || this.#depth > 0) return work();
    let result: { readonly value: T } | { readonly error: unknown } | undefined;
    const startMs = performance.now();
    Object.defineProperty(globalThis, WORK, {
      configurable: true,
      value: () => {
        try {
          result = { value: work() };
        } catch (error) {
          result = { error };
        }
        // A stop that comes when the call has just ended would hit whatever runs then: it is waited for.
        const margin = marginMs(limitMs);
        if (performance.now() - startMs < limitMs - margin) return;
        while (performance.now() - startMs < limitMs + margin);
      },
    });
    this.#depth++;
    this.#onLimited?.(true);
    try {
      CALL.runInThisContext({ timeout: limitMs });
    } catch (error) {
      if (!isOverdue(error)) throw error;
      // Where the runtime itself was called back meanwhile, the stop arrives as the exception `null`.
      const wasStopped = result === undefined || ("error" in result && result.error === null);
      if (wasStopped) result = { error: overdue(limitMs, error) };
    } finally {
      this.#depth--;
      this.#onLimited?.(false);
      Reflect.deleteProperty(globalThis, WORK);
    }
    // The script has come to its end, so the work has.
    if ("error" in result!) throw result.error;
    return result!.value;
  }
}

/** How long before the limit a call that has ended waits for it. */
function marginMs(limitMs: number): number {
  return Math.min(200, limitMs / 4);
}

function overdue(limitMs: number, cause: unknown): TimeoutError {
  const limit = formatDuration(limitMs);
  return new TimeoutError(
    `Cannot go on with the line: it computed for ${limit} without a pause: ` +
      '".limit 1m" gives it longer, ".limit off" as long as it likes',
    { cause },
  );
}

function isOverdue(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
