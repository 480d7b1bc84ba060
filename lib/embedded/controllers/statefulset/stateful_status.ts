/**
 * What the status of a stateful set says. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_control.go
 */
import { type ApiObject, type JsonObject, objectOf } from "../../json.ts";
import { isAvailable, isReady, phaseOf } from "../workload/pods.ts";
import { counts, numberOr, specOf, wantedReplicas } from "../workload/reading.ts";
import { podRevision } from "./identity.ts";

/** The two revisions that the pods of a set may be of. */
export interface Revisions {
  readonly current: ApiObject;
  readonly update: ApiObject;
  /** How often a hash was taken by another template. */
  readonly collisionCount: number;
}

/** Whether a pod is there: one that is still to be made has no phase. */
export function isCreated(pod: ApiObject): boolean {
  return phaseOf(pod) !== "";
}

/** Whether a pod runs and is ready. */
export function isRunningAndReady(pod: ApiObject): boolean {
  return phaseOf(pod) === "Running" && isReady(pod);
}

/** How long a pod of a set must be ready to count as available. */
export function minReadySecondsOf(set: ApiObject): number {
  return numberOr(specOf(set)["minReadySeconds"], 0);
}

/**
 * The status of a set.
 *
 * @param set The set.
 * @param revisions Its revisions.
 * @param pods Its pods, those that are to go included.
 * @param nowMs Milliseconds since 1970.
 * @param marked How many of the current revision have just been marked for deletion.
 */
export function statefulStatus(
  set: ApiObject,
  { current, update, collisionCount }: Revisions,
  pods: readonly ApiObject[],
  nowMs: number,
  marked: number,
): JsonObject {
  const minReadySeconds = minReadySecondsOf(set);
  const created = pods.filter(isCreated);
  const staying = created.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ofRevision = (revision: ApiObject) =>
    staying.filter((pod) => podRevision(pod) === revision.metadata.name).length;
  const ready = created.filter(isRunningAndReady);
  const readyReplicas = ready.length;
  const updatedReplicas = ofRevision(update);
  const wanted = wantedReplicas(set);
  const isRolling = objectOf(specOf(set)["updateStrategy"])["type"] === "RollingUpdate";
  const isComplete = isRolling &&
    [updatedReplicas, readyReplicas, created.length].every((count) => count === wanted);
  const { name: updateName = "" } = update.metadata;
  return {
    replicas: created.length,
    availableReplicas: ready.filter((pod) => isAvailable(pod, minReadySeconds, nowMs)).length,
    ...counts({
      observedGeneration: set.metadata.generation ?? 0,
      readyReplicas,
      currentReplicas: isComplete ? updatedReplicas : ofRevision(current) - marked,
      updatedReplicas,
    }),
    currentRevision: isComplete ? updateName : current.metadata.name ?? "",
    updateRevision: updateName,
    collisionCount,
  };
}
