/**
 * The pods of a daemon set: for which node each is, of which template it is. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/daemon/util/daemonset_util.go
 */
import {
  type ApiObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../json.ts";
import { requiredNodes } from "../scheduler/filters.ts";
import { amountOf } from "../workload/amounts.ts";
import { isTerminal, nodeNameOf } from "../workload/pods.ts";
import { annotationsOf, byAge, labelsOf, numberOr, specOf } from "../workload/reading.ts";
import { daemonTolerations } from "./node_fit.ts";

/** The label that tells the pods of one template from those of another. */
export const HASH_LABEL = "controller-revision-hash";
const GENERATION_LABEL = "pod-template-generation";
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

/** The pods of a set by the node they are for. */
export type PodsByNode = Map<string, ApiObject[]>;

/** The node that a pod runs on or is to run on. */
export function nodeOf(pod: ApiObject): string {
  const name = nodeNameOf(pod);
  if (name !== "") return name;
  const fields = objectsOf(objectOf(requiredNodes(specOf(pod)))["nodeSelectorTerms"])
    .flatMap((term) => objectsOf(term["matchFields"]));
  const named = fields.find(({ key }) => key === "metadata.name");
  return textOf(listOf(named?.["values"])[0]);
}

/** Sorts pods by node; those that have ended and are to go count no longer. */
export function podsByNode(pods: readonly ApiObject[]): PodsByNode {
  const found: PodsByNode = new Map();
  for (const pod of pods) {
    if (isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined) continue;
    const node = nodeOf(pod);
    if (node !== "") found.set(node, [...found.get(node) ?? [], pod]);
  }
  return found;
}

/** Pods that have a node first, then the older first. */
export function inOrder(pods: readonly ApiObject[]): ApiObject[] {
  const rank = (pod: ApiObject) => specOf(pod)["nodeName"] === undefined ? 1 : 0;
  return [...pods].sort((left, right) => rank(left) - rank(right) || byAge(left, right));
}

function generationOf(set: ApiObject): string | undefined {
  const text = annotationsOf(set)[TEMPLATE_GENERATION];
  return text !== undefined && /^\d+$/.test(text) ? text : undefined;
}

/** Whether a pod is of the set's template. */
export function isUpdated(set: ApiObject, pod: ApiObject, hash: string): boolean {
  const labels = labelsOf(pod);
  const generation = generationOf(set);
  return labels[HASH_LABEL] === hash ||
    generation !== undefined && labels[GENERATION_LABEL] === generation;
}

/** The template of the set's pod on a node. */
export function templateFor(set: ApiObject, hash: string, node: string): JsonObject {
  const template = objectOf(specOf(set)["template"]);
  const metadata = objectOf(template["metadata"]);
  const spec = objectOf(template["spec"]);
  const generation = generationOf(set);
  return {
    ...template,
    metadata: {
      ...metadata,
      labels: {
        ...textsOf(metadata["labels"]),
        ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
        [HASH_LABEL]: hash,
      },
    },
    spec: {
      ...spec,
      tolerations: daemonTolerations(spec),
      affinity: withNode(objectOf(spec["affinity"]), node),
    },
  };
}

/** The affinity with nothing asked of the node but its name: the set has looked at all else. */
function withNode(affinity: JsonObject, node: string): JsonObject {
  const term = { matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] };
  return {
    ...affinity,
    nodeAffinity: {
      ...objectOf(affinity["nodeAffinity"]),
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
    },
  };
}

function rollingOf(set: ApiObject): JsonObject | undefined {
  const strategy = objectOf(specOf(set)["updateStrategy"]);
  return strategy["type"] === "RollingUpdate" ? objectOf(strategy["rollingUpdate"]) : undefined;
}

/** On how many nodes two pods may be at once. */
export function maxSurgeOf(set: ApiObject, nodes: number): number {
  return amountOf(rollingOf(set)?.["maxSurge"], nodes, "up");
}

/** On how many nodes the pod may be missing; one where nothing could move otherwise. */
export function maxUnavailableOf(set: ApiObject, nodes: number): number {
  const rolling = rollingOf(set);
  const amount = rolling === undefined ? 0 : amountOf(rolling["maxUnavailable"], nodes, "up");
  return nodes > 0 && amount === 0 && maxSurgeOf(set, nodes) === 0 ? 1 : amount;
}

/** How long a pod of a set must be ready to count as available. */
export function minReadySecondsOf(set: ApiObject): number {
  return numberOr(specOf(set)["minReadySeconds"], 0);
}
