/**
 * What a person reads when something failed: one line, and the code the process ends with. Layer 2.
 *
 * @module
 */
import { EXIT_CODES, exitCodeOf, KubeError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { permissionAdvice } from "./compiled.ts";

/** The code of a process whose reader went away, as the shell reports it. */
export const CLOSED_PIPE_EXIT_CODE = 141;

/** What to print and how to end. */
export interface Failure {
  /** One line, or nothing where silence is right. */
  readonly line: string | undefined;
  readonly exitCode: number;
}

/**
 * Describes whatever was thrown.
 *
 * @param error What was thrown, an Error or not.
 * @returns One line without control characters, and an exit code of the design.
 */
export function describeFailure(error: unknown): Failure {
  if (isClosedPipe(error)) {
    return { line: undefined, exitCode: CLOSED_PIPE_EXIT_CODE };
  }
  return { line: failureLine(error), exitCode: safeFailureCode(error) };
}

/** Tells whether something was written that nobody reads any more; Node's streams say it in their own way. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    (error instanceof Error && "code" in error && error.code === "EPIPE");
}

/**
 * Says in one line what was thrown.
 *
 * @param error What was thrown, an Error or not.
 */
export function failureLine(error: unknown): string {
  try {
    return sayFailure(error);
  } catch {
    // What was thrown throws itself when it is looked at.
    return "unknown error";
  }
}

function sayFailure(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return oneLine(permissionAdvice(error.message));
  if (error instanceof KubeError) return oneLine(error.message);
  if (isAbort(error)) return "interrupted";
  if (error instanceof Error) {
    const name = error.name === "Error" ? "" : `${String(error.name)}: `;
    return oneLine(`${name}${error.message}${causeOf(error)}`) || "unknown error";
  }
  return oneLine(`thrown: ${typeof error === "string" ? error : describeValue(error)}`);
}

// `fetch` says why it failed in its cause only.
function causeOf(error: Error): string {
  const { message, cause } = error;
  if (!isFetchFailure(error) || !(cause instanceof Error)) return "";
  return message.includes(cause.message) ? "" : `: ${cause.message}`;
}

function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError && error.message.startsWith("fetch failed");
}

function safeFailureCode(error: unknown): number {
  try {
    return failureCode(error);
  } catch {
    return EXIT_CODES.failed;
  }
}

function failureCode(error: unknown): number {
  if (error instanceof Deno.errors.NotCapable) return EXIT_CODES.forbidden;
  if (isAbort(error)) return EXIT_CODES.interrupted;
  if (isFetchFailure(error)) return EXIT_CODES.failed;
  // The user's own expression, or an argument that the library refuses.
  if (
    error instanceof SyntaxError || error instanceof TypeError || error instanceof ReferenceError
  ) return EXIT_CODES.usage;
  return exitCodeOf(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function describeValue(value: unknown): string {
  try {
    return Deno.inspect(value, { depth: 1, breakLength: Infinity, colors: false });
  } catch {
    // A thrown object may throw again while it is looked at.
    return typeof value;
  }
}

const MAX_LINE_LENGTH = 2000;
// Deno appends the place of a failed import in colour, on lines of its own.
const TRACE_REGEXP = /\n\s+at [\s\S]*$/;

/** The text of an error on one line, without the places in code that Deno puts behind it. */
function oneLine(text: string): string {
  const line = safeLine(text.replace(TRACE_REGEXP, ""));
  return line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH - 3)}...` : line;
}
