/**
 * Making, deleting and releasing the pods of jobs. Layer 3.
 *
 * @module
 */
import { Fault } from "../../fault.ts";
import {
  type ApiObject,
  cloneJson,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textsOf,
} from "../../json.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { INDEX, TRACKING } from "./job_pod.ts";

const MAX_BASE_LENGTH = 58;
const INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

/** What a new pod of a job has beside its template. */
export interface PodExtras {
  readonly index: number | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Works on the pods of jobs. */
export class JobPods {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;

  constructor(context: ControllerContext, events: EventRecorder) {
    this.#context = context;
    this.#events = events;
  }

  /**
   * Makes a pod of a job.
   *
   * @returns Whether it was made; a namespace that is on its way out takes none, and that is no failure.
   * @throws {Fault} when it may not be made.
   */
  create(job: ApiObject, { index, annotations }: PodExtras): boolean {
    const { cluster, client } = this.#context;
    const pod = podFromTemplate(job, index, annotations);
    try {
      const made = client.create(cluster.resources.get("", "v1", "pods"), pod);
      const message = `Created pod: ${made.metadata.name}`;
      this.#events.record(job, { type: "Normal", reason: "SuccessfulCreate", message });
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const isEnding = error.details?.causes?.some(({ reason }) =>
        reason === "NamespaceTerminating"
      );
      if (isEnding) return false;
      const message = `Error creating: ${error.message}`;
      this.#events.record(job, { type: "Warning", reason: "FailedCreate", message });
      throw error;
    }
  }

  /** Deletes a pod of a job. */
  delete(job: ApiObject, { metadata }: ApiObject): void {
    const { cluster, client } = this.#context;
    const { namespace, name = "", uid } = metadata;
    client.delete(cluster.resources.get("", "v1", "pods"), { namespace, name }, { uid });
    const message = `Deleted pod: ${name}`;
    this.#events.record(job, { type: "Normal", reason: "SuccessfulDelete", message });
  }

  /** Lets a pod go, as far as its job is concerned. */
  release({ metadata }: ApiObject): void {
    const { cluster, client } = this.#context;
    const { namespace, name = "", uid } = metadata;
    client.change(cluster.resources.get("", "v1", "pods"), { namespace, name }, (live) => {
      if (live.metadata.uid !== uid) return live;
      const { finalizers, ...rest } = live.metadata;
      const left = listOf(finalizers).filter((finalizer) => finalizer !== TRACKING);
      return { ...live, metadata: left.length === 0 ? rest : { ...rest, finalizers: left } };
    });
  }
}

function podFromTemplate(
  job: ApiObject,
  index: number | undefined,
  extra: Readonly<Record<string, string>>,
): ApiObject {
  const { name = "", namespace = "", uid = "" } = job.metadata;
  const template = cloneJson(objectOf(objectOf(job["spec"])["template"]));
  const metadata = objectOf(template["metadata"]);
  const spec = objectOf(template["spec"]);
  const finalizers = listOf(metadata["finalizers"]);
  const place: Record<string, string> = index === undefined ? {} : { [INDEX]: String(index) };
  const annotations = { ...textsOf(metadata["annotations"]), ...place, ...extra };
  if (index !== undefined) {
    spec["hostname"] = `${name}-${index}`;
    for (const field of ["initContainers", "containers"]) {
      for (const container of objectsOf(spec[field])) addIndexVariable(container);
    }
  }
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: baseName(name, index),
      namespace,
      labels: { ...textsOf(metadata["labels"]), ...place },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [{
        apiVersion: "batch/v1",
        kind: "Job",
        name,
        uid,
        controller: true,
        blockOwnerDeletion: true,
      }],
      finalizers: finalizers.includes(TRACKING) ? finalizers : [...finalizers, TRACKING],
    },
    spec,
  };
}

/** What the names of a job's pods begin with. */
function baseName(job: string, index: number | undefined): string {
  const end = index === undefined ? "-" : `-${index}-`;
  return job.slice(0, MAX_BASE_LENGTH - end.length) + end;
}

function addIndexVariable(container: JsonObject): void {
  const variables = objectsOf(container["env"]);
  if (variables.some(({ name }) => name === INDEX_VARIABLE)) return;
  container["env"] = [...variables, {
    name: INDEX_VARIABLE,
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } },
  }];
}
