/**
 * One step of a job: which pods to make and which to delete, which have ended, and whether the job is over.
 * Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/job/job_controller.go
 */
import { formatTime } from "../../clock.ts";
import { Fault } from "../../fault.ts";
import type { ApiObject } from "../../json.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { isReady, isTerminating, phaseOf } from "../workload/pods.ts";
import { writeStatus } from "../workload/status.ts";
import { formatIndexes } from "./indexes.ts";
import { byUsefulness, indexOf, isTracked } from "./job_pod.ts";
import type { JobPods } from "./job_pods.ts";
import { JobStatus, type Verdict } from "./job_status.ts";
import { JobView } from "./job_view.ts";

/** What a step works with. */
export interface JobTools {
  readonly context: ControllerContext;
  readonly events: EventRecorder;
  readonly pods: JobPods;
  /** Looks at the job again later. */
  later(delayMs: number): void;
}

/** A job that makes more pods at once makes the rest in its next steps. */
const MAX_PODS_AT_ONCE = 500;

/** Whether a job is over. */
export function isFinished(job: ApiObject): boolean {
  const status = new JobStatus(job);
  return status.holding("Complete") !== undefined || status.holding("Failed") !== undefined;
}

/**
 * Brings a job a step nearer to its end.
 *
 * @param job The job as stored; it is not over.
 * @param pods Its pods.
 * @param tools What to work with.
 * @throws {Fault} when a pod may not be made.
 */
export function syncJob(job: ApiObject, pods: readonly ApiObject[], tools: JobTools): void {
  new JobSync(job, pods, tools).run();
}

class JobSync {
  readonly #job: ApiObject;
  readonly #tools: JobTools;
  readonly #status: JobStatus;
  readonly #view: JobView;
  readonly #nowMs: number;
  readonly #before: string;
  #verdict: Verdict | undefined;
  #fault: Fault | undefined;

  constructor(job: ApiObject, pods: readonly ApiObject[], tools: JobTools) {
    this.#job = job;
    this.#tools = tools;
    this.#nowMs = tools.context.cluster.clock.now();
    this.#status = new JobStatus(job);
    this.#before = JSON.stringify(this.#status.toJson());
    this.#view = new JobView(job, pods, this.#status, this.#nowMs);
  }

