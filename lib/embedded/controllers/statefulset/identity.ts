/**
 * Who a pod of a stateful set is: its ordinal, its name, and the claims that are its own. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/statefulset/stateful_set_utils.go
 */
import {
  type ApiObject,
  cloneJson,
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../json.ts";
import { podFromTemplate } from "../workload/pod_control.ts";
import { labelsOf, numberOr, specOf, wantedReplicas } from "../workload/reading.ts";

/** The label that names the revision of a pod. */
export const REVISION_LABEL = "controller-revision-hash";
const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";
const POD_INDEX_LABEL = "apps.kubernetes.io/pod-index";

/** The ordinal of a pod by its name; -1 where the set has no pod of such a name. */
export function ordinalOf(set: ApiObject, pod: ApiObject): number {
  const match = /^(.*)-(\d+)$/.exec(pod.metadata.name ?? "");
  return match === null || match[1] !== set.metadata.name ? -1 : Number(match[2]);
}

/** The first ordinal of a set. */
export function startOrdinal(set: ApiObject): number {
  return numberOr(objectOf(specOf(set)["ordinals"])["start"], 0);
}

/** Whether an ordinal is one of those that a set is to have. */
export function isWanted(set: ApiObject, ordinal: number): boolean {
  const start = startOrdinal(set);
  return ordinal >= start && ordinal < start + wantedReplicas(set);
}

/** The name of the revision that a pod was made of. */
export function podRevision(pod: ApiObject): string {
  return labelsOf(pod)[REVISION_LABEL] ?? "";
}

/** The claims that the pod of an ordinal has of its own, by the name of the volume. */
export function claimsOf(set: ApiObject, ordinal: number): Map<string, ApiObject> {
  const spec = specOf(set);
  const wanted = textsOf(objectOf(spec["selector"])["matchLabels"]);
  const claims = new Map<string, ApiObject>();
  for (const template of objectsOf(spec["volumeClaimTemplates"])) {
    const { metadata, spec: claimSpec } = cloneJson(template);
    const volume = textOf(objectOf(metadata)["name"]);
    claims.set(volume, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        ...objectOf(metadata),
        name: `${volume}-${set.metadata.name}-${ordinal}`,
        namespace: set.metadata.namespace ?? "",
        labels: { ...textsOf(objectOf(metadata)["labels"]), ...wanted },
      },
      spec: objectOf(claimSpec),
    });
  }
  return claims;
}

/** A pod of a set. */
export function statefulPod(set: ApiObject, ordinal: number, revision: string): ApiObject {
  const pod = podFromTemplate(objectOf(specOf(set)["template"]), set);
  const name = `${set.metadata.name}-${ordinal}`;
  const subdomain = textOf(specOf(set)["serviceName"]);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      labels: { ...labelsOf(pod), ...identityLabels(name, ordinal), [REVISION_LABEL]: revision },
    },
    spec: {
      ...withClaims(specOf(pod), set, ordinal),
      hostname: name,
      ...(subdomain === "" ? {} : { subdomain }),
    },
  };
}

function identityLabels(name: string, ordinal: number): Record<string, string> {
  return { [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) };
}

function withClaims(spec: JsonObject, set: ApiObject, ordinal: number): JsonObject {
  const claims = claimsOf(set, ordinal);
  if (claims.size === 0) return spec;
  const own = [...claims].map(([name, claim]) => ({
    name,
    persistentVolumeClaim: { claimName: claim.metadata.name ?? "" },
  }));
  const others = objectsOf(spec["volumes"]).filter(({ name }) => !claims.has(textOf(name)));
  return { ...spec, volumes: [...own, ...others] };
}

/** Whether a pod says who it is. */
export function hasIdentity(set: ApiObject, pod: ApiObject): boolean {
  return ordinalOf(set, pod) >= 0 && labelsOf(pod)[POD_NAME_LABEL] === pod.metadata.name;
}

/** A pod that says who it is. */
export function withIdentity(set: ApiObject, pod: ApiObject): ApiObject {
  const labels = identityLabels(pod.metadata.name ?? "", ordinalOf(set, pod));
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...labelsOf(pod), ...labels } },
  };
}
