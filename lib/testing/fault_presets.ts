/**
 * The faults that clusters and networks have. Layer 6.
 *
 * @module
 */
import { type Duration, parseDuration } from "../core/duration.ts";
import { QueryError } from "../core/errors.ts";
import { expired as expiredFault, Fault as Refusal, modifiedMeanwhile } from "../embedded/fault.ts";
import { checkOptions, type OptionType } from "../core/options.ts";
import { type Fault, FAULT_OPTIONS, type FaultOptions } from "./fault.ts";
import { passBytes, passEvents, passThenHang } from "./spoiled_body.ts";

/** How {@link tooManyRequests} answers. */
export interface TooManyRequestsOptions extends FaultOptions {
  /** When to come back, in whole seconds; left out: the server does not say, and the library gives up at once. */
  readonly retryAfter?: Duration;
}

/**
 * The server is too busy: 429. The library tries again where the answer says when.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TestClock, testCluster, tooManyRequests } from "skiff/testing";
 *
 * const clock = new TestClock();
 * await using cluster = await testCluster({
 *   clock,
 *   faults: [tooManyRequests({ retryAfter: "1s", times: 3 })],
 * });
 * assert.deepEqual(await cluster.ns().pods.list(), []);
 * assert.deepEqual(cluster.requests().map(({ status }) => status), [429, 429, 429, 200]);
 * assert.equal(clock.now().toISOString(), "2026-01-01T00:00:03.000Z");
 * ```
 *
 * @param options When to come back, which requests, how often (default once).
 * @returns The fault, for `faults` or `inject()`.
 */
export function tooManyRequests(options: TooManyRequestsOptions = {}): Fault {
  check("tooManyRequests", options, { retryAfter: "any" });
  const { retryAfter, ...rest } = options;
  const retryAfterSeconds = retryAfter === undefined ? undefined : wholeSeconds(retryAfter);
  const refusal = new Refusal(
    429,
    "TooManyRequests",
    "Too many requests, please try again later.",
    { retryAfterSeconds },
  );
  return { name: "tooManyRequests", times: 1, ...rest, apply: () => answer(refusal) };
}

/** How {@link serverErrors} answers. */
export interface ServerErrorsOptions extends FaultOptions {
  /** The status, or several to choose from by the seed; default 500, 502, 503 and 504. */
  readonly status?: 500 | 502 | 503 | 504 | readonly (500 | 502 | 503 | 504)[];
  /** When to come back, in whole seconds; left out: the server does not say, and the library gives up at once. */
  readonly retryAfter?: Duration;
}

const SERVER_ERRORS: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  500: ["InternalError", "Internal error occurred: etcdserver: leader changed"],
  502: ["", "Bad Gateway"],
  503: ["ServiceUnavailable", "apiserver not ready"],
  504: ["Timeout", "Timeout: request did not complete within the allotted timeout"],
};

/**
 * The server, or what stands before it, fails: 500, 502, 503 or 504.
 *
 * @param options Which status, when to come back, which requests, how often (default once).
 */
export function serverErrors(options: ServerErrorsOptions = {}): Fault {
  check("serverErrors", options, { status: "any", retryAfter: "any" });
  const { status = [500, 502, 503, 504], retryAfter, ...rest } = options;
  const choice = typeof status === "number" ? [status] : status;
  const retryAfterSeconds = retryAfter === undefined ? undefined : wholeSeconds(retryAfter);
  return {
    name: "serverErrors",
    times: 1,
    ...rest,
    apply({ random }) {
      const code = choice[Math.floor(random() * choice.length)] ?? 500;
      const [reason = "", message = ""] = SERVER_ERRORS[code] ?? [];
      // A gateway knows nothing of Kubernetes.
      if (reason === "") return Promise.resolve(new Response(message, { status: code }));
      return answer(new Refusal(code, reason, message, { retryAfterSeconds }));
    },
  };
}

/**
 * Somebody else was faster: 409 on an update or patch, in the server's words. Nothing is written.
 *
 * @param options Which requests (default updates and patches), how often (default once).
 */
export function conflict(options: FaultOptions = {}): Fault {
  check("conflict", options);
  return {
    name: "conflict",
    times: 1,
    match: { verb: ["update", "patch"] },
    ...options,
    apply({ request: { group, resource, name } }) {
      return answer(modifiedMeanwhile({ group, plural: resource }, name));
    },
  };
}

/**
 * The connection is lost before the answer. Whether the server has done what it was asked for the script cannot know;
 * here it has not. The library sends reads again.
 *
 * @param options Which requests, how often (default once).
 */
export function resetConnection(options: FaultOptions = {}): Fault {
  check("resetConnection", options);
  return {
    name: "resetConnection",
    times: 1,
    ...options,
    apply: ({ lost }) => Promise.reject(lost()),
  };
}

/** Where {@link resetBody} breaks off. */
export interface ResetBodyOptions extends FaultOptions {
  /** After so many bytes of the answer; default 64. */
  readonly afterBytes?: number;
  /** After so many whole events of a watch, in the place of bytes. */
  readonly afterEvents?: number;
}

