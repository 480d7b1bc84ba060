/**
 * A cluster: its own kinds, its namespaces, and whatever else it serves. Layer 5.
 *
 * @module
 */
import { expectFields } from "../client/answer.ts";
import type { ApplyManyOptions } from "../apply/apply.ts";
import type { Manifests } from "../apply/manifests.ts";
import { CALL_OPTIONS, type CallOptions, sendForJson, startDeadline } from "../client/call.ts";
import type { WriteOptions } from "../client/write_call.ts";
import { type Duration, parseDuration } from "../core/duration.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { checkOptions } from "../core/options.ts";
import type { WriteOutcomes } from "../core/outcomes.ts";
import { oneLine } from "../core/message.ts";
import { untestedWarning } from "../core/version.ts";
import { builtinKind } from "../kinds/builtin.ts";
import type { Kind, TypedKind } from "../kinds/kind.ts";
import { defineAccessors } from "./accessors.ts";
import { ClusterKinds } from "./cluster_kinds.ts";
import type { Connection, ConnectionInfo } from "./connection.ts";
import type { Manifest, ObjectOf, Typed } from "./manifest.ts";
import { NamespaceScope } from "./namespace.ts";
import { originOf } from "./origin.ts";
import { Query } from "./query.ts";
import { Ref } from "./ref.ts";
import { type KindSource, scopeOf, type Target } from "./target.ts";
import type { UntypedObject } from "./untyped.ts";

/** How {@link Cluster.raw} sends a request. */
export interface RawOptions {
  /** HTTP method; default `GET`. */
  readonly method?: string;
  /** Headers; authorization is added by the connection. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Ends the request, and the reading of its body. */
  readonly signal?: AbortSignal;
  /** Deadline of the whole exchange; default: the connection's. */
  readonly timeout?: Duration;
  /** Whether the response stays open (a watch): it then uses a connection of its own; default `false`. */
  readonly longLived?: boolean;
}

/** What a server says of itself. */
export interface ServerVersion {
  /** E.g. `1`. */
  readonly major: string;
  /** E.g. `36`. */
  readonly minor: string;
  /** E.g. `v1.36.3`. */
  readonly gitVersion: string;
  /** E.g. `linux/amd64`. */
  readonly platform: string;
}

let readConnection: (cluster: Cluster) => Connection;

/** The connection of a cluster, for what its own methods do not reach. */
export function connectionOf(cluster: Cluster): Connection {
  return readConnection(cluster);
}

/**
 * A cluster to talk to; made by `connect()`, or the default one named `cluster`.
 *
 * Each cluster-scoped kind has a property for its objects (`nodes`) and a method for one of them
 * (`node(name)`).
 */
export class Cluster extends ClusterKinds implements AsyncDisposable {
  readonly #connection: Connection;

