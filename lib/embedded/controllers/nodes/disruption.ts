/**
 * Ending pods that their node keeps no longer. Layer 3.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import { type ApiObject, type JsonObject, objectOf, objectsOf } from "../../json.ts";
import type { ControllerContext } from "../controller.ts";

/** Why a pod is ended. */
export interface DisruptionCause {
  readonly reason: string;
  readonly message: string;
  /** What else its status comes to say. */
  readonly status?: JsonObject;
  /** How long it has to end, in seconds; default as long as it says itself. */
  readonly graceSeconds?: number;
}

/** Says on a pod that it is disrupted, and deletes it. */
export function disrupt(
  { cluster, client }: ControllerContext,
  { metadata }: ApiObject,
  { reason, message, status = {}, graceSeconds }: DisruptionCause,
): void {
  const { namespace, name = "", uid, generation } = metadata;
  const resource = cluster.resources.get("", "v1", "pods");
  const condition: JsonObject = {
    type: "DisruptionTarget",
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: formatTime(cluster.clock.now()),
    reason,
    message,
  };
  client.change(resource, { namespace, name, subresource: "status" }, (live) => {
    const before = objectOf(live["status"]);
    const others = objectsOf(before["conditions"]).filter(({ type }) => type !== condition["type"]);
    return { ...live, status: { ...before, ...status, conditions: [...others, condition] } };
  });
  client.delete(resource, { namespace, name }, { uid, gracePeriodSeconds: graceSeconds });
}
