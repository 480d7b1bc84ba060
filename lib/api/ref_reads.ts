/**
 * The verbs of a reference that read. Layer 5.
 *
 * @module
 */
import { getObject, READ_OPTIONS, type ReadOptions } from "../client/objects.ts";
import { isNotFound } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { rememberOrigin } from "./origin.ts";
import { checkRefOptions, RefBase, resolveRef, targetOf } from "./ref_base.ts";

/**
 * Reading one object.
 *
 * @typeParam T The type of the object.
 */
export abstract class RefReads<T extends KubeObject = KubeObject> extends RefBase<T> {
  /**
   * Reads the object: one GET.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const map = await cluster.ns().configMap("a").get();
   * assert.deepEqual([map.kind, map.metadata?.namespace], ["ConfigMap", "default"]);
   * ```
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object as plain JSON.
   * @throws {NotFoundError} when it does not exist.
   * @see kubectl get pod web-0
   */
  async get(options: ReadOptions = {}): Promise<T> {
    checkRefOptions(this, options, { verb: "get", known: READ_OPTIONS });
    const { session, kind, namespace, name } = await resolveRef(this, "get");
    const object = await getObject(session, kind, { namespace, name }, options);
    return rememberOrigin(object, { connection: targetOf(this).connection, kind }) as T;
  }

  /**
   * Reads the object if it is there: one GET.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object, or `undefined` where it does not exist.
   * @throws {ForbiddenError} when the right to get it is missing: it may be there.
   * @see kubectl get pod web-0 --ignore-not-found
   */
  async find(options: ReadOptions = {}): Promise<T | undefined> {
    try {
      return await this.get(options);
    } catch (error) {
      if (isNotFound(error) && error.reason === "NotFound") return undefined;
      throw error;
    }
  }

  /**
   * Tells whether the object exists: one GET.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * assert.equal(await cluster.ns().configMap("missing").exists(), false);
   * ```
   *
   * @param options Signal and timeout.
   * @returns Whether it does.
   * @throws {ForbiddenError} when the right to get it is missing: it may be there.
   * @see kubectl get configmap a --ignore-not-found -o name
   */
  async exists(options: ReadOptions = {}): Promise<boolean> {
    return await this.find(options) !== undefined;
  }
}
