/**
 * The verbs of a reference that change something. What does the work is loaded by the first of them.
 * Layer 5.
 *
 * @module
 */
import type { CallOptions } from "../client/call.ts";
import type { MarkChanges, MarkOptions } from "../client/labels.ts";
import type { Scale } from "../client/scale.ts";
import type { WriteOptions } from "../client/write_call.ts";
import type { SubresourceOptions } from "../client/writes.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { JsonPatchOperation } from "../core/json_patch.ts";
import type { WriteOutcome } from "../core/outcomes.ts";
import type { SecretValue } from "../core/secret_value.ts";
import type { ApplyObject, NewObject, ObjectPatch } from "../kinds/input.ts";
import { RefWatches } from "./ref_watches.ts";
import type {
  ApplyOptions,
  DeleteOptions,
  PatchOptions,
  ScaleArguments,
  ScaleOptions,
  ValueArguments,
} from "./write_types.ts";

/**
 * Changing one object.
 *
 * Whatever is sent says `fieldValidation=Strict`: a field that the server does not know is an error with
 * its path. `dryRun: true` on any verb asks the server what would come of it.
 *
 * @typeParam T The type of the object.
 */
export abstract class RefWrites<T extends KubeObject = KubeObject> extends RefWatches<T> {
  /**
   * Creates the object: one POST. Type, name and namespace need not be said again.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function configure(): Promise<string | undefined> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const created = await staging.ns("shop").configMap("app").create({ data: { level: "info" } });
   *   return created.metadata?.uid;
   * }
   * await assert.rejects(configure, { name: "ConfigError" });
   * ```
   *
   * @param object The object.
   * @param options Signal, timeout, dry run, field manager, field validation.
   * @returns The object as the server stored it.
   * @throws {ConflictError} when it exists already.
   * @throws {InvalidError} when the server refuses its fields.
   * @throws {QueryError} when the object says another type, name or namespace, or cannot be sent.
   * @see kubectl create
   */
  async create(object: NewObject<T>, options: WriteOptions = {}): Promise<T> {
    const { createRef } = await import("./ref_write.ts");
    return await createRef<T>(this, object, options);
  }

  /**
   * Applies fields to the object, on the server: one PATCH, which creates it where it does not exist.
   *
   * The fields belong to the field manager from then on; those that it applied before and leaves out now
   * go. Where a field belongs to another manager, nothing is changed.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect, isConflict } from "skiff";
   *
   * async function pin(): Promise<void> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   try {
   *     await staging.ns("shop").deployment("web").apply({ spec: { replicas: 3 } });
   *   } catch (error) {
   *     if (!isConflict(error)) throw error;
   *     for (const { field, manager } of error.conflicts) console.log(`${field}: ${manager}`);
   *   }
   * }
   * await assert.rejects(pin, { name: "ConfigError" });
   * ```
   *
   * @param object The fields that are to be so.
   * @param options Signal, timeout, dry run, field manager, force, subresource.
   * @returns The object as it is afterwards.
   * @throws {ConflictError} whose `conflicts` name the fields and their managers.
   * @throws {InvalidError} when the server refuses the fields.
   * @see kubectl apply --server-side, KEP-555
   */
  async apply(object: ApplyObject<T>, options: ApplyOptions = {}): Promise<T> {
    const { applyRef } = await import("./ref_write.ts");
    return await applyRef<T>(this, object, options);
  }

  /**
   * Changes the object by a patch: one PATCH.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const map = cluster.ns().configMap("a");
   * await map.patch({ data: { state: "on" } });
   * const { data } = await map.patch([{ op: "test", path: "/data/state", value: "on" }, {
   *   op: "replace",
   *   path: "/data/state",
   *   value: "off",
   * }]);
   * assert.deepEqual(data, { state: "off" });
   * ```
   *
   * @param patch Fields to set, `null` to remove; or a list of operations, which is a JSON patch.
   * @param options Type (a strategic patch by default, as for kubectl), subresource, signal, timeout, dry
   * run, field manager.
   * @returns The object as it is afterwards.
   * @throws {NotFoundError} when it does not exist.
   * @throws {InvalidError} when the server refuses the outcome.
   * @throws {QueryError} when the patch is none, or a field in it is `undefined`.
   * @see kubectl patch
   */
  async patch(
    patch: ObjectPatch<T> | readonly JsonPatchOperation[],
    options: PatchOptions = {},
  ): Promise<T> {
    const { patchRef } = await import("./ref_write.ts");
    return await patchRef<T>(this, patch, options);
  }

  /**
   * Edits the object: one GET and one PATCH of what differs, or nothing where nothing does. Where somebody
   * else changed it in between, both are done again, five times in all.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function addHost(): Promise<void> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   await staging.ns("shop").ingress("web").edit((ingress) => {
   *     ingress.spec?.rules?.push({ host: "shop.example.com" });
   *   });
   * }
   * await assert.rejects(addHost, { name: "ConfigError" });
   * ```
   *
   * @param change Changes the copy that it is given; may be called again with a newer one. A promise is
   * awaited, any other result ignored.
   * @param options Subresource, signal, timeout of all attempts, dry run, field manager.
   * @returns The object as it is afterwards.
   * @throws {ConflictError} when others were faster five times.
   * @throws {NotFoundError} when it does not exist.
   * @see kubectl edit, client-go retry.RetryOnConflict
   */
  async edit(change: (object: T) => unknown, options: SubresourceOptions = {}): Promise<T> {
    const { editRef } = await import("./ref_write.ts");
    return await editRef<T>(this, change, options);
  }

