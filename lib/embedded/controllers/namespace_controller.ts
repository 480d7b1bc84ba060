/**
 * Empties namespaces that are to go, gives new ones their account, and lets empty ones go. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { type ApiObject, type JsonObject, listOf, objectOf } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import type { Controller, ControllerContext } from "./controller.ts";

const NAMESPACES = "namespaces";
const ROOT_CERTIFICATES = "kube-root-ca.crt";

/** The controller of namespaces. */
export const NAMESPACE_CONTROLLER: Controller = {
  name: "namespace",
  start(context) {
    const { store } = context.cluster;
    const stop = store.listen(undefined, ({ collection, object }) => {
      if (collection === NAMESPACES) context.enqueue(object.metadata.name ?? "");
      else if (object.metadata.namespace !== undefined) {
        const { namespace } = object.metadata;
        const owner = store.get({ collection: NAMESPACES, name: namespace });
        if (owner?.metadata.deletionTimestamp !== undefined) context.enqueue(namespace);
      }
    });
    for (const { metadata } of store.list(NAMESPACES)) context.enqueue(metadata.name ?? "");
    return { reconcile: (name) => reconcile(context, name), stop };
  },
};

function reconcile(context: ControllerContext, name: string): void {
  const { cluster, client } = context;
  const namespace = cluster.store.get({ collection: NAMESPACES, name });
  if (namespace === undefined) return;
  if (namespace.metadata.deletionTimestamp === undefined) return furnish(context, name);
  const finalizers = listOf(objectOf(namespace["spec"])["finalizers"]);
  if (!finalizers.includes("kubernetes")) return;
  const left = empty(context, name);
  const resource = cluster.resources.get("", "v1", NAMESPACES);
  if (left.length > 0) {
    client.change(resource, { name, subresource: "status" }, (live) => ({
      ...live,
      status: { ...objectOf(live["status"]), conditions: conditionsFor(live, left, context) },
    }));
    return;
  }
  client.change(resource, { name, subresource: "finalize" }, (live) => ({
    ...live,
    spec: {
      ...objectOf(live["spec"]),
      finalizers: finalizers.filter((finalizer) => finalizer !== "kubernetes"),
    },
  }));
}

/** Deletes what is in a namespace; gives what stays for now. */
function empty({ cluster, client }: ControllerContext, namespace: string): ApiObject[] {
  const left: ApiObject[] = [];
  for (const resource of storedResources(cluster.resources.kinds(), cluster)) {
    for (const { metadata } of cluster.store.list(resource.collection, namespace)) {
      const name = metadata.name ?? "";
      if (metadata.deletionTimestamp === undefined) {
        client.delete(resource, { namespace, name }, { propagationPolicy: "Background" });
      }
    }
    left.push(...cluster.store.list(resource.collection, namespace));
  }
  return left;
}

function storedResources(
  kinds: readonly { group: string; version: string; plural: string; namespaced: boolean }[],
  { resources, store }: ControllerContext["cluster"],
): Resource[] {
  const seen = new Set<string>();
  return kinds.flatMap(({ group, version, plural, namespaced }) => {
    if (!namespaced) return [];
    const resource = resources.find(group, version, plural);
    if (resource === undefined || seen.has(resource.collection)) return [];
    seen.add(resource.collection);
    return store.count(resource.collection) === 0 ? [] : [resource];
  });
}

function conditionsFor(
  live: ApiObject,
  left: readonly ApiObject[],
  { cluster }: ControllerContext,
): JsonObject[] {
  const before = listOf(objectOf(live["status"])["conditions"]) as JsonObject[];
  const time = formatTime(cluster.clock.now());
  const held = left.filter(({ metadata }) => listOf(metadata["finalizers"]).length > 0);
  const words = [...new Set(held.flatMap(({ metadata }) => listOf(metadata["finalizers"])))]
    .map((finalizer) => `${String(finalizer)} in ${held.length} resource instances`);
  const conditions: JsonObject[] = [
    {
      type: "NamespaceContentRemaining",
      status: "True",
      reason: "SomeResourcesRemain",
      message: `Some resources are remaining: ${left.length} resource instances`,
    },
    ...(held.length === 0 ? [] : [{
      type: "NamespaceFinalizersRemaining",
      status: "True",
      reason: "SomeFinalizersRemain",
      message: `Some content in the namespace has finalizers remaining: ${words.join(", ")}`,
    }]),
  ];
  return conditions.map((condition) => {
    const same = before.find((other) =>
      other["type"] === condition["type"] && other["status"] === condition["status"]
    );
    return { ...condition, lastTransitionTime: same?.["lastTransitionTime"] ?? time };
  });
}

/** What every namespace has: an account that pods run as, and the certificates they trust. */
function furnish({ cluster, client }: ControllerContext, namespace: string): void {
  const accounts = cluster.resources.get("", "v1", "serviceaccounts");
  if (client.find(accounts, { namespace, name: "default" }) === undefined) {
    client.create(accounts, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace },
    });
  }
  const maps = cluster.resources.get("", "v1", "configmaps");
  if (client.find(maps, { namespace, name: ROOT_CERTIFICATES }) === undefined) {
    client.create(maps, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: ROOT_CERTIFICATES, namespace },
      data: { "ca.crt": "" },
    });
  }
}
