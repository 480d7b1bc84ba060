/**
 * Why a list or a watch stopped, in the few classes that decide what happens next. Layer 3: pure.
 *
 * @module
 */
import { ConnectionError, type KubeError } from "../core/errors.ts";
import { type CallDescription, errorFromResponse, isStatus, type Status } from "../core/status.ts";

/**
 * The class of a failure:
 * - `expired`: the resource version or the continue token is too old;
 * - `tooLarge`: the server has not got as far as the resource version;
 * - `denied`: the credentials are not accepted, or lack the right;
 * - `refused`: the same request would be refused again;
 * - `throttled`: the server wants to be left alone for a while;
 * - `server`: the server failed;
 * - `unreachable`: no answer came;
 * - `cut`: the answer broke off;
 * - `malformed`: the answer is not what an API server sends;
 * - `silent`: nothing came for too long.
 */
export type FailureCause =
  | "expired"
  | "tooLarge"
  | "denied"
  | "refused"
  | "throttled"
  | "server"
  | "unreachable"
  | "cut"
  | "malformed"
  | "silent";

/** The end of an attempt that did not go well. */
export interface Failure {
  /** Tells it from a success. */
  readonly type: "failure";
  /** Its class. */
  readonly cause: FailureCause;
  /** What to tell the caller where nothing else helps. */
  readonly error: KubeError;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** Makes a failure. */
export function failure(cause: FailureCause, error: KubeError, retryAfterMs?: number): Failure {
  return { type: "failure", cause, error, retryAfterMs };
}

/**
 * Classifies an answer that is not a success.
 *
 * @param status The HTTP status code.
 * @param body The parsed `Status`, or the text of a body that is none.
 * @param call What was being done.
 * @param retryAfterMs What the `Retry-After` header asked for.
 */
export function failureOfAnswer(
  status: number,
  body: unknown,
  call: CallDescription,
  retryAfterMs?: number,
): Failure {
  const error = errorFromResponse(status, body, call);
  const seconds = isStatus(body) ? body.details?.retryAfterSeconds : undefined;
  const waitMs = retryAfterMs ?? (seconds === undefined ? undefined : seconds * 1000);
  return failure(causeOf(status, isStatus(body) ? body : undefined), error, waitMs);
}

/** Classifies an ERROR event. */
export function failureOfStatus(status: Status, call: CallDescription): Failure {
  return failureOfAnswer(status.code ?? 500, { kind: "Status", ...status }, call);
}

/** Makes the failure of a connection that could not be made or kept. */
export function connectionFailure(
  cause: "unreachable" | "cut" | "silent" | "malformed",
  call: CallDescription,
  state: string,
  underlying?: unknown,
): Failure {
  const { verb, resource, namespace, name } = call;
  const where = namespace === undefined ? resource : `${resource} in "${namespace}"`;
  const error = new ConnectionError(`Cannot ${verb} ${where}: ${state}`, {
    verb,
    kind: resource,
    namespace,
    name,
    cause: underlying,
  });
  return failure(cause, error);
}

function causeOf(code: number, status: Status | undefined): FailureCause {
  if (isTooLarge(status)) return "tooLarge";
  const reason = status?.reason;
  if (code === 410 || reason === "Expired" || reason === "Gone") return "expired";
  if (code === 401 || code === 403) return "denied";
  if (code === 429) return "throttled";
  if (code >= 500) return "server";
  return "refused";
}

function isTooLarge(status: Status | undefined): boolean {
  if (status === undefined) return false;
  return status.details?.causes?.some(({ reason }) => reason === "ResourceVersionTooLarge") ===
      true || status.message?.includes("Too large resource version") === true;
}
