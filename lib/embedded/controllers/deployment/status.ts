/**
 * What the status of a deployment says: counts, and conditions in the words of a real cluster. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/progress.go
 */
import { formatTime } from "../../clock.ts";
import { type ApiObject, type JsonObject, objectsOf, textOf } from "../../json.ts";
import { findCondition, withCondition, withoutCondition } from "../workload/conditions.ts";
import {
  countOf,
  counts,
  numberOr,
  specOf,
  statusOf,
  wantedReplicas,
} from "../workload/reading.ts";
import { maxUnavailableOf } from "./arithmetic.ts";

const PROGRESSING = "Progressing";
const FAILURE = "ReplicaFailure";
const TIMED_OUT = "ProgressDeadlineExceeded";
const NEW_AVAILABLE = "NewReplicaSetAvailable";
const PAUSED = "DeploymentPaused";
const MAX_INT32 = 2 ** 31 - 1;

/** A deployment with its replica sets, and the time. */
export interface DeploymentState {
  readonly deployment: ApiObject;
  /** The replica set of the deployment's template, if there is one. */
  readonly newest: ApiObject | undefined;
  /** The other replica sets. */
  readonly old: readonly ApiObject[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** How long a rollout may stand still, in seconds; `undefined` where that does not matter. */
export function progressDeadlineOf(deployment: ApiObject): number | undefined {
  const seconds = specOf(deployment)["progressDeadlineSeconds"];
  return typeof seconds === "number" && seconds !== MAX_INT32 ? seconds : undefined;
}

/** What a condition says. */
type Saying = readonly [status: string, reason: string, message: string];

function conditionOf(nowMs: number, type: string, [status, reason, message]: Saying): JsonObject {
  const time = formatTime(nowMs);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

/** A condition about the progress of a deployment, as it is now. */
export function progressCondition(
  nowMs: number,
  status: string,
  reason: string,
  message: string,
): JsonObject {
  return conditionOf(nowMs, PROGRESSING, [status, reason, message]);
}

const ENOUGH: Saying = [
  "True",
  "MinimumReplicasAvailable",
  "Deployment has minimum availability.",
];
const TOO_FEW: Saying = [
  "False",
  "MinimumReplicasUnavailable",
  "Deployment does not have minimum availability.",
];

/** What the status says of the progress, if it says anything. */
export function progressOf(deployment: ApiObject): JsonObject | undefined {
  return findCondition(objectsOf(statusOf(deployment)["conditions"]), PROGRESSING);
}

/** The condition that says that a deployment has been paused or goes on, where that is news. */
export function pauseCondition(deployment: ApiObject, nowMs: number): JsonObject | undefined {
  if (progressDeadlineOf(deployment) === undefined) return undefined;
  const reason = progressOf(deployment)?.["reason"];
  const isPaused = specOf(deployment)["paused"] === true;
  if (reason === TIMED_OUT || isPaused === (reason === PAUSED)) return undefined;
  return isPaused
    ? progressCondition(nowMs, "Unknown", PAUSED, "Deployment is paused")
    : progressCondition(nowMs, "Unknown", "DeploymentResumed", "Deployment is resumed");
}

/** The status with its counts, and whether enough pods are available. */
export function countedStatus({ deployment, newest, old, nowMs }: DeploymentState): JsonObject {
  const all = newest === undefined ? old : [...old, newest];
  const sum = (field: string) => all.reduce((total, one) => total + countOf(one, field), 0);
  const available = sum("availableReplicas");
  const wanted = all.reduce((total, one) => total + wantedReplicas(one), 0);
  const isAvailable = available >= wantedReplicas(deployment) - maxUnavailableOf(deployment);
  const condition = conditionOf(nowMs, "Available", isAvailable ? ENOUGH : TOO_FEW);
  const { collisionCount, conditions } = statusOf(deployment);
  return {
    ...counts({
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum("replicas"),
      updatedReplicas: newest === undefined ? 0 : countOf(newest, "replicas"),
      readyReplicas: sum("readyReplicas"),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, wanted - available),
    }),
    terminatingReplicas: sum("terminatingReplicas"),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(objectsOf(conditions), condition),
  };
}

/** Whether all pods are new and available. */
export function isComplete(deployment: ApiObject, status: JsonObject): boolean {
  const wanted = wantedReplicas(deployment);
  return ["updatedReplicas", "replicas", "availableReplicas"]
    .every((field) => numberOr(status[field], 0) === wanted) &&
    numberOr(status["observedGeneration"], 0) >= (deployment.metadata.generation ?? 0);
}

/** The status of a rollout: counts, progress, and what keeps replica sets from making pods. */
export function rolloutStatus(state: DeploymentState): JsonObject {
  const { deployment, newest } = state;
  const status = countedStatus(state);
  let conditions = objectsOf(status["conditions"]);
  if (progressDeadlineOf(deployment) === undefined) {
    conditions = withoutCondition(conditions, PROGRESSING);
  }
  const current = progressOf(deployment);
  const isDone = status["replicas"] === status["updatedReplicas"] &&
    current?.["reason"] === NEW_AVAILABLE;
  if (progressDeadlineOf(deployment) !== undefined && !isDone) {
    const subject = newest === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newest.metadata.name}"`;
    conditions = withProgress(state, status, conditions, subject);
  }
  const failure = failureOf(state);
  conditions = failure === undefined
    ? withoutCondition(conditions, FAILURE)
    : withCondition(conditions, failure);
  return { ...status, conditions };
}

function withProgress(
  { deployment, nowMs }: DeploymentState,
  status: JsonObject,
  conditions: JsonObject[],
  subject: string,
): JsonObject[] {
  const current = progressOf(deployment);
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(
      conditions,
      progressCondition(nowMs, "True", NEW_AVAILABLE, message),
    );
  }
  if (isMoving(statusOf(deployment), status)) {
    const condition = progressCondition(
      nowMs,
      "True",
      "ReplicaSetUpdated",
      `${subject} is progressing.`,
    );
    const since = current?.["status"] === "True" ? current["lastTransitionTime"] : undefined;
    return [
      ...withoutCondition(conditions, PROGRESSING),
      since === undefined ? condition : { ...condition, lastTransitionTime: since },
    ];
  }
  if (hasTimedOut(deployment, nowMs)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(conditions, progressCondition(nowMs, "False", TIMED_OUT, message));
  }
  return conditions;
}

