/**
 * One look at a deployment: what it does to its replica sets, and what it says of that. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/rolling.go
 * @see k8s.io/kubernetes/pkg/controller/deployment/recreate.go
 */
import { Fault } from "../../fault.ts";
import { type ApiObject, equalJson, type JsonObject, objectsOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { withCondition } from "../workload/conditions.ts";
import { isTerminal } from "../workload/pods.ts";
import {
  annotationsOf,
  countOf,
  numberOr,
  specOf,
  statusOf,
  wantedReplicas,
} from "../workload/reading.ts";
import { isNamespaceEnding, isTaken } from "../workload/refusals.ts";
import { desiredOf, REVISION, withSizes } from "./annotations.ts";
import { isRolling, maxUnavailableOf, newSizeOf } from "./arithmetic.ts";
import { proportionalSizes } from "./proportions.ts";
import {
  activeOf,
  isSameReplicaSet,
  newReplicaSet,
  nextRevision,
  sortReplicaSets,
  surplusReplicaSets,
  synchronized,
  totalSize,
} from "./replica_sets.ts";
import {
  countedStatus,
  type DeploymentState,
  isComplete,
  nextDeadlineMs,
  pauseCondition,
  progressCondition,
  progressDeadlineOf,
  progressOf,
  rolloutStatus,
} from "./status.ts";

/** What a look at a deployment works with. */
export interface RolloutContext {
  readonly context: ControllerContext;
  readonly events: EventRecorder;
  /** The pods of a replica set. */
  podsOf(replicaSet: ApiObject): ApiObject[];
}

/** A deployment that is being looked at. */
export class Rollout {
  readonly #with: RolloutContext;
  readonly #deployments: Resource;
  readonly #replicaSets: Resource;
  #deployment: ApiObject;
  #newest: ApiObject | undefined;
  #old: ApiObject[];

  /**
   * @param rollout What to work with.
   * @param deployment The deployment.
   * @param replicaSets Those that it controls.
   */
  constructor(rollout: RolloutContext, deployment: ApiObject, replicaSets: readonly ApiObject[]) {
    const { resources } = rollout.context.cluster;
    this.#with = rollout;
    this.#deployments = resources.get("apps", "v1", "deployments");
    this.#replicaSets = resources.get("apps", "v1", "replicasets");
    this.#deployment = deployment;
    const { newest, old } = sortReplicaSets(deployment, replicaSets);
    this.#newest = newest;
    this.#old = [...old];
  }

  /**
   * Brings the deployment a step nearer.
   *
   * @returns When to look whether it stands still, in milliseconds from now; `undefined` where never.
   * @throws {Fault} when a write is refused.
   */
  advance(): number | undefined {
    if (this.#deployment.metadata.deletionTimestamp !== undefined) {
      this.#findNewest();
      this.#writeStatus(countedStatus(this.#state()));
      return undefined;
    }
    const pause = pauseCondition(this.#deployment, this.#nowMs());
    if (pause !== undefined) this.#setCondition(pause);
    const isPaused = specOf(this.#deployment)["paused"] === true;
    this.#findNewest();
    if (isPaused || this.#isResized()) {
      this.#resize();
      if (isPaused) this.#cleanUp();
      this.#writeStatus(countedStatus(this.#state()));
      return undefined;
    }
    if (isRolling(this.#deployment)) this.#roll();
    else this.#recreate();
    return this.#reportProgress();
  }

  #nowMs(): number {
    return this.#with.context.cluster.clock.now();
  }

  #state(): DeploymentState {
    return {
      deployment: this.#deployment,
      newest: this.#newest,
      old: this.#old,
      nowMs: this.#nowMs(),
    };
  }

  #all(): ApiObject[] {
    return this.#newest === undefined ? this.#old : [...this.#old, this.#newest];
  }

  /** Gives the replica set of the template, where there is one, the number of the rollout. */
  #findNewest(): void {
    if (this.#newest === undefined) return;
    const wanted = synchronized(this.#newest, this.#deployment, nextRevision(this.#old));
    if (wanted !== this.#newest) this.#replace(this.#newest, wanted);
    const { name } = this.#newest.metadata;
    const isNews = progressDeadlineOf(this.#deployment) !== undefined &&
      progressOf(this.#deployment) === undefined;
    this.#setRevision(
      annotationsOf(this.#newest)[REVISION] ?? "",
      isNews
        ? progressCondition(
          this.#nowMs(),
          "True",
          "FoundNewReplicaSet",
          `Found new replica set "${name}"`,
        )
        : undefined,
    );
  }

  /** Makes the replica set of the template where there is none. */
  #makeNewest(): ApiObject {
    if (this.#newest !== undefined) return this.#newest;
    const wanted = newReplicaSet(this.#deployment, this.#old);
    const made = this.#create(wanted);
    this.#newest = made;
    const { name } = made.metadata;
    const size = wantedReplicas(made);
    if (size > 0) {
      this.#with.events.record(this.#deployment, {
        type: "Normal",
        reason: "ScalingReplicaSet",
        message: `Scaled up replica set ${name} from 0 to ${size}`,
      });
    }
    const condition = progressCondition(
      this.#nowMs(),
      "True",
      "NewReplicaSetCreated",
      `Created new replica set "${name}"`,
    );
    this.#setRevision(
      annotationsOf(made)[REVISION] ?? "",
      progressDeadlineOf(this.#deployment) === undefined ? undefined : condition,
    );
    return made;
  }

  #create(wanted: ApiObject): ApiObject {
    const { client } = this.#with.context;
    try {
      return client.create(this.#replicaSets, wanted);
    } catch (error) {
      if (!(error instanceof Fault) || isNamespaceEnding(error)) throw error;
      const { namespace, name = "" } = wanted.metadata;
      if (!isTaken(error)) this.#reportRefusal(name, error);
      else {
        const found = client.find(this.#replicaSets, { namespace, name });
        if (found !== undefined && isSameReplicaSet(found, this.#deployment)) return found;
        // Another template has the same hash: the next look makes another one.
        this.#changeStatus((status) => ({
          ...status,
          collisionCount: numberOr(status["collisionCount"], 0) + 1,
        }));
      }
      throw error;
    }
  }

  #reportRefusal(name: string, { message }: Fault): void {
    const text = `Failed to create new replica set "${name}": ${message}`;
    const reason = "ReplicaSetCreateError";
    if (progressDeadlineOf(this.#deployment) !== undefined) {
      this.#setCondition(progressCondition(this.#nowMs(), "False", reason, text));
    }
    this.#with.events.record(this.#deployment, {
      type: "Warning",
      reason,
      message: text,
    });
  }

  /** Whether the deployment has another size than its replica sets were sized for. */
  #isResized(): boolean {
    const replicas = wantedReplicas(this.#deployment);
    return activeOf(this.#all()).some((one) => {
      const desired = desiredOf(one);
      return desired !== undefined && desired !== replicas;
    });
  }

  /** Brings the replica sets to the size of the deployment, in proportion where several have pods. */
  #resize(): void {
    const replicas = wantedReplicas(this.#deployment);
    const active = activeOf(this.#all());
    if (active.length <= 1) {
      const only = active[0] ?? this.#newest ?? this.#old.at(-1);
      if (only !== undefined) this.#size(only, replicas);
      return;
    }
    if (this.#isSaturated()) {
      for (const one of activeOf(this.#old)) this.#size(one, 0);
      return;
    }
    if (!isRolling(this.#deployment)) return;
    for (const { replicaSet, size } of proportionalSizes(this.#deployment, active)) {
      this.#size(replicaSet, size, true);
    }
  }

  #isSaturated(): boolean {
    const replicas = wantedReplicas(this.#deployment);
    return this.#newest !== undefined && wantedReplicas(this.#newest) === replicas &&
      desiredOf(this.#newest) === replicas &&
      countOf(this.#newest, "availableReplicas") === replicas;
  }

  #roll(): void {
    const newest = this.#makeNewest();
    if (this.#grow(newest) || this.#shrink()) return;
    if (isComplete(this.#deployment, statusOf(this.#deployment))) this.#cleanUp();
  }

  #grow(newest: ApiObject): boolean {
    const replicas = wantedReplicas(this.#deployment);
    const size = wantedReplicas(newest);
    if (size >= replicas) return this.#size(newest, replicas);
    return this.#size(newest, newSizeOf(this.#deployment, size, totalSize(this.#all())));
  }

  /** Makes the old replica sets smaller, as far as enough pods stay available. */
  #shrink(): boolean {
    const old = activeOf(this.#old);
    const newest = this.#newest;
    if (old.length === 0 || newest === undefined) return false;
    const minAvailable = wantedReplicas(this.#deployment) - maxUnavailableOf(this.#deployment);
    const missing = wantedReplicas(newest) - countOf(newest, "availableReplicas");
    const most = totalSize(this.#all()) - minAvailable - missing;
    if (most <= 0) return false;
    const useless = this.#shrinkUseless(old, most);
    if (useless === undefined) return false;
    const available = this.#all()
      .reduce((sum, one) => sum + countOf(one, "availableReplicas"), 0);
    let left = available - minAvailable;
    let removed = useless;
    for (const one of activeOf(this.#old)) {
      if (left <= 0) break;
      const count = Math.min(wantedReplicas(one), left);
      this.#size(one, wantedReplicas(one) - count);
      left -= count;
      removed += count;
    }
    return removed > 0;
  }

  /** Takes away pods that are of no use; `undefined` where the counts are not of now. */
  #shrinkUseless(old: readonly ApiObject[], most: number): number | undefined {
    let removed = 0;
    for (const one of old) {
      if (removed >= most) break;
      const size = wantedReplicas(one);
      const useless = size - countOf(one, "availableReplicas");
      if (useless < 0) return undefined;
      const count = Math.min(most - removed, useless);
      this.#size(one, size - count);
      removed += count;
    }
    return removed;
  }

  #recreate(): void {
    const old = activeOf(this.#old);
    for (const one of old) this.#size(one, 0);
    if (old.length > 0 || this.#hasOldPods()) return;
    this.#size(this.#makeNewest(), wantedReplicas(this.#deployment));
    if (isComplete(this.#deployment, statusOf(this.#deployment))) this.#cleanUp();
  }

  /** Whether pods of another template have not ended yet. */
  #hasOldPods(): boolean {
    return this.#old.some((one) =>
      countOf(one, "replicas") > 0 ||
      this.#with.podsOf(one).some((pod) => !isTerminal(pod))
    );
  }

  /**
   * Gives a replica set a size.
   *
   * @param one The replica set.
   * @param size The size.
   * @param always Whether what it says of the deployment's size is brought up to date in any case.
   * @returns Whether that changed its size.
   */
  #size(one: ApiObject, size: number, always = false): boolean {
    const before = wantedReplicas(one);
    if (before === size && !always) return false;
    const annotations = withSizes(annotationsOf(one), this.#deployment);
    if (before === size && equalJson(annotations, annotationsOf(one))) return false;
    this.#replace(one, {
      ...one,
      metadata: { ...one.metadata, annotations },
      spec: { ...specOf(one), replicas: size },
    });
    if (before === size) return false;
    const direction = before < size ? "up" : "down";
    this.#with.events.record(this.#deployment, {
      type: "Normal",
      reason: "ScalingReplicaSet",
      message: `Scaled ${direction} replica set ${one.metadata.name} from ${before} to ${size}`,
    });
    return true;
  }

  /** Stores a replica set, and works on with what is stored. */
  #replace(before: ApiObject, { metadata, spec }: ApiObject): void {
    const { namespace, name = "" } = before.metadata;
    const { annotations } = metadata;
    const stored = this.#with.context.client.change(
      this.#replicaSets,
      { namespace, name },
      (live) => ({ ...live, metadata: { ...live.metadata, annotations }, spec }),
    );
    if (stored === undefined) return;
    if (this.#newest === before) this.#newest = stored;
    else this.#old = this.#old.map((one) => one === before ? stored : one);
  }

  #cleanUp(): void {
    for (const { metadata } of surplusReplicaSets(this.#deployment, this.#old)) {
      const { namespace, name = "" } = metadata;
      this.#with.context.client.delete(this.#replicaSets, { namespace, name });
    }
  }

  #setCondition(condition: JsonObject): void {
    this.#changeStatus((status) => ({
      ...status,
      conditions: withCondition(objectsOf(status["conditions"]), condition),
    }));
  }

  #setRevision(revision: string, condition: JsonObject | undefined): void {
    if (annotationsOf(this.#deployment)[REVISION] === revision && condition === undefined) return;
    this.#changeStatus((status) =>
      condition === undefined ? status : {
        ...status,
        conditions: withCondition(objectsOf(status["conditions"]), condition),
      }, { [REVISION]: revision });
  }

  #reportProgress(): number | undefined {
    const status = rolloutStatus(this.#state());
    if (this.#writeStatus(status)) return undefined;
    return nextDeadlineMs(this.#deployment, status, this.#nowMs());
  }

  #writeStatus(status: JsonObject): boolean {
    if (equalJson(status, statusOf(this.#deployment))) return false;
    this.#changeStatus(() => status);
    return true;
  }

  #changeStatus(
    change: (status: JsonObject) => JsonObject,
    annotations: Readonly<Record<string, string>> = {},
  ): void {
    const { namespace, name = "" } = this.#deployment.metadata;
    const stored = this.#with.context.client.change(
      this.#deployments,
      { namespace, name, subresource: "status" },
      (live) => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: { ...annotationsOf(live), ...annotations },
        },
        status: change(statusOf(live)),
      }),
    );
    if (stored !== undefined) this.#deployment = stored;
  }
}
