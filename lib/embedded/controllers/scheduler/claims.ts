/**
 * The claims of pods that are to be placed. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/scheduler/framework/plugins/volumebinding
 */
import { type ApiObject, textOf } from "../../json.ts";
import type { ObjectClient } from "../../objects/client.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Store } from "../../store/store.ts";
import {
  bestVolume,
  claimNamesOf,
  claimOf,
  CLAIMS,
  isBound,
  isDelayed,
  isOnNode,
  NO_PROVISIONER,
  reservedFor,
  SELECTED_NODE,
  storageClassOf,
  VOLUMES,
} from "../volumes/matching.ts";
import { isControlledBy } from "../workload/owners.ts";
import { annotationsOf, specOf, statusOf } from "../workload/reading.ts";

/** What a pod's claims ask of its node. */
export interface PodClaims {
  /** The volumes of those that have one; `undefined` for one that is not there. */
  readonly volumes: readonly (ApiObject | undefined)[];
  /** Those that get theirs once the pod has a node. */
  readonly waiting: readonly ApiObject[];
}

/** Reads a pod's claims; a text says why it goes nowhere as long as they are as they are. */
export function readClaims(pod: ApiObject, store: Store): PodClaims | string {
  const { namespace } = pod.metadata;
  const volumes: (ApiObject | undefined)[] = [];
  const waiting: ApiObject[] = [];
  let isUnbound = false;
  for (const { name, isOwn } of claimNamesOf(pod)) {
    const claim = store.get({ collection: CLAIMS, namespace, name });
    const problem = claimProblem(pod, claim, { name, isOwn });
    if (problem !== undefined || claim === undefined) return problem ?? "";
    const volumeName = textOf(specOf(claim)["volumeName"]);
    if (isBound(claim)) volumes.push(store.get({ collection: VOLUMES, name: volumeName }));
    else if (volumeName === "" && isDelayed(claim, store)) waiting.push(claim);
    else isUnbound = true;
  }
  return isUnbound ? "pod has unbound immediate PersistentVolumeClaims" : { volumes, waiting };
}

function claimProblem(
  pod: ApiObject,
  claim: ApiObject | undefined,
  { name, isOwn }: { readonly name: string; readonly isOwn: boolean },
): string | undefined {
  const quoted = JSON.stringify(name);
  if (claim === undefined) {
    return isOwn
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quoted}`
      : `persistentvolumeclaim ${quoted} not found`;
  }
  if (statusOf(claim)["phase"] === "Lost") {
    const volume = JSON.stringify(textOf(specOf(claim)["volumeName"]));
    return `persistentvolumeclaim ${quoted} bound to non-existent persistentvolume ${volume}`;
  }
  if (claim.metadata.deletionTimestamp !== undefined) {
    return `persistentvolumeclaim ${quoted} is being deleted`;
  }
  if (isOwn && !isControlledBy(claim, pod)) {
    const { namespace, name: podName } = pod.metadata;
    return `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
  }
  return undefined;
}

/** Why a pod's volumes keep it off a node, in the scheduler's words. */
export function volumeMisfits(claims: PodClaims, node: ApiObject, store: Store): string[] {
  const reasons: string[] = [];
  if (claims.volumes.some((volume) => volume !== undefined && !isOnNode(volume, node))) {
    reasons.push("node(s) didn't match PersistentVolume's node affinity");
  }
  if (chooseVolumes(claims.waiting, node, store) === undefined) {
    reasons.push("node(s) didn't find available persistent volumes to bind");
  }
  if (claims.volumes.includes(undefined)) {
    reasons.push("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
  }
  return reasons;
}

/**
 * The volumes that claims would get on a node; one that is still to be made is `undefined`.
 *
 * @returns Nothing where a claim would get none.
 */
function chooseVolumes(
  waiting: readonly ApiObject[],
  node: ApiObject,
  store: Store,
): Map<ApiObject, ApiObject | undefined> | undefined {
  const chosen = new Map<ApiObject, ApiObject | undefined>();
  const taken = new Set<string>();
  for (const claim of waiting) {
    const selected = annotationsOf(claim)[SELECTED_NODE];
    if (selected !== undefined && selected !== node.metadata.name) return undefined;
    const volume = bestVolume(claim, store, { node, taken });
    const provisioner = storageClassOf(claim, store)?.["provisioner"];
    if (volume === undefined && provisioner === NO_PROVISIONER) return undefined;
    if (volume !== undefined) taken.add(volume.metadata.name ?? "");
    chosen.set(claim, volume);
  }
  return chosen;
}

/** Has the waiting claims of a pod bound to what they get on its node: the volume binder does the rest. */
export function bindClaims(
  { waiting }: PodClaims,
  node: ApiObject,
  store: Store,
  { client, volumes, claims }: {
    readonly client: ObjectClient;
    readonly volumes: Resource;
    readonly claims: Resource;
  },
): void {
  for (const [claim, volume] of chooseVolumes(waiting, node, store) ?? []) {
    const { namespace, name = "" } = claim.metadata;
    if (volume !== undefined) {
      if (claimOf(volume) !== undefined) continue;
      const place = { name: volume.metadata.name ?? "" };
      client.change(volumes, place, (live) => reservedFor(live, claim));
    } else if (annotationsOf(claim)[SELECTED_NODE] === undefined) {
      client.change(claims, { namespace, name }, (live) => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: { ...annotationsOf(live), [SELECTED_NODE]: node.metadata.name ?? "" },
        },
      }));
    }
  }
}
