/**
 * The status of a job while its controller works on it. Layer 3.
 *
 * @module
 */
import { formatTime } from "../../clock.ts";
import {
  type ApiObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../../json.ts";

/** How a job ends, or is on its way to. */
export interface Verdict {
  readonly type: "SuccessCriteriaMet" | "FailureTarget";
  readonly reason: string;
  readonly message: string;
}

/** The status of a job, to be changed and written back. */
export class JobStatus {
  active: number;
  ready: number | undefined;
  terminating: number | undefined;
  succeeded: number;
  failed: number;
  startTime: string | undefined;
  completionTime: string | undefined;
  completedIndexes: string;
  failedIndexes: string | undefined;
  /** The uids of pods that have ended and are not counted yet. */
  uncountedSucceeded: string[];
  uncountedFailed: string[];
  conditions: JsonObject[];

  /** @param job The job as stored. */
  constructor(job: ApiObject) {
    const status = objectOf(job["status"]);
    const uncounted = objectOf(status["uncountedTerminatedPods"]);
    this.active = numberOf(status["active"]) ?? 0;
    this.ready = numberOf(status["ready"]);
    this.terminating = numberOf(status["terminating"]);
    this.succeeded = numberOf(status["succeeded"]) ?? 0;
    this.failed = numberOf(status["failed"]) ?? 0;
    this.startTime = textOf(status["startTime"]) || undefined;
    this.completionTime = textOf(status["completionTime"]) || undefined;
    this.completedIndexes = textOf(status["completedIndexes"]);
    const { failedIndexes } = status;
    this.failedIndexes = typeof failedIndexes === "string" ? failedIndexes : undefined;
    this.uncountedSucceeded = listOf(uncounted["succeeded"]).map(textOf);
    this.uncountedFailed = listOf(uncounted["failed"]).map(textOf);
    this.conditions = objectsOf(status["conditions"]);
  }

  /** The condition of a type that holds. */
  holding(type: string): JsonObject | undefined {
    return this.conditions.find((condition) =>
      condition["type"] === type && condition["status"] === "True"
    );
  }

  /**
   * Sets a condition; one that was never there is not set to `False`.
   *
   * @returns Whether that changed anything.
   */
  setCondition(
    type: string,
    isTrue: boolean,
    { reason, message, nowMs }: { reason: string; message: string; nowMs: number },
  ): boolean {
    const status = isTrue ? "True" : "False";
    const before = this.conditions.find((condition) => condition["type"] === type);
    if (before === undefined && !isTrue) return false;
    const isSame = before?.["status"] === status && before["reason"] === reason &&
      before["message"] === message;
    if (isSame) return false;
    const time = formatTime(nowMs);
    const made = { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
    this.conditions = before === undefined
      ? [...this.conditions, made]
      : this.conditions.map((condition) => condition === before ? made : condition);
    return true;
  }

  /**
   * Counts the uncounted pods that nothing holds any longer.
   *
   * @param held The uids of pods that are still held.
   * @returns Whether that changed anything.
   */
  countReleased(held: ReadonlySet<string>): boolean {
    const succeeded = this.uncountedSucceeded.filter((uid) => held.has(uid));
    const failed = this.uncountedFailed.filter((uid) => held.has(uid));
    const more = this.uncountedSucceeded.length - succeeded.length;
    const worse = this.uncountedFailed.length - failed.length;
    this.succeeded += more;
    this.failed += worse;
    this.uncountedSucceeded = succeeded;
    this.uncountedFailed = failed;
    return more + worse > 0;
  }

  /** The status as the API writes it. */
  toJson(): JsonObject {
    const { uncountedSucceeded, uncountedFailed } = this;
    const optional: JsonObject = {
      ...(this.conditions.length === 0 ? {} : { conditions: this.conditions }),
      ...(this.startTime === undefined ? {} : { startTime: this.startTime }),
      ...(this.completionTime === undefined ? {} : { completionTime: this.completionTime }),
      ...(this.active === 0 ? {} : { active: this.active }),
      ...(this.succeeded === 0 ? {} : { succeeded: this.succeeded }),
      ...(this.failed === 0 ? {} : { failed: this.failed }),
      ...(this.terminating === undefined ? {} : { terminating: this.terminating }),
      ...(this.completedIndexes === "" ? {} : { completedIndexes: this.completedIndexes }),
      ...(this.failedIndexes === undefined ? {} : { failedIndexes: this.failedIndexes }),
      ...(this.ready === undefined ? {} : { ready: this.ready }),
    };
    return {
      ...optional,
      uncountedTerminatedPods: {
        ...(uncountedSucceeded.length === 0 ? {} : { succeeded: uncountedSucceeded }),
        ...(uncountedFailed.length === 0 ? {} : { failed: uncountedFailed }),
      },
    };
  }
}