/**
 * The connection is lost in the middle of an answer: of a list, or of a watch.
 *
 * @param options After how much, which requests (default lists and watches), how often (default once).
 */
export function resetBody(options: ResetBodyOptions = {}): Fault {
  check("resetBody", options, { afterBytes: "number", afterEvents: "number" });
  const { afterBytes = 64, afterEvents, ...rest } = options;
  return {
    name: "resetBody",
    times: 1,
    match: { verb: afterEvents === undefined ? ["list", "watch"] : "watch" },
    ...rest,
    async apply({ send, lost }) {
      const response = await send();
      return afterEvents === undefined
        ? passBytes(response, { bytes: afterBytes, lost })
        : passEvents(response, {
          events: afterEvents,
          then: (controller) => controller.error(lost()),
        });
    },
  };
}

/** When {@link silentWatch} goes silent. */
export interface SilentWatchOptions extends FaultOptions {
  /** After so many events; default 0. */
  readonly afterEvents?: number;
}

/**
 * A watch goes silent: it stays open and says nothing more, as behind a load balancer that has forgotten it. The
 * library notices after 70 seconds, by the cluster's clock.
 *
 * @param options After how many events, which watches, how often (default once).
 */
export function silentWatch(options: SilentWatchOptions = {}): Fault {
  check("silentWatch", options, { afterEvents: "number" });
  const { afterEvents = 0, ...rest } = options;
  return {
    name: "silentWatch",
    times: 1,
    match: { verb: "watch" },
    ...rest,
    async apply({ send, signal }) {
      return passThenHang(await send(), { events: afterEvents, signal });
    },
  };
}

/** When {@link expired} happens. */
export interface ExpiredOptions extends FaultOptions {
  /** In the middle of a watch, after so many events; left out: when it begins. */
  readonly afterEvents?: number;
}

/**
 * The version that a watch or a page goes on from is too old: 410, as an event of a watch, as the answer of a list.
 *
 * @param options When, which requests (default watches and pages that go on from somewhere), how often (default
 *   once).
 */
export function expired(options: ExpiredOptions = {}): Fault {
  check("expired", options, { afterEvents: "number" });
  const { afterEvents, ...rest } = options;
  return {
    name: "expired",
    times: 1,
    match: ({ verb, query }) =>
      verb === "watch" && (afterEvents !== undefined || isVersion(query["resourceVersion"])) ||
      verb === "list" && query["continue"] !== undefined,
    ...rest,
    async apply({ request: { verb, query }, send }) {
      if (verb !== "watch") {
        return await answer(
          expiredFault(
            "The provided continue parameter is too old to display a consistent list result. You can start a new " +
              "list without the continue parameter.",
          ),
        );
      }
      const version = query["resourceVersion"] ?? "0";
      const refusal = expiredFault(`too old resource version: ${version} (${version}1)`);
      const event = JSON.stringify({ type: "ERROR", object: refusal.toStatus() });
      return passEvents(await send(), {
        events: afterEvents ?? 0,
        then(controller) {
          controller.enqueue(new TextEncoder().encode(`${event}\n`));
          controller.close();
        },
      });
    },
  };
}

function isVersion(version: string | undefined): boolean {
  return version !== undefined && version !== "" && version !== "0";
}

/** How {@link latency} waits. */
export interface LatencyOptions extends FaultOptions {
  /** How long each request takes longer, e.g. `"200ms"`; or the shortest and the longest, chosen by the seed. */
  readonly delay: Duration | readonly [min: Duration, max: Duration];
}

/**
 * Answers take longer, by the cluster's clock: a {@link TestClock} is moved on, otherwise it is waited for.
 *
 * @param options How long, which requests, how often (default always).
 */
export function latency(options: LatencyOptions): Fault {
  check("latency", options, { delay: "any" });
  const { delay, ...rest } = options;
  const [min, max] = isRange(delay) ? delay : [delay, delay];
  const minMs = parseDuration(min);
  const spanMs = parseDuration(max) - minMs;
  return {
    name: "latency",
    times: Infinity,
    ...rest,
    async apply({ send, sleep, random }) {
      await sleep(minMs + Math.round(random() * spanMs));
      return await send();
    },
  };
}

function isRange(delay: LatencyOptions["delay"]): delay is readonly [Duration, Duration] {
  return Array.isArray(delay);
}

/** Refuses options that a fault does not know. */
function check(name: string, options: FaultOptions, more?: Record<string, OptionType>): void {
  checkOptions(options, { ...FAULT_OPTIONS, ...more }, { cannot: () => `make ${name}()` });
}

function wholeSeconds(duration: Duration): number {
  const ms = parseDuration(duration);
  if (ms % 1000 === 0) return ms / 1000;
  throw new QueryError(
    `Cannot ask to come back after ${ms} ms: the header Retry-After counts whole seconds`,
  );
}

async function answer(refusal: Refusal): Promise<Response> {
  const { retryAfterSeconds } = refusal.details ?? {};
  return await Promise.resolve(
    Response.json(refusal.toStatus(), {
      status: refusal.code,
      headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
    }),
  );
}
