/**
 * The kubelets of all nodes: they run the pods that are bound to their node, by script. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet
 */
import type { Clock } from "../../clock.ts";
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { ContainerRuntime } from "../../subresources/runtime.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { isTerminal, nodeNameOf } from "../workload/pods.ts";
import { keyOf, placeOf } from "../workload/reading.ts";
import { adopt } from "./adopt.ts";
import { advance, type MachineReport } from "./machine.ts";
import { LEASE_NAMESPACE, nodeLease, nodeStatus } from "./nodes.ts";
import { followSpec, newPod, type PlayedContainer, type PlayedPod } from "./played_pod.ts";
import { PlayedRuntime } from "./played_runtime.ts";
import { Player } from "./player.ts";
import { ContainerInputs, type FindObject } from "./container_inputs.ts";
import { type ContainerScripts, type OtherContainers, ScriptBook } from "./script.ts";
import { isOver } from "./progress.ts";
import { podStatus } from "./status.ts";

const PODS = "pods";
const NODES = "nodes";
const LEASES = "coordination.k8s.io/leases";
const NODE_PREFIX = "node/";
const POD_PREFIX = "pod/";

/** The kubelets of a cluster. */
export class Kubelets implements Controller {
  readonly name = "kubelet";
  readonly manager = "kubelet";
  readonly user = { username: "system:nodes", groups: ["system:nodes", "system:authenticated"] };
  /** What runs in the containers. */
  readonly runtime: ContainerRuntime;
  readonly #book: ScriptBook;
  readonly #player: Player;
  readonly #pods = new Map<string, PlayedPod>();
  #find: FindObject = () => undefined;

  /**
   * @param scripts What containers do.
   * @param clock The cluster's time.
   * @param others What containers do that no script is for.
   */
  constructor(scripts: ContainerScripts = {}, clock: Clock, others?: OtherContainers) {
    const inputsOf = (pod: ApiObject) => this.#inputsOf(pod);
    this.#book = new ScriptBook(
      scripts,
      others && ((pod, container) =>
        others(pod, container, {
          clock,
          env: () => inputsOf(pod).env(container),
          files: () => inputsOf(pod).files(container),
        })),
    );
    this.#player = new Player(clock, (pod, container) => inputsOf(pod).env(container));
    this.runtime = new PlayedRuntime(this.#pods, this.#player, clock);
  }

