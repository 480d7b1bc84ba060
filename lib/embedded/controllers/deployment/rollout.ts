/**
 * One look at a deployment: what it does to its replica sets, and what it says of that. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/rolling.go
 * @see k8s.io/kubernetes/pkg/controller/deployment/recreate.go
 */
import type { ApiObject } from "../../json.ts";
import { isTerminal } from "../workload/pods.ts";
import { countOf, specOf, statusOf, wantedReplicas } from "../workload/reading.ts";
import { desiredOf } from "./annotations.ts";
import { isRolling, maxUnavailableOf, newSizeOf } from "./arithmetic.ts";
import { proportionalSizes } from "./proportions.ts";
import { activeOf, totalSize } from "./replica_sets.ts";
import {
  countedStatus,
  isComplete,
  nextDeadlineMs,
  pauseCondition,
  rolloutStatus,
} from "./status.ts";
import { type RolloutContext, WorkingCopy } from "./working_copy.ts";

/** One look at a deployment. */
export class Rollout {
  readonly #with: RolloutContext;
  readonly #at: WorkingCopy;

  /**
   * @param rollout What to work with.
   * @param deployment The deployment.
   * @param replicaSets Those that it controls.
   */
  constructor(rollout: RolloutContext, deployment: ApiObject, replicaSets: readonly ApiObject[]) {
    this.#with = rollout;
    this.#at = new WorkingCopy(rollout, deployment, replicaSets);
  }

  /**
   * Brings the deployment a step nearer.
   *
   * @returns When to look whether it stands still, in milliseconds from now; `undefined` where never.
   * @throws {Fault} when a write is refused.
   */
  advance(): number | undefined {
    if (this.#at.deployment.metadata.deletionTimestamp !== undefined) {
      this.#at.findNewest();
      this.#at.writeStatus(countedStatus(this.#at.state()));
      return undefined;
    }
    const pause = pauseCondition(this.#at.deployment, this.#at.nowMs());
    if (pause !== undefined) this.#at.setCondition(pause);
    const isPaused = specOf(this.#at.deployment)["paused"] === true;
    this.#at.findNewest();
    if (isPaused || this.#isResized()) {
      this.#resize();
      if (isPaused) this.#at.cleanUp();
      this.#at.writeStatus(countedStatus(this.#at.state()));
      return undefined;
    }
    if (isRolling(this.#at.deployment)) this.#roll();
    else this.#recreate();
    return this.#reportProgress();
  }

  /** Whether the deployment has another size than its replica sets were sized for. */
  #isResized(): boolean {
    const replicas = wantedReplicas(this.#at.deployment);
    return activeOf(this.#at.all()).some((one) => {
      const desired = desiredOf(one);
      return desired !== undefined && desired !== replicas;
    });
  }

  /** Brings the replica sets to the size of the deployment, in proportion where several have pods. */
  #resize(): void {
    const replicas = wantedReplicas(this.#at.deployment);
    const active = activeOf(this.#at.all());
    if (active.length <= 1) {
      const only = active[0] ?? this.#at.newest ?? this.#at.old.at(-1);
      if (only !== undefined) this.#at.size(only, replicas);
      return;
    }
    if (this.#isSaturated()) {
      for (const one of activeOf(this.#at.old)) this.#at.size(one, 0);
      return;
    }
    if (!isRolling(this.#at.deployment)) return;
    for (const { replicaSet, size } of proportionalSizes(this.#at.deployment, active)) {
      this.#at.size(replicaSet, size, true);
    }
  }

  #isSaturated(): boolean {
    const replicas = wantedReplicas(this.#at.deployment);
    return this.#at.newest !== undefined && wantedReplicas(this.#at.newest) === replicas &&
      desiredOf(this.#at.newest) === replicas &&
      countOf(this.#at.newest, "availableReplicas") === replicas;
  }

  #roll(): void {
    const newest = this.#at.makeNewest();
    if (this.#grow(newest) || this.#shrink()) return;
    if (isComplete(this.#at.deployment, statusOf(this.#at.deployment))) this.#at.cleanUp();
  }

  #grow(newest: ApiObject): boolean {
    const replicas = wantedReplicas(this.#at.deployment);
    const size = wantedReplicas(newest);
    if (size >= replicas) return this.#at.size(newest, replicas);
    return this.#at.size(newest, newSizeOf(this.#at.deployment, size, totalSize(this.#at.all())));
  }

  /** Makes the old replica sets smaller, as far as enough pods stay available. */
  #shrink(): boolean {
    const old = activeOf(this.#at.old);
    const newest = this.#at.newest;
    if (old.length === 0 || newest === undefined) return false;
    const minAvailable = wantedReplicas(this.#at.deployment) -
      maxUnavailableOf(this.#at.deployment);
    const missing = wantedReplicas(newest) - countOf(newest, "availableReplicas");
    const most = totalSize(this.#at.all()) - minAvailable - missing;
    if (most <= 0) return false;
    const useless = this.#shrinkUseless(old, most);
    if (useless === undefined) return false;
    const available = this.#at.all()
      .reduce((sum, one) => sum + countOf(one, "availableReplicas"), 0);
    let left = available - minAvailable;
    let removed = useless;
    for (const one of activeOf(this.#at.old)) {
      if (left <= 0) break;
      const count = Math.min(wantedReplicas(one), left);
      this.#at.size(one, wantedReplicas(one) - count);
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
      this.#at.size(one, size - count);
      removed += count;
    }
    return removed;
  }

  #recreate(): void {
    const old = activeOf(this.#at.old);
    for (const one of old) this.#at.size(one, 0);
    if (old.length > 0 || this.#hasOldPods()) return;
    this.#at.size(this.#at.makeNewest(), wantedReplicas(this.#at.deployment));
    if (isComplete(this.#at.deployment, statusOf(this.#at.deployment))) this.#at.cleanUp();
  }

  /** Whether pods of another template have not ended yet. */
  #hasOldPods(): boolean {
    return this.#at.old.some((one) =>
      countOf(one, "replicas") > 0 ||
      this.#with.podsOf(one).some((pod) => !isTerminal(pod))
    );
  }

  #reportProgress(): number | undefined {
    const status = rolloutStatus(this.#at.state());
    if (this.#at.writeStatus(status)) return undefined;
    return nextDeadlineMs(this.#at.deployment, status, this.#at.nowMs());
  }
}
