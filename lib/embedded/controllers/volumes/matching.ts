/**
 * Which volume a claim gets, and when: what the binder and the scheduler agree on. Layer 3.
 *
 * @module
 * @see k8s.io/component-helpers/storage/volume
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
import { selects } from "../../kinds/selectors.ts";
import { compareAmounts } from "../../schema/quantities.ts";
import type { Store } from "../../store/store.ts";
import { matchesNodeSelector } from "../scheduler/filters.ts";
import { annotationsOf, byAge, labelsOf, specOf, statusOf } from "../workload/reading.ts";

/** The collection of claims. */
export const CLAIMS = "persistentvolumeclaims";
/** The collection of volumes. */
export const VOLUMES = "persistentvolumes";
/** The collection of storage classes. */
export const CLASSES = "storage.k8s.io/storageclasses";
/** Says of a volume or a claim that nobody chose the other by hand. */
export const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
/** Says of a claim that it has its volume. */
export const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
/** The node for which a claim's volume is to be made. */
export const SELECTED_NODE = "volume.kubernetes.io/selected-node";

/** The provisioner of classes whose volumes are made by hand. */
export const NO_PROVISIONER = "kubernetes.io/no-provisioner";

/** The claim that a volume is kept for. */
export function claimOf(volume: ApiObject): JsonObject | undefined {
  const { claimRef } = specOf(volume);
  return claimRef === undefined ? undefined : objectOf(claimRef);
}

/** Whether a volume is kept for a claim; `undefined` where it is kept for none. */
export function isReserved(volume: ApiObject, { metadata }: ApiObject): boolean | undefined {
  const bound = claimOf(volume);
  if (bound === undefined) return undefined;
  const uid = textOf(bound["uid"]);
  return bound["namespace"] === metadata.namespace && bound["name"] === metadata.name &&
    (uid === "" || uid === metadata.uid);
}

/** Whether a claim has its volume. */
export function isBound(claim: ApiObject): boolean {
  if (textOf(specOf(claim)["volumeName"]) === "") return false;
  return annotationsOf(claim)[BIND_COMPLETED] !== undefined || statusOf(claim)["phase"] === "Bound";
}

/** The storage class that a claim names, where there is one. */
export function storageClassOf(claim: ApiObject, store: Store): ApiObject | undefined {
  const name = textOf(specOf(claim)["storageClassName"]);
  return name === "" ? undefined : store.get({ collection: CLASSES, name });
}

/** Whether a claim gets its volume only once a pod that uses it is placed. */
export function isDelayed(claim: ApiObject, store: Store): boolean {
  return storageClassOf(claim, store)?.["volumeBindingMode"] === "WaitForFirstConsumer";
}

/** Whether pods on a node can use a volume. */
export function isOnNode(volume: ApiObject, node: ApiObject): boolean {
  return matchesNodeSelector(objectOf(specOf(volume)["nodeAffinity"])["required"], node);
}

/** Where a volume is looked for. */
export interface VolumeSearch {
  /** A node on which it is to be usable. */
  readonly node?: ApiObject;
  /** Whether only one will do that is kept for the claim already. */
  readonly reservedOnly?: boolean;
  /** Names of volumes that are somebody else's by now. */
  readonly taken?: ReadonlySet<string>;
}

/** The smallest free volume that has what a claim asks for. */
export function bestVolume(
  claim: ApiObject,
  store: Store,
  { node, reservedOnly = false, taken }: VolumeSearch = {},
): ApiObject | undefined {
  return store.list(VOLUMES)
    .filter((volume) => {
      const reserved = isReserved(volume, claim);
      return reserved !== false && (reserved === true || !reservedOnly) &&
        taken?.has(volume.metadata.name ?? "") !== true &&
        (node === undefined || isOnNode(volume, node)) && suits(volume, claim);
    })
    .sort((left, right) =>
      Number(isReserved(right, claim) === true) - Number(isReserved(left, claim) === true) ||
      compareAmounts(sizeOf(left), sizeOf(right)) || byAge(left, right)
    )[0];
}

function suits(volume: ApiObject, claim: ApiObject): boolean {
  const own = specOf(volume);
  const spec = specOf(claim);
  const { phase } = statusOf(volume);
  return volume.metadata.deletionTimestamp === undefined &&
    phase !== "Released" && phase !== "Failed" &&
    textOf(own["storageClassName"]) === textOf(spec["storageClassName"]) &&
    (textOf(own["volumeMode"]) || "Filesystem") === textOf(spec["volumeMode"]) &&
    listOf(spec["accessModes"]).every((mode) => listOf(own["accessModes"]).includes(mode)) &&
    (spec["selector"] === undefined || selects(spec["selector"], labelsOf(volume))) &&
    compareAmounts(sizeOf(volume), requestOf(claim)) >= 0;
}

function sizeOf(volume: ApiObject): string {
  return textsOf(specOf(volume)["capacity"])["storage"] ?? "0";
}

/** How much a claim asks for. */
export function requestOf(claim: ApiObject): string {
  return textsOf(objectOf(specOf(claim)["resources"])["requests"])["storage"] ?? "0";
}

/** How a volume names the claim that it is kept for. */
export function claimReference({ metadata }: ApiObject): JsonObject {
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    namespace,
    name,
    uid,
    resourceVersion,
  };
}

/** A volume that is kept for a claim from now on. */
export function reservedFor(volume: ApiObject, claim: ApiObject): ApiObject {
  const annotations = { ...annotationsOf(volume), [BOUND_BY_CONTROLLER]: "yes" };
  return {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...specOf(volume), claimRef: claimReference(claim) },
  };
}

/** The claims that a pod's volumes name, those that are made for it alone included. */
export function claimNamesOf(pod: ApiObject): { readonly name: string; readonly isOwn: boolean }[] {
  return objectsOf(specOf(pod)["volumes"]).flatMap((volume) => {
    const isOwn = volume["ephemeral"] !== undefined;
    const name = isOwn
      ? `${pod.metadata.name}-${textOf(volume["name"])}`
      : textOf(objectOf(volume["persistentVolumeClaim"])["claimName"]);
    return name === "" ? [] : [{ name, isOwn }];
  });
}
