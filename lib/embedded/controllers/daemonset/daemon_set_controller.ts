/**
 * Keeps a pod of each daemon set on every node that fits. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/daemon/daemon_controller.go
 */
import { type ApiObject, equalJson, type JsonObject, objectOf } from "../../json.ts";
import { isEmptySelector, selects } from "../../kinds/selectors.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { startKeyed } from "../workload/keyed.ts";
import { OwnedIndex } from "../workload/owned_index.ts";
import { ownerKeys } from "../workload/owners.ts";
import { PodControl } from "../workload/pod_control.ts";
import { isAvailable, isReady, nextAvailableMs, phaseOf } from "../workload/pods.ts";
import {
  countOf,
  counts,
  labelsOf,
  numberOr,
  placeOf,
  specOf,
  statusOf,
} from "../workload/reading.ts";
import {
  byNumber,
  deleteRevisions,
  keepsTemplate,
  numberOf,
  renumber,
  revisionResource,
  writeRevision,
} from "../workload/revisions.ts";
import {
  HASH_LABEL,
  inOrder,
  isUpdated,
  minReadySecondsOf,
  podsByNode,
  templateFor,
} from "./daemon_pods.ts";
import { type DaemonPlan, type DaemonState, planNodes, planUpdate } from "./daemon_plan.ts";
import { fitOf } from "./node_fit.ts";

const SETS = "apps/daemonsets";
const BURST = 250;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 15 * 60 * 1000;

/** The controller of daemon sets. */
export const DAEMON_SET_CONTROLLER: Controller = {
  name: "daemonset",
  start: (context) => new DaemonSetController(context).start(),
};

interface Backoff {
  readonly delayMs: number;
  readonly atMs: number;
}

/** Whether a set selects a pod, or a revision. */
function selectsIt(set: ApiObject, object: ApiObject): boolean {
  return selects(specOf(set)["selector"], labelsOf(object));
}

class DaemonSetController {
  readonly #context: ControllerContext;
  readonly #sets: Resource;
  readonly #pods: OwnedIndex;
  readonly #revisions: OwnedIndex;
  readonly #events: EventRecorder;
  readonly #control: PodControl;
  /** How long failed pods are left alone, by set, its generation, and node. */
  readonly #backoffs = new Map<string, Backoff>();

  constructor(context: ControllerContext) {
    const { resources } = context.cluster;
    this.#context = context;
    this.#sets = resources.get("apps", "v1", "daemonsets");
    this.#pods = new OwnedIndex(context, resources.get("", "v1", "pods"));
    this.#revisions = new OwnedIndex(context, revisionResource(context));
    this.#events = new EventRecorder(context, "daemonset-controller");
    this.#control = new PodControl(context, this.#events);
  }

  start(): RunningController {
    return startKeyed(this.#context, {
      collection: SETS,
      others: {
        pods: (pod) =>
          ownerKeys(this.#context, pod, { kind: "DaemonSet", collection: SETS, wants: selectsIt }),
      },
      everything: {
        nodes: (node, previous) =>
          !equalJson(node["spec"], previous?.["spec"]) ||
          !equalJson(node.metadata["labels"], previous?.metadata["labels"]),
      },
      reconcile: (key) => this.#reconcile(key),
      stop: () => {
        this.#pods.stop();
        this.#revisions.stop();
      },
    });
  }

  #reconcile(key: string): void {
    const { client } = this.#context;
    const set = client.find(this.#sets, placeOf(key));
    if (set === undefined) return this.#forget(key);
    const { selector } = specOf(set);
    if (isEmptySelector(objectOf(selector))) return;
    if (set.metadata.deletionTimestamp !== undefined) return;
    const history = this.#revisions.claim(set, (one) => selectsIt(set, one)).sort(byNumber);
    const current = this.#currentRevision(set, history);
    if (current === undefined) return;
    const hash = labelsOf(current)[HASH_LABEL] ?? "";
    const state = () => this.#state(set, hash);
    try {
      const plan = planNodes(state(), (pod, node) => this.#isDue(set, pod, node, key));
      const isDone = this.#carryOut(set, hash, plan);
      // An update goes on from what is there, once what is missing has come.
      if (isDone && objectOf(specOf(set)["updateStrategy"])["type"] === "RollingUpdate") {
        this.#carryOut(set, hash, planUpdate(state()));
      }
      this.#cleanUp(set, history.filter((one) => !keepsTemplate(one, set)));
    } finally {
      this.#writeStatus(set, state());
    }
    const { nowMs, pods } = state();
    const wait = nextAvailableMs([...pods.values()].flat(), minReadySecondsOf(set), nowMs);
    if (wait !== undefined) this.#context.enqueueAfter(key, wait);
  }

  #state(set: ApiObject, hash: string): DaemonState {
    const { cluster } = this.#context;
    const pods = this.#pods.claim(set, (pod) => selectsIt(set, pod));
    return {
      set,
      hash,
      nodes: cluster.store.list("nodes"),
      pods: podsByNode(pods),
      nowMs: cluster.clock.now(),
    };
  }

