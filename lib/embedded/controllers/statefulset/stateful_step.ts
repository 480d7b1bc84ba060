/**
 * One look at a stateful set: which pod is made, replaced or deleted next. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_control.go
 */
import { Fault } from "../../fault.ts";
import { type ApiObject, objectOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { isAvailable, isTerminal, phaseOf } from "../workload/pods.ts";
import { countOf, numberOr, specOf, wantedReplicas } from "../workload/reading.ts";
import { ownerAt } from "../workload/revisions.ts";
import type { ClaimControl } from "./claims.ts";
import {
  hasIdentity,
  isWanted,
  ordinalOf,
  podRevision,
  startOrdinal,
  statefulPod,
  withIdentity,
} from "./identity.ts";
import {
  isCreated,
  isRunningAndReady,
  minReadySecondsOf,
  type Revisions,
} from "./stateful_status.ts";

/** What a look at a set works with. */
export interface StepContext {
  readonly context: ControllerContext;
  readonly events: EventRecorder;
  readonly claims: ClaimControl;
}

/** What a look found and did. */
export interface StepResult {
  /** The pods, those included that are to be made or to go. */
  readonly pods: readonly ApiObject[];
  /** How many of the current revision have just been deleted for an update. */
  readonly marked: number;
  /** What was refused, if anything. */
  readonly refusal: Fault | undefined;
}

/** Brings a set a step nearer: in order, one pod at a time, or all at once. */
export class StatefulStep {
  readonly #with: StepContext;
  readonly #pods: Resource;
  readonly #set: ApiObject;
  readonly #updateSet: ApiObject;
  readonly #revisions: Revisions;
  readonly #isOrdered: boolean;
  /** By ordinal, from the first. */
  readonly #replicas: ApiObject[];
  /** Those that are to go, the last ordinal first. */
  readonly #condemned: ApiObject[];

  constructor(
    step: StepContext,
    set: ApiObject,
    revisions: Revisions,
    pods: readonly ApiObject[],
  ) {
    this.#with = step;
    this.#pods = step.context.cluster.resources.get("", "v1", "pods");
    this.#set = set;
    this.#revisions = revisions;
    this.#updateSet = ownerAt(set, revisions.update);
    this.#isOrdered = specOf(set)["podManagementPolicy"] !== "Parallel";
    const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
    const start = startOrdinal(set);
    this.#replicas = Array.from(
      { length: wantedReplicas(set) },
      (_, index) => byOrdinal.get(start + index) ?? this.#newPod(start + index),
    );
    this.#condemned = [...byOrdinal.entries()]
      .filter(([ordinal]) => ordinal >= 0 && !isWanted(set, ordinal))
      .sort(([left], [right]) => right - left)
      .map(([, pod]) => pod);
  }

  /** Does the step. */
  take(): StepResult {
    const done = (marked: number, refusal?: Fault): StepResult => ({
      pods: [...this.#replicas, ...this.#condemned],
      marked,
      refusal,
    });
    if (this.#set.metadata.deletionTimestamp !== undefined) return done(0);
    const first = [...this.#replicas, ...[...this.#condemned].reverse()]
      .find((pod) => this.#isUnavailable(pod));
    try {
      const mayGoOn = this.#forAll(this.#replicas, (pod) => this.#keep(pod)) &&
        this.#forAll(this.#condemned, (pod) => {
          this.#with.claims.own(this.#updateSet, pod);
          return true;
        }) &&
        this.#forAll(this.#condemned, (pod) => this.#dismiss(pod, first));
      return done(mayGoOn ? this.#update() : 0);
    } catch (error) {
      if (error instanceof Fault) return done(0, error);
      throw error;
    }
  }

  /** Does one pod after the other; in order, the first that is not done yet ends it. */
  #forAll(pods: readonly ApiObject[], step: (pod: ApiObject) => boolean): boolean {
    for (const pod of pods) {
      if (!step(pod) && this.#isOrdered) return false;
    }
    return true;
  }

  #newPod(ordinal: number): ApiObject {
    const { current, update } = this.#revisions;
    const strategy = objectOf(specOf(this.#set)["updateStrategy"]);
    const { rollingUpdate } = strategy;
    const partition = rollingUpdate === undefined
      ? countOf(this.#set, "currentReplicas")
      : numberOr(objectOf(rollingUpdate)["partition"], 0);
    const isOld = strategy["type"] === "RollingUpdate" &&
      ordinal < startOrdinal(this.#set) + partition;
    return isOld
      ? statefulPod(ownerAt(this.#set, current), ordinal, current.metadata.name ?? "")
      : statefulPod(this.#updateSet, ordinal, update.metadata.name ?? "");
  }

  #isUnavailable(pod: ApiObject): boolean {
    return pod.metadata.deletionTimestamp !== undefined || !this.#isAvailable(pod);
  }

  #isAvailable(pod: ApiObject): boolean {
    const nowMs = this.#with.context.cluster.clock.now();
    return isAvailable(pod, minReadySecondsOf(this.#set), nowMs);
  }

  /** Makes, waits for or mends the pod of an ordinal; tells whether the next one may follow. */
  #keep(pod: ApiObject): boolean {
    if (isTerminal(pod)) {
      if (pod.metadata.deletionTimestamp === undefined) this.#delete(pod);
      return false;
    }
    if (!isCreated(pod)) {
      if (!this.#with.claims.isStale(this.#set, pod)) this.#create(pod);
      return false;
    }
    if (phaseOf(pod) === "Pending") this.#with.claims.create(this.#set, pod);
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    if (isLeaving || !isRunningAndReady(pod) || !this.#isAvailable(pod)) {
      if (this.#isOrdered) return false;
    }
    if (!hasIdentity(this.#set, pod)) this.#mend(pod);
    this.#with.claims.own(this.#updateSet, pod);
    return true;
  }

  /** Deletes a pod that is too many; tells whether the next one may follow. */
  #dismiss(pod: ApiObject, firstUnavailable: ApiObject | undefined): boolean {
    if (pod.metadata.deletionTimestamp !== undefined) return false;
    const isUseful = isRunningAndReady(pod) && this.#isAvailable(pod);
    if (this.#isOrdered && !isUseful && pod !== firstUnavailable) return false;
    this.#delete(pod);
    return false;
  }

  /** Deletes the last pod that is not of the update; gives how many. */
  #update(): number {
    const strategy = objectOf(specOf(this.#set)["updateStrategy"]);
    if (strategy["type"] === "OnDelete") return 0;
    const partition = numberOr(objectOf(strategy["rollingUpdate"])["partition"], 0);
    for (const pod of this.#replicas.slice(partition).reverse()) {
      const isOld = podRevision(pod) !== this.#revisions.update.metadata.name;
      if (isOld && pod.metadata.deletionTimestamp === undefined) {
        this.#delete(pod);
        return 1;
      }
      if (this.#isUnavailable(pod)) return 0;
    }
    return 0;
  }

  #create(pod: ApiObject): void {
    this.#with.claims.create(this.#set, pod);
    this.#tell("Create", pod, () => {
      this.#with.context.client.create(this.#pods, pod);
      this.#with.claims.own(this.#set, pod);
    });
  }

  #delete(pod: ApiObject): void {
    const { namespace, name = "" } = pod.metadata;
    this.#tell("Delete", pod, () => {
      this.#with.context.client.delete(this.#pods, { namespace, name });
    });
  }

  #mend(pod: ApiObject): void {
    const { namespace, name = "" } = pod.metadata;
    this.#tell("Update", pod, () => {
      this.#with.context.client.change(
        this.#pods,
        { namespace, name },
        (live) => withIdentity(this.#set, live),
      );
    });
  }

  /** Does something to a pod, and says so. */
  #tell(verb: string, pod: ApiObject, act: () => void): void {
    const what = `${verb} Pod ${pod.metadata.name} in StatefulSet ${this.#set.metadata.name}`;
    try {
      act();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#with.events.record(this.#set, {
        type: "Warning",
        reason: `Failed${verb}`,
        message: `${what} failed error: ${error.message}`,
      });
      throw error;
    }
    this.#with.events.record(this.#set, {
      type: "Normal",
      reason: `Successful${verb}`,
      message: `${what} successful`,
    });
  }
}
