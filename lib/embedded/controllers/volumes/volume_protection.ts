/**
 * Lets claims and volumes go once nothing uses them any longer. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/volume/pvcprotection
 * @see k8s.io/kubernetes/pkg/controller/volume/pvprotection
 */
import { type ApiObject, listOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { startKeyed } from "../workload/keyed.ts";
import { nodeNameOf } from "../workload/pods.ts";
import { placeOf, statusOf } from "../workload/reading.ts";
import { claimNamesOf } from "./matching.ts";

const CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
const VOLUME_FINALIZER = "kubernetes.io/pv-protection";

/** The controller that keeps claims while pods use them. */
export const CLAIM_PROTECTION: Controller = {
  name: "pvc-protection",
  start: (context) =>
    startKeyed(context, {
      collection: "persistentvolumeclaims",
      others: { pods: claimKeys },
      reconcile: (key) => releaseClaim(context, key),
    }),
};

/** The controller that keeps volumes while claims are bound to them. */
export const VOLUME_PROTECTION: Controller = {
  name: "pv-protection",
  start: (context) =>
    startKeyed(context, {
      collection: "persistentvolumes",
      others: {},
      reconcile: (key) => {
        const { name } = placeOf(key);
        const volumes = context.cluster.resources.get("", "v1", "persistentvolumes");
        const volume = context.client.find(volumes, { name });
        if (volume === undefined || volume.metadata.deletionTimestamp === undefined) return;
        if (statusOf(volume)["phase"] !== "Bound") {
          release(context, volumes, volume, VOLUME_FINALIZER);
        }
      },
    }),
};

/** The keys of the claims that a pod uses. */
function claimKeys(pod: ApiObject): string[] {
  return claimNamesOf(pod).map(({ name }) => `${pod.metadata.namespace}/${name}`);
}

function releaseClaim(context: ControllerContext, key: string): void {
  const { client, cluster } = context;
  const claims = cluster.resources.get("", "v1", "persistentvolumeclaims");
  const place = placeOf(key);
  const claim = client.find(claims, place);
  if (claim === undefined || claim.metadata.deletionTimestamp === undefined) return;
  // A pod that has no node yet uses nothing.
  const isUsed = cluster.store.list("pods", place.namespace).some((pod) =>
    nodeNameOf(pod) !== "" && claimKeys(pod).includes(key)
  );
  if (!isUsed) release(context, claims, claim, CLAIM_FINALIZER);
}

function release(
  { client }: ControllerContext,
  resource: Resource,
  object: ApiObject,
  finalizer: string,
): void {
  if (!listOf(object.metadata["finalizers"]).includes(finalizer)) return;
  const { namespace, name = "" } = object.metadata;
  client.change(resource, { namespace, name }, (live) => {
    const { finalizers, ...metadata } = live.metadata;
    const rest = listOf(finalizers).filter((item) => item !== finalizer);
    return {
      ...live,
      metadata: rest.length > 0 ? { ...metadata, finalizers: rest } : metadata,
    };
  });
}
