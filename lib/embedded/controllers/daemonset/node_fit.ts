/**
 * Whether a node is one that a daemon set wants a pod on. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/daemon/daemon_controller.go (NodeShouldRunDaemonPod)
 */
import { type ApiObject, type JsonObject, objectOf, objectsOf, textOf } from "../../json.ts";
import { matchesAffinity, tolerates } from "../scheduler/filters.ts";
import { specOf } from "../workload/reading.ts";

/** What a daemon set has to do with a node. */
export interface NodeFit {
  /** Whether it is to have a pod there. */
  readonly shouldRun: boolean;
  /** Whether a pod that is there may stay. */
  readonly mayStay: boolean;
}

const NOWHERE: NodeFit = { shouldRun: false, mayStay: false };

/** Conditions of nodes that daemons stand, and what they would do to other pods. */
const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ["node.kubernetes.io/not-ready", "NoExecute"],
  ["node.kubernetes.io/unreachable", "NoExecute"],
  ["node.kubernetes.io/disk-pressure", "NoSchedule"],
  ["node.kubernetes.io/memory-pressure", "NoSchedule"],
  ["node.kubernetes.io/pid-pressure", "NoSchedule"],
  ["node.kubernetes.io/unschedulable", "NoSchedule"],
];
const NETWORK = ["node.kubernetes.io/network-unavailable", "NoSchedule"] as const;

/** The tolerations of a pod spec with those that every daemon has. */
export function daemonTolerations(spec: JsonObject): JsonObject[] {
  const tolerations = objectsOf(spec["tolerations"]);
  const wanted = spec["hostNetwork"] === true ? [...TOLERATED, NETWORK] : TOLERATED;
  for (const [key, effect] of wanted) {
    const isThere = tolerations.some((one) =>
      one["key"] === key && one["effect"] === effect && one["operator"] === "Exists"
    );
    if (!isThere) tolerations.push({ key, operator: "Exists", effect });
  }
  return tolerations;
}

/** What a daemon set has to do with a node. */
export function fitOf(set: ApiObject, node: ApiObject): NodeFit {
  const spec = objectOf(objectOf(specOf(set)["template"])["spec"]);
  const wanted = textOf(spec["nodeName"]);
  if (wanted !== "" && wanted !== node.metadata.name) return NOWHERE;
  if (!matchesAffinity(spec, node)) return NOWHERE;
  const tolerations = daemonTolerations(spec);
  const repelled = objectsOf(specOf(node)["taints"]).filter((taint) =>
    !tolerations.some((toleration) => tolerates(toleration, taint))
  );
  const hasEffect = (effect: string) => repelled.some((taint) => taint["effect"] === effect);
  const mayStay = !hasEffect("NoExecute");
  return { shouldRun: mayStay && !hasEffect("NoSchedule"), mayStay };
}
