/**
 * The subresource `binding`: a scheduler puts a pod on a node. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { conflict, notFound } from "../fault.ts";
import { type ApiObject, objectOf, objectsOf, textOf, textsOf } from "../json.ts";
import { placeOf, type WriteTarget } from "../objects/target.ts";
import { type Answer, jsonAnswer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call, ClusterState } from "../server/context.ts";
import { readWriteOptions } from "../server/options.ts";
import type { Place } from "../store/store.ts";
import {
  type FieldFault,
  invalidObject,
  notSupported,
  required,
} from "../validation/field_fault.ts";

/** Answers for `binding`. */
export function answerBinding(call: Call, target: WriteTarget, body: Body): Answer {
  const { resource, name } = target;
  const options = readWriteOptions(call, "CreateOptions");
  const kind = call.cluster.resources.virtual("", "v1", "Binding");
  const binding = readObject(call, kind, body, options.fieldValidation);
  const reference = objectOf(binding["target"]);
  const node = textOf(reference["name"]);
  const targetKind = textOf(reference["kind"]);
  const faults: FieldFault[] = [];
  if (targetKind !== "" && targetKind !== "Node") {
    faults.push(notSupported("target.kind", targetKind, ["Node", "<empty>"]));
  }
  if (node === "") faults.push(required("target.name"));
  if (faults.length > 0) throw invalidObject({ kind: "Binding", group: "" }, name, faults);
  const pod = call.cluster.store.get(placeOf(target));
  if (pod === undefined) throw notFound(resource.kind, name);
  bindPod(call.cluster, placeOf(target), { node, binding, isDryRun: options.isDryRun });
  const done = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return jsonAnswer(done, 201);
}

/** What binds a pod to a node. */
export interface PodBinding {
  readonly node: string;
  /** Labels and annotations that come along; default none. */
  readonly binding?: ApiObject;
  readonly isDryRun?: boolean;
}

/**
 * Puts a pod on a node; nothing happens where there is no such pod.
 *
 * @throws {Fault} when it is on a node already, or being deleted.
 */
export function bindPod(cluster: ClusterState, place: Place, options: PodBinding): void {
  const pod = cluster.store.get(place);
  if (pod === undefined) return;
  checkUnbound(pod, place.name);
  if (!options.isDryRun) cluster.store.put(place, bound(cluster, pod, options));
}

function checkUnbound(pod: ApiObject, name: string): void {
  const about = { group: "", plural: "pods/binding" };
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(about, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  const node = textOf(objectOf(pod["spec"])["nodeName"]);
  if (node !== "") {
    throw conflict(about, name, `pod ${name} is already assigned to node ${JSON.stringify(node)}`);
  }
}

/** The pod on its node, with the condition that says so and the labels of the node's place. */
function bound(cluster: ClusterState, pod: ApiObject, { node, binding }: PodBinding): ApiObject {
  const status = objectOf(pod["status"]);
  const others = objectsOf(status["conditions"]).filter(({ type }) => type !== "PodScheduled");
  const condition = {
    type: "PodScheduled",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: formatTime(cluster.clock.now()),
  };
  const found = cluster.store.get({ collection: "nodes", name: node });
  const place = Object.entries(textsOf(found?.metadata["labels"])).filter(([key]) =>
    key === "topology.kubernetes.io/zone" || key === "topology.kubernetes.io/region"
  );
  const labels = {
    ...Object.fromEntries(place),
    ...textsOf(pod.metadata["labels"]),
    ...textsOf(binding?.metadata["labels"]),
  };
  const annotations = {
    ...textsOf(pod.metadata["annotations"]),
    ...textsOf(binding?.metadata["annotations"]),
  };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: { ...objectOf(pod["spec"]), nodeName: node },
    status: { ...status, conditions: [...others, condition] },
  };
}
