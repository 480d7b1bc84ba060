/**
 * What state a pod is in, as controllers see it. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/api/v1/pod/util.go
 */
import { type ApiObject, type JsonObject, objectsOf, textOf } from "../../json.ts";
import { specOf, statusOf } from "./reading.ts";

/** The phase of a pod, e.g. `Running`. */
export function phaseOf(pod: ApiObject): string {
  return textOf(statusOf(pod)["phase"]);
}

/** The name of the node that a pod is bound to; `""` for none. */
export function nodeNameOf(pod: ApiObject): string {
  return textOf(specOf(pod)["nodeName"]);
}

/** A condition of a pod. */
export function conditionOf(pod: ApiObject, type: string): JsonObject | undefined {
  return objectsOf(statusOf(pod)["conditions"]).find((condition) => condition["type"] === type);
}

/** Whether a pod is ready. */
export function isReady(pod: ApiObject): boolean {
  return conditionOf(pod, "Ready")?.["status"] === "True";
}

/** Since when a pod is ready or not, in milliseconds since 1970; `undefined` where it does not say. */
export function readySinceMs(pod: ApiObject): number | undefined {
  const since = Date.parse(textOf(conditionOf(pod, "Ready")?.["lastTransitionTime"]));
  return Number.isNaN(since) ? undefined : since;
}

/** Whether a pod has been ready for as long as is asked. */
export function isAvailable(pod: ApiObject, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySinceMs(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs;
}

/**
 * When the next ready pod becomes available.
 *
 * @returns Milliseconds from now, or `undefined` where no pod waits for that.
 */
export function nextAvailableMs(
  pods: readonly ApiObject[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  const waits = pods
    .filter((pod) => isReady(pod) && !isAvailable(pod, minReadySeconds, nowMs))
    .map((pod) => (readySinceMs(pod) ?? nowMs) + minReadySeconds * 1000 - nowMs);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/** Whether a pod has ended, well or not. */
export function isTerminal(pod: ApiObject): boolean {
  const phase = phaseOf(pod);
  return phase === "Succeeded" || phase === "Failed";
}

/** Whether a pod counts as one of its controller's. */
export function isActive(pod: ApiObject): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Whether a pod is on its way out and has not ended yet. */
export function isTerminating(pod: ApiObject): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}
