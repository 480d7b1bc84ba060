/**
 * The controller of jobs. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/job
 */
import { type ApiObject, objectOf } from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { OwnedIndex } from "../workload/owned_index.ts";
import { controllerKeys, controllerOf, isControlledBy } from "../workload/owners.ts";
import { keyOf, placeOf } from "../workload/reading.ts";
import { isTracked } from "./job_pod.ts";
import { JobPods } from "./job_pods.ts";
import { isFinished, syncJob } from "./job_sync.ts";

const JOBS = "batch/jobs";
const PODS = "pods";
const ORPHAN_PREFIX = "orphan/";
const OWN_NAME = "kubernetes.io/job-controller";

/** The controller of jobs. */
export const JOB_CONTROLLER: Controller = {
  name: "job",
  start: (context) => new JobController(context),
};

class JobController implements RunningController {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #pods: JobPods;
  readonly #owned: OwnedIndex;
  readonly #stops: (() => void)[];

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#events = new EventRecorder(context, "job-controller");
    this.#pods = new JobPods(context, this.#events);
    const { store, resources } = context.cluster;
    this.#owned = new OwnedIndex(context, resources.get("", "v1", PODS));
    this.#stops = [
      () => this.#owned.stop(),
      store.listen(PODS, (event) => this.#onPod(event)),
      store.listen(JOBS, ({ object }) => this.#onJob(object)),
    ];
    for (const pod of store.list(PODS)) this.#notePod(pod);
    for (const job of store.list(JOBS)) context.enqueue(keyOf(job));
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  reconcile(key: string): void {
    const { store } = this.#context.cluster;
    if (key.startsWith(ORPHAN_PREFIX)) return this.#release(key.slice(ORPHAN_PREFIX.length));
    const job = store.get({ collection: JOBS, ...placeOf(key) });
    if (job === undefined) return;
    const pods = this.#owned.ownedBy(job);
    if (isForeign(job)) return;
    if (isFinished(job)) {
      for (const pod of pods) if (isTracked(pod)) this.#context.enqueue(ORPHAN_PREFIX + keyOf(pod));
      return;
    }
    syncJob(job, pods, {
      context: this.#context,
      events: this.#events,
      pods: this.#pods,
      later: (delayMs) => this.#context.enqueueAfter(key, delayMs),
    });
  }

  #onJob(job: ApiObject): void {
    this.#context.enqueue(keyOf(job));
    for (const pod of this.#owned.ownedBy(job)) {
      if (isTracked(pod)) this.#context.enqueue(ORPHAN_PREFIX + keyOf(pod));
    }
  }

  #onPod({ type, object, previous }: StoreEvent): void {
    if (type === "DELETED") return this.#enqueueJob(object);
    this.#notePod(object);
    // A pod that has lost its job, or whose job has changed, is counted by nobody.
    if (previous !== undefined && controllerOf(previous)?.uid !== controllerOf(object)?.uid) {
      this.#enqueueJob(previous);
    }
  }

  #enqueueJob(pod: ApiObject): void {
    for (const key of controllerKeys(pod, "Job")) this.#context.enqueue(key);
  }

  #notePod(pod: ApiObject): void {
    this.#enqueueJob(pod);
    if (isTracked(pod) && this.#isOrphan(pod)) this.#context.enqueue(ORPHAN_PREFIX + keyOf(pod));
  }

  /** Whether no job is going to count a pod. */
  #isOrphan(pod: ApiObject): boolean {
    const [key] = controllerKeys(pod, "Job");
    if (key === undefined) return true;
    const job = this.#context.cluster.store.get({ collection: JOBS, ...placeOf(key) });
    return job === undefined || !isControlledBy(pod, job) || isFinished(job) && !isForeign(job);
  }

  #release(key: string): void {
    const pod = this.#context.cluster.store.get({ collection: PODS, ...placeOf(key) });
    if (pod !== undefined && isTracked(pod) && this.#isOrphan(pod)) this.#pods.release(pod);
  }
}

/** Whether another controller looks after a job. */
function isForeign(job: ApiObject): boolean {
  const name = objectOf(job["spec"])["managedBy"];
  return name !== undefined && name !== OWN_NAME;
}