/** Whether more pods are new, fewer are old, or more are of use than before. */
function isMoving(before: JsonObject, after: JsonObject): boolean {
  const count = (status: JsonObject, field: string) => numberOr(status[field], 0);
  const oldPods = (status: JsonObject) =>
    count(status, "replicas") - count(status, "updatedReplicas");
  return oldPods(after) < oldPods(before) ||
    ["updatedReplicas", "readyReplicas", "availableReplicas"]
      .some((field) => count(after, field) > count(before, field));
}

function hasTimedOut(deployment: ApiObject, nowMs: number): boolean {
  const deadline = progressDeadlineOf(deployment);
  const current = progressOf(deployment);
  if (deadline === undefined || current === undefined) return false;
  if (current["reason"] === NEW_AVAILABLE) return false;
  if (current["reason"] === TIMED_OUT) return true;
  return Date.parse(textOf(current["lastUpdateTime"])) + deadline * 1000 < nowMs;
}

/**
 * When to look again whether a rollout stands still.
 *
 * @returns Milliseconds from now, or `undefined` where that does not matter.
 */
export function nextDeadlineMs(
  deployment: ApiObject,
  status: JsonObject,
  nowMs: number,
): number | undefined {
  const deadline = progressDeadlineOf(deployment);
  const current = progressOf(deployment);
  if (deadline === undefined || current === undefined) return undefined;
  if (isComplete(deployment, status) || current["reason"] === TIMED_OUT) return undefined;
  const endMs = Date.parse(textOf(current["lastUpdateTime"])) + deadline * 1000;
  return Math.max(0, endMs - nowMs) + 1000;
}

/** What keeps the replica sets from making pods; what the new one says counts first. */
function failureOf({ newest, old }: DeploymentState): JsonObject | undefined {
  for (const replicaSet of newest === undefined ? old : [newest, ...old]) {
    const found = findCondition(objectsOf(statusOf(replicaSet)["conditions"]), FAILURE);
    if (found === undefined) continue;
    const { status, lastTransitionTime, reason, message } = found;
    return {
      type: FAILURE,
      status,
      lastUpdateTime: lastTransitionTime,
      lastTransitionTime,
      reason,
      message,
    };
  }
  return undefined;
}
