/**
 * The scheduler: finds a node for each pod that has none, or says why there is none. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/scheduler
 */
import { formatTime } from "../../clock.ts";
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import { bindPod } from "../../subresources/binding.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { isActive, nodeNameOf } from "../workload/pods.ts";
import { keyOf, placeOf } from "../workload/reading.ts";
import { CLAIMS, CLASSES, VOLUMES } from "../volumes/matching.ts";
import { bindClaims, type PodClaims, readClaims, volumeMisfits } from "./claims.ts";
import { matchesTerm, type Misfit, misfit, type PodNeeds, untolerated } from "./filters.ts";
import { NodeUses } from "./node_info.ts";
import { hostPorts, podRequests, readAmounts } from "./requests.ts";

const PODS = "pods";
const NODES = "nodes";
const NAME = "default-scheduler";

/** The scheduler. */
export const SCHEDULER: Controller = {
  name: "scheduler",
  user: { username: "system:kube-scheduler", groups: ["system:authenticated"] },
  manager: "kube-scheduler",
  start: (context) => new Scheduler(context),
};

/** Whether a pod waits for a node. */
function isPending(pod: ApiObject): boolean {
  const spec = objectOf(pod["spec"]);
  return nodeNameOf(pod) === "" && textOf(spec["schedulerName"]) === NAME &&
    objectsOf(spec["schedulingGates"]).length === 0 && isActive(pod);
}

class Scheduler implements RunningController {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #uses = new NodeUses();
  readonly #pending = new Set<string>();
  readonly #stops: (() => void)[];

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#events = new EventRecorder(context, NAME);
    const { store } = context.cluster;
    this.#stops = [
      store.listen(PODS, (event) => this.#onPod(event)),
      store.listen(NODES, (event) => this.#onNode(event)),
      store.listen(CLAIMS, (event) => this.#onStorage(event)),
      store.listen(VOLUMES, (event) => this.#onStorage(event)),
      store.listen(CLASSES, () => this.#tryAll()),
    ];
    for (const pod of store.list(PODS)) {
      this.#uses.add(pod);
      if (isPending(pod)) this.#pending.add(keyOf(pod));
    }
    this.#tryAll();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  reconcile(key: string): void {
    const { cluster } = this.#context;
    const pod = cluster.store.get({ collection: PODS, ...placeOf(key) });
    if (pod === undefined || !isPending(pod)) return;
    const needs: PodNeeds = { pod, requests: podRequests(pod), ports: hostPorts(pod) };
    const nodes = cluster.store.list(NODES);
    if (nodes.length === 0) return this.#refuse(pod, "no nodes available to schedule pods");
    const claims = readClaims(pod, cluster.store);
    if (typeof claims === "string") {
      return this.#refuse(pod, `${unavailable(nodes.length)}: ${claims}. not found`);
    }
    const misfits: Misfit[] = [];
    let best: ApiObject | undefined;
    let bestScore = -Infinity;
    for (const node of nodes) {
      const found = misfit(needs, node, this.#uses.of(node.metadata.name ?? "")) ??
        this.#volumeMisfit(claims, node);
      if (found !== undefined) misfits.push(found);
      else {
        const score = this.#score(needs, node);
        if (score > bestScore) [best, bestScore] = [node, score];
      }
    }
    if (best === undefined) this.#refuse(pod, refusal(pod, nodes.length, misfits));
    else if (claims.waiting.length > 0) this.#bindClaims(claims, best);
    else this.#bind(pod, best.metadata.name ?? "");
  }

  #volumeMisfit(claims: PodClaims, node: ApiObject): Misfit | undefined {
    const reasons = volumeMisfits(claims, node, this.#context.cluster.store);
    return reasons.length === 0 ? undefined : { reasons, isCrowded: false };
  }

  /** The pod is placed once its claims are bound: then it is looked at again. */
  #bindClaims(claims: PodClaims, node: ApiObject): void {
    const { client, cluster: { store, resources } } = this.#context;
    bindClaims(claims, node, store, {
      client,
      volumes: resources.get("", "v1", VOLUMES),
      claims: resources.get("", "v1", CLAIMS),
    });
  }

  #onPod(event: StoreEvent): void {
    const { object, previous, type } = event;
    const key = keyOf(object);
    const isFreer = this.#uses.note(event);
    if (type !== "DELETED" && isPending(object)) {
      this.#pending.add(key);
      // A condition that the scheduler wrote itself is no reason to try again.
      if (previous === undefined || !equalJson(previous["spec"], object["spec"])) {
        this.#context.enqueue(key);
      }
    } else this.#pending.delete(key);
    if (isFreer) this.#tryAll();
  }

  #onNode({ type, object, previous }: StoreEvent): void {
    const isSame = type === "MODIFIED" && equalJson(object["spec"], previous?.["spec"]) &&
      equalJson(object.metadata["labels"], previous?.metadata["labels"]) &&
      equalJson(
        objectOf(object["status"])["allocatable"],
        objectOf(previous?.["status"])["allocatable"],
      );
    if (!isSame) this.#tryAll();
  }

  /** A claim or a volume that comes, goes or is bound may be what a pod waits for. */
  #onStorage({ type, object, previous }: StoreEvent): void {
    const isSame = type === "MODIFIED" &&
      object.metadata.deletionTimestamp === previous?.metadata.deletionTimestamp &&
      equalJson(object["spec"], previous?.["spec"]) &&
      equalJson(object.metadata["annotations"], previous?.metadata["annotations"]) &&
      objectOf(object["status"])["phase"] === objectOf(previous?.["status"])["phase"];
    if (!isSame) this.#tryAll();
  }

