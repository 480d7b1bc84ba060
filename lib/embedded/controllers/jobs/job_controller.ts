/**
 * The controller of jobs. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/job
 */
import { type ApiObject, objectOf, objectsOf, textOf } from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
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

function keyOf({ metadata }: ApiObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
}

interface Owner {
  readonly name: string;
  readonly uid: string;
}

/** The job that a pod belongs to. */
function jobOf({ metadata }: ApiObject): Owner | undefined {
  const owner = objectsOf(metadata["ownerReferences"]).find((reference) =>
    reference["controller"] === true
  );
  if (owner?.["kind"] !== "Job" || owner["apiVersion"] !== "batch/v1") return undefined;
  return { name: textOf(owner["name"]), uid: textOf(owner["uid"]) };
}

class JobController implements RunningController {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #pods: JobPods;
  readonly #stops: (() => void)[];
  /** The keys of pods by the uid of their job. */
  readonly #byJob = new Map<string, Set<string>>();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#events = new EventRecorder(context, "job-controller");
    this.#pods = new JobPods(context, this.#events);
    const { store } = context.cluster;
    this.#stops = [
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
    const [namespace = "", name = ""] = key.split("/");
    const job = store.get({ collection: JOBS, namespace, name });
    if (job === undefined) return;
    const pods = this.#podsOf(job);
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
    for (const pod of this.#podsOf(job)) {
      if (isTracked(pod)) this.#context.enqueue(ORPHAN_PREFIX + keyOf(pod));
    }
  }

  #onPod({ type, object, previous }: StoreEvent): void {
    if (type === "DELETED") {
      const owner = jobOf(object);
      this.#byJob.get(owner?.uid ?? "")?.delete(keyOf(object));
      if (owner !== undefined) this.#context.enqueue(`${object.metadata.namespace}/${owner.name}`);
      return;
    }
    this.#notePod(object);
    // A pod that has lost its job, or whose job has changed, is counted by nobody.
    const before = previous === undefined ? undefined : jobOf(previous);
    if (before !== undefined && before.uid !== jobOf(object)?.uid) {
      this.#byJob.get(before.uid)?.delete(keyOf(object));
      this.#context.enqueue(`${object.metadata.namespace}/${before.name}`);
    }
  }

  #notePod(pod: ApiObject): void {
    const owner = jobOf(pod);
    const key = keyOf(pod);
    if (owner !== undefined) {
      const keys = this.#byJob.get(owner.uid) ?? new Set();
      this.#byJob.set(owner.uid, keys.add(key));
      this.#context.enqueue(`${pod.metadata.namespace}/${owner.name}`);
    }
    if (isTracked(pod) && this.#isOrphan(pod)) this.#context.enqueue(ORPHAN_PREFIX + key);
  }

  #podsOf({ metadata }: ApiObject): ApiObject[] {
    const { store } = this.#context.cluster;
    return [...this.#byJob.get(metadata.uid ?? "") ?? []].flatMap((key) => {
      const [namespace = "", name = ""] = key.split("/");
      return store.get({ collection: PODS, namespace, name }) ?? [];
    });
  }

  /** Whether no job is going to count a pod. */
  #isOrphan(pod: ApiObject): boolean {
    const owner = jobOf(pod);
    if (owner === undefined) return true;
    const { namespace } = pod.metadata;
    const job = this.#context.cluster.store.get({ collection: JOBS, namespace, name: owner.name });
    return job === undefined || job.metadata.uid !== owner.uid ||
      isFinished(job) && !isForeign(job);
  }

  #release(key: string): void {
    const [namespace = "", name = ""] = key.split("/");
    const pod = this.#context.cluster.store.get({ collection: PODS, namespace, name });
    if (pod !== undefined && isTracked(pod) && this.#isOrphan(pod)) this.#pods.release(pod);
  }
}

/** Whether another controller looks after a job. */
function isForeign(job: ApiObject): boolean {
  const name = objectOf(job["spec"])["managedBy"];
  return name !== undefined && name !== OWN_NAME;
}
