/**
 * What the pods of a job have come to: whether it is to end, and which pods are missing. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/job/job_controller.go
 */
import { type ApiObject, type JsonObject, numberOf, objectOf, textOf } from "../../json.ts";
import { isActive, isTerminating, phaseOf } from "../workload/pods.ts";
import { judgeFailure, judgeSuccess } from "./failure_policy.ts";
import { parseIndexes } from "./indexes.ts";
import {
  byUsefulness,
  failureAnnotations,
  finishedMs,
  indexFailures,
  indexOf,
  isTracked,
  restartsOf,
} from "./job_pod.ts";
import type { JobStatus, Verdict } from "./job_status.ts";

const FIRST_BACK_OFF_MS = 10_000;
const MAX_BACK_OFF_MS = 600_000;

/** A job with its pods, at one time. */
export class JobView {
  readonly job: ApiObject;
  readonly spec: JsonObject;
  readonly pods: readonly ApiObject[];
  /** Its pods that have neither ended nor are to be deleted. */
  readonly active: readonly ApiObject[];
  readonly isIndexed: boolean;
  /** How often an index may fail; `undefined` where only failures of the whole job count. */
  readonly limitPerIndex: number | undefined;
  /** Indexes that have succeeded, counted or not. */
  succeededIndexes = new Set<number>();
  /** Indexes that have failed for good. */
  failedIndexes = new Set<number>();
  /** How long until there is something to do even where nothing happens. */
  wakeMs: number | undefined;
  readonly #status: JobStatus;
  readonly #nowMs: number;
  readonly #completions: number | undefined;
  #succeeded = 0;

  /**
   * @param job The job as stored.
   * @param pods Its pods.
   * @param status Its status, with the time of its start.
   * @param nowMs Milliseconds since 1970.
   */
  constructor(job: ApiObject, pods: readonly ApiObject[], status: JobStatus, nowMs: number) {
    this.job = job;
    this.spec = objectOf(job["spec"]);
    this.pods = pods;
    this.active = pods.filter(isActive);
    this.isIndexed = this.spec["completionMode"] === "Indexed";
    this.limitPerIndex = numberOf(this.spec["backoffLimitPerIndex"]);
    this.#status = status;
    this.#nowMs = nowMs;
    this.#completions = numberOf(this.spec["completions"]);
  }

  /** Whether it is to have no pods for now. */
  get isSuspended(): boolean {
    return this.spec["suspend"] === true;
  }

  /** Whether a pod is replaced only once it has failed, and not when it is on its way out. */
  get replacesFailedOnly(): boolean {
    return this.spec["podReplacementPolicy"] === "Failed" ||
      this.spec["podFailurePolicy"] !== undefined;
  }

  /** Whether a pod counts as failed. */
  isPodFailed(pod: ApiObject): boolean {
    const phase = phaseOf(pod);
    if (phase === "Failed") return true;
    if (this.replacesFailedOnly) return false;
    return pod.metadata.deletionTimestamp !== undefined && phase !== "Succeeded";
  }

  /** Whether the failure of a pod counts. */
  isCounted(pod: ApiObject): boolean {
    return judgeFailure(this.spec["podFailurePolicy"], pod).isCounted;
  }

