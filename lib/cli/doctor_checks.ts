/**
 * The checks of `skiff doctor`: each looks at one thing and says what it found and what would help.
 * Layer 8.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import type { ConnectionInfo } from "../api/connection.ts";
import { ApiError, exitCodeOf, isNotFound } from "../core/errors.ts";
import { errorFromResponse } from "../core/status.ts";
import { compareTested, TESTED_RANGE, untestedWarning } from "../core/version.ts";
import { failureLine } from "../process/failure.ts";

/** What a check found. */
export interface Finding {
  readonly status: "ok" | "warn" | "fail";
  /** What was looked at, in one or two words. */
  readonly check: string;
  /** What was found, in one line. */
  readonly message: string;
  /** What to do about it, where something is wrong. */
  readonly help?: string;
  /** The exit code that a failed check asks for. */
  readonly exitCode?: number;
}

const MAX_CLOCK_SKEW_MS = 60_000;

/**
 * Turns an error into a finding.
 *
 * @param check What was looked at.
 * @param error What was thrown.
 */
export function failedFinding(check: string, error: unknown): Finding {
  return { status: "fail", check, message: failureLine(error), exitCode: exitCodeOf(error) };
}

/**
 * Judges the version that a server says it has.
 *
 * @param gitVersion E.g. `v1.36.3` or `v1.35.2-gke.100`.
 */
export function checkVersion(gitVersion: string): Finding {
  const check = "version";
  const message = untestedWarning(gitVersion);
  if (message === undefined) {
    return { status: "ok", check, message: `${gitVersion}, tested with ${TESTED_RANGE}` };
  }
  const help = HELP_UNTESTED[compareTested(gitVersion) ?? ""];
  return { status: "warn", check, message, ...(help === undefined ? {} : { help }) };
}

const HELP_UNTESTED: Readonly<Record<string, string>> = {
  older: "most things work; newer fields and kinds are refused by the server",
  newer: "most things work; look for a newer release of Skiff",
};

/**
 * Compares the clocks, which tokens and certificates depend on.
 *
 * @param date The server's `Date` header.
 * @param now The time here, in milliseconds.
 */
export function checkClock(date: string | null, now: number): Finding | undefined {
  const time = Date.parse(date ?? "");
  if (Number.isNaN(time)) return undefined;
  const skewMs = Math.abs(now - time);
  if (skewMs <= MAX_CLOCK_SKEW_MS) return undefined;
  return {
    status: "warn",
    check: "clock",
    message: `this clock and the server's differ by ${Math.round(skewMs / 1000)} s`,
    help: "set the clock: tokens and certificates count as expired, or not yet valid",
  };
}

/** How the checks reach the cluster. */
export interface CheckContext {
  readonly cluster: Cluster;
  readonly info: ConnectionInfo;
  /** Deadline of each request, in milliseconds. */
  readonly timeoutMs: number;
}

/** Asks the server for its version and its time: one GET. */
export async function checkServer({ cluster, info, timeoutMs }: CheckContext): Promise<Finding[]> {
  const started = performance.now();
  const response = await cluster.raw("/version", { timeout: { timeoutMs } });
  const body: unknown = await jsonOf(response, "get", "version");
  const took = Math.round(performance.now() - started);
  const gitVersion = textAt(body, "gitVersion");
  const clock = checkClock(response.headers.get("date"), Date.now());
  return [
    { status: "ok", check: "server", message: `${info.server} answers, ${took} ms` },
    checkVersion(gitVersion ?? ""),
    ...(clock === undefined ? [] : [clock]),
  ];
}

/** Asks the server who the user is: one POST of a SelfSubjectReview, which changes nothing. */
export async function checkIdentity(context: CheckContext): Promise<Finding[]> {
  const check = "identity";
  try {
    const review = await postReview(context, "authentication.k8s.io", "SelfSubjectReview");
    const user = at(review, "status", "userInfo");
    const groups = at(user, "groups");
    const listed = Array.isArray(groups) && groups.length > 0
      ? `, groups ${groups.join(", ")}`
      : "";
    const name = textAt(user, "username") ?? "";
    if (name === "system:anonymous") {
      return [{
        status: "fail",
        check,
        message: "the server does not know who you are: system:anonymous",
        help: "put credentials into the user entry of the context",
        exitCode: 4,
      }];
    }
    return [{ status: "ok", check, message: `you are ${name}${listed}` }];
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return [{
      status: "warn",
      check,
      message: "the server cannot tell who you are: SelfSubjectReview came with Kubernetes 1.28",
    }];
  }
}

/** Looks for the namespace that `ns()` means: one GET. */
export async function checkNamespace(context: CheckContext): Promise<Finding[]> {
  const { cluster, info: { namespace }, timeoutMs } = context;
  const check = "namespace";
  try {
    const found = await cluster.namespace(namespace).find({ timeout: { timeoutMs } });
    if (found !== undefined) return [{ status: "ok", check, message: `"${namespace}" exists` }];
    return [{
      status: "warn",
      check,
      message: `"${namespace}" does not exist, and ns() means it`,
      help: "choose another one with --namespace, or kubectl config set-context",
    }];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    return [{ status: "ok", check, message: `"${namespace}"; you may not look whether it exists` }];
  }
}

/** Posts a review and gives the answer. */
export async function postReview(
  { cluster, timeoutMs }: Pick<CheckContext, "cluster" | "timeoutMs">,
  group: string,
  kind: string,
  spec?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const resource = `${kind.toLowerCase()}s`;
  const response = await cluster.raw(`/apis/${group}/v1/${resource}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ apiVersion: `${group}/v1`, kind, ...(spec && { spec }) }),
    timeout: { timeoutMs },
  });
  return await jsonOf(response, "create", resource);
}

async function jsonOf(response: Response, verb: string, resource: string): Promise<unknown> {
  const text = await response.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (response.ok) {
      throw new ApiError(`Cannot ${verb} ${resource}: the answer is not JSON: is this a cluster`, {
        verb,
        kind: resource,
        status: response.status,
        cause: error,
      });
    }
  }
  if (!response.ok) throw errorFromResponse(response.status, body, { verb, resource });
  return body;
}

/** The value at a path of a JSON value, or `undefined`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, key)?.value;
  }
  return current;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === "string" ? found : undefined;
}
