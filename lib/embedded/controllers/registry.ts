/**
 * All controllers by name: which of them a cluster has is a choice. Layer 3.
 *
 * @module
 * @see `kube-controller-manager --controllers`
 */
import { QueryError } from "../../core/errors.ts";
import type { Controller } from "./controller.ts";
import { DAEMON_SET_CONTROLLER } from "./daemonset/daemon_set_controller.ts";
import { DEPLOYMENT_CONTROLLER } from "./deployment/deployment_controller.ts";
import { DISRUPTION_CONTROLLER } from "./disruption/disruption_controller.ts";
import { ENDPOINT_SLICE_CONTROLLER } from "./endpoints/endpoint_slice_controller.ts";
import { ENDPOINTS_CONTROLLER } from "./endpoints/endpoints_controller.ts";
import { GARBAGE_COLLECTOR } from "./garbage_collector.ts";
import { CRON_JOB_CONTROLLER } from "./jobs/cron_job_controller.ts";
import { JOB_CONTROLLER } from "./jobs/job_controller.ts";
import { TTL_CONTROLLER } from "./jobs/ttl_controller.ts";
import type { Kubelets } from "./kubelet/kubelet.ts";
import { NAMESPACE_CONTROLLER } from "./namespace_controller.ts";
import { NODE_LIFECYCLE } from "./nodes/node_lifecycle.ts";
import { POD_GC } from "./nodes/pod_gc.ts";
import { TAINT_EVICTION } from "./nodes/taint_eviction.ts";
import { QUOTA_CONTROLLER } from "./quota_controller.ts";
import {
  REPLICA_SET_CONTROLLER,
  REPLICATION_CONTROLLER_CONTROLLER,
} from "./replicaset/replica_set_controller.ts";
import { SCHEDULER } from "./scheduler/scheduler.ts";
import { STATEFUL_SET_CONTROLLER } from "./statefulset/stateful_set_controller.ts";
import { EPHEMERAL_VOLUMES } from "./volumes/ephemeral_volumes.ts";
import { VOLUME_BINDER } from "./volumes/volume_binder.ts";
import { CLAIM_PROTECTION, VOLUME_PROTECTION } from "./volumes/volume_protection.ts";

/** A controller that comes with the in-memory cluster. */
export type ControllerName =
  | "cronjob"
  | "daemonset"
  | "deployment"
  | "disruption"
  | "endpoint"
  | "endpointslice"
  | "ephemeral-volume"
  | "garbagecollector"
  | "job"
  | "kubelet"
  | "namespace"
  | "nodelifecycle"
  | "persistentvolume-binder"
  | "podgc"
  | "pv-protection"
  | "pvc-protection"
  | "replicaset"
  | "replicationcontroller"
  | "resourcequota"
  | "scheduler"
  | "statefulset"
  | "taint-eviction"
  | "ttl-after-finished";

/**
 * Which controllers a cluster has: names, `*` for all of them, `-NAME` for all but that one, and others
 * that are given as they are.
 */
export type ControllerChoice = ControllerName | "*" | `-${ControllerName}` | Controller;

/** What controllers share with the rest of the cluster. */
export interface ControllerParts {
  /** What runs pods. */
  readonly kubelets: Kubelets;
}

const CONTROLLERS: Readonly<Record<ControllerName, (parts: ControllerParts) => Controller>> = {
  namespace: () => NAMESPACE_CONTROLLER,
  garbagecollector: () => GARBAGE_COLLECTOR,
  resourcequota: () => QUOTA_CONTROLLER,
  nodelifecycle: () => NODE_LIFECYCLE,
  "taint-eviction": () => TAINT_EVICTION,
  podgc: () => POD_GC,
  scheduler: () => SCHEDULER,
  kubelet: ({ kubelets }) => kubelets,
  // Whatever counts pods comes after what runs them: it looks once for many that change.
  "pvc-protection": () => CLAIM_PROTECTION,
  "pv-protection": () => VOLUME_PROTECTION,
  "ephemeral-volume": () => EPHEMERAL_VOLUMES,
  "persistentvolume-binder": () => VOLUME_BINDER,
  replicaset: () => REPLICA_SET_CONTROLLER,
  replicationcontroller: () => REPLICATION_CONTROLLER_CONTROLLER,
  deployment: () => DEPLOYMENT_CONTROLLER,
  statefulset: () => STATEFUL_SET_CONTROLLER,
  daemonset: () => DAEMON_SET_CONTROLLER,
  endpointslice: () => ENDPOINT_SLICE_CONTROLLER,
  endpoint: () => ENDPOINTS_CONTROLLER,
  disruption: () => DISRUPTION_CONTROLLER,
  job: () => JOB_CONTROLLER,
  cronjob: () => CRON_JOB_CONTROLLER,
  "ttl-after-finished": () => TTL_CONTROLLER,
};

/** The names of all controllers, in the order in which they start. */
export const CONTROLLER_NAMES: readonly ControllerName[] = Object.freeze(
  Object.keys(CONTROLLERS) as ControllerName[],
);

/** What a cluster has without nodes: nothing runs, but what is deleted goes. */
export const STANDARD_CONTROLLERS: readonly ControllerName[] = Object.freeze([
  "namespace",
  "garbagecollector",
  "resourcequota",
]);

/**
 * The controllers of a choice, in the order in which they start.
 *
 * @param choice Names, `*`, `-NAME` or controllers; of exclusions alone the rest is meant.
 * @param parts What they share.
 * @throws {QueryError} when there is none of that name.
 */
export function chooseControllers(
  choice: readonly ControllerChoice[],
  parts: ControllerParts,
): Controller[] {
  const names = choice.filter((item) => typeof item === "string");
  const own = choice.filter((item) => typeof item !== "string");
  const chosen = new Set<ControllerName>();
  const isRest = own.length === 0 && names.length > 0 && names.every((name) => name[0] === "-");
  if (isRest) { for (const name of CONTROLLER_NAMES) chosen.add(name); }
  for (const item of names) {
    if (item === "*") { for (const name of CONTROLLER_NAMES) chosen.add(name); }
    else if (item.startsWith("-")) chosen.delete(checkName(item.slice(1)));
    else chosen.add(checkName(item));
  }
  const built = CONTROLLER_NAMES.filter((name) => chosen.has(name))
    .map((name) => CONTROLLERS[name](parts));
  return [...built, ...own];
}

function checkName(name: string): ControllerName {
  const found = CONTROLLER_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  throw new QueryError(
    `Cannot make cluster: no controller is called ${JSON.stringify(name)}: it is one of ${
      CONTROLLER_NAMES.join(", ")
    }`,
  );
}