  /** Pods that are not counted yet, and that have an index where they need one. */
  #fresh(counted: readonly string[], test: (pod: ApiObject) => boolean): ApiObject[] {
    return this.pods.filter((pod) =>
      isTracked(pod) && !counted.includes(pod.metadata.uid ?? "") && this.hasPlace(pod) &&
      test(pod)
    );
  }

  /** Whether a pod has an index of the job, where it needs one. */
  hasPlace(pod: ApiObject): boolean {
    if (!this.isIndexed) return true;
    const index = indexOf(pod);
    return index !== undefined && index < (this.#completions ?? 0);
  }

  /** Whether the job is to end, as far as its pods and its deadline say so. */
  judge(): Verdict | undefined {
    const { uncountedSucceeded, uncountedFailed, succeeded, failed } = this.#status;
    const good = this.#fresh(uncountedSucceeded, (pod) => phaseOf(pod) === "Succeeded");
    const bad = this.#fresh(uncountedFailed, (pod) => this.isPodFailed(pod))
      .filter((pod) => this.isCounted(pod));
    this.#succeeded = succeeded + good.length + uncountedSucceeded.length;
    const failures = failed + bad.length + uncountedFailed.length;
    const found = this.#standing() ?? this.#failed(failures);
    if (!this.isIndexed) return found;
    this.#countIndexes();
    return found ?? this.#judgeIndexes();
  }

  /** What was decided before. */
  #standing(): Verdict | undefined {
    for (const type of ["SuccessCriteriaMet", "FailureTarget"] as const) {
      const condition = this.#status.holding(type);
      if (condition === undefined) continue;
      const { reason, message } = condition;
      return { type, reason: textOf(reason), message: textOf(message) };
    }
    return undefined;
  }

  #failed(failures: number): Verdict | undefined {
    const fail = (reason: string, message: string): Verdict => ({
      type: "FailureTarget",
      reason,
      message,
    });
    for (const pod of this.pods) {
      if (!this.isPodFailed(pod)) continue;
      const { message } = judgeFailure(this.spec["podFailurePolicy"], pod);
      if (message !== undefined) return fail("PodFailurePolicy", message);
    }
    const limit = numberOf(this.spec["backoffLimit"]) ?? 6;
    if (failures > limit || this.#hasRestartedTooOften(limit)) {
      return fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }
    const seconds = numberOf(this.spec["activeDeadlineSeconds"]);
    if (seconds === undefined || this.isSuspended) return undefined;
    const deadlineMs = Date.parse(this.#status.startTime ?? "") + seconds * 1000;
    if (deadlineMs <= this.#nowMs) {
      return fail("DeadlineExceeded", "Job was active longer than specified deadline");
    }
    this.#wakeIn(deadlineMs - this.#nowMs);
    return undefined;
  }

  /** Pods that start their containers again fail by their restarts. */
  #hasRestartedTooOften(limit: number): boolean {
    const template = objectOf(objectOf(this.spec["template"])["spec"]);
    if (template["restartPolicy"] !== "OnFailure") return false;
    const restarts = this.pods
      .filter((pod) => ["Running", "Pending"].includes(phaseOf(pod)))
      .reduce((sum, pod) => sum + restartsOf(pod), 0);
    return limit === 0 ? restarts > 0 : restarts >= limit;
  }

  #countIndexes(): void {
    const completions = this.#completions ?? 0;
    const { completedIndexes, failedIndexes = "" } = this.#status;
    this.succeededIndexes = parseIndexes(completedIndexes, completions);
    this.failedIndexes = parseIndexes(failedIndexes, completions);
    for (const pod of this.pods) {
      const index = indexOf(pod);
      if (index === undefined || !isTracked(pod) || !this.hasPlace(pod)) continue;
      if (phaseOf(pod) === "Succeeded") this.succeededIndexes.add(index);
      else if (this.#isIndexFailed(pod)) this.failedIndexes.add(index);
    }
    this.#succeeded = this.succeededIndexes.size;
  }

  #isIndexFailed(pod: ApiObject): boolean {
    if (this.limitPerIndex === undefined || !this.isPodFailed(pod)) return false;
    const { action, isCounted } = judgeFailure(this.spec["podFailurePolicy"], pod);
    if (action === "FailIndex") return true;
    return isCounted && indexFailures(pod).counted >= this.limitPerIndex;
  }

  #judgeIndexes(): Verdict | undefined {
    const failed = this.failedIndexes.size;
    const maximum = numberOf(this.spec["maxFailedIndexes"]);
    const completions = this.#completions ?? 0;
    if (this.limitPerIndex !== undefined) {
      if (maximum !== undefined && failed > maximum) {
        return {
          type: "FailureTarget",
          reason: "MaxFailedIndexesExceeded",
          message: "Job has exceeded the specified maximal number of failed indexes",
        };
      }
      if (failed > 0 && failed + this.#succeeded >= completions) {
        const message = "Job has failed indexes";
        return { type: "FailureTarget", reason: "FailedIndexes", message };
      }
    }
    const { successPolicy } = this.spec;
    const message = judgeSuccess(successPolicy, completions, this.succeededIndexes);
    return message === undefined
      ? undefined
      : { type: "SuccessCriteriaMet", reason: "SuccessPolicy", message };
  }

  /** How many pods are to run. */
  wanted(active: number): number {
    const parallelism = numberOf(this.spec["parallelism"]) ?? 1;
    if (this.isSuspended) return 0;
    if (this.#completions === undefined) return this.#succeeded > 0 ? active : parallelism;
    return Math.max(0, Math.min(this.#completions - this.#succeeded, parallelism));
  }

  /** Active pods whose index another active pod has, or that have none of the job's. */
  doubled(): ApiObject[] {
    const seen = new Set<number>();
    return [...this.active].sort((left, right) => byUsefulness(right, left)).filter((pod) => {
      const index = indexOf(pod);
      if (index === undefined || index >= (this.#completions ?? 0) || seen.has(index)) return true;
      seen.add(index);
      return false;
    });
  }

  /** What a new pod of an index says about those before it. */
  indexAnnotations(index: number | undefined): Record<string, string> {
    if (index === undefined || this.limitPerIndex === undefined) return {};
    const replaced = this.awaitingReplacement().get(index);
    if (replaced === undefined) return failureAnnotations(0, 0);
    const { counted, ignored } = indexFailures(replaced);
    return this.isCounted(replaced)
      ? failureAnnotations(counted + 1, ignored)
      : failureAnnotations(counted, ignored + 1);
  }

  /** How long the job waits after failures before it makes more pods. */
  backOffMs(): number {
    const succeeded = this.pods.filter((pod) => phaseOf(pod) === "Succeeded").map(finishedMs);
    const lastSuccess = Math.max(-Infinity, ...succeeded);
    const failures = this.pods.filter((pod) => this.isPodFailed(pod)).map(finishedMs)
      .filter((time) => time > lastSuccess);
    return this.#remainingMs(failures.length, Math.max(-Infinity, ...failures));
  }

  #remainingMs(failures: number, lastMs: number): number {
    if (failures === 0) return 0;
    const delayMs = Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), MAX_BACK_OFF_MS);
    return Math.max(0, lastMs + delayMs - this.#nowMs);
  }

  /** The indexes that need a pod, as many as there is room for. */
  nextIndexes(count: number): number[] {
    const taken = new Set([...this.succeededIndexes, ...this.failedIndexes]);
    for (const pod of this.pods) {
      const isHeld = isActive(pod) || this.replacesFailedOnly && isTerminating(pod);
      const index = indexOf(pod);
      if (isHeld && index !== undefined) taken.add(index);
    }
    const free: number[] = [];
    for (let index = 0; index < (this.#completions ?? 0) && free.length < count; index++) {
      if (!taken.has(index)) free.push(index);
    }
    if (this.limitPerIndex === undefined) return free;
    const waits = new Map(free.map((index) => [index, this.#indexBackOffMs(index)]));
    const now = free.filter((index) => waits.get(index) === 0);
    if (now.length === 0 && free.length > 0) this.#wakeIn(Math.min(...waits.values()));
    return now;
  }

  #indexBackOffMs(index: number): number {
    const last = this.awaitingReplacement().get(index);
    if (last === undefined) return 0;
    const { counted, ignored } = indexFailures(last);
    return this.#remainingMs(counted + ignored + 1, finishedMs(last));
  }

  /** The failed pod of each index that is to run again: it is held until its replacement is there. */
  awaitingReplacement(): ReadonlyMap<number, ApiObject> {
    const found = new Map<number, ApiObject>();
    if (this.limitPerIndex === undefined) return found;
    const active = new Set(this.active.map(indexOf));
    for (const pod of this.#fresh([], (one) => this.isPodFailed(one))) {
      const index = indexOf(pod) ?? 0;
      const isSettled = this.succeededIndexes.has(index) || this.failedIndexes.has(index) ||
        active.has(index);
      const last = found.get(index);
      if (isSettled || last !== undefined && finishedMs(last) > finishedMs(pod)) continue;
      found.set(index, pod);
    }
    return found;
  }

  /** Whether enough pods have succeeded, and none runs any longer. */
  isComplete(active: number): boolean {
    if (this.#completions === undefined) return this.#succeeded > 0 && active === 0;
    return this.#succeeded >= this.#completions && active === 0;
  }

  #wakeIn(ms: number): void {
    this.wakeMs = Math.min(this.wakeMs ?? Infinity, ms);
  }
}
