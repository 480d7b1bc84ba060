/**
 * The logs of a container, line by line while they arrive. Layer 4.
 *
 * @module
 */
import { type CallOptions, type Deadline, send, startDeadline } from "../client/call.ts";
import { describeObject, getObject, type ObjectKey } from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import { readChunks } from "../connect/body.ts";
import { type Duration, parseDuration } from "../core/duration.ts";
import { ApiError, QueryError } from "../core/errors.ts";
import { isObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import type { OptionTypes } from "../core/options.ts";
import { type QueryParameters, resourcePath } from "../core/path.ts";
import { anySignal } from "../core/signals.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { TextLines } from "./text_lines.ts";

/** Which lines of which container. */
export interface LogOptions extends CallOptions {
  /**
   * The container; default: the only one, else the one that the annotation
   * `kubectl.kubernetes.io/default-container` names, else the first.
   */
  readonly container?: string | undefined;
  /** Whether lines go on to come until the container ends; default `false`. Without a `timeout` for ever. */
  readonly follow?: boolean | undefined;
  /** Whether the container before the last restart is meant; default `false`. */
  readonly previous?: boolean | undefined;
  /** How many lines from the end; default: all. */
  readonly tail?: number | undefined;
  /** Only lines that are younger than a duration such as `"5m"`. */
  readonly since?: Duration | undefined;
  /** Only lines from a time on: a Date, or RFC 3339. */
  readonly sinceTime?: Date | string | undefined;
  /** Whether each line begins with its time, RFC 3339 with nanoseconds; default `false`. */
  readonly timestamps?: boolean | undefined;
  /** How many bytes at most; the last line may be cut. */
  readonly limitBytes?: number | undefined;
}

/** Lines of a container's log, in order; nothing is sent before the first is asked for. */
export interface LogLines extends AsyncGenerator<string, void, void> {
  /**
   * Reads the log to its end: the request that iterating sends.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function lastWords(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   return await staging.ns("shop").pod("web-0").logs({ tail: 1 }).text();
   * }
   * await assert.rejects(lastWords, { name: "ConfigError" });
   * ```
   *
   * @returns The lines, each with a newline; empty for an empty log.
   * @throws {ApiError} when the server refuses.
   * @throws {ConnectionError} when the connection is lost before the log's end.
   * @see kubectl logs web-0
   */
  text(): Promise<string>;
}

/** The options of logs. */
export const LOG_OPTIONS: OptionTypes<LogOptions> = {
  signal: "any",
  timeout: "any",
  container: "string",
  follow: "boolean",
  previous: "boolean",
  tail: "number",
  since: "any",
  sinceTime: "any",
  timestamps: "boolean",
  limitBytes: "number",
};

const VERB = "read logs of";
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

/**
 * Reads the lines of a pod's container: one GET; where the pod has several and none is named, a GET of the pod
 * and another one.
 *
 * @throws {QueryError} when the options contradict each other, or the kind has no logs.
 * @throws {ApiError} when the server refuses, e.g. since there is no such container.
 * @throws {ConnectionError} when the connection is lost before the log's end.
 */
export async function* readLogs(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  options: LogOptions,
): AsyncGenerator<string, void, void> {
  const call = describeObject(VERB, kind, key);
  if (!kind.subresources.includes("log")) {
    // What makes pods from a template knows their labels.
    const hint = kind.traits.includes("logs")
      ? `ns(${
        JSON.stringify(key.namespace)
      }).pods.where({ metadata: { labels: { ... } } }) finds its pods`
      : undefined;
    throw new QueryError(
      `Cannot ${VERB} ${describeCall(call)}: only pods have logs${
        hint === undefined ? "" : `: ${hint}`
      }`,
      { verb: VERB, kind: call.resource, ...key, hint },
    );
  }
  const parameters = logParameters(options, call);
  const deadline = deadlineOf(session, options, call);
  const response = await openLog(session, kind, key, { call, parameters, deadline });
  const lines = new TextLines();
  for await (const chunk of readChunks(response)) yield* lines.push(chunk);
  // Not every transport says by itself that it was ended.
  deadline.signal?.throwIfAborted();
  yield* lines.end();
}

interface OpenLogOptions {
  readonly call: CallDescription;
  readonly parameters: QueryParameters;
  readonly deadline: Deadline;
}

async function openLog(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  { call, parameters, deadline }: OpenLogOptions,
): Promise<Response> {
  const ask = async (container: unknown) => {
    const query = { ...parameters, container } as QueryParameters;
    const path = resourcePath({ resource: kind, ...key, subresource: "log" }, query);
    return await send(session, call, path, deadline, { longLived: parameters["follow"] === true });
  };
  try {
    return await ask(parameters["container"]);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    if (parameters["container"] !== undefined) throw error;
    const container = await chooseContainer(session, kind, key, deadline);
    if (container === undefined) throw error;
    return await ask(container);
  }
}

/** The container that is meant where a pod has several; `undefined` where it has one. */
async function chooseContainer(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  { signal }: Deadline,
): Promise<string | undefined> {
  const { metadata, spec } = await getObject(session, kind, key, { signal }) as {
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
    readonly spec?: unknown;
  };
  const containers = isObject(spec) && Array.isArray(spec["containers"]) ? spec["containers"] : [];
  if (containers.length < 2) return undefined;
  const first = containers.find(isObject)?.["name"];
  return metadata?.annotations?.[DEFAULT_CONTAINER] ??
    (typeof first === "string" ? first : undefined);
}

/**
 * The query of a request for logs.
 *
 * @param options What was asked for.
 * @param call What is being done, for messages.
 * @throws {QueryError} when a number is none, or two of them contradict each other.
 */
export function logParameters(options: LogOptions, call: CallDescription): QueryParameters {
  const { container, follow, previous, timestamps, tail, limitBytes, since, sinceTime } = options;
  const refuse = (why: string) =>
    new QueryError(`Cannot ${call.verb} ${describeCall(call)}: ${why}`, { verb: call.verb });
  for (const [name, count, least] of [["tail", tail, 0], ["limitBytes", limitBytes, 1]] as const) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= least)) continue;
    throw refuse(`${name} is a whole number from ${least} on, not ${count}`);
  }
  if (since !== undefined && sinceTime !== undefined) {
    throw refuse("since and sinceTime say the same twice: take one");
  }
  const time = sinceTime === undefined ? undefined : new Date(sinceTime);
  if (time !== undefined && Number.isNaN(time.getTime())) {
    throw refuse(
      `sinceTime is a time such as 2026-01-31T12:00:00Z, not ${quote(String(sinceTime))}`,
    );
  }
  return {
    container,
    follow: follow === true ? true : undefined,
    previous: previous === true ? true : undefined,
    // Less than a second would be no limit at all.
    sinceSeconds: since === undefined
      ? undefined
      : Math.max(1, Math.round(parseDuration(since) / 1000)),
    sinceTime: time?.toISOString(),
    timestamps: timestamps === true ? true : undefined,
    tailLines: tail,
    limitBytes,
  };
}

/** What is followed ends with the container, and not with the time that other calls have. */
function deadlineOf(session: Session, options: LogOptions, call: CallDescription): Deadline {
  if (options.follow !== true || options.timeout !== undefined) {
    return startDeadline(session, options, call);
  }
  return { signal: anySignal(session.signal, options.signal), remainingMs: () => undefined };
}