  /** Looks at all that wait again, the most important first. */
  #tryAll(): void {
    const { store } = this.#context.cluster;
    const waiting = [...this.#pending].map((key) => {
      const pod = store.get({ collection: PODS, ...placeOf(key) });
      return { key, priority: numberOf(objectOf(pod?.["spec"])["priority"]) ?? 0 };
    });
    waiting.sort((left, right) => right.priority - left.priority);
    for (const { key } of waiting) this.#context.enqueue(key);
  }

  /** How well a node suits: the more of it is free, the better, and what the pod prefers comes first. */
  #score({ pod, requests }: PodNeeds, node: ApiObject): number {
    const use = this.#uses.of(node.metadata.name ?? "");
    const allocatable = readAmounts(objectOf(node["status"])["allocatable"]);
    const free = ["cpu", "memory"].map((name) => {
      const whole = allocatable.get(name) ?? 0;
      if (whole === 0) return 0;
      return (whole - (use.amounts.get(name) ?? 0) - (requests.get(name) ?? 0)) / whole;
    });
    const room = free.reduce((sum, part) => sum + part, 0) / free.length;
    const affinity = objectOf(objectOf(objectOf(pod["spec"])["affinity"])["nodeAffinity"]);
    const preferred = objectsOf(affinity["preferredDuringSchedulingIgnoredDuringExecution"])
      .filter(({ preference }) => matchesTerm(objectOf(preference), node))
      .reduce((sum, { weight }) => sum + (numberOf(weight) ?? 0), 0);
    const shunned = untolerated(pod, node, ["PreferNoSchedule"]) === undefined ? 0 : 1;
    return preferred - 100 * shunned + room - use.pods / 1000;
  }

  #bind(pod: ApiObject, node: string): void {
    const { namespace, name = "" } = pod.metadata;
    bindPod(this.#context.cluster, { collection: PODS, namespace, name }, { node });
    this.#events.record(pod, {
      type: "Normal",
      reason: "Scheduled",
      action: "Binding",
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
    });
  }

  #refuse(pod: ApiObject, message: string): void {
    const { client, cluster } = this.#context;
    const { namespace, name = "" } = pod.metadata;
    const before = objectsOf(objectOf(pod["status"])["conditions"]);
    const known = before.find(({ type }) => type === "PodScheduled");
    if (known?.["message"] === message) return;
    this.#events.record(pod, {
      type: "Warning",
      reason: "FailedScheduling",
      action: "Scheduling",
      message,
    });
    const { generation } = pod.metadata;
    const condition: JsonObject = {
      type: "PodScheduled",
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status: "False",
      lastProbeTime: null,
      lastTransitionTime: known?.["status"] === "False"
        ? known["lastTransitionTime"]
        : formatTime(cluster.clock.now()),
      reason: "Unschedulable",
      message,
    };
    const resource = cluster.resources.get("", "v1", PODS);
    client.change(resource, { namespace, name, subresource: "status" }, (live) => ({
      ...live,
      status: {
        ...objectOf(live["status"]),
        conditions: [
          ...objectsOf(objectOf(live["status"])["conditions"])
            .filter(({ type }) => type !== "PodScheduled"),
          condition,
        ],
      },
    }));
  }
}

function unavailable(count: number): string {
  return `0/${count} nodes are available`;
}

/** Why no node does. */
function refusal(pod: ApiObject, count: number, misfits: readonly Misfit[]): string {
  const reasons = misfits.flatMap((found) => found.reasons);
  const head = unavailable(count);
  const policy = textOf(objectOf(pod["spec"])["preemptionPolicy"]);
  const preemption = policy === "Never"
    ? "not eligible due to preemptionPolicy=Never."
    : `${head}: ${
      histogram(misfits.map(({ isCrowded }) =>
        isCrowded
          ? "No preemption victims found for incoming pod"
          : "Preemption is not helpful for scheduling"
      ))
    }.`;
  return `${head}: ${histogram(reasons)}. no new claims to deallocate, preemption: ${preemption}`;
}

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(", ");
}
