/**
 * When a request is sent again, and after how long: the rules of client-go's REST client. Decisions
 * only, no I/O. Layer 1.
 *
 * @module
 */

/** How the last attempt ended. */
export type AttemptOutcome =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly lostConnection: boolean };

/** The attempt that is to be judged. */
export interface Attempt {
  /** How often the request was sent again already: 0 after the first attempt. */
  readonly retries: number;
  /** HTTP method. */
  readonly method: string;
  /** Whether the body, if any, can be sent once more; a stream cannot. */
  readonly resendable: boolean;
  /** What came back. */
  readonly outcome: AttemptOutcome;
}

/** Limits on sending again. */
export interface RetryLimits {
  /** How often a request is sent again at most; default 10. */
  readonly maxRetries: number;
  /** The wait in milliseconds after a lost connection; default 1000. */
  readonly lostConnectionDelayMs: number;
  /** A server that asks for a longer wait, in milliseconds, is not asked again; default 60000. */
  readonly maxRetryAfterMs: number;
}

/** What client-go does. */
export const DEFAULT_RETRY_LIMITS: RetryLimits = {
  maxRetries: 10,
  lostConnectionDelayMs: 1_000,
  maxRetryAfterMs: 60_000,
};

/**
 * Decides whether a request is sent again.
 *
 * An answer of 429 or 5xx is retried only when the server says when to come back; a lost connection
 * only for methods that change nothing, because the server may have acted already.
 *
 * @example A server that asks for two seconds
 * ```ts
 * import assert from "node:assert/strict";
 * const outcome = { status: 429, retryAfter: "2" };
 * assert.equal(retryDelayMs({ retries: 0, method: "POST", resendable: true, outcome }), 2000);
 * ```
 *
 * @param attempt The attempt that ended.
 * @param limits Limits; client-go's by default.
 * @returns Milliseconds to wait, or `undefined` when the outcome stands.
 * @see client-go `rest/with_retry.go`
 */
export function retryDelayMs(
  attempt: Attempt,
  limits: RetryLimits = DEFAULT_RETRY_LIMITS,
): number | undefined {
  if (attempt.retries >= limits.maxRetries || !attempt.resendable) return undefined;
  const { outcome } = attempt;
  if ("lostConnection" in outcome) {
    const harmless = attempt.method === "GET" || attempt.method === "HEAD";
    return outcome.lostConnection && harmless ? limits.lostConnectionDelayMs : undefined;
  }
  if (outcome.status !== 429 && outcome.status < 500) return undefined;
  const delayMs = parseRetryAfter(outcome.retryAfter);
  return delayMs === undefined || delayMs > limits.maxRetryAfterMs ? undefined : delayMs;
}

/**
 * Parses a `Retry-After` header.
 *
 * @param value The header; only whole seconds count, as in client-go, a date does not.
 * @returns Milliseconds, or `undefined` when there is no number.
 */
export function parseRetryAfter(value: string | null): number | undefined {
  if (value === null || !/^\s*\d{1,9}\s*$/.test(value)) return undefined;
  return Number(value) * 1_000;
}
