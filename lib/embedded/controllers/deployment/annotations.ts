/**
 * What deployments and their replica sets say in annotations. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/util/deployment_util.go
 */
import type { ApiObject } from "../../json.ts";
import { annotationsOf, wantedReplicas } from "../workload/reading.ts";
import { maxSurgeOf } from "./arithmetic.ts";

/** The number of a rollout. */
export const REVISION = "deployment.kubernetes.io/revision";
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";
const MAX_HISTORY_LENGTH = 2000;

/** What a replica set does not take over from its deployment. */
const OWN: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  "deprecated.deployment.rollback.to",
]);

/** Annotations by key. */
export type Annotations = Record<string, string>;

/** The revision of a replica set; 0 where it says none. */
export function revisionOf(object: ApiObject): number {
  const revision = Number.parseInt(annotationsOf(object)[REVISION] ?? "", 10);
  return Number.isNaN(revision) ? 0 : revision;
}

/** For how many replicas of the deployment a replica set was sized; `undefined` where it does not say. */
export function desiredOf(replicaSet: ApiObject): number | undefined {
  return wholeNumber(annotationsOf(replicaSet)[DESIRED_REPLICAS]);
}

/** How many pods the deployment might have had when a replica set was sized. */
export function maxOf(replicaSet: ApiObject): number | undefined {
  return wholeNumber(annotationsOf(replicaSet)[MAX_REPLICAS]);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The annotations of a replica set that say for which size of the deployment it is sized. */
export function withSizes(annotations: Annotations, deployment: ApiObject): Annotations {
  const desired = wantedReplicas(deployment);
  return {
    ...annotations,
    [DESIRED_REPLICAS]: String(desired),
    [MAX_REPLICAS]: String(desired + maxSurgeOf(deployment)),
  };
}

/**
 * The annotations of the replica set that a deployment rolls out.
 *
 * @param annotations Those it has.
 * @param deployment The deployment.
 * @param revision The number of the rollout; an older one of the replica set goes into its history.
 */
export function withRevision(
  annotations: Annotations,
  deployment: ApiObject,
  revision: number,
): Annotations {
  const copied = Object.entries(annotationsOf(deployment)).filter(([key]) => !OWN.has(key));
  const result: Annotations = { ...annotations, ...Object.fromEntries(copied) };
  const before = annotations[REVISION];
  if (before !== undefined && before !== "" && !/^\d+$/.test(before)) return result;
  if (Number(before ?? 0) >= revision) return result;
  result[REVISION] = String(revision);
  if (before !== undefined) {
    const history = [...(annotations[REVISION_HISTORY] ?? "").split(",").filter(Boolean), before];
    while (history.join(",").length > MAX_HISTORY_LENGTH) history.shift();
    result[REVISION_HISTORY] = history.join(",");
  }
  return result;
}
