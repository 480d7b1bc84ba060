/**
 * The replica sets of a deployment: which is the newest, how one is made, sized and cleaned up. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/sync.go
 */
import {
  type ApiObject,
  cloneJson,
  equalJson,
  type JsonObject,
  objectOf,
  textsOf,
} from "../../json.ts";
import { hashOf } from "../workload/hash.ts";
import { isControlledBy, referenceTo } from "../workload/owners.ts";
import {
  annotationsOf,
  byAge,
  countOf,
  numberOr,
  specOf,
  statusOf,
  wantedReplicas,
} from "../workload/reading.ts";
import { revisionOf, withRevision, withSizes } from "./annotations.ts";
import { newSizeOf } from "./arithmetic.ts";

/** The label that tells the pods of one template from those of another. */
export const TEMPLATE_HASH = "pod-template-hash";
const MAX_NAME_LENGTH = 253;

/** The replica sets of a deployment. */
export interface ReplicaSets {
  /** The one of the deployment's template, if there is one. */
  readonly newest: ApiObject | undefined;
  /** The others, oldest first. */
  readonly old: readonly ApiObject[];
}

/** The template of an object without what the controller adds. */
function plainTemplate(object: ApiObject): JsonObject {
  const template = objectOf(specOf(object)["template"]);
  const metadata = objectOf(template["metadata"]);
  const { [TEMPLATE_HASH]: _hash, ...labels } = textsOf(metadata["labels"]);
  return { ...template, metadata: { ...metadata, labels } };
}

/** Tells the replica set of the deployment's template from the others. */
export function sortReplicaSets(
  deployment: ApiObject,
  replicaSets: readonly ApiObject[],
): ReplicaSets {
  const sorted = [...replicaSets].sort(byAge);
  const wanted = plainTemplate(deployment);
  const newest = sorted.find((one) => equalJson(plainTemplate(one), wanted));
  return { newest, old: sorted.filter((one) => one !== newest) };
}

/** Those that are to have pods. */
export function activeOf(replicaSets: readonly (ApiObject | undefined)[]): ApiObject[] {
  return replicaSets.filter((one) => one !== undefined && wantedReplicas(one) > 0)
    .map((one) => one as ApiObject);
}

/** How large replica sets are to be together. */
export function totalSize(replicaSets: readonly ApiObject[]): number {
  return replicaSets.reduce((total, one) => total + wantedReplicas(one), 0);
}

/** The number of the next rollout. */
export function nextRevision(old: readonly ApiObject[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1;
}

/** The replica set to make for the template of a deployment. */
export function newReplicaSet(deployment: ApiObject, old: readonly ApiObject[]): ApiObject {
  const { namespace = "", name = "" } = deployment.metadata;
  const spec = specOf(deployment);
  const template = objectOf(spec["template"]);
  const { collisionCount } = statusOf(deployment);
  const hash = hashOf(
    template,
    typeof collisionCount === "number" ? collisionCount : undefined,
  );
  const metadata = objectOf(template["metadata"]);
  const labels = { ...textsOf(metadata["labels"]), [TEMPLATE_HASH]: hash };
  const selector = objectOf(spec["selector"]);
  const annotations = withSizes(withRevision({}, deployment, nextRevision(old)), deployment);
  const minReadySeconds = numberOr(spec["minReadySeconds"], 0);
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name.slice(0, MAX_NAME_LENGTH - 1 - hash.length)}-${hash}`,
      namespace,
      labels,
      annotations,
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas: newSizeOf(deployment, 0, totalSize(old)),
      ...(minReadySeconds > 0 ? { minReadySeconds } : {}),
      selector: {
        ...cloneJson(selector),
        matchLabels: { ...textsOf(selector["matchLabels"]), [TEMPLATE_HASH]: hash },
      },
      template: { ...cloneJson(template), metadata: { ...cloneJson(metadata), labels } },
    },
  };
}

/** Whether a replica set that has the name of a new one is that of the deployment's template. */
export function isSameReplicaSet(found: ApiObject, deployment: ApiObject): boolean {
  return isControlledBy(found, deployment) &&
    equalJson(plainTemplate(found), plainTemplate(deployment));
}

/** The newest replica set with what it takes over from its deployment; itself where that is all there. */
export function synchronized(
  newest: ApiObject,
  deployment: ApiObject,
  revision: number,
): ApiObject {
  const before = annotationsOf(newest);
  const annotations = withRevision(before, deployment, revision);
  const minReadySeconds = numberOr(specOf(deployment)["minReadySeconds"], 0);
  const isSame = minReadySeconds === numberOr(specOf(newest)["minReadySeconds"], 0);
  if (isSame && equalJson(annotations, before)) return newest;
  const { minReadySeconds: _before, ...spec } = specOf(newest);
  return {
    ...newest,
    metadata: { ...newest.metadata, annotations },
    spec: minReadySeconds > 0 ? { ...spec, minReadySeconds } : spec,
  };
}

/** The old replica sets that are more than the deployment keeps: empty ones, oldest revision first. */
export function surplusReplicaSets(
  deployment: ApiObject,
  old: readonly ApiObject[],
): ApiObject[] {
  const limit = specOf(deployment)["revisionHistoryLimit"];
  if (typeof limit !== "number" || limit === 2 ** 31 - 1) return [];
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return [...alive]
    .sort((left, right) => revisionOf(left) - revisionOf(right) || byAge(left, right))
    .slice(0, Math.max(0, alive.length - limit))
    .filter((one) =>
      countOf(one, "replicas") === 0 && wantedReplicas(one) === 0 &&
      countOf(one, "observedGeneration") >= (one.metadata.generation ?? 0)
    );
}
