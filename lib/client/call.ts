/**
 * One call: a request goes out, and a failed answer becomes the error that explains it. Layer 2.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import { readJson, readText } from "../connect/body.ts";
import type { SendOptions } from "../connect/transport.ts";
import { type Duration, parseDuration } from "../core/duration.ts";
import { TimeoutError } from "../core/errors.ts";
import type { OptionTypes } from "../core/options.ts";
import { type CallDescription, describeCall, errorFromResponse } from "../core/status.ts";
import type { Session } from "./session.ts";

/** What every method that talks to the cluster takes. */
export interface CallOptions {
  /** Ends the call; its reason is what is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of the whole call, retries included: `"90s"`, `"5m"` or `{ timeoutMs }`. */
  readonly timeout?: Duration | undefined;
}

/** The options of every method that talks to the cluster. */
export const CALL_OPTIONS: OptionTypes<CallOptions> = { signal: "any", timeout: "any" };

/** The time left for a call that may take several requests. */
export interface Deadline {
  /** What ends the call early. */
  readonly signal: AbortSignal | undefined;
  /**
   * Milliseconds left, or `undefined` without a deadline.
   *
   * @throws {TimeoutError} when none are left.
   */
  remainingMs(): number | undefined;
}

/**
 * Starts the clock of a call.
 *
 * @param session Its signal and default timeout apply too.
 * @param options The call's own signal and timeout.
 * @param call What is being done, for the message when time is up.
 */
export function startDeadline(
  session: Session,
  options: CallOptions,
  call: CallDescription,
): Deadline {
  const timeoutMs = options.timeout === undefined
    ? session.timeoutMs
    : parseDuration(options.timeout);
  const now = () => session.clock?.now() ?? performance.now();
  const startedMs = now();
  return {
    signal: anySignal(session.signal, options.signal),
    remainingMs() {
      if (timeoutMs === undefined) return undefined;
      const left = timeoutMs - (now() - startedMs);
      if (left > 0) return left;
      throw new TimeoutError(
        `Cannot ${call.verb} ${describeCall(call)}: not done after ${timeoutMs} ms`,
        { verb: call.verb, kind: call.resource, namespace: call.namespace, name: call.name },
      );
    },
  };
}

/**
 * Sends one request within a deadline.
 *
 * @returns The response of a call that succeeded; its body is not read yet.
 * @throws {ApiError} or one of its subclasses when the server refuses.
 */
export async function send(
  session: Session,
  call: CallDescription,
  path: string,
  deadline: Deadline,
  options: Omit<SendOptions, "signal" | "timeoutMs"> = {},
): Promise<Response> {
  const response = await session.transport.send(path, {
    ...options,
    signal: deadline.signal,
    timeoutMs: deadline.remainingMs(),
  });
  if (!response.ok) throw errorFromResponse(response.status, await readAnswer(response), call);
  return response;
}

/**
 * Sends one request and reads its answer as JSON.
 *
 * @throws {ApiError} or one of its subclasses when the server refuses.
 */
export async function sendForJson(
  session: Session,
  call: CallDescription,
  path: string,
  deadline: Deadline,
  options: Omit<SendOptions, "signal" | "timeoutMs"> = {},
): Promise<unknown> {
  return await readJson(await send(session, call, path, deadline, options));
}

const ERROR_BODY_LIMIT_BYTES = 1024 * 1024;

/** The parsed `Status`, or the text of a body that is none. */
export async function readAnswer(response: Response): Promise<unknown> {
  const text = await readText(response, { limitBytes: ERROR_BODY_LIMIT_BYTES });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
