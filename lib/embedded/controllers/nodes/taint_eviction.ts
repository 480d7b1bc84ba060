/**
 * Drives pods off nodes with taints that they do not tolerate, at once or after as long as they do. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/tainteviction
 */
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
} from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { tolerates } from "../scheduler/filters.ts";
import { nodeNameOf } from "../workload/pods.ts";
import { keyOf, placeOf } from "../workload/reading.ts";
import { disrupt } from "./disruption.ts";

const PODS = "pods";
const NODES = "nodes";

/** The controller of taints that drive pods away. */
export const TAINT_EVICTION: Controller = {
  name: "taint-eviction",
  start: (context) => new TaintEviction(context),
};

function drivingTaints(node: ApiObject | undefined): JsonObject[] {
  return objectsOf(objectOf(node?.["spec"])["taints"])
    .filter(({ effect }) => effect === "NoExecute");
}

class TaintEviction implements RunningController {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #stops: (() => void)[];
  /** Since when pods tolerate for a time what they do not for good, by uid. */
  readonly #since = new Map<string, number>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#events = new EventRecorder(context, "taint-eviction-controller");
    const { store } = context.cluster;
    this.#stops = [
      store.listen(PODS, (event) => this.#onPod(event)),
      store.listen(NODES, (event) => this.#onNode(event)),
    ];
    for (const node of store.list(NODES)) this.#lookAt(node);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  reconcile(key: string): void {
    const { cluster } = this.#context;
    const pod = cluster.store.get({ collection: PODS, ...placeOf(key) });
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    const { uid = "" } = pod.metadata;
    const seconds = patience(pod, cluster.store.get({ collection: NODES, name: nodeNameOf(pod) }));
    if (seconds === undefined) {
      this.#since.delete(uid);
      return;
    }
    const nowMs = cluster.clock.now();
    const sinceMs = this.#since.get(uid) ?? nowMs;
    this.#since.set(uid, sinceMs);
    const leftMs = sinceMs + seconds * 1000 - nowMs;
    if (leftMs > 0) return this.#context.enqueueAfter(key, leftMs);
    this.#events.record(pod, {
      type: "Normal",
      reason: "TaintManagerEviction",
      message: `Marking for deletion Pod ${key}`,
    });
    disrupt(this.#context, pod, {
      reason: "DeletionByTaintManager",
      message: "Taint manager: deleting due to NoExecute taint",
    });
  }

  #onPod({ type, object, previous }: StoreEvent): void {
    if (type === "DELETED") {
      this.#since.delete(object.metadata.uid ?? "");
      return;
    }
    const isSame = previous !== undefined && equalJson(previous["spec"], object["spec"]);
    if (!isSame && nodeNameOf(object) !== "") this.#context.enqueue(keyOf(object));
  }

  #onNode({ object, previous }: StoreEvent): void {
    if (!equalJson(drivingTaints(object), drivingTaints(previous))) this.#lookAt(object);
  }

  #lookAt(node: ApiObject): void {
    const { store } = this.#context.cluster;
    for (const pod of store.list(PODS)) {
      if (nodeNameOf(pod) === node.metadata.name) this.#context.enqueue(keyOf(pod));
    }
  }
}

/** How long a pod tolerates the taints of its node, in seconds; `undefined` for ever. */
function patience(pod: ApiObject, node: ApiObject | undefined): number | undefined {
  const taints = drivingTaints(node);
  if (taints.length === 0) return undefined;
  const tolerations = objectsOf(objectOf(pod["spec"])["tolerations"]);
  const used = taints.map((taint) =>
    tolerations.find((toleration) => tolerates(toleration, taint))
  );
  const limits = used.map((toleration) =>
    toleration === undefined ? 0 : numberOf(toleration["tolerationSeconds"]) ?? Infinity
  );
  const least = Math.max(0, Math.min(...limits));
  return least === Infinity ? undefined : least;
}
