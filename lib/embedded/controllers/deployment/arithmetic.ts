/**
 * How many pods a deployment may have, and how many may be missing. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts)
 */
import { type ApiObject, objectOf } from "../../json.ts";
import { amountOf } from "../workload/amounts.ts";
import { specOf, wantedReplicas } from "../workload/reading.ts";

function rollingOf(deployment: ApiObject) {
  return objectOf(objectOf(specOf(deployment)["strategy"])["rollingUpdate"]);
}

/** Whether a deployment replaces its pods step by step. */
export function isRolling(deployment: ApiObject): boolean {
  return objectOf(specOf(deployment)["strategy"])["type"] === "RollingUpdate";
}

/** How many pods there may be beyond those wanted. */
export function maxSurgeOf(deployment: ApiObject): number {
  if (!isRolling(deployment)) return 0;
  return amountOf(rollingOf(deployment)["maxSurge"], wantedReplicas(deployment), "up");
}

/** How many of the wanted pods may be unavailable; one where nothing could move otherwise. */
export function maxUnavailableOf(deployment: ApiObject): number {
  const replicas = wantedReplicas(deployment);
  if (!isRolling(deployment) || replicas === 0) return 0;
  const amount = amountOf(rollingOf(deployment)["maxUnavailable"], replicas, "down");
  const isStuck = amount === 0 && maxSurgeOf(deployment) === 0;
  return Math.min(isStuck ? 1 : amount, replicas);
}

/**
 * How large the new replica set may be now.
 *
 * @param deployment The deployment.
 * @param size The size of the new replica set.
 * @param total The sizes of all replica sets together.
 */
export function newSizeOf(deployment: ApiObject, size: number, total: number): number {
  const replicas = wantedReplicas(deployment);
  if (!isRolling(deployment)) return replicas;
  const allowed = replicas + maxSurgeOf(deployment);
  return total >= allowed ? size : size + Math.min(allowed - total, replicas - size);
}
