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
    // Within a call that is limited already its limit holds.
    if (this.limitMs === 0 || this.#depth > 0) return work();
    let result: { readonly value: T } | undefined;
    Object.defineProperty(globalThis, WORK, {
      configurable: true,
      value: () => {
        result = { value: work() };
      },
    });
    this.#depth++;
    this.#onLimited?.(true);
    try {
      CALL.runInThisContext({ timeout: this.limitMs });
    } catch (error) {
      if (!isOverdue(error) || result !== undefined) throw error;
      throw new TimeoutError(
        `Cannot go on with the line: it computed for ${
          formatDuration(this.limitMs)
        } without a pause: ` +
          '".limit 1m" gives it longer, ".limit off" as long as it likes',
        { cause: error },
      );
    } finally {
      this.#depth--;
      this.#onLimited?.(false);
      Reflect.deleteProperty(globalThis, WORK);
    }
    // The script has come to its end, so the work has.
    return result!.value;
  }
}

function isOverdue(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
