/**
 * Removes the pods of nodes that are gone. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/podgc
 */
import type { Controller, ControllerContext } from "../controller.ts";
import { isTerminal, nodeNameOf } from "../workload/pods.ts";
import { disrupt } from "./disruption.ts";

const PODS = "pods";
const NODES = "nodes";
/** A node may come back so soon. */
const QUARANTINE_MS = 40_000;

/** The controller of pods whose node is gone. */
export const POD_GC: Controller = {
  name: "podgc",
  start(context) {
    const { store } = context.cluster;
    const missing = new Map<string, number>();
    const noteMissing = (node: string) => {
      if (node === "" || store.get({ collection: NODES, name: node }) !== undefined) return;
      if (!missing.has(node)) missing.set(node, context.cluster.clock.now());
      context.enqueue(node);
    };
    const stops = [
      store.listen(NODES, ({ type, object }) => {
        const { name = "" } = object.metadata;
        if (type === "DELETED") noteMissing(name);
        else missing.delete(name);
      }),
      store.listen(PODS, ({ object, previous }) => {
        const node = nodeNameOf(object);
        if (previous === undefined || node !== nodeNameOf(previous)) noteMissing(node);
      }),
    ];
    for (const pod of store.list(PODS)) noteMissing(nodeNameOf(pod));
    return {
      reconcile: (node) => collect(context, node, missing.get(node)),
      stop: () => {
        for (const stop of stops) stop();
      },
    };
  },
};

function collect(context: ControllerContext, node: string, sinceMs: number | undefined): void {
  const { store, clock } = context.cluster;
  if (sinceMs === undefined || store.get({ collection: NODES, name: node }) !== undefined) return;
  const leftMs = sinceMs + QUARANTINE_MS - clock.now();
  if (leftMs > 0) return context.enqueueAfter(node, leftMs);
  for (const pod of store.list(PODS)) {
    if (nodeNameOf(pod) !== node) continue;
    disrupt(context, pod, {
      reason: "DeletionByPodGC",
      message: "PodGC: node no longer exists",
      status: isTerminal(pod) ? {} : { phase: "Failed" },
      graceSeconds: 0,
    });
  }
}
