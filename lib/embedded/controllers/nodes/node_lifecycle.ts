/**
 * Keeps pods away from nodes that are not ready, or cordoned, by taints that say so; the pods of a node that
 * is not ready are not ready either. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/nodelifecycle
 */
import { formatTime } from "../../clock.ts";
import { type ApiObject, equalJson, type JsonObject, objectOf, objectsOf } from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { nodeNameOf } from "../workload/pods.ts";

const NODES = "nodes";
const PREFIX = "node.kubernetes.io/";

/** The taints of conditions: the condition, the status of it that is bad, and the taint's key. */
const TAINTS: readonly (readonly [type: string, status: string, key: string])[] = [
  ["Ready", "False", "not-ready"],
  ["Ready", "Unknown", "unreachable"],
  ["MemoryPressure", "True", "memory-pressure"],
  ["DiskPressure", "True", "disk-pressure"],
  ["PIDPressure", "True", "pid-pressure"],
  ["NetworkUnavailable", "True", "network-unavailable"],
];

/** Statuses of the condition Ready that drive pods off the node. */
const EVICTING: ReadonlySet<string> = new Set(["not-ready", "unreachable"]);

/** The controller of nodes' taints. */
export const NODE_LIFECYCLE: Controller = {
  name: "nodelifecycle",
  start(context) {
    const { store } = context.cluster;
    const events = new EventRecorder(context, "node-controller");
    const stop = store.listen(NODES, ({ object, type }) => {
      if (type !== "DELETED") context.enqueue(object.metadata.name ?? "");
    });
    for (const { metadata } of store.list(NODES)) context.enqueue(metadata.name ?? "");
    return { reconcile: (name) => reconcile(context, events, name), stop };
  },
};

function reconcile(context: ControllerContext, events: EventRecorder, name: string): void {
  const { cluster, client } = context;
  const node = cluster.store.get({ collection: NODES, name });
  if (node === undefined) return;
  const conditions = objectsOf(objectOf(node["status"])["conditions"]);
  // A node that nobody has reported about stays as it was made: tainted.
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready === undefined) return;
  if (ready["status"] !== "True") markPods(context, events, name);
  const wanted = taintsOf(node, conditions);
  const before = objectsOf(objectOf(node["spec"])["taints"]);
  const time = formatTime(cluster.clock.now());
  const kept = before.filter((taint) => !isOurs(taint) || find(wanted, taint) !== undefined);
  const added = wanted.filter((taint) => find(before, taint) === undefined)
    .map((taint) => ({ ...taint, timeAdded: time }));
  const taints = [...kept, ...added];
  if (equalJson(taints, before)) return;
  client.change(cluster.resources.get("", "v1", NODES), { name }, (live) => {
    const { taints: _taints, ...rest } = objectOf(live["spec"]);
    return { ...live, spec: taints.length === 0 ? rest : { ...rest, taints } };
  });
}

/** Nobody knows whether the pods of a silent node are ready. */
function markPods(
  { cluster, client }: ControllerContext,
  events: EventRecorder,
  node: string,
): void {
  const resource = cluster.resources.get("", "v1", "pods");
  const lastTransitionTime = formatTime(cluster.clock.now());
  for (const pod of cluster.store.list("pods")) {
    if (nodeNameOf(pod) !== node) continue;
    const before = objectsOf(objectOf(pod["status"])["conditions"]);
    if (!before.some(({ type, status }) => type === "Ready" && status === "True")) continue;
    const { namespace, name = "" } = pod.metadata;
    const conditions = before.map((condition) =>
      condition["type"] === "Ready"
        ? { ...condition, status: "False", lastTransitionTime }
        : condition
    );
    client.change(resource, { namespace, name, subresource: "status" }, (live) => ({
      ...live,
      status: { ...objectOf(live["status"]), conditions },
    }));
    const message = "Node is not ready";
    events.record(pod, { type: "Warning", reason: "NodeNotReady", message });
  }
}

function taintsOf(node: ApiObject, conditions: readonly JsonObject[]): JsonObject[] {
  const keys = TAINTS.filter(([type, status]) =>
    conditions.some((condition) => condition["type"] === type && condition["status"] === status)
  ).map(([, , key]) => key);
  const isCordoned = objectOf(node["spec"])["unschedulable"] === true;
  return [
    ...keys.flatMap((key) => [
      { key: PREFIX + key, effect: "NoSchedule" },
      ...(EVICTING.has(key) ? [{ key: PREFIX + key, effect: "NoExecute" }] : []),
    ]),
    ...(isCordoned ? [{ key: `${PREFIX}unschedulable`, effect: "NoSchedule" }] : []),
  ];
}

function isOurs({ key }: JsonObject): boolean {
  return key === `${PREFIX}unschedulable` || TAINTS.some(([, , own]) => key === PREFIX + own);
}

function find(taints: readonly JsonObject[], { key, effect }: JsonObject): JsonObject | undefined {
  return taints.find((taint) => taint["key"] === key && taint["effect"] === effect);
}
