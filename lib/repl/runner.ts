/**
 * How compiled input becomes a function and is started. Layer 7.
 *
 * @module
 */

/** A function whose free names are looked up in a scope. */
export interface ScopedBody {
  (scope: Record<string, unknown>): unknown;
}

/** Compiles and starts what a person typed. */
export interface Runner {
  /** The line of the compiled text, from 1, that the body's first line stands on. */
  readonly firstLine: number;
  /**
   * Compiles the body of an async function.
   *
   * @param body Statements.
   * @param name What stack traces call it.
   * @throws {SyntaxError} when it cannot be compiled.
   */
  compile(body: string, name: string): ScopedBody;
  /**
   * Calls a function; of what it does without a pause, the time may be limited.
   *
   * @throws {TimeoutError} when it takes longer.
   */
  start<T>(work: () => T): T;
}

/** The words before and after a body: a strict function inside `with` sees the scope's properties as variables. */
export function wrapBody(body: string): string {
  return `with (__skiffScope) { return (async function () { "use strict";\n${body}\n}).call(undefined); }`;
}

/** Runs without a limit and loads nothing: for one evaluation, which Ctrl-C may end with the process. */
export const PLAIN_RUNNER: Runner = {
  // The function's own head takes two lines.
  firstLine: 4,
  compile(body, name) {
    return new Function(
      "__skiffScope",
      `${wrapBody(body)}\n//# sourceURL=${name}`,
    ) as ScopedBody;
  },
  start: (work) => work(),
};
