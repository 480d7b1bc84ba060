/**
 * Ways to a cluster: the default one, and any other by its context. Layer 5.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { ApplyManyOptions } from "../apply/apply.ts";
import type { Manifests } from "../apply/manifests.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { WriteOutcomes } from "../core/outcomes.ts";
import { Cluster } from "./cluster.ts";
import { checkConnectOptions, Connection, type ConnectOptions } from "./connection.ts";
import type { NamespaceScope } from "./namespace.ts";
import { openConnection } from "./open_connection.ts";
import { originOf } from "./origin.ts";
import { Ref } from "./ref.ts";
import { DefaultConnection, findStandIn } from "./stand_in.ts";

/**
 * The default cluster: the kubeconfig's current context, or the pod's service account. It is connected on
 * first use and pinned from then on, whatever happens to the kubeconfig.
 */
export const cluster: Cluster = new Cluster(new DefaultConnection(() => openConnection({})));

/**
 * Where namespaced kinds of the default cluster are found. Sends nothing.
 *
 * @param name A namespace, `"*"` for all; default: the context's.
 * @throws {QueryError} when it cannot be the name of a namespace.
 * @see kubectl --namespace
 */
export function ns(name?: string): NamespaceScope {
  return cluster.ns(name);
}

/**
 * Applies manifests to the default cluster, on the server: one PATCH for each object, as
 * {@link Cluster.apply} does.
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
export async function apply(
  manifests: Manifests,
  options: ApplyManyOptions = {},
): Promise<WriteOutcomes> {
  return await cluster.apply(manifests, options);
}

/**
 * Connects to a cluster of the kubeconfig: reads the files and makes ready to send; sends nothing.
 *
 * @param options Context, kubeconfig, namespace, impersonation, and what every call starts from.
 * @returns The cluster; `await using` closes it.
 * @throws {QueryError} when there is an option that it does not know.
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 * @see kubectl --context
 */
export async function connect(options: ConnectOptions = {}): Promise<Cluster> {
  checkConnectOptions(options);
  const standIn = findStandIn();
  const now = standIn?.connection.now;
  return await new Cluster(new Connection(() => openConnection(options), now)).open();
}

/**
 * Refers to an object in the cluster that it was read from. Sends nothing.
 *
 * @param object An object that a query or a ref gave.
 * @throws {QueryError} when it was not read from a cluster: then use `cluster.ref(object)`.
 */
export function ref<T extends KubeObject>(object: T): Ref<T> {
  const origin = originOf(object);
  const name = object.metadata?.name;
  if (origin === undefined || name === undefined) {
    const what = `${object.kind ?? "object"} "${name ?? ""}"`;
    throw new QueryError(
      `Cannot refer to ${what}: it was not read from a cluster: say which one, cluster.ref(object)`,
    );
  }
  const namespace = object.metadata?.namespace;
  return new Ref<T>({
    ...origin,
    scope: namespace === undefined ? { type: "cluster" } : { type: "named", name: namespace },
  }, name);
}
