/**
 * What goes wrong between a script and a test's cluster, and when. Layer 6.
 *
 * @module
 */
import type { OptionTypes } from "../core/options.ts";
import type { RequestMatch, SentRequest } from "./sent_request.ts";

/** One request that a fault has got hold of. */
export interface FaultCall {
  /** The request; its status is not known yet. */
  readonly request: SentRequest;
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Lets the request through. */
  send(): Promise<Response>;
  /**
   * Waits by the cluster's clock; a {@link TestClock} is moved on.
   *
   * @param delayMs Milliseconds.
   * @throws {TimeoutError} when the request's own deadline comes first.
   */
  sleep(delayMs: number): Promise<void>;
  /** A number from 0 up to, but not including, 1, by the seed. */
  random(): number;
  /** The error of a connection that was lost, as the network gives it. */
  lost(): Error;
}

/** Which requests a fault gets hold of. */
export interface FaultOptions {
  /** Which ones; what is left out here each fault says of itself. */
  readonly match?: RequestMatch;
  /** How often at most; `Infinity` for always. */
  readonly times?: number;
  /** How many of the requests pass before the first one that does not; default 0. */
  readonly after?: number;
  /** Which part of the requests, from 0 to 1, is got hold of, by the seed; default 1. */
  readonly rate?: number;
}

/** The options of every fault. */
export const FAULT_OPTIONS: OptionTypes<FaultOptions> = {
  match: "any",
  times: "number",
  after: "number",
  rate: "number",
};

/**
 * Something that goes wrong: made by {@link tooManyRequests} and the like, or by hand. Give it to
 * `testCluster({ faults })` or to {@link TestCluster.inject}.
 *
 * @example One by hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { type Fault, testCluster } from "skiff/testing";
 *
 * const maintenance: Fault = {
 *   name: "maintenance",
 *   times: 1,
 *   apply: () => Promise.resolve(new Response("down for maintenance", { status: 503 })),
 * };
 * await using cluster = await testCluster({ faults: [maintenance] });
 * await assert.rejects(cluster.ns().pods.list(), /down for maintenance/);
 * assert.deepEqual(await cluster.ns().pods.list(), []);
 * ```
 */
export interface Fault extends FaultOptions {
  /** What it is called. */
  readonly name: string;
  /** Does it: answers, fails, waits, or lets the request through and spoils the answer. */
  apply(call: FaultCall): Promise<Response>;
}
