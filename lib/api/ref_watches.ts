/**
 * The verbs of a reference that take time: watching, waiting and reading a log. What does the work is loaded
 * by the first of them. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Presence } from "../query/operator_data.ts";
import type { Waitable, WaitResult } from "../query/wait_condition.ts";
import type { WatchEvent } from "../watch/events.ts";
import type { WaitOptions } from "../watch/wait.ts";
import type { WatchOptions } from "../watch/watch.ts";
import type { LogLines, LogOptions } from "../streams/logs.ts";
import { LazyEvents, LazyLines } from "./lazy_events.ts";
import type { LogArguments } from "./log_types.ts";
import { rememberWatched } from "./origin.ts";
import { targetOf } from "./ref_base.ts";
import { RefReads } from "./ref_reads.ts";

/**
 * Watching one object, and reading what it writes.
 *
 * @typeParam T The type of the object.
 */
export abstract class RefWatches<T extends KubeObject = KubeObject> extends RefReads<T> {
  /**
   * Watches the object: one GET that stays open, limited to its name, so that a role with `resourceNames`
   * is enough. Goes on through whatever happens to the connection, and across deletion and re-creation.
   *
   * @param options Signal, timeout (default: for ever), status, and which events.
   * @returns Events, beginning with ADDED where the object is there.
   * @throws {ForbiddenError} when the rights `list` and `watch` are missing.
   * @throws {KubeError} when the server refuses, or cannot be reached at the start.
   * @see kubectl get pod web-0 --watch
   */
  watch(options: WatchOptions = {}): AsyncGenerator<WatchEvent<T>, void, void> {
    const events = new LazyEvents<WatchEvent<T>>(async () => {
      const { watchRef } = await import("./ref_watch.ts");
      return await watchRef<T>(this, options);
    });
    return rememberWatched(events, targetOf(this));
  }

  /**
   * Waits until a condition holds: one watch that is limited to the object's name.
   *
   * An object that does not exist is waited for. One that is deleted meanwhile is waited for as well, and
   * the one that takes its name counts, except where its end is what is waited for.
   *
   * @example Done, failed or gone
   * ```ts
   * import assert from "node:assert/strict";
   * import { allOf, condition, connect, failIf } from "skiff";
   *
   * async function migrated(): Promise<number | undefined> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const job = await staging.ns("shop").job("migrate").wait(
   *     allOf(condition("Complete"), failIf(condition("Failed"))),
   *     { timeout: "10m" },
   *   );
   *   return job.status?.succeeded;
   * }
   * await assert.rejects(migrated, { name: "ConfigError" });
   * ```
   *
   * @param condition `condition("Ready")`, `jsonpath("{.status.phase}", "Running")`, `deleted()`, `exists()`,
   * a filter or predicate as for `where()`, or `anyOf(…)`, `allOf(…)`, `failIf(…)` of these.
   * @param options Signal, timeout (default: the connection's, else for ever), status.
   * @returns The object in the state that met the condition; `undefined` where its absence did.
   * @throws {TimeoutError} that says what was still missing.
   * @throws {QueryError} when the condition is none.
   * @throws {KubeError} when a `failIf()` came true, or the watch failed.
   * @see kubectl wait
   */
  async wait<P extends Presence = "present">(
    condition: Waitable<T, P>,
    options: WaitOptions = {},
  ): Promise<WaitResult<T, P>> {
    const { waitForRef } = await import("./ref_watch.ts");
    // Only a condition that absence can meet gives nothing, and its type says so.
    return await waitForRef<T>(this, condition, options) as WaitResult<T, P>;
  }

  /**
   * Reads the log of a pod's container, line by line while it arrives: one GET of `pods/log`; where the pod
   * has several containers and none is named, a GET of the pod and another one. Kinds without logs do not
   * compile.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * await using cluster = await testCluster({
   *   nodes: 1,
   *   containers: { "shop/web": { logs: ["listening", "GET / 200"] } },
   *   objects: [{
   *     apiVersion: "v1",
   *     kind: "Pod",
   *     metadata: { name: "web" },
   *     spec: { containers: [{ name: "main", image: "shop/web:1" }] },
   *   }],
   * });
   * const lines: string[] = [];
   * for await (const line of cluster.ns().pod("web").logs({ tail: 1 })) lines.push(line);
   * assert.deepEqual(lines, ["GET / 200"]);
   * ```
   *
   * @param args Container, `tail`, `since`, `previous`, `timestamps`, `follow`, signal, timeout (default: the
   * connection's; none where the log is followed).
   * @returns Lines without their ends; `text()` gives all at once.
   * @throws {QueryError} when an option is wrong, or the kind has no logs.
   * @throws {NotFoundError} when there is no such pod.
   * @throws {ApiError} when the container does not exist, or has not started.
   * @throws {ConnectionError} when the connection is lost before the log's end: none is left out unseen.
   * @see kubectl logs web-0 --tail=1
   */
  logs(...args: LogArguments<T>): LogLines {
    const [options = {}] = args as [options?: LogOptions];
    return new LazyLines(async () => {
      const { openRefLogs } = await import("./ref_logs.ts");
      return await openRefLogs(this, options);
    });
  }
}
