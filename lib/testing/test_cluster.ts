/**
 * A cluster for a test: in the process, without a socket or a permission. Layer 6.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection } from "../api/connection.ts";
import { offerStandIn, type StandIn } from "../api/stand_in.ts";
import { ConfigError, QueryError } from "../core/errors.ts";
import { quoteList } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { createEmbeddedCluster } from "../embedded/cluster.ts";
import { findSurrounding, runWith } from "./default_cluster.ts";
import type { Fault } from "./fault.ts";
import { fillCluster } from "./fill.ts";
import { nameOf, openAs, type TestClusterParts } from "./open_as.ts";
import type { RequestMatch, SentRequest } from "./sent_request.ts";
import { seededRandom } from "./seed.ts";
import { clockOf, settleWith } from "./test_clock.ts";
import { checkTestClusterOptions, type TestClusterOptions } from "./test_cluster_options.ts";
import { checkRoles, rightsOf } from "./test_user.ts";
import { Wire } from "./wire.ts";

/** How {@link TestCluster.use} runs a function. */
export interface UseOptions {
  /** Whom the function runs as: a name of `users`; default an administrator. */
  readonly as?: string;
}

/**
 * A cluster for a test, with what a test asks beside what a cluster does. Made by {@link testCluster}.
 */
export class TestCluster extends Cluster {
  readonly #parts: TestClusterParts;
  readonly #connection: Connection;
  readonly #users = new Map<string, Cluster>();

  /** Made by {@link testCluster}. */
  constructor(parts: TestClusterParts) {
    const connection = new Connection(
      () => openAs(parts, undefined, parts.options),
      presentOf(parts),
    );
    super(connection);
    this.#connection = connection;
    this.#parts = parts;
    parts.closing.use(offerStandIn("await cluster.use(() => …)"));
  }

  /**
   * The same cluster as one of its users sees it. Sends nothing.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * await using cluster = await testCluster({ users: { ana: { roles: { default: ["view"] } } } });
   * const ana = cluster.as("ana");
   * assert.deepEqual(await ana.ns().pods.names(), []);
   * await assert.rejects(ana.ns().secrets.names(), { name: "ForbiddenError" });
   * ```
   *
   * @param user A name of the option `users`.
   * @returns A connection in its name.
   * @throws {QueryError} when there is no such user.
   */
  as(user: string): Cluster {
    const known = this.#users.get(user);
    if (known !== undefined) return known;
    const connection = this.#connectionOf(user);
    const cluster = new Cluster(connection);
    this.#users.set(user, cluster);
    return cluster;
  }

  /**
   * Runs code that speaks to the default cluster (`ns`, `cluster`, `apply`, `connect()` of "skiff", the official
   * API of "skiff/client-node") on this one. Tests beside each other do not meet: whatever the function starts goes
   * to this cluster, whatever others do meanwhile does not.
   *
   * `connect()` without a context, or with this cluster's, gives this cluster, whatever kubeconfig it names.
   *
   * @example A script that imports `ns`
   * ```ts
   * import assert from "node:assert/strict";
   * import { ns } from "skiff";
   * import { testCluster } from "skiff/testing";
   *
   * // The script's.
   * async function countPods(): Promise<number> {
   *   return await ns("shop").pods.count();
   * }
   *
   * await using cluster = await testCluster();
   * assert.equal(await cluster.use(countPods), 0);
   * assert.deepEqual(cluster.requests().map(String), ["GET /api/v1/namespaces/shop/pods?limit=1"]);
   * ```
   *
   * @param run What to run; it may import a script that works while it is loaded.
   * @param options Whom it runs as.
   * @returns What it returns.
   * @throws {QueryError} when there is no such user.
   */
  async use<R>(run: () => R | Promise<R>, { as }: UseOptions = {}): Promise<R> {
    const parts = this.#parts;
    const outer = findSurrounding();
    const standIn: StandIn = {
      connection: as === undefined ? this.#connection : this.#connectionOf(as),
      open: async (options) => {
        const { context = nameOf(parts) } = options;
        if (context === nameOf(parts)) return await openAs(parts, as, options);
        if (outer !== undefined) return await outer.open(options);
        throw new ConfigError(
          `Cannot connect to context ${JSON.stringify(context)}: this runs on a test cluster, ` +
            `whose context is ${
              JSON.stringify(nameOf(parts))
            }: testCluster({ context: … }) names it`,
        );
      },
    };
    return await runWith(standIn, run);
  }