  start(context: ControllerContext): RunningController {
    const { store } = context.cluster;
    this.#find = (collection, namespace, name) => store.get({ collection, namespace, name });
    const parts = { book: this.#book, player: this.#player, pods: this.#pods };
    return new Running(context, { ...parts, inputsOf: (pod) => this.#inputsOf(pod) });
  }

  #inputsOf(pod: ApiObject): ContainerInputs {
    const ip = this.#pods.get(pod.metadata.uid ?? "")?.ip ?? "";
    return new ContainerInputs(pod, (...place) => this.#find(...place), ip);
  }
}

function podKey(pod: ApiObject): string {
  return POD_PREFIX + keyOf(pod);
}

function readyCondition(node: ApiObject): JsonObject | undefined {
  return objectsOf(objectOf(node["status"])["conditions"]).find(({ type }) => type === "Ready");
}

/** What the kubelets work with. */
interface KubeletParts {
  readonly book: ScriptBook;
  readonly player: Player;
  readonly pods: Map<string, PlayedPod>;
  inputsOf(pod: ApiObject): ContainerInputs;
}

class Running implements RunningController {
  readonly #context: ControllerContext;
  readonly #book: ScriptBook;
  readonly #player: Player;
  readonly #pods: Map<string, PlayedPod>;
  readonly #inputsOf: (pod: ApiObject) => ContainerInputs;
  readonly #events: EventRecorder;
  readonly #stops: (() => void)[];
  readonly #addresses = new Map<string, number>();
  /** The pod whose status is being written: that change is no news. */
  #writing: string | undefined;

  constructor(context: ControllerContext, { book, player, pods, inputsOf }: KubeletParts) {
    this.#context = context;
    this.#book = book;
    this.#player = player;
    this.#pods = pods;
    this.#inputsOf = inputsOf;
    this.#events = new EventRecorder(context, "kubelet");
    const { store } = context.cluster;
    this.#stops = [
      store.listen(PODS, (event) => this.#onPod(event)),
      store.listen(NODES, (event) => this.#onNode(event)),
    ];
    for (const node of store.list(NODES)) context.enqueue(`${NODE_PREFIX}${node.metadata.name}`);
    for (const pod of store.list(PODS)) {
      if (nodeNameOf(pod) !== "") context.enqueue(podKey(pod));
    }
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    for (const uid of [...this.#pods.keys()]) this.#forget(uid);
    this.#player.endAll();
  }

  reconcile(key: string): void {
    if (key.startsWith(NODE_PREFIX)) this.#reconcileNode(key.slice(NODE_PREFIX.length));
    else {
      const place = placeOf(key.slice(POD_PREFIX.length));
      const pod = this.#context.cluster.store.get({ collection: PODS, ...place });
      if (pod !== undefined) this.#reconcilePod(pod, key);
    }
  }

  #onPod({ type, object }: StoreEvent): void {
    const { uid = "" } = object.metadata;
    if (type === "DELETED") {
      this.#forget(uid);
      return;
    }
    if (nodeNameOf(object) === "") return;
    if (uid === this.#writing) return;
    this.#context.enqueue(podKey(object));
  }

  #onNode({ type, object, previous }: StoreEvent): void {
    const name = object.metadata.name ?? "";
    this.#context.enqueue(`${NODE_PREFIX}${name}`);
    const isBack = type !== "DELETED" &&
      !equalJson(readyCondition(object), previous && readyCondition(previous));
    if (!isBack) return;
    for (const pod of this.#context.cluster.store.list(PODS)) {
      if (nodeNameOf(pod) === name) this.#context.enqueue(podKey(pod));
    }
  }

  /** Ends what still runs of a pod that is gone. */
  #forget(uid: string): void {
    const played = this.#pods.get(uid);
    if (played === undefined) return;
    this.#pods.delete(uid);
    for (const { current } of played.containers) {
      if (current === undefined) continue;
      current.isForgotten = true;
      this.#player.end(current);
    }
    for (const wake of [...played.watchers]) wake();
  }

  /** Registers a node that nobody has registered: what it has, and that it lives. */
  #reconcileNode(name: string): void {
    const { cluster, client } = this.#context;
    const node = cluster.store.get({ collection: NODES, name });
    if (node === undefined) return;
    const nowMs = cluster.clock.now();
    if (readyCondition(node) === undefined) {
      const index = cluster.store.list(NODES).findIndex(({ metadata }) => metadata.name === name);
      const own = objectOf(node["status"]);
      const standard = nodeStatus(name, index, nowMs, cluster.version, {});
      const resource = cluster.resources.get("", "v1", NODES);
      client.change(resource, { name, subresource: "status" }, (live) => ({
        ...live,
        status: {
          ...standard,
          ...own,
          capacity: { ...objectOf(standard["capacity"]), ...objectOf(own["capacity"]) },
          allocatable: { ...objectOf(standard["allocatable"]), ...objectOf(own["allocatable"]) },
          conditions: [
            ...objectsOf(own["conditions"]),
            ...objectsOf(standard["conditions"]),
          ],
        },
      }));
    }
    const place = { collection: LEASES, namespace: LEASE_NAMESPACE, name };
    if (cluster.store.get(place) === undefined) {
      const leases = cluster.resources.get("coordination.k8s.io", "v1", "leases");
      client.create(leases, nodeLease(name, node.metadata.uid ?? "", nowMs));
    }
  }

  #reconcilePod(pod: ApiObject, key: string): void {
    const { cluster } = this.#context;
    const name = nodeNameOf(pod);
    const node = cluster.store.get({ collection: NODES, name });
    // Nobody runs what is bound to a node that is not there, or that has gone silent.
    if (node === undefined) return;
    const ready = readyCondition(node);
    if (ready !== undefined && ready["status"] !== "True") return;
    const nowMs = cluster.clock.now();
    const uid = pod.metadata.uid ?? "";
    const known = this.#pods.get(uid);
    if (isTerminal(pod) && (known === undefined || isOver(known))) {
      return this.#finish(pod);
    }
    const played = known ?? newPod(pod, name, nowMs, this.#book);
    const report = this.#reportFor(pod, played, key, node);
    if (known === undefined) {
      this.#pods.set(uid, played);
      if (objectOf(pod["status"])["startTime"] === undefined) {
        this.#write(pod, played, node, nowMs);
        this.#context.enqueue(key);
        return;
      }
      adopt(pod, played, nowMs);
      this.#startAdopted(played, report);
    }
    if (isTerminal(pod)) {
      // Whoever wrote that the pod has ended is right: what still runs is stopped.
      played.ending ??= { reason: "finished", sinceMs: nowMs, killMs: nowMs + graceMs(pod) };
    }
    followSpec(pod, played, nowMs, this.#book);
    this.#noteDeletion(pod, played, nowMs);
    const nextMs = advance(pod, played, nowMs, { inputs: this.#inputsOf(pod), report });
    this.#write(pod, played, node, nowMs);
    if (isOver(played)) this.#finish(pod);
    else if (nextMs !== undefined) this.#context.enqueueAfter(key, nextMs - nowMs);
  }

  /** Functions that play containers start again with their kubelet. */
  #startAdopted(played: PlayedPod, report: MachineReport): void {
    for (const container of played.containers) {
      const { current, stage } = container;
      if (current !== undefined && stage.name === "running") report.started(container, current);
    }
  }

  #noteDeletion({ metadata }: ApiObject, played: PlayedPod, nowMs: number): void {
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
    if (deletionTimestamp === undefined) return;
    const { ending } = played;
    const sinceMs = ending?.sinceMs ?? nowMs;
    const killMs = sinceMs + deletionGracePeriodSeconds * 1000;
    if (ending === undefined) played.ending = { reason: "deleted", sinceMs, killMs };
    else if (killMs < ending.killMs) ending.killMs = killMs;
  }

  #reportFor(pod: ApiObject, played: PlayedPod, key: string, node: ApiObject): MachineReport {
    const host = played.node;
    return {
      event: (container, type, reason, message, timeMs) =>
        this.#events.record(pod, {
          type,
          reason,
          message,
          timeMs,
          host,
          ...(container === undefined ? {} : { fieldPath: fieldPathOf(container) }),
        }),
      mounted: () => {
        played.ip = this.#newAddress(node);
      },
      started: (container, run) => {
        const { main } = run.plan;
        if (main === undefined) return;
        const parts = { played, container, run, main };
        this.#player.start(pod, parts, () => this.#context.enqueue(key));
      },
      stopping: (_, run) => this.#player.stop(run),
      ended: (_, run) => {
        this.#player.end(run);
        for (const wake of [...played.watchers]) wake();
      },
    };
  }

  #write(pod: ApiObject, played: PlayedPod, node: ApiObject, nowMs: number): void {
    const { cluster, client } = this.#context;
    const status = podStatus(pod, played, hostOf(node), nowMs);
    if (equalJson(status, pod["status"])) return;
    const { namespace, name = "" } = pod.metadata;
    const resource = cluster.resources.get("", "v1", PODS);
    this.#writing = played.uid;
    try {
      const place = { namespace, name, subresource: "status" };
      client.change(resource, place, (live) => ({ ...live, status }));
    } finally {
      this.#writing = undefined;
    }
  }

