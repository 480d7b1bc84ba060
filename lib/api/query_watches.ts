/**
 * The verbs of a query that take time: watching, waiting, and working through all objects. What does the
 * work is loaded by the first of them. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Presence } from "../query/operator_data.ts";
import type { Waitable } from "../query/wait_condition.ts";
import type { WatchEvent } from "../watch/events.ts";
import type { WaitAllOptions } from "../watch/wait.ts";
import type { WatchOptions } from "../watch/watch.ts";
import type { EachOptions, EachWork } from "./query_each.ts";
import { LazyEvents } from "./lazy_events.ts";
import { rememberWatched } from "./origin.ts";
import { QueryReads } from "./query_reads.ts";
import { stateOf } from "./query_state.ts";

/**
 * Watching the objects of a query.
 *
 * @typeParam T The type of the objects.
 */
export abstract class QueryWatches<T extends KubeObject = KubeObject> extends QueryReads<T> {
  /**
   * Watches the matching objects: one GET that stays open and begins with what is there, or pages of 500
   * and then the watch. It goes on through lost connections, expired versions and restarts of the server:
   * no change comes twice, none is lost without `onStatus` saying `relisted`.
   *
   * An object that begins to match comes as ADDED, one that ceases to match as DELETED with the last state
   * that matched, whoever decides it. Nothing is read ahead: a slow loop body slows the server down.
   *
   * @example What fails from now on, until the loop is left
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function firstFailure(): Promise<string | undefined> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const failed = staging.ns("*").pods.where({ status: { phase: "Failed" } });
   *   for await (const { type, object } of failed.watch({ watchOnly: true })) {
   *     if (type === "ADDED") return object.metadata?.name;
   *   }
   *   return undefined;
   * }
   * await assert.rejects(firstFailure, { name: "ConfigError" });
   * ```
   *
   * @param options Signal, timeout (default: for ever; the connection's does not apply), status, and which
   * events.
   * @returns Events; they end when the timeout has passed, or by `break`.
   * @throws {QueryError} when the query has a limit or an order, which a watch cannot keep.
   * @throws {ForbiddenError} when the rights `list` and `watch` are missing.
   * @throws {KubeError} when the server refuses, or cannot be reached at the start.
   * @see kubectl get pods --watch, KEP-3157
   */
  watch(options: WatchOptions = {}): AsyncGenerator<WatchEvent<T>, void, void> {
    const events = new LazyEvents<WatchEvent<T>>(async () => {
      const { watchQuery } = await import("./query_watch.ts");
      return await watchQuery<T>(stateOf(this), options);
    });
    return rememberWatched(events, stateOf(this).target);
  }

  /**
   * Waits until a condition holds for every matching object at the same time, by one watch. Objects that
   * come meanwhile count, those that go or cease to match count no longer; with none it goes on waiting,
   * except for `deleted()`.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { condition, connect, deleted } from "skiff";
   *
   * async function replaced(): Promise<void> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const pods = staging.ns("shop").pods;
   *   await pods.where({ metadata: { labels: { version: "1" } } }).wait(deleted());
   *   await pods.where({ metadata: { labels: { version: "2" } } }).wait(condition("Ready"));
   * }
   * await assert.rejects(replaced, { name: "ConfigError" });
   * ```
   *
   * @param condition `condition("Ready")`, `jsonpath("{.status.phase}", "Running")`, `deleted()`, `exists()`,
   * a filter or predicate as for `where()`, or `anyOf(…)`, `allOf(…)`, `failIf(…)` of these.
   * @param options Signal, timeout (default: the connection's, else for ever), status, how many at least.
   * @returns The objects, in the states that met the condition.
   * @throws {TimeoutError} that says how many were missing, and what the first of them lacked.
   * @throws {QueryError} when the condition is none, or the query has a limit or an order.
   * @throws {KubeError} when a `failIf()` came true, or the watch failed.
   * @see kubectl wait --for=condition=Ready pods -l app=web
   */
  async wait(condition: Waitable<T, Presence>, options: WaitAllOptions = {}): Promise<T[]> {
    const { waitForQuery } = await import("./query_watch.ts");
    return await waitForQuery<T>(stateOf(this), condition, options);
  }

  /**
   * Calls a function with each matching object, several at a time, while further pages are read.
   *
   * The first failure ends it: nothing further is begun, what is under way hears of it by its signal and is
   * waited for.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function images(): Promise<Set<string>> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const found = new Set<string>();
   *   await staging.ns("shop").pods.each((pod) => {
   *     for (const { image = "" } of pod.spec?.containers ?? []) found.add(image);
   *   });
   *   return found;
   * }
   * await assert.rejects(images, { name: "ConfigError" });
   * ```
   *
   * @param work Called with an object and a signal; a promise is awaited.
   * @param options How many at a time (default 8), signal, timeout of the whole, managedFields.
   * @returns How many objects there were.
   * @throws {RangeError} when `concurrency` is no whole number from 1.
   * @throws {TimeoutError} when time is up.
   * @throws {AggregateError} when several calls failed; one failure alone is thrown as it is.
   */
  async each(work: EachWork<T>, options: EachOptions = {}): Promise<number> {
    const { eachOfQuery } = await import("./query_each.ts");
    return await eachOfQuery<T>(stateOf(this), work, options);
  }
}
