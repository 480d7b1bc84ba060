/**
 * What a job's controller reads of pods. Layer 3.
 *
 * @module
 */
import { type ApiObject, listOf, objectOf, objectsOf, textOf, textsOf } from "../../json.ts";
import { conditionOf, isReady, nodeNameOf, phaseOf } from "../workload/pods.ts";

/** Holds a pod until its job has counted it. */
export const TRACKING = "batch.kubernetes.io/job-tracking";
/** The completion index of a pod, as label and as annotation. */
export const INDEX = "batch.kubernetes.io/job-completion-index";
const FAILURES = "batch.kubernetes.io/job-index-failure-count";
const IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";

/** Whether a pod is not counted yet. */
export function isTracked({ metadata }: ApiObject): boolean {
  return listOf(metadata["finalizers"]).includes(TRACKING);
}

/** The completion index of a pod; `undefined` where it has none. */
export function indexOf({ metadata }: ApiObject): number | undefined {
  const text = textsOf(metadata["annotations"])[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** How often the index of a pod failed before. */
export function indexFailures({ metadata }: ApiObject): { counted: number; ignored: number } {
  const annotations = textsOf(metadata["annotations"]);
  const read = (key: string) => {
    const text = annotations[key] ?? "";
    return /^\d+$/.test(text) ? Number(text) : 0;
  };
  return { counted: read(FAILURES), ignored: read(IGNORED_FAILURES) };
}

/** The annotations that say how often an index failed before. */
export function failureAnnotations(counted: number, ignored: number): Record<string, string> {
  return {
    [FAILURES]: String(counted),
    ...(ignored > 0 ? { [IGNORED_FAILURES]: String(ignored) } : {}),
  };
}

/** When a pod ended, in milliseconds since 1970. */
export function finishedMs(pod: ApiObject): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  const byContainers = containersFinishedMs(pod);
  if (byContainers !== undefined) return byContainers;
  const ready = conditionOf(pod, "Ready");
  const changed = textOf(ready?.["lastTransitionTime"]);
  if (ready?.["status"] === "False" && changed !== "") return Date.parse(changed);
  if (deletionTimestamp !== undefined) {
    return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  }
  return Date.parse(creationTimestamp ?? "");
}

function containersFinishedMs(pod: ApiObject): number | undefined {
  const sidecars = objectsOf(objectOf(pod["spec"])["initContainers"])
    .filter((container) => container["restartPolicy"] === "Always")
    .map(({ name }) => name);
  const status = objectOf(pod["status"]);
  const statuses = [
    ...objectsOf(status["containerStatuses"]),
    ...objectsOf(status["initContainerStatuses"]).filter(({ name }) => sidecars.includes(name)),
  ];
  const times = statuses.map(({ state }) =>
    Date.parse(textOf(objectOf(objectOf(state)["terminated"])["finishedAt"]))
  );
  if (times.length === 0 || times.some(Number.isNaN)) return undefined;
  return Math.max(...times);
}

/** How often the containers of a pod were started again. */
export function restartsOf(pod: ApiObject): number {
  const status = objectOf(pod["status"]);
  return [...objectsOf(status["containerStatuses"]), ...objectsOf(status["initContainerStatuses"])]
    .reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0);
}

/** Which of two active pods is missed less: it comes first. */
export function byUsefulness(left: ApiObject, right: ApiObject): number {
  const rank = (pod: ApiObject): number[] => [
    nodeNameOf(pod) === "" ? 0 : 1,
    ["Pending", "Unknown", "Running"].indexOf(phaseOf(pod)),
    isReady(pod) ? 1 : 0,
    -restartsOf(pod),
    -Date.parse(pod.metadata.creationTimestamp ?? ""),
  ];
  const [one, other] = [rank(left), rank(right)];
  for (const [place, value] of one.entries()) {
    const difference = value - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