  /**
   * Puts an object in the place of this one: one PUT. With the `metadata.resourceVersion` that it was read
   * with it fails where somebody else has changed it since.
   *
   * @param object The whole object.
   * @param options Subresource, signal, timeout, dry run, field manager.
   * @returns The object as the server stored it.
   * @throws {ConflictError} when it has changed since it was read.
   * @throws {NotFoundError} when it does not exist.
   * @see kubectl replace
   */
  async replace(object: NewObject<T>, options: SubresourceOptions = {}): Promise<T> {
    const { replaceRef } = await import("./ref_write.ts");
    return await replaceRef<T>(this, object, options);
  }

  /**
   * Sets and removes labels: one PATCH.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const map = cluster.ns().configMap("a");
   * await map.label({ tier: "front", old: "yes" });
   * const { metadata } = await map.label({ old: null });
   * assert.deepEqual(metadata?.labels, { tier: "front" });
   * ```
   *
   * @param changes A value for each label, `null` to remove it.
   * @param options Whether to overwrite (default `true`, unlike kubectl), signal, timeout, dry run.
   * @returns The object as it is afterwards.
   * @throws {QueryError} when a key or value is not allowed, or none is given.
   * @throws {ConflictError} when one has another value and `overwrite` is `false`.
   * @see kubectl label --overwrite
   */
  async label(changes: MarkChanges, options: MarkOptions = {}): Promise<T> {
    const { markRef } = await import("./ref_write.ts");
    return await markRef<T>(this, { field: "labels", changes }, options);
  }

  /**
   * Sets and removes annotations: one PATCH.
   *
   * @param changes A value for each annotation, `null` to remove it.
   * @param options Whether to overwrite (default `true`, unlike kubectl), signal, timeout, dry run.
   * @returns The object as it is afterwards.
   * @throws {QueryError} when a key or value is not allowed, or none is given.
   * @throws {ConflictError} when one has another value and `overwrite` is `false`.
   * @see kubectl annotate --overwrite
   */
  async annotate(changes: MarkChanges, options: MarkOptions = {}): Promise<T> {
    const { markRef } = await import("./ref_write.ts");
    return await markRef<T>(this, { field: "annotations", changes }, options);
  }

  /**
   * Sets how many replicas the object wants, by its scale subresource: one PATCH; with `currentReplicas` one
   * GET before. Kinds without a scale do not compile.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const labels = { app: "web" };
   * const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "web" }] } };
   * const spec = { selector: { matchLabels: labels }, template };
   * const web = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", labels }, spec } as const;
   * await using cluster = await testCluster({ objects: [web] });
   * const { spec: scaled } = await cluster.ns().deployment("web").scale(3, { currentReplicas: 1 });
   * assert.equal(scaled?.replicas, 3);
   * ```
   *
   * @param scaling How many replicas, from 0, and options: `currentReplicas`, signal, timeout, dry run.
   * @returns The scale as it is afterwards.
   * @throws {QueryError} when the kind cannot be scaled, or the number is none.
   * @throws {ConflictError} when it wants another number than `currentReplicas`.
   * @see kubectl scale
   */
  async scale(...scaling: ScaleArguments<T>): Promise<Scale> {
    const { scaleRef } = await import("./ref_write.ts");
    const [replicas, options] = scaling as [number, ScaleOptions?];
    return await scaleRef(this, replicas, options ?? {});
  }

  /**
   * Deletes the object: one DELETE; with `wait` also a watch that is limited to its name. It knows the object
   * by its uid: one that is made again under the same name is another.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function remove(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const job = staging.ns("shop").job("migrate");
   *   return `${await job.delete({ propagation: "foreground", wait: true, timeout: "1m" })}`;
   * }
   * await assert.rejects(remove, { name: "ConfigError" });
   * ```
   *
   * @param options Propagation (default `background`), `graceSeconds`, preconditions, `wait`, `ignoreNotFound`,
   * signal, timeout of all of it, dry run.
   * @returns What became of it: `deleted`, or `deleting` while it ends or finalizers hold it.
   * @throws {NotFoundError} when it does not exist.
   * @throws {ConflictError} when a precondition does not hold.
   * @throws {TimeoutError} when it is not gone in time; names the finalizers that hold it.
   * @see kubectl delete
   */
  async delete(options: DeleteOptions = {}): Promise<WriteOutcome> {
    const { deleteRef } = await import("./ref_delete.ts");
    return await deleteRef(this, options);
  }

  /**
   * Reads one value of a Secret and decodes it: one GET. The value prints as `[hidden]` wherever it is shown;
   * its `text()` and `bytes()` give it. Kinds without such values do not compile.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function login(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const password = await staging.ns("shop").secret("db").value("password");
   *   console.log(`the password is ${password}`); // the password is [hidden]
   *   return password.text();
   * }
   * await assert.rejects(login, { name: "ConfigError" });
   * ```
   *
   * @param value The key, and options: signal, timeout.
   * @returns The value.
   * @throws {NotFoundError} when the Secret or the key does not exist.
   * @see kubectl get secret db -o jsonpath='{.data.password}' | base64 -d
   */
  async value(...value: ValueArguments<T>): Promise<SecretValue> {
    const { valueOfRef } = await import("./ref_write.ts");
    const [key, options] = value as [string, CallOptions?];
    return await valueOfRef(this, key, options ?? {});
  }
}