  static {
    readConnection = (cluster) => cluster.#connection;
    defineAccessors(this.prototype, false, (cluster, kind) => cluster.#target(kind));
  }

  /** Made by `connect()`. */
  constructor(connection: Connection) {
    super();
    this.#connection = connection;
  }

  /** Context, namespace and server, once the connection is open; `undefined` before. */
  get info(): ConnectionInfo | undefined {
    return this.#connection.info;
  }

  /**
   * Where namespaced kinds are found. Sends nothing.
   *
   * @param name A namespace, `"*"` for all; default: the context's.
   * @returns The namespace, with an accessor for each kind.
   * @throws {QueryError} when it cannot be the name of a namespace.
   */
  ns(name?: string): NamespaceScope {
    return new NamespaceScope(this.#connection.current, scopeOf(name));
  }

  /**
   * Objects of any kind that the cluster serves, by any spelling that kubectl takes; namespaced ones of all
   * namespaces. It is looked up on first use.
   *
   * @param spelling `no`, `nodes`, `clusterissuers.cert-manager.io`, `v1/Node`, …
   * @returns A query; a kind that is not served is an error of its verbs.
   */
  kind<T extends KubeObject = UntypedObject>(spelling: string): Query<T> {
    return new Query<T>(this.#target({ spelling }));
  }

  /**
   * Objects of a kind that you define; namespaced ones of all namespaces.
   *
   * @param kind The kind as data, with the type of its objects.
   * @returns A query.
   */
  of<T extends KubeObject>(kind: TypedKind<T>): Query<T> {
    return new Query<T>(this.#target(kind));
  }

  /**
   * Refers to an object in this cluster, wherever it was read or written down.
   *
   * @param object An object with kind and name.
   * @returns A reference, with the verbs of one object.
   * @throws {QueryError} when it has no kind or name.
   */
  ref<T extends KubeObject>(object: T): Ref<T> {
    const { apiVersion, kind, metadata } = object;
    if (apiVersion === undefined || kind === undefined || metadata?.name === undefined) {
      throw new QueryError("Cannot refer to an object without apiVersion, kind and metadata.name");
    }
    const known = originOf(object)?.kind ?? builtinKind(apiVersion, kind);
    const target: Target = {
      connection: this.#connection.current,
      kind: known ?? { spelling: `${apiVersion}/${kind}` },
      scope: metadata.namespace === undefined
        ? { type: "cluster" }
        : { type: "named", name: metadata.namespace },
    };
    return new Ref<T>(target, metadata.name);
  }

  /**
   * Creates an object: one POST. Without `metadata.name` the server makes a name up from
   * `metadata.generateName`. One that lives in a namespace has to name it.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function scratch(): Promise<string | undefined> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   const namespace = await staging.create({
   *     apiVersion: "v1",
   *     kind: "Namespace",
   *     metadata: { generateName: "scratch-" },
   *   });
   *   return namespace.metadata?.name;
   * }
   * await assert.rejects(scratch, { name: "ConfigError" });
   * ```
   *
   * @param object The object, with `apiVersion` and `kind`.
   * @param options Signal, timeout, dry run, field manager, field validation.
   * @returns The object as the server stored it.
   * @throws {ConflictError} when it exists already.
   * @throws {InvalidError} when the server refuses its fields.
   * @throws {QueryError} when it does not say what it is, or cannot be sent.
   * @see kubectl create
   */
  async create<A extends string, K extends string>(
    object: Typed<A, K> & Manifest<A, K>,
    options: WriteOptions = {},
  ): Promise<ObjectOf<A, K>> {
    const { createIn } = await import("./create.ts");
    const place = { connection: this.#connection.current, scope: { type: "cluster" } } as const;
    return await createIn(place, object, options) as ObjectOf<A, K>;
  }

  /**
   * Applies manifests, on the server: one PATCH for each object, namespaces and definitions of kinds first,
   * webhooks last, objects of a kind that is defined among them once it is served.
   *
   * What lives in a namespace and names none goes to the context's.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function deploy(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   return `${await staging.apply(await Deno.readTextFile("shop.yaml"))}`;
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
    const place = { connection: this.#connection.current, scope: { type: "cluster" } } as const;
    return await applyIn(place, manifests, options);
  }

  /**
   * All kinds that the cluster serves: two GETs, or none where they are known.
   *
   * @param options Signal.
   * @returns The kinds, those of the core group first.
   * @throws {ConnectionError} when the server cannot be asked.
   * @see kubectl api-resources
   */
  async kinds(options: Pick<CallOptions, "signal"> = {}): Promise<readonly Kind[]> {
    checkOptions(options, { signal: "any" }, { cannot: () => "list kinds" });
    const { discovery } = await this.#connection.session();
    return await discovery.kinds(options);
  }

  /**
   * Asks the server for its version: one GET. Outside the versions that this release is tested with it
   * warns, once for a connection; no other call asks for the version.
   *
   * @param options Signal and timeout.
   * @returns What the server says of itself, e.g. `gitVersion: "v1.36.3"`.
   * @throws {ConnectionError} when the server cannot be asked.
   * @see kubectl version
   */
  async version(options: CallOptions = {}): Promise<ServerVersion> {
    checkOptions(options, CALL_OPTIONS, { cannot: () => "get version" });
    const session = await this.#connection.session();
    const call = { verb: "get", resource: "version" };
    const deadline = startDeadline(session, options, call);
    const answer = await sendForJson(session, call, "/version", deadline);
    const { major = "", minor = "", gitVersion = "", platform = "", ...more } = expectFields<
      ServerVersion
    >(answer, call);
    const version = { major, minor, gitVersion, platform, ...more };
    const warning = untestedWarning(gitVersion);
    if (warning !== undefined) session.warn?.(oneLine(warning));
    return version;
  }

  /**
   * Sends any request and gives the response as it comes, whatever its status. Read its body to the end.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const response = await cluster.raw("/api/v1/namespaces/default/configmaps/a");
   * assert.deepEqual([response.status, (await response.json()).kind], [200, "ConfigMap"]);
   * ```
   *
   * @param path Path and query, starting with `/`.
   * @param options Method, headers, body, signal, timeout.
   * @returns The response, also where it says that something went wrong.
   * @throws {ConnectionError} when there is none.
   * @throws {GrantError} when the connection is read-only and the method could change something.
   * @see kubectl get --raw
   */
  async raw(path: string, options: RawOptions = {}): Promise<Response> {
    if (!path.startsWith("/")) {
      throw new QueryError(
        `Cannot send a request to ${JSON.stringify(path)}: it has to start with "/"`,
      );
    }
    const session = await this.#connection.session();
    const { method = "GET", timeout, signal, ...rest } = options;
    const timeoutMs = timeout === undefined ? session.timeoutMs : parseDuration(timeout);
    const send = () =>
      session.transport.send(path, {
        ...rest,
        method,
        timeoutMs,
        signal: startDeadline(session, { signal }, { verb: "send", resource: path }).signal,
      });
    const changesNothing = /^(?:get|head|options)$/i.test(method) || session.dryRun === true ||
      session.assume !== undefined;
    if (changesNothing) return await send();
    const { tallied } = await import("../core/write_tally.ts");
    return await tallied(send);
  }

  /**
   * Opens the connection now instead of on first use: reads the kubeconfig, sends nothing.
   *
   * @returns This cluster.
   * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
   */
  async open(): Promise<this> {
    await this.#connection.session();
    return this;
  }

  /** Closes the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    const { info } = this;
    return info === undefined
      ? "Cluster (not connected yet)"
      : `Cluster ${info.context} at ${info.server}`;
  }

  #target(kind: KindSource): Target {
    return { connection: this.#connection.current, kind, scope: { type: "cluster" } };
  }
}
