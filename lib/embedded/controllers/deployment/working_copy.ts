/**
 * A deployment with its replica sets, kept up with what is written of them. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/sync.go
 */
import { Fault } from "../../fault.ts";
import { type ApiObject, equalJson, type JsonObject, objectsOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { withCondition } from "../workload/conditions.ts";
import { annotationsOf, numberOr, specOf, statusOf, wantedReplicas } from "../workload/reading.ts";
import { isNamespaceEnding, isTaken } from "../workload/refusals.ts";
import { REVISION, withSizes } from "./annotations.ts";
import {
  isSameReplicaSet,
  newReplicaSet,
  nextRevision,
  sortReplicaSets,
  surplusReplicaSets,
  synchronized,
} from "./replica_sets.ts";
import {
  type DeploymentState,
  progressCondition,
  progressDeadlineOf,
  progressOf,
} from "./status.ts";

/** What a look at a deployment works with. */
export interface RolloutContext {
  readonly context: ControllerContext;
  readonly events: EventRecorder;
  /** The pods of a replica set. */
  podsOf(replicaSet: ApiObject): ApiObject[];
}

/** A deployment that is being looked at. */
export class WorkingCopy {
  /** The deployment, as it is stored. */
  deployment: ApiObject;
  /** The replica set of its template, if there is one. */
  newest: ApiObject | undefined;
  /** The other replica sets, oldest first. */
  old: ApiObject[];
  readonly #with: RolloutContext;
  readonly #deployments: Resource;
  readonly #replicaSets: Resource;

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
    this.deployment = deployment;
    const { newest, old } = sortReplicaSets(deployment, replicaSets);
    this.newest = newest;
    this.old = [...old];
  }

  /** The time, in milliseconds since 1970. */
  nowMs(): number {
    return this.#with.context.cluster.clock.now();
  }

  /** The deployment and its replica sets as they are now. */
  state(): DeploymentState {
    return {
      deployment: this.deployment,
      newest: this.newest,
      old: this.old,
      nowMs: this.nowMs(),
    };
  }

  /** All replica sets. */
  all(): ApiObject[] {
    return this.newest === undefined ? this.old : [...this.old, this.newest];
  }

  /** Gives the replica set of the template, where there is one, the number of the rollout. */
  findNewest(): void {
    if (this.newest === undefined) return;
    const wanted = synchronized(this.newest, this.deployment, nextRevision(this.old));
    if (wanted !== this.newest) this.#replace(this.newest, wanted);
    const { name } = this.newest.metadata;
    const isNews = progressDeadlineOf(this.deployment) !== undefined &&
      progressOf(this.deployment) === undefined;
    this.#setRevision(
      annotationsOf(this.newest)[REVISION] ?? "",
      isNews
        ? progressCondition(
          this.nowMs(),
          "True",
          "FoundNewReplicaSet",
          `Found new replica set "${name}"`,
        )
        : undefined,
    );
  }

  /** Makes the replica set of the template where there is none. */
  makeNewest(): ApiObject {
    if (this.newest !== undefined) return this.newest;
    const wanted = newReplicaSet(this.deployment, this.old);
    const made = this.#create(wanted);
    this.newest = made;
    const { name } = made.metadata;
    const size = wantedReplicas(made);
    if (size > 0) {
      this.#with.events.record(this.deployment, {
        type: "Normal",
        reason: "ScalingReplicaSet",
        message: `Scaled up replica set ${name} from 0 to ${size}`,
      });
    }
    const condition = progressCondition(
      this.nowMs(),
      "True",
      "NewReplicaSetCreated",
      `Created new replica set "${name}"`,
    );
    this.#setRevision(
      annotationsOf(made)[REVISION] ?? "",
      progressDeadlineOf(this.deployment) === undefined ? undefined : condition,
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
        if (found !== undefined && isSameReplicaSet(found, this.deployment)) return found;
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
    if (progressDeadlineOf(this.deployment) !== undefined) {
      this.setCondition(progressCondition(this.nowMs(), "False", reason, text));
    }
    this.#with.events.record(this.deployment, {
      type: "Warning",
      reason,
      message: text,
    });
  }

  /**
   * Gives a replica set a size.
   *
   * @param one The replica set.
   * @param size The size.
   * @param always Whether what it says of the deployment's size is brought up to date in any case.
   * @returns Whether that changed its size.
   */
  size(one: ApiObject, size: number, always = false): boolean {
    const before = wantedReplicas(one);
    if (before === size && !always) return false;
    const annotations = withSizes(annotationsOf(one), this.deployment);
    if (before === size && equalJson(annotations, annotationsOf(one))) return false;
    this.#replace(one, {
      ...one,
      metadata: { ...one.metadata, annotations },
      spec: { ...specOf(one), replicas: size },
    });
    if (before === size) return false;
    const direction = before < size ? "up" : "down";
    this.#with.events.record(this.deployment, {
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
    if (this.newest === before) this.newest = stored;
    else this.old = this.old.map((one) => one === before ? stored : one);
  }

  /** Deletes the replica sets that the deployment keeps no longer. */
  cleanUp(): void {
    for (const { metadata } of surplusReplicaSets(this.deployment, this.old)) {
      const { namespace, name = "" } = metadata;
      this.#with.context.client.delete(this.#replicaSets, { namespace, name });
    }
  }

  /** Says something in a condition. */
  setCondition(condition: JsonObject): void {
    this.#changeStatus((status) => ({
      ...status,
      conditions: withCondition(objectsOf(status["conditions"]), condition),
    }));
  }

  #setRevision(revision: string, condition: JsonObject | undefined): void {
    if (annotationsOf(this.deployment)[REVISION] === revision && condition === undefined) return;
    this.#changeStatus((status) =>
      condition === undefined ? status : {
        ...status,
        conditions: withCondition(objectsOf(status["conditions"]), condition),
      }, { [REVISION]: revision });
  }

  /** Stores a status; tells whether it was another one. */
  writeStatus(status: JsonObject): boolean {
    if (equalJson(status, statusOf(this.deployment))) return false;
    this.#changeStatus(() => status);
    return true;
  }

  #changeStatus(
    change: (status: JsonObject) => JsonObject,
    annotations: Readonly<Record<string, string>> = {},
  ): void {
    const { namespace, name = "" } = this.deployment.metadata;
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
    if (stored !== undefined) this.deployment = stored;
  }
}
