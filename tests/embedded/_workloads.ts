/** Clusters that run workloads, and what their tests read of them. */
import { ManualClock } from "../../lib/embedded/clock.ts";
import {
  createEmbeddedCluster,
  type EmbeddedCluster,
  STANDARD_CONTROLLERS,
} from "../../lib/embedded/cluster.ts";
import { DAEMON_SET_CONTROLLER } from "../../lib/embedded/controllers/daemonset/daemon_set_controller.ts";
import { DEPLOYMENT_CONTROLLER } from "../../lib/embedded/controllers/deployment/deployment_controller.ts";
import { DISRUPTION_CONTROLLER } from "../../lib/embedded/controllers/disruption/disruption_controller.ts";
import { ENDPOINT_SLICE_CONTROLLER } from "../../lib/embedded/controllers/endpoints/endpoint_slice_controller.ts";
import { ENDPOINTS_CONTROLLER } from "../../lib/embedded/controllers/endpoints/endpoints_controller.ts";
import {
  REPLICA_SET_CONTROLLER,
  REPLICATION_CONTROLLER_CONTROLLER,
} from "../../lib/embedded/controllers/replicaset/replica_set_controller.ts";
import { STATEFUL_SET_CONTROLLER } from "../../lib/embedded/controllers/statefulset/stateful_set_controller.ts";
import { ask, make } from "./_cluster.ts";

export const WORKLOADS = [
  REPLICA_SET_CONTROLLER,
  REPLICATION_CONTROLLER_CONTROLLER,
  DEPLOYMENT_CONTROLLER,
  STATEFUL_SET_CONTROLLER,
  DAEMON_SET_CONTROLLER,
  ENDPOINT_SLICE_CONTROLLER,
  ENDPOINTS_CONTROLLER,
  DISRUPTION_CONTROLLER,
];

export const PODS = "/api/v1/namespaces/default/pods";

/** A cluster with the controllers of workloads, and without anything that runs pods. */
export function workloadCluster(clock = new ManualClock()): EmbeddedCluster {
  return createEmbeddedCluster({
    clock,
    controllers: [...STANDARD_CONTROLLERS, ...WORKLOADS],
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
