/**
 * The verbs of a reference that reach into a container. What does the work is loaded by the first of them.
 * Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { QueryTypeError } from "../query/filter.ts";
import type { LogOptions } from "../streams/logs.ts";
import { LogLines } from "./log_lines.ts";
import { RefWrites } from "./ref_writes.ts";

/**
 * The arguments of `logs()`: options; none are possible for objects that run no containers.
 *
 * @typeParam T The object's type.
 */
export type LogArguments<T> = HasContainers<T> extends true ? [options?: LogOptions]
  : [never: QueryTypeError<"Only pods have logs">];

/** Whether objects of the type run containers themselves, or nothing is known about them. */
type HasContainers<T> = string extends keyof T ? true
  : T extends { spec?: infer Spec } ? "containers" extends keyof NonNullable<Spec> ? true : false
  : false;

/**
 * Reading what a container writes.
 *
 * @typeParam T The type of the object.
 */
export abstract class RefStreams<T extends KubeObject = KubeObject> extends RefWrites<T> {
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
    return new LogLines(async () => {
      const { openRefLogs } = await import("./ref_logs.ts");
      return await openRefLogs(this, options);
    });
  }
}
