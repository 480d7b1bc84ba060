/**
 * New nodes take no pods until somebody has seen them ready. Layer 3.
 *
 * @module
 */
import { specOf } from "../kinds/workloads.ts";
import { objectsOf } from "../json.ts";
import type { AdmissionPlugin } from "../server/context.ts";

const NOT_READY = "node.kubernetes.io/not-ready";

/** Taints new nodes. */
export const TAINT_NODES: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  admit({ operation, resource, object, subresource }) {
    if (operation !== "CREATE" || resource.collection !== "nodes" || subresource !== "") return;
    if (object === undefined) return;
    const spec = specOf(object);
    const taints = objectsOf(spec["taints"]);
    if (taints.some((taint) => taint["key"] === NOT_READY && taint["effect"] === "NoSchedule")) {
      return;
    }
    spec["taints"] = [...taints, { key: NOT_READY, effect: "NoSchedule" }];
  },
};
