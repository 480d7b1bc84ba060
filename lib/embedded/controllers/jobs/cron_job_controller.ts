/**
 * The controller of cron jobs: makes a job whenever it is time for one. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/cronjob
 */
import { formatTime } from "../../clock.ts";
import { Fault } from "../../fault.ts";
import {
  type ApiObject,
  cloneJson,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { type CronSchedule, parseSchedule } from "../../schedules/cron_schedule.ts";
import { startKeyed } from "../workload/keyed.ts";
import { controllerKeys, isControlledBy, referenceTo } from "../workload/owners.ts";
import { placeOf } from "../workload/reading.ts";
import { writeStatus } from "../workload/status.ts";
import { JobStatus } from "./job_status.ts";
import { LocalTime, ScheduleFault } from "../../schedules/local_time.ts";

const CRON_JOBS = "batch/cronjobs";
const JOBS = "batch/jobs";
const SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
const MINUTE_MS = 60_000;
/** More times that were missed are told of. */
const MANY_MISSED = 100;

/** The controller of cron jobs. */
export const CRON_JOB_CONTROLLER: Controller = {
  name: "cronjob",
  start(context) {
    const events = new EventRecorder(context, "cronjob-controller");
    return startKeyed(context, {
      collection: CRON_JOBS,
      others: { [JOBS]: (job) => controllerKeys(job, "CronJob") },
      reconcile: (key) => reconcile(context, events, key),
    });
  },
};

function reconcile(context: ControllerContext, events: EventRecorder, key: string): void {
  const { clock, store } = context.cluster;
  const place = placeOf(key);
  const cronJob = store.get({ collection: CRON_JOBS, ...place });
  if (cronJob === undefined) return;
  const jobs = store.list(JOBS, place.namespace).filter((job) => isControlledBy(job, cronJob));
  const sync = new CronJobSync(cronJob, jobs, context, events);
  sync.run();
  const { nextMs } = sync;
  if (nextMs !== undefined) context.enqueueAfter(key, nextMs - clock.now());
}

/** How a job has ended; `undefined` where it has not. */
function endOf(job: ApiObject): "Complete" | "Failed" | undefined {
  const status = new JobStatus(job);
  if (status.holding("Complete") !== undefined) return "Complete";
  return status.holding("Failed") === undefined ? undefined : "Failed";
}

/** One step of a cron job. */
class CronJobSync {
  readonly #cronJob: ApiObject;
  readonly #spec: JsonObject;
  readonly #jobs: readonly ApiObject[];
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #nowMs: number;
  #active: JsonObject[];
  #lastScheduleTime: string | undefined;
  #lastSuccessfulTime: string | undefined;
  /** When there is something to do again; `undefined` where nothing is. */
  nextMs: number | undefined;

  constructor(
    cronJob: ApiObject,
    jobs: readonly ApiObject[],
    context: ControllerContext,
    events: EventRecorder,
  ) {
    this.#cronJob = cronJob;
    this.#spec = objectOf(cronJob["spec"]);
    this.#jobs = jobs;
    this.#context = context;
    this.#events = events;
    this.#nowMs = context.cluster.clock.now();
    const status = objectOf(cronJob["status"]);
    this.#active = objectsOf(status["active"]);
    this.#lastScheduleTime = textOf(status["lastScheduleTime"]) || undefined;
    this.#lastSuccessfulTime = textOf(status["lastSuccessfulTime"]) || undefined;
  }

  run(): void {
    this.#noteJobs();
    try {
      if (this.#cronJob.metadata.deletionTimestamp === undefined) this.#schedule();
      this.#cleanUp();
    } finally {
      this.#writeStatus();
    }
  }

  /** What has become of the jobs that it made. */
  #noteJobs(): void {
    for (const job of this.#jobs) {
      const { uid, name } = job.metadata;
      const isKnown = this.#active.some((reference) => reference["uid"] === uid);
      const end = endOf(job);
      if (end === undefined) {
        if (isKnown) continue;
        const message = `Saw a job that the controller did not create or forgot: ${name}`;
        this.#say("Warning", "UnexpectedJob", message);
        continue;
      }
      if (isKnown) {
        this.#forget(uid);
        this.#say("Normal", "SawCompletedJob", `Saw completed job: ${name}, condition: ${end}`);
      }
      const ended = textOf(objectOf(job["status"])["completionTime"]);
      if (end === "Complete" && ended > (this.#lastSuccessfulTime ?? "")) {
        this.#lastSuccessfulTime = ended;
      }
    }
    for (const { uid, name } of this.#active) {
      if (this.#jobs.some(({ metadata }) => metadata.uid === uid)) continue;
      this.#forget(textOf(uid));
      this.#say("Normal", "MissingJob", `Active job went missing: ${name}`);
    }
  }

  #forget(uid: string | undefined): void {
    this.#active = this.#active.filter((reference) => reference["uid"] !== uid);
  }

  #schedule(): void {
    const schedule = this.#readSchedule();
    if (schedule === undefined) return;
    const dueMs = this.#due(schedule);
    this.nextMs = schedule.next(this.#nowMs);
    if (dueMs === undefined) return;
    const seconds = numberOf(this.#spec["startingDeadlineSeconds"]);
    if (seconds !== undefined && dueMs + seconds * 1000 < this.#nowMs) {
      const time = new Date(dueMs).toUTCString().replace("GMT", "+0000");
      this.#say("Warning", "MissSchedule", `Missed scheduled time to start a job: ${time}`);
      return;
    }
    const name = `${this.#cronJob.metadata.name}-${Math.floor(dueMs / MINUTE_MS)}`;
    const isDone = this.#active.some((reference) => reference["name"] === name) ||
      this.#lastScheduleTime === formatTime(dueMs);
    if (isDone) return;
    const policy = textOf(this.#spec["concurrencyPolicy"]);
    if (policy === "Forbid" && this.#active.length > 0) {
      this.#say(
        "Normal",
        "JobAlreadyActive",
        "Not starting job because prior execution is running and concurrency policy is Forbid",
      );
      return;
    }
    if (policy === "Replace") {
      for (const { uid } of this.#active) {
        const running = this.#jobs.find(({ metadata }) => metadata.uid === uid);
        if (running !== undefined) this.#delete(running);
      }
    }
    this.#start(name, dueMs);
  }

  #readSchedule(): CronSchedule | undefined {
    const zone = this.#spec["timeZone"];
    if (typeof zone === "string") {
      try {
        new LocalTime(zone);
      } catch (error) {
        if (!(error instanceof ScheduleFault)) throw error;
        const message = `invalid timeZone: ${JSON.stringify(zone)}: ${error.message}`;
        this.#say("Warning", "UnknownTimeZone", message);
        return undefined;
      }
    }
    if (this.#spec["suspend"] === true) return undefined;
    const text = textOf(this.#spec["schedule"]);
    try {
      return parseSchedule(text, typeof zone === "string" ? zone : undefined);
    } catch (error) {
      if (!(error instanceof ScheduleFault)) throw error;
      const message = `unparseable schedule: ${JSON.stringify(text)} : ${error.message}`;
      this.#say("Warning", "UnparseableSchedule", message);
      return undefined;
    }
  }

  /** The last time for a job that was not met; `undefined` where there is none. */
  #due(schedule: CronSchedule): number | undefined {
    const { creationTimestamp = "" } = this.#cronJob.metadata;
    const seconds = numberOf(this.#spec["startingDeadlineSeconds"]);
    const fromMs = Math.max(
      Date.parse(this.#lastScheduleTime ?? creationTimestamp),
      seconds === undefined ? -Infinity : this.#nowMs - seconds * 1000,
    );
    const first = schedule.next(fromMs);
    if (first === undefined || first > this.#nowMs) return undefined;
    const second = schedule.next(first);
    if (second === undefined || second > this.#nowMs) return first;
    const stepMs = second - first;
    const missed = Math.floor((this.#nowMs - first) / stepMs) + 1;
    if (missed > MANY_MISSED) {
      this.#say(
        "Warning",
        "TooManyMissedTimes",
        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
      );
    }
    let last: number | undefined;
    let time = schedule.next(first + (missed - 2) * stepMs);
    while (time !== undefined && time <= this.#nowMs) {
      last = time;
      time = schedule.next(time);
    }
    return last;
  }

  #start(name: string, dueMs: number): void {
    const { cluster, client } = this.#context;
    const resource = cluster.resources.get("batch", "v1", "jobs");
    let job: ApiObject;
    try {
      job = client.create(resource, this.#newJob(name, dueMs));
      this.#say("Normal", "SuccessfulCreate", `Created job ${name}`);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { namespace } = this.#cronJob.metadata;
      const found = client.find(resource, { namespace, name });
      if (error.reason !== "AlreadyExists" || found === undefined) {
        this.#say("Warning", "FailedCreate", `Error creating job: ${error.message}`);
        throw error;
      }
      // A job of that time that somebody else made is theirs to look after.
      if (!isControlledBy(found, this.#cronJob)) return;
      job = found;
    }
    const { metadata } = job;
    this.#active = [...this.#active, {
      kind: "Job",
      namespace: metadata.namespace ?? "",
      name,
      uid: metadata.uid ?? "",
      apiVersion: "batch/v1",
      resourceVersion: metadata.resourceVersion ?? "",
    }];
    this.#lastScheduleTime = formatTime(dueMs);
  }

  #newJob(name: string, dueMs: number): ApiObject {
    const { namespace = "" } = this.#cronJob.metadata;
    const template = cloneJson(objectOf(this.#spec["jobTemplate"]));
    const metadata = objectOf(template["metadata"]);
    const zone = new LocalTime(textOf(this.#spec["timeZone"]) || "UTC");
    return {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace,
        labels: textsOf(metadata["labels"]),
        annotations: { ...textsOf(metadata["annotations"]), [SCHEDULED]: zone.format(dueMs) },
        ownerReferences: [referenceTo(this.#cronJob)],
      },
      spec: template["spec"] ?? {},
    };
  }

  #delete({ metadata }: ApiObject): void {
    const { cluster, client } = this.#context;
    const { namespace, name = "", uid } = metadata;
    const resource = cluster.resources.get("batch", "v1", "jobs");
    client.delete(resource, { namespace, name }, { propagationPolicy: "Background", uid });
    this.#forget(uid);
    this.#say("Normal", "SuccessfulDelete", `Deleted job ${name}`);
  }

  /** Deletes the oldest jobs of those that are more than are to be kept. */
  #cleanUp(): void {
    for (
      const [end, field] of [
        ["Complete", "successfulJobsHistoryLimit"],
        ["Failed", "failedJobsHistoryLimit"],
      ] as const
    ) {
      const limit = numberOf(this.#spec[field]);
      if (limit === undefined) continue;
      const ended = this.#jobs.filter((job) =>
        endOf(job) === end && job.metadata.deletionTimestamp === undefined
      ).sort(byStart);
      for (const job of ended.slice(0, Math.max(0, ended.length - limit))) this.#delete(job);
    }
  }

  #writeStatus(): void {
    const status: JsonObject = {
      ...(this.#active.length === 0 ? {} : { active: this.#active }),
      ...(this.#lastScheduleTime === undefined ? {} : { lastScheduleTime: this.#lastScheduleTime }),
      ...(this.#lastSuccessfulTime === undefined
        ? {}
        : { lastSuccessfulTime: this.#lastSuccessfulTime }),
    };
    const resource = this.#context.cluster.resources.get("batch", "v1", "cronjobs");
    writeStatus(this.#context, resource, this.#cronJob, status);
  }

  #say(type: "Normal" | "Warning", reason: string, message: string): void {
    this.#events.record(this.#cronJob, { type, reason, message });
  }
}

/** Jobs in the order in which they started; those that have not are last. */
function byStart(left: ApiObject, right: ApiObject): number {
  const key = ({ metadata, ...job }: ApiObject) =>
    `${textOf(objectOf(job["status"])["startTime"]) || "~"} ${metadata.name}`;
  return key(left) < key(right) ? -1 : 1;
}
