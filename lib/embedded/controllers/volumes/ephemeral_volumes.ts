/**
 * Makes the claims that pods bring with them, and that go with them. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/volume/ephemeral
 */
import { type ApiObject, objectOf, objectsOf, textOf } from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { startKeyed } from "../workload/keyed.ts";
import { referenceTo } from "../workload/owners.ts";
import { placeOf, specOf } from "../workload/reading.ts";
import { CLAIMS } from "./matching.ts";

/** The controller of claims that pods bring with them. */
export const EPHEMERAL_VOLUMES: Controller = {
  name: "ephemeral-volume",
  start: (context) =>
    startKeyed(context, {
      collection: "pods",
      others: {},
      reconcile: (key) => reconcile(context, key),
    }),
};

function reconcile(context: ControllerContext, key: string): void {
  const { client, cluster } = context;
  const pod = client.find(cluster.resources.get("", "v1", "pods"), placeOf(key));
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
  for (const volume of objectsOf(specOf(pod)["volumes"])) {
    if (volume["ephemeral"] === undefined) continue;
    makeClaim(context, pod, {
      name: `${pod.metadata.name}-${textOf(volume["name"])}`,
      template: objectOf(
        objectOf(volume["ephemeral"])["volumeClaimTemplate"],
      ) as unknown as ApiObject,
    });
  }
}

function makeClaim(
  { client, cluster }: ControllerContext,
  pod: ApiObject,
  { name, template }: { readonly name: string; readonly template: ApiObject },
): void {
  const claims = cluster.resources.get("", "v1", CLAIMS);
  const { namespace } = pod.metadata;
  // One that is somebody else's stays: the scheduler says so of the pod.
  if (client.find(claims, { namespace, name }) !== undefined) return;
  const { labels, annotations } = objectOf(template["metadata"]);
  client.create(claims, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [referenceTo(pod)],
    },
    spec: specOf(template),
  });
}
