/** Clusters that run workloads, and what their tests read of them. */
import { ManualClock } from "../../lib/embedded/clock.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make } from "./_cluster.ts";

export const PODS = "/api/v1/namespaces/default/pods";

/** All controllers but those that run pods, or end them with their nodes: tests play these by hand. */
export const WORKLOADS = [
  "*",
  "-scheduler",
  "-kubelet",
  "-nodelifecycle",
  "-podgc",
  "-taint-eviction",
] as const;

/** A cluster with the controllers of workloads, and without anything that runs pods. */
export function workloadCluster(clock = new ManualClock()): EmbeddedCluster {
  return createEmbeddedCluster({
    clock,
    controllers: WORKLOADS,
  });
}

/** Makes nodes that take every pod. */
export async function makeNodes(
  cluster: EmbeddedCluster,
  ...names: readonly string[]
): Promise<void> {
  for (const name of names) {
    await make(cluster, "/api/v1/nodes", { metadata: { name, labels: { disk: name } } });
    await ask(cluster, "PATCH", `/api/v1/nodes/${name}`, { spec: { taints: null } });
  }
}

/** An object as it is. */
// deno-lint-ignore no-explicit-any
export async function read(cluster: EmbeddedCluster, path: string): Promise<any> {
  return (await ask(cluster, "GET", path)).body;
}

/** The objects of a list. */
// deno-lint-ignore no-explicit-any
export async function items(cluster: EmbeddedCluster, path: string): Promise<any[]> {
  return (await read(cluster, path)).items;
}

/** The conditions of an object as lines. */
// deno-lint-ignore no-explicit-any
export function conditionLines(object: any): string[] {
  return (object.status.conditions ?? []).map((
    { type, status, reason, message }: Record<string, string>,
  ) => `${type}=${status} ${reason}: ${message}`);
}

/** What events of the namespace say, sorted. */
export async function eventLines(cluster: EmbeddedCluster): Promise<string[]> {
  const events = await items(cluster, "/api/v1/namespaces/default/events");
  return events.map(({ reason, message }) => `${reason}: ${message}`).sort();
}

/** A template of pods with one container. */
export function templateOf(app: string, image: string) {
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: "main", image, ports: [{ name: "web", containerPort: 80 }] }] },
  };
}
