/**
 * Which pods go first when there are too many. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/controller_utils.go (ActivePodsWithRanks)
 */
import { type ApiObject, objectsOf } from "../../json.ts";
import { isActive, isReady, nodeNameOf, phaseOf, readySinceMs } from "../workload/pods.ts";
import { annotationsOf, createdMs, numberOr, statusOf } from "../workload/reading.ts";

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const NANOSECONDS = 1_000_000;

/** What the ranking knows beside the pods. */
export interface RankingContext {
  /** Pods of the same workload, whatever replica set they are of. */
  readonly related: readonly ApiObject[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * The pods in the order in which they are to go: what does least goes first.
 *
 * Not assigned to a node, then pending, not ready, cheap to delete, on a node with most of their like,
 * ready for a shorter time, restarted more often, younger.
 */
export function inOrderOfDeletion(
  pods: readonly ApiObject[],
  { related, nowMs }: RankingContext,
): ApiObject[] {
  const perNode = new Map<string, number>();
  for (const pod of related.filter(isActive)) {
    const node = nodeNameOf(pod);
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  return [...pods].sort((left, right) =>
    number(nodeNameOf(left) !== "") - number(nodeNameOf(right) !== "") ||
    (PHASES[phaseOf(left)] ?? 0) - (PHASES[phaseOf(right)] ?? 0) ||
    number(isReady(left)) - number(isReady(right)) ||
    costOf(left) - costOf(right) ||
    (perNode.get(nodeNameOf(right)) ?? 0) - (perNode.get(nodeNameOf(left)) ?? 0) ||
    byReadiness(left, right, nowMs) ||
    restartsOf(right) - restartsOf(left) ||
    byTime(createdMs(left), createdMs(right), left, right, nowMs)
  );
}

function number(isTrue: boolean): number {
  return isTrue ? 1 : 0;
}

function costOf(pod: ApiObject): number {
  const text = annotationsOf(pod)[DELETION_COST] ?? "";
  return /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function restartsOf(pod: ApiObject): number {
  const restarts = objectsOf(statusOf(pod)["containerStatuses"])
    .map((container) => numberOr(container["restartCount"], 0));
  return Math.max(0, ...restarts);
}

function byReadiness(left: ApiObject, right: ApiObject, nowMs: number): number {
  if (!isReady(left) || !isReady(right)) return 0;
  const [leftMs, rightMs] = [readySinceMs(left), readySinceMs(right)];
  if (leftMs === undefined || rightMs === undefined) {
    return number(leftMs !== undefined) - number(rightMs !== undefined);
  }
  return byTime(leftMs, rightMs, left, right, nowMs);
}

/** Times count by their order of magnitude only, so that not always the youngest of many has to go. */
function byTime(
  leftMs: number,
  rightMs: number,
  left: ApiObject,
  right: ApiObject,
  nowMs: number,
): number {
  if (leftMs === rightMs) return 0;
  const difference = magnitude(nowMs - leftMs) - magnitude(nowMs - rightMs);
  if (difference !== 0) return difference;
  return (left.metadata.uid ?? "") < (right.metadata.uid ?? "") ? -1 : 1;
}

function magnitude(ageMs: number): number {
  return ageMs <= 0 ? -1 : Math.floor(Math.log2(ageMs * NANOSECONDS));
}
