/**
 * One namespace, the context's, or all of them: where namespaced kinds are found. Layer 5.
 *
 * @module
 */
import type { ApplyManyOptions } from "../apply/apply.ts";
import type { Manifests } from "../apply/manifests.ts";
import type { WriteOptions } from "../client/write_call.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { WriteOutcomes } from "../core/outcomes.ts";
import type { TypedKind } from "../kinds/kind.ts";
import { defineAccessors } from "./accessors.ts";
import type { Connection } from "./connection.ts";
import type { NamespacedManifest, ObjectOf, Typed } from "./manifest.ts";
import { NamespacedKinds } from "./namespaced_kinds.ts";
import { Query } from "./query.ts";
import type { KindSource, Scope, Target } from "./target.ts";
import type { UntypedObject } from "./untyped.ts";

/**
 * Where namespaced kinds are found; made by `ns()`. Sends nothing.
 *
 * Each built-in kind has a property for its objects (`pods`) and a method for one of them (`pod(name)`).
 */
export class NamespaceScope extends NamespacedKinds {
  readonly #connection: Connection;
  readonly #scope: Scope;

  static {
    defineAccessors(this.prototype, true, (scope, kind) => scope.#target(kind));
  }

  /** Made by `ns()`. */
  constructor(connection: Connection, scope: Scope) {
    super();
    this.#connection = connection;
    this.#scope = scope;
  }

  /** The namespace: its name, `*` for all, or `undefined` for the context's while that is not known. */
  get name(): string | undefined {
    const scope = this.#scope;
    if (scope.type === "named") return scope.name;
    return scope.type === "context" ? this.#connection.info?.namespace : "*";
  }

  /**
   * Objects of any kind that the cluster serves, by any spelling that kubectl takes. It is looked up on
   * first use.
   *
   * @param spelling `po`, `deploy`, `certificates.cert-manager.io`, `apps/v1/Deployment`, …
   */
  kind<T extends KubeObject = UntypedObject>(spelling: string): Query<T> {
    return new Query<T>(this.#target({ spelling }));
  }

  /**
   * Objects of a kind that you define.
   *
   * @param kind The kind as data, with the type of its objects.
   */
  of<T extends KubeObject>(kind: TypedKind<T>): Query<T> {
    return new Query<T>(this.#target(kind));
  }

  /**
   * Creates an object in this namespace: one POST. Without `metadata.name` the server makes a name up from
   * `metadata.generateName`.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function migrate(): Promise<string | undefined> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const job = await staging.ns("shop").create({
   *     apiVersion: "batch/v1",
   *     kind: "Job",
   *     metadata: { generateName: "migrate-" },
   *     spec: {
   *       template: {
   *         spec: { restartPolicy: "Never", containers: [{ name: "migrate", image: "shop:2" }] },
   *       },
   *     },
   *   });
   *   return job.metadata?.name;
   * }
   * await assert.rejects(migrate, { name: "ConfigError" });
   * ```
   *
   * @param object The object, with `apiVersion` and `kind`; another namespace in it is refused.
   * @param options Signal, timeout, dry run, field manager, field validation.
   * @returns The object as the server stored it.
   * @throws {ConflictError} when it exists already.
   * @throws {InvalidError} when the server refuses its fields.
   * @throws {QueryError} when it contradicts itself or the namespace, or cannot be sent.
   * @see kubectl create
   */
  async create<A extends string, K extends string>(
    object: Typed<A, K> & NamespacedManifest<A, K>,
    options: WriteOptions = {},
  ): Promise<ObjectOf<A, K>> {
    const { createIn } = await import("./create.ts");
    const place = { connection: this.#connection, scope: this.#scope };
    return await createIn(place, object, options) as ObjectOf<A, K>;
  }

  /**
   * Applies manifests, on the server: one PATCH for each object, namespaces and definitions of kinds first,
   * webhooks last, objects of a kind that is defined among them once it is served.
   *
   * What lives in a namespace goes to this one; another that is named is refused.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function deploy(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   return `${await staging.ns("shop").apply(await Deno.readTextFile("shop.yaml"))}`;
   * }
   * await assert.rejects(deploy, { name: "ConfigError" });
   * ```
   *
   * @param manifests Text of YAML or JSON, what `yaml` gives, objects, or a list of these.
   * @param options Whether to `wait` until all is ready; the name of the set whose other members go (`prune`);
   * force, how many at a time (default 8), signal, timeout of all of it, dry run, field manager.
   * @returns What became of each object, then of those that were pruned.
   * @throws {QueryError} when something is wrong with a manifest, or its kind is not served: nothing is sent.
   * @throws {BatchError} when some objects could not be applied; its `outcomes` tell of all.
   * @throws {TimeoutError} when something is not ready in time; it is applied then, and nothing is pruned.
   * @throws {KubeError} when something has failed instead of becoming ready.
   * @see kubectl apply --server-side -f, KEP-555, KEP-3659
   */
  async apply(manifests: Manifests, options: ApplyManyOptions = {}): Promise<WriteOutcomes> {
    const { applyIn } = await import("./apply.ts");
    return await applyIn({ connection: this.#connection, scope: this.#scope }, manifests, options);
  }

  #target(kind: KindSource): Target {
    return { connection: this.#connection, kind, scope: this.#scope };
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.name === undefined ? "ns()" : `ns("${this.name}")`;
  }
}