  /** A pod that has ended is let go, where it is to be deleted. */
  #finish({ metadata }: ApiObject): void {
    if (metadata.deletionTimestamp === undefined) return;
    if (metadata.deletionGracePeriodSeconds === 0) return;
    const { cluster, client } = this.#context;
    const { namespace, name = "", uid } = metadata;
    const resource = cluster.resources.get("", "v1", PODS);
    client.delete(resource, { namespace, name }, { gracePeriodSeconds: 0, uid });
  }

  /** The next address of a node's pods. */
  #newAddress(node: ApiObject): string {
    const range = textOf(objectOf(node["spec"])["podCIDR"]) || "10.244.0.0/24";
    const count = this.#addresses.get(range) ?? 1;
    this.#addresses.set(range, count + 1);
    const [a = 10, b = 244, c = 0] = (range.split("/")[0] ?? "").split(".").map(Number);
    const place = (((a * 256 + b) * 256 + c) * 256 + count) >>> 0;
    return [24, 16, 8, 0].map((bits) => (place >>> bits) & 255).join(".");
  }
}

function hostOf(node: ApiObject): string {
  const addresses = objectsOf(objectOf(node["status"])["addresses"]);
  const internal = addresses.find(({ type }) => type === "InternalIP") ?? addresses[0];
  return textOf(internal?.["address"]) || "172.18.0.2";
}

function graceMs(pod: ApiObject): number {
  return (numberOf(objectOf(pod["spec"])["terminationGracePeriodSeconds"]) ?? 30) * 1000;
}

const FIELDS = {
  init: "initContainers",
  sidecar: "initContainers",
  main: "containers",
  debug: "ephemeralContainers",
} as const;

function fieldPathOf({ role, name }: PlayedContainer): string {
  return `spec.${FIELDS[role]}{${name}}`;
}