  /** The revision of the template; `undefined` where its hash is taken, which the next look avoids. */
  #currentRevision(set: ApiObject, history: readonly ApiObject[]): ApiObject | undefined {
    const found = history.findLast((revision) => keepsTemplate(revision, set));
    const old = history.filter((revision) => !keepsTemplate(revision, set));
    const number = Math.max(0, ...old.map(numberOf)) + 1;
    if (found !== undefined) {
      return numberOf(found) < number ? renumber(this.#context, found, number) : found;
    }
    const { collisionCount } = statusOf(set);
    const written = writeRevision(this.#context, {
      owner: set,
      number,
      hashLabel: HASH_LABEL,
      collisions: typeof collisionCount === "number" ? collisionCount : undefined,
    });
    if (written === undefined) {
      this.#changeStatus(set, (status) => ({
        ...status,
        collisionCount: numberOr(status["collisionCount"], 0) + 1,
      }));
    }
    return written;
  }

  /** Whether a pod that has ended is deleted now; says so, and asks again later where it is too early. */
  #isDue(set: ApiObject, pod: ApiObject, node: string, key: string): boolean {
    const { namespace, name } = pod.metadata;
    const what = `daemon pod ${namespace}/${name} on node ${node}, will try to`;
    if (phaseOf(pod) === "Succeeded") {
      this.#events.record(set, {
        type: "Normal",
        reason: "SucceededDaemonPod",
        message: `Found succeeded ${what} delete it`,
      });
      return true;
    }
    const nowMs = this.#context.cluster.clock.now();
    const id = JSON.stringify([key, countOf(set, "observedGeneration"), node]);
    const before = this.#backoffs.get(id);
    const isFresh = before !== undefined && nowMs - before.atMs <= 2 * MAX_BACKOFF_MS;
    if (isFresh && nowMs - before.atMs < before.delayMs) {
      this.#context.enqueueAfter(key, before.atMs + before.delayMs - nowMs);
      return false;
    }
    const delayMs = isFresh ? Math.min(before.delayMs * 2, MAX_BACKOFF_MS) : FIRST_BACKOFF_MS;
    this.#backoffs.set(id, { delayMs, atMs: nowMs });
    this.#events.record(set, {
      type: "Warning",
      reason: "FailedDaemonPod",
      message: `Found failed ${what} kill it`,
    });
    return true;
  }

  /** Makes and deletes pods; tells whether there was nothing to do. */
  #carryOut(set: ApiObject, hash: string, { create, remove }: DaemonPlan): boolean {
    const templates = create.slice(0, BURST).map((node) => templateFor(set, hash, node));
    this.#control.createAll(templates, set);
    for (const pod of remove.slice(0, BURST)) this.#control.delete(pod, set);
    return create.length === 0 && remove.length === 0;
  }

  /** Deletes the oldest revisions that no pod is of, where there are more than the set keeps. */
  #cleanUp(set: ApiObject, old: readonly ApiObject[]): void {
    const surplus = old.length - numberOr(specOf(set)["revisionHistoryLimit"], 10);
    if (surplus <= 0) return;
    const live = new Set(this.#pods.ownedBy(set).map((pod) => labelsOf(pod)[HASH_LABEL]));
    const dead = old.filter((revision) => !live.has(labelsOf(revision)[HASH_LABEL] ?? ""));
    deleteRevisions(this.#context, dead.slice(0, surplus));
  }

  #writeStatus(set: ApiObject, state: DaemonState): void {
    const { nodes, pods, nowMs, hash } = state;
    const minReadySeconds = minReadySecondsOf(set);
    const wanted = nodes.filter((node) => fitOf(set, node).shouldRun);
    const first = (node: ApiObject) => inOrder(pods.get(node.metadata.name ?? "") ?? [])[0];
    const scheduled = wanted.map(first).filter((pod) => pod !== undefined);
    const misplaced = nodes.filter((node) => !wanted.includes(node) && first(node) !== undefined);
    const available = scheduled.filter((pod) => isAvailable(pod, minReadySeconds, nowMs)).length;
    this.#changeStatus(set, ({ collisionCount, conditions }) => ({
      currentNumberScheduled: scheduled.length,
      numberMisscheduled: misplaced.length,
      desiredNumberScheduled: wanted.length,
      numberReady: scheduled.filter(isReady).length,
      ...counts({
        observedGeneration: set.metadata.generation ?? 0,
        updatedNumberScheduled: scheduled.filter((pod) => isUpdated(set, pod, hash)).length,
        numberAvailable: available,
        numberUnavailable: wanted.length - available,
      }),
      ...(collisionCount === undefined ? {} : { collisionCount }),
      ...(conditions === undefined ? {} : { conditions }),
    }));
  }

  #changeStatus(set: ApiObject, change: (status: JsonObject) => JsonObject): void {
    const { namespace, name = "" } = set.metadata;
    this.#context.client.change(
      this.#sets,
      { namespace, name, subresource: "status" },
      (live) => {
        const status = change(statusOf(live));
        return equalJson(status, statusOf(live)) ? live : { ...live, status };
      },
    );
  }

  #forget(key: string): void {
    for (const id of this.#backoffs.keys()) {
      if (id.startsWith(`[${JSON.stringify(key)},`)) this.#backoffs.delete(id);
    }
  }
}
