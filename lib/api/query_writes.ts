/**
 * The verbs of a query that change something. What does the work is loaded by the first of them. Layer 5.
 *
 * @module
 */
import type { MarkChanges } from "../client/labels.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { JsonPatchOperation } from "../core/json_patch.ts";
import type { WriteOutcomes } from "../core/outcomes.ts";
import type { ObjectPatch } from "../kinds/input.ts";
import { QueryWatches } from "./query_watches.ts";
import { stateOf } from "./query_state.ts";
import type {
  DeleteManyOptions,
  MarkManyOptions,
  PatchManyOptions,
  ScaleArguments,
  WriteManyOptions,
} from "./write_types.ts";

/**
 * Changing the objects of a query.
 *
 * Each verb lists the objects first, so that nothing is done where that fails, and asks the whole filter
 * again of each of them. Then it changes them one by one, a few at a time, each on the condition that it is
 * still the same object in the same version. One that has changed meanwhile is read again, and left alone
 * where it no longer matches. A query without a filter is refused unless it says `all()`.
 *
 * @typeParam T The type of the objects.
 */
export abstract class QueryWrites<T extends KubeObject = KubeObject> extends QueryWatches<T> {
  /**
   * Changes the matching objects by a patch: one PATCH each.
   *
   * @param patch Fields to set, `null` to remove; or a list of operations, which is a JSON patch.
   * @param options Type (a strategic patch by default, as for kubectl), how many at a time (default 8), signal,
   * timeout of all of it, dry run, field manager.
   * @returns What became of each object.
   * @throws {QueryError} when the query has no filter, or the patch is none: nothing was changed.
   * @throws {BatchError} when some objects could not be changed; its `outcomes` tell of all.
   * @see kubectl patch
   */
  async patch(
    patch: ObjectPatch<T> | readonly JsonPatchOperation[],
    options: PatchManyOptions = {},
  ): Promise<WriteOutcomes> {
    const { patchQuery } = await import("./query_write.ts");
    return await patchQuery(stateOf(this), patch, options);
  }

  /**
   * Sets and removes labels of the matching objects: one PATCH each.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const outcomes = await cluster.ns().configMaps.where("metadata.name", "=", "a").label({ tier: "front" });
   * assert.deepEqual([...outcomes].map(String), ["configmap/a labeled"]);
   * ```
   *
   * @param changes A value for each label, `null` to remove it.
   * @param options Whether to overwrite (default `true`), how many at a time (default 8), signal, timeout of all
   * of it, dry run.
   * @returns What became of each object.
   * @throws {QueryError} when the query has no filter, or a label is not allowed: nothing was changed.
   * @throws {BatchError} when some objects could not be changed; its `outcomes` tell of all.
   * @see kubectl label --overwrite -l app=web
   */
  async label(changes: MarkChanges, options: MarkManyOptions = {}): Promise<WriteOutcomes> {
    const { markQuery } = await import("./query_write.ts");
    return await markQuery(stateOf(this), { field: "labels", changes }, options);
  }

  /**
   * Sets and removes annotations of the matching objects: one PATCH each.
   *
   * @param changes A value for each annotation, `null` to remove it.
   * @param options Whether to overwrite (default `true`), how many at a time (default 8), signal, timeout of all
   * of it, dry run.
   * @returns What became of each object.
   * @throws {QueryError} when the query has no filter, or a key is not allowed: nothing was changed.
   * @throws {BatchError} when some objects could not be changed; its `outcomes` tell of all.
   * @see kubectl annotate --overwrite -l app=web
   */
  async annotate(changes: MarkChanges, options: MarkManyOptions = {}): Promise<WriteOutcomes> {
    const { markQuery } = await import("./query_write.ts");
    return await markQuery(stateOf(this), { field: "annotations", changes }, options);
  }

  /**
   * Sets how many replicas the matching objects want: one PATCH of the scale each. Kinds without a scale do
   * not compile.
   *
   * @param scaling How many replicas, from 0, and options: how many at a time (default 8), signal, timeout of
   * all of it, dry run.
   * @returns What became of each object.
   * @throws {QueryError} when the query has no filter, or the kind cannot be scaled: nothing was changed.
   * @throws {BatchError} when some objects could not be changed; its `outcomes` tell of all.
   * @see kubectl scale deployments -l app=web
   */
  async scale(...scaling: ScaleArguments<T, WriteManyOptions>): Promise<WriteOutcomes> {
    const { scaleQuery } = await import("./query_write.ts");
    const [replicas, options] = scaling as [number, WriteManyOptions?];
    return await scaleQuery(stateOf(this), replicas, options ?? {});
  }

  /**
   * Deletes the matching objects: one DELETE each; with `wait` also one watch until all of them are gone.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function cleanUp(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const finished = staging.ns("shop").pods.where({ status: { phase: "Succeeded" } });
   *   return `${await finished.delete({ dryRun: true })}`; // a table of what would be deleted
   * }
   * await assert.rejects(cleanUp, { name: "ConfigError" });
   * ```
   *
   * @param options Propagation (default `background`), `graceSeconds`, `wait`, how many at a time (default 8),
   * signal, timeout of all of it, dry run.
   * @returns What became of each object.
   * @throws {QueryError} when the query has no filter: nothing was deleted.
   * @throws {BatchError} when some objects could not be deleted; its `outcomes` tell of all.
   * @throws {TimeoutError} when they are not gone in time; names the finalizers that hold them.
   * @see kubectl delete pods --field-selector status.phase=Succeeded
   */
  async delete(options: DeleteManyOptions = {}): Promise<WriteOutcomes> {
    const { deleteQuery } = await import("./query_write.ts");
    return await deleteQuery(stateOf(this), options);
  }
}