  /**
   * What was sent to the cluster, of all users, in order; what filled it from the start aside. Sends nothing.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * await using cluster = await testCluster({
   *   objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } }],
   * });
   * await cluster.ns().configMap("settings").patch({ data: { level: "debug" } });
   * const [patch] = cluster.requests({ verb: "patch", resource: "configmaps" });
   * assert.deepEqual(patch?.body, { data: { level: "debug" } });
   * assert.equal(cluster.requests({ verb: ["create", "update", "delete"] }).length, 0);
   * ```
   *
   * @param match Which ones; default: all.
   * @returns The requests, in the order in which they were sent.
   * @throws {QueryError} when the match has a field that requests do not have.
   */
  requests(match?: RequestMatch): SentRequest[] {
    return this.#parts.wire.requests(match);
  }

  /** Forgets what was sent so far. */
  clearRequests(): void {
    this.#parts.wire.clearRequests();
  }

  /**
   * Lets something go wrong from now on. Sends nothing.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { conflict, resetBody, testCluster } from "skiff/testing";
   *
   * await using cluster = await testCluster();
   * {
   *   using _ = cluster.inject(conflict({ times: Infinity }), resetBody());
   *   await assert.rejects(cluster.namespace("default").label({ team: "shop" }), { status: 409 });
   *   await assert.rejects(cluster.namespaces.list(), { name: "ConnectionError" });
   * }
   * await cluster.namespace("default").label({ team: "shop" });
   * ```
   *
   * @param faults What goes wrong; of several that fit a request the first gets hold of it first, and the next only of
   *   what that one lets through.
   * @returns Ends them, by `using` or `[Symbol.dispose]()`.
   * @throws {QueryError} when a fault is to happen a number of times that is none.
   */
  inject(...faults: readonly Fault[]): Disposable {
    const end = this.#parts.wire.inject(faults);
    return { [Symbol.dispose]: end };
  }

  /** Resolves when no controller of the cluster has anything to do now. */
  async settled(): Promise<void> {
    const { embedded, options: { clock } } = this.#parts;
    await embedded.settled();
    await clock?.advanceTo(clock.now());
  }

  /** Ends what is still open and forgets the cluster. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#parts.closing.disposeAsync();
  }

  #connectionOf(user: string): Connection {
    const { users = {} } = this.#parts.options;
    if (!Object.hasOwn(users, user)) {
      const names = Object.keys(users);
      const near = suggest(user, names);
      const help = near !== undefined
        ? `: did you mean ${JSON.stringify(near)}`
        : names.length === 0
        ? ": testCluster({ users: … }) names them"
        : `: there are ${quoteList(names)}`;
      throw new QueryError(`Cannot act as user ${JSON.stringify(user)}: no such user${help}`);
    }
    const parts = this.#parts;
    return parts.closing.use(
      new Connection(() => openAs(parts, user, parts.options), presentOf(parts)),
    );
  }
}

/** What `ago()` goes by. */
function presentOf({ options: { clock } }: TestClusterParts): (() => Date) | undefined {
  return clock === undefined ? undefined : () => clock.now();
}

/**
 * Makes a cluster in the process, filled with objects. Needs no permission, sends nothing anywhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { testCluster } from "skiff/testing";
 *
 * await using cluster = await testCluster({
 *   namespace: "shop",
 *   objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } }],
 * });
 * assert.deepEqual(await cluster.ns().configMaps.names(), ["kube-root-ca.crt", "settings"]);
 * ```
 *
 * @param options Objects, users, clock, and what every call starts from.
 * @returns The cluster; `await using` closes it.
 * @throws {QueryError} when an object has a kind that nobody defines, or no name.
 * @throws {InvalidError} when an object is not one that a server would take.
 */
export async function testCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  checkTestClusterOptions(options);
  const { namespace = "default", objects = [], users = {}, clock, seed = 1 } = options;
  const { context = "test", faults = [], containers, controllers } = options;
  const { nodes = containers === undefined && controllers === undefined ? 0 : 1 } = options;
  await using closing = new AsyncDisposableStack();
  const embedded = closing.use(createEmbeddedCluster({
    nodes,
    random: seededRandom(seed),
    ...(containers === undefined ? {} : { containers }),
    ...(controllers === undefined ? {} : { controllers }),
    ...(clock === undefined ? {} : { clock: clockOf(clock) }),
  }));
  if (clock !== undefined) closing.defer(settleWith(clock, () => embedded.settled()));
  await fillCluster(embedded, { objects: [...rightsOf(users), ...objects], namespace });
  const roles = embedded.store.list("rbac.authorization.k8s.io/clusterroles");
  checkRoles(users, roles.map(({ metadata }) => metadata.name ?? ""));
  // What begins at once has begun.
  await clock?.advanceTo(clock.now());
  const wire = new Wire({ seed, clock, name: context });
  wire.inject(faults);
  return await new TestCluster({ embedded, wire, options, closing: closing.move() }).open();
}
