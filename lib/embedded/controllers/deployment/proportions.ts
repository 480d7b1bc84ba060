/**
 * Sharing out a change of size among the replica sets of a rollout that is under way. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/util/deployment_util.go (GetReplicaSetProportion)
 */
import type { ApiObject } from "../../json.ts";
import { byAge, countOf, wantedReplicas } from "../workload/reading.ts";
import { maxOf } from "./annotations.ts";
import { isRolling, maxSurgeOf } from "./arithmetic.ts";

/** A replica set and the size it is to have. */
export interface Sized {
  readonly replicaSet: ApiObject;
  readonly size: number;
}

/**
 * The sizes that keep the proportions.
 *
 * @param deployment The deployment, with its new size.
 * @param active The replica sets with pods.
 * @returns A size for each; the leftovers of rounding go to the largest.
 */
export function proportionalSizes(deployment: ApiObject, active: readonly ApiObject[]): Sized[] {
  const replicas = wantedReplicas(deployment);
  const allowed = replicas > 0 && isRolling(deployment) ? replicas + maxSurgeOf(deployment) : 0;
  const total = active.reduce((sum, replicaSet) => sum + wantedReplicas(replicaSet), 0);
  const missing = allowed - total;
  // Of equal ones the newer grows first, and the older shrinks first.
  const sorted = [...active].sort((left, right) =>
    wantedReplicas(right) - wantedReplicas(left) ||
    (missing > 0 ? byAge(right, left) : byAge(left, right))
  );
  let shared = 0;
  const sizes = sorted.map((replicaSet) => {
    const share = shareOf(replicaSet, deployment, missing, shared);
    shared += share;
    return { replicaSet, size: wantedReplicas(replicaSet) + share };
  });
  const [largest, ...others] = sizes;
  if (largest === undefined) return [];
  return [{ ...largest, size: Math.max(0, largest.size + missing - shared) }, ...others];
}

function shareOf(
  replicaSet: ApiObject,
  deployment: ApiObject,
  missing: number,
  shared: number,
): number {
  if (missing === 0 || missing === shared || wantedReplicas(replicaSet) === 0) return 0;
  const fraction = fractionOf(replicaSet, deployment);
  const left = missing - shared;
  return missing > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(replicaSet: ApiObject, deployment: ApiObject): number {
  const size = wantedReplicas(replicaSet);
  const replicas = wantedReplicas(deployment);
  if (replicas === 0) return -size;
  const before = maxOf(replicaSet) || countOf(deployment, "replicas");
  if (before === 0) return 0;
  return Math.round(size * (replicas + maxSurgeOf(deployment)) / before) - size;
}
