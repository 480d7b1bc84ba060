/**
 * Keeps as many pods as a replica set, or a replication controller, asks for. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/replicaset/replica_set.go
 */
import { formatTime } from "../../clock.ts";
import { Fault } from "../../fault.ts";
import { type ApiObject, type JsonObject, objectOf, objectsOf, textsOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { findCondition, withCondition, withoutCondition } from "../workload/conditions.ts";
import { startKeyed } from "../workload/keyed.ts";
import { OwnedIndex } from "../workload/owned_index.ts";
import { controllerOf, ownerKeys } from "../workload/owners.ts";
import { PodControl } from "../workload/pod_control.ts";
import {
  isActive,
  isAvailable,
  isReady,
  isTerminating,
  nextAvailableMs,
} from "../workload/pods.ts";
import {
  counts,
  labelsOf,
  numberOr,
  placeOf,
  specOf,
  statusOf,
  wantedReplicas,
} from "../workload/reading.ts";
import { writeStatus } from "../workload/status.ts";
import { inOrderOfDeletion } from "./ranking.ts";
import { REPLICA_SETS, type ReplicaKind, REPLICATION_CONTROLLERS } from "./replica_kinds.ts";

/** So many pods are made or deleted in one go. */
const BURST = 500;
const FAILURE = "ReplicaFailure";

/** The controller of replica sets. */
export const REPLICA_SET_CONTROLLER: Controller = controllerOfKind(REPLICA_SETS);

/** The controller of replication controllers. */
export const REPLICATION_CONTROLLER_CONTROLLER: Controller = controllerOfKind(
  REPLICATION_CONTROLLERS,
);

function controllerOfKind(kind: ReplicaKind): Controller {
  return {
    name: kind.name,
    start: (context) => new ReplicaController(context, kind).start(),
  };
}

class ReplicaController {
  readonly #context: ControllerContext;
  readonly #kind: ReplicaKind;
  readonly #resource: Resource;
  readonly #pods: OwnedIndex;
  readonly #control: PodControl;

  constructor(context: ControllerContext, kind: ReplicaKind) {
    const { resources } = context.cluster;
    this.#context = context;
    this.#kind = kind;
    this.#resource = resources.get(kind.group, "v1", kind.plural);
    this.#pods = new OwnedIndex(context, resources.get("", "v1", "pods"));
    this.#control = new PodControl(context, new EventRecorder(context, kind.component));
  }

  start(): RunningController {
    return startKeyed(this.#context, {
      collection: this.#resource.collection,
      others: {
        pods: (pod) =>
          ownerKeys(this.#context, pod, {
            kind: this.#kind.kind,
            collection: this.#resource.collection,
            wants: (owner) => this.#kind.selects(owner, labelsOf(pod)),
          }),
      },
      reconcile: (key) => this.#reconcile(key),
      stop: () => this.#pods.stop(),
    });
  }

  #reconcile(key: string): void {
    const { client, cluster } = this.#context;
    const owner = client.find(this.#resource, placeOf(key));
    if (owner === undefined) return;
    const matches = (pod: ApiObject) => this.#kind.selects(owner, labelsOf(pod));
    const owned = this.#pods.ownedBy(owner);
    const pods = this.#pods.claim(owner, matches, isActive);
    const leaving = owned.filter((pod) => isTerminating(pod) && matches(pod)).length;
    const refusal = owner.metadata.deletionTimestamp === undefined
      ? this.#manage(owner, pods)
      : undefined;
    this.#writeStatus(owner, pods, leaving, refusal);
    if (refusal !== undefined) throw refusal;
    const wait = nextAvailableMs(pods, minReadySecondsOf(owner), cluster.clock.now());
    if (wait !== undefined) this.#context.enqueueAfter(key, wait);
  }

  /** Makes or deletes pods; gives what kept it from doing so. */
  #manage(owner: ApiObject, pods: readonly ApiObject[]): Fault | undefined {
    const missing = wantedReplicas(owner) - pods.length;
    try {
      if (missing > 0) {
        const template = objectOf(specOf(owner)["template"]);
        const count = Math.min(missing, BURST);
        this.#control.createAll(Array.from({ length: count }, () => template), owner);
      } else if (missing < 0) {
        const context = {
          related: this.#relatedPods(owner),
          nowMs: this.#context.cluster.clock.now(),
        };
        const leaving = inOrderOfDeletion(pods, context).slice(0, Math.min(-missing, BURST));
        for (const pod of leaving) this.#control.delete(pod, owner);
      }
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
    return undefined;
  }

  /** The pods of all replica sets that have the same controller. */
  #relatedPods(owner: ApiObject): ApiObject[] {
    const controller = controllerOf(owner);
    if (controller === undefined) return [];
    return this.#context.cluster.store.list(this.#resource.collection, owner.metadata.namespace)
      .filter((other) => controllerOf(other)?.uid === controller.uid)
      .flatMap((other) => this.#pods.ownedBy(other));
  }

  #writeStatus(
    owner: ApiObject,
    pods: readonly ApiObject[],
    leaving: number,
    refusal: Fault | undefined,
  ): void {
    const nowMs = this.#context.cluster.clock.now();
    const minReadySeconds = minReadySecondsOf(owner);
    const wanted = Object.entries(
      textsOf(objectOf(objectOf(specOf(owner)["template"])["metadata"])["labels"]),
    );
    const isLabeled = (pod: ApiObject) => {
      const labels = labelsOf(pod);
      return wanted.every(([key, value]) => labels[key] === value);
    };
    const conditions = this.#conditions(owner, pods.length, refusal, nowMs);
    const status: JsonObject = {
      replicas: pods.length,
      ...counts({
        fullyLabeledReplicas: pods.filter(isLabeled).length,
        readyReplicas: pods.filter(isReady).length,
        availableReplicas: pods.filter((pod) => isAvailable(pod, minReadySeconds, nowMs)).length,
        observedGeneration: owner.metadata.generation ?? 0,
      }),
      ...(this.#kind.countsTerminating ? { terminatingReplicas: leaving } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
    };
    writeStatus(this.#context, this.#resource, owner, status);
  }

  #conditions(
    owner: ApiObject,
    found: number,
    refusal: Fault | undefined,
    nowMs: number,
  ): JsonObject[] {
    const before = objectsOf(statusOf(owner)["conditions"]);
    if (refusal === undefined) return withoutCondition(before, FAILURE);
    if (findCondition(before, FAILURE) !== undefined) return before;
    return withCondition(before, {
      type: FAILURE,
      status: "True",
      lastTransitionTime: formatTime(nowMs),
      reason: found < wantedReplicas(owner) ? "FailedCreate" : "FailedDelete",
      message: refusal.message,
    });
  }
}

function minReadySecondsOf(owner: ApiObject): number {
  return numberOr(specOf(owner)["minReadySeconds"], 0);
}