  run(): void {
    const status = this.#status;
    let terminating = this.#view.pods.filter(isTerminating).length;
    if (status.startTime === undefined && !this.#view.isSuspended) {
      status.startTime = formatTime(this.#nowMs);
    }
    const verdict = this.#view.judge();
    let active = this.#view.active.length;
    let ready = this.#view.active.filter(isReady).length;
    if (verdict !== undefined) {
      for (const pod of this.#view.active) this.#tools.pods.delete(this.#job, pod);
      terminating += active;
      [active, ready] = [0, 0];
      this.#verdict = verdict;
    } else {
      const isKept = this.#job.metadata.deletionTimestamp !== undefined;
      const deleted = isKept ? [] : this.#deleteSurplus(active);
      active -= deleted.length;
      ready -= deleted.filter(isReady).length;
      if (!isKept && deleted.length === 0 && !this.#view.isSuspended) {
        active += this.#createMissing(active, terminating);
      }
      terminating += deleted.length;
      if (this.#view.isComplete(active)) {
        this.#verdict = {
          type: "SuccessCriteriaMet",
          reason: "CompletionsReached",
          message: "Reached expected number of succeeded pods",
        };
      } else if (!isKept) this.#noteSuspension();
    }
    status.active = active;
    status.ready = ready;
    status.terminating = terminating;
    this.#track();
    const { wakeMs } = this.#view;
    if (wakeMs !== undefined) this.#tools.later(wakeMs);
    if (this.#fault !== undefined) throw this.#fault;
  }

  #deleteSurplus(active: number): ApiObject[] {
    const surplus = this.#view.isSuspended
      ? active
      : Math.max(0, active - this.#view.wanted(active));
    const doubled = this.#view.isIndexed && !this.#view.isSuspended ? this.#view.doubled() : [];
    const others = this.#view.active.filter((pod) => !doubled.includes(pod)).sort(byUsefulness);
    const chosen = [...doubled, ...others.slice(0, Math.max(0, surplus - doubled.length))]
      .slice(0, MAX_PODS_AT_ONCE);
    for (const pod of chosen) {
      if (isTracked(pod)) this.#tools.pods.release(pod);
      this.#tools.pods.delete(this.#job, pod);
    }
    return chosen;
  }

  /** Makes pods that are missing; gives how many. */
  #createMissing(active: number, terminating: number): number {
    const held = this.#view.replacesFailedOnly ? terminating : 0;
    let missing = Math.min(this.#view.wanted(active) - held - active, MAX_PODS_AT_ONCE);
    if (missing <= 0) return 0;
    if (this.#view.limitPerIndex === undefined) {
      const waitMs = this.#view.backOffMs();
      if (waitMs > 0) {
        this.#tools.later(waitMs);
        return 0;
      }
    }
    const indexes = this.#view.isIndexed ? this.#view.nextIndexes(missing) : undefined;
    if (indexes !== undefined) missing = indexes.length;
    let made = 0;
    for (let count = 0; count < missing; count++) {
      const index = indexes?.[count];
      try {
        const annotations = this.#view.indexAnnotations(index);
        if (this.#tools.pods.create(this.#job, { index, annotations })) made++;
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        // What is refused once is refused again: the rest waits for the next step.
        this.#fault = error;
        break;
      }
    }
    return made;
  }

  #noteSuspension(): void {
    const status = this.#status;
    const nowMs = this.#nowMs;
    const say = (reason: string, message: string) =>
      this.#tools.events.record(this.#job, { type: "Normal", reason, message });
    if (this.#view.isSuspended) {
      const why = { reason: "JobSuspended", message: "Job suspended", nowMs };
      if (!status.setCondition("Suspended", true, why)) return;
      say("Suspended", why.message);
      status.startTime = undefined;
    } else {
      const why = { reason: "JobResumed", message: "Job resumed", nowMs };
      if (!status.setCondition("Suspended", false, why)) return;
      say("Resumed", why.message);
      status.startTime = formatTime(nowMs);
    }
  }

  /** Notes which pods have ended, lets them go, counts them, and ends the job where nothing is left. */
  #track(): void {
    const status = this.#status;
    const held = new Set(
      this.#view.pods.filter(isTracked).map(({ metadata }) => metadata.uid ?? ""),
    );
    status.countReleased(held);
    const released = this.#view.pods.filter((pod) => isTracked(pod) && this.#noteEnd(pod));
    if (this.#view.isIndexed) {
      status.succeeded = this.#view.succeededIndexes.size;
      status.completedIndexes = formatIndexes(this.#view.succeededIndexes);
      if (this.#view.limitPerIndex !== undefined) {
        status.failedIndexes = formatIndexes(this.#view.failedIndexes);
      }
    }
    const verdict = this.#verdict;
    if (verdict !== undefined) {
      status.setCondition(verdict.type, true, { ...verdict, nowMs: this.#nowMs });
    }
    this.#write(this.#before);
    for (const pod of released) {
      this.#tools.pods.release(pod);
      held.delete(pod.metadata.uid ?? "");
    }
    const noted = JSON.stringify(status.toJson());
    status.countReleased(held);
    const isOver = verdict !== undefined && this.#end(verdict);
    this.#write(noted);
    if (isOver) this.#tellEnd(verdict);
  }

  /**
   * Notes the end of a pod.
   *
   * @returns Whether the pod may go.
   */
  #noteEnd(pod: ApiObject): boolean {
    const { uid = "" } = pod.metadata;
    const status = this.#status;
    const isFailed = this.#view.isPodFailed(pod);
    const isGood = phaseOf(pod) === "Succeeded";
    const isEnding = this.#job.metadata.deletionTimestamp !== undefined;
    if (!isEnding && this.#verdict === undefined && !isGood) {
      const index = indexOf(pod);
      if (!isFailed || index !== undefined && this.#view.awaitingReplacement().get(index) === pod) {
        return false;
      }
    }
    if (isGood && !status.uncountedFailed.includes(uid)) {
      if (!this.#view.isIndexed && !status.uncountedSucceeded.includes(uid)) {
        status.uncountedSucceeded = [...status.uncountedSucceeded, uid];
      }
    } else if (isFailed || this.#verdict?.type === "FailureTarget") {
      if (
        !status.uncountedFailed.includes(uid) && this.#view.hasPlace(pod) &&
        this.#view.isCounted(pod)
      ) {
        status.uncountedFailed = [...status.uncountedFailed, uid];
      }
    }
    return true;
  }

  /** Ends the job, once every pod is counted and gone. */
  #end({ type, reason, message }: Verdict): boolean {
    const status = this.#status;
    if (status.uncountedSucceeded.length + status.uncountedFailed.length > 0) return false;
    if ((status.terminating ?? 0) > 0) return false;
    const nowMs = this.#nowMs;
    const isGood = type === "SuccessCriteriaMet";
    status.setCondition(isGood ? "Complete" : "Failed", true, { reason, message, nowMs });
    if (isGood) status.completionTime = formatTime(nowMs);
    return true;
  }

  #tellEnd({ type, reason, message }: Verdict): void {
    const isGood = type === "SuccessCriteriaMet";
    this.#tools.events.record(
      this.#job,
      isGood
        ? { type: "Normal", reason: "Completed", message: "Job completed" }
        : { type: "Warning", reason, message },
    );
  }

  #write(before: string): void {
    const status = this.#status.toJson();
    if (JSON.stringify(status) === before) return;
    const { context } = this.#tools;
    writeStatus(context, context.cluster.resources.get("batch", "v1", "jobs"), this.#job, status);
  }
}
