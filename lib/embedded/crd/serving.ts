/**
 * Serves what definitions define, as soon as they are stored. Layer 3.
 *
 * @module
 */
import { syncApiServices } from "../bootstrap/api_services.ts";
import { formatTime } from "../clock.ts";
import {
  type ApiObject,
  equalJson,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import type { ObjectClient } from "../objects/client.ts";
import type { ClusterState } from "../server/context.ts";
import type { StoreEvent } from "../store/history.ts";
import { resourcesOf } from "./custom_resource.ts";
import { CLEANUP } from "./definitions.ts";

const COLLECTION = "apiextensions.k8s.io/customresourcedefinitions";

/**
 * Keeps the served resources in step with the definitions.
 *
 * @param cluster The cluster.
 * @param client Writes what the server itself says of definitions.
 * @returns What ends it.
 */
export function serveDefinitions(cluster: ClusterState, client: ObjectClient): () => void {
  return cluster.store.listen(COLLECTION, (event) => onDefinition(cluster, client, event));
}

function onDefinition(cluster: ClusterState, client: ObjectClient, event: StoreEvent): void {
  const { object } = event;
  const name = object.metadata.name ?? "";
  if (event.type === "DELETED") {
    cluster.resources.remove(name);
    return syncApiServices(cluster);
  }
  const wanted = object["spec"];
  const names = objectOf(objectOf(wanted)["names"]);
  const accepted = objectOf(objectOf(object["status"])["acceptedNames"]);
  if (object.metadata.deletionTimestamp !== undefined) return cleanUp(cluster, client, object);
  if (!equalJson(names, accepted) || !hasCondition(object, "Established")) {
    // The write ends here again, with the names accepted.
    client.change(
      definitions(cluster),
      { name, subresource: "status" },
      (live) => established(live, names, cluster),
    );
    return;
  }
  cluster.resources.define(name, resourcesOf(object));
  syncApiServices(cluster);
}

function definitions({ resources }: ClusterState) {
  return resources.get("apiextensions.k8s.io", "v1", "customresourcedefinitions");
}

function hasCondition(object: ApiObject, type: string): boolean {
  return objectsOf(objectOf(object["status"])["conditions"]).some((condition) =>
    condition["type"] === type && condition["status"] === "True"
  );
}

function established(live: ApiObject, names: JsonObject, { clock }: ClusterState): ApiObject {
  const lastTransitionTime = formatTime(clock.now());
  const status = objectOf(live["status"]);
  const conditions = isObject(live["status"]) && hasCondition(live, "Established")
    ? status["conditions"] ?? []
    : [
      {
        type: "NamesAccepted",
        status: "True",
        lastTransitionTime,
        reason: "NoConflicts",
        message: "no conflicts found",
      },
      {
        type: "Established",
        status: "True",
        lastTransitionTime,
        reason: "InitialNamesAccepted",
        message: "the initial names have been accepted",
      },
    ];
  return { ...live, status: { ...status, acceptedNames: names, conditions } };
}

/** Deletes the objects of a definition that is to go, and lets it go when there are none. */
function cleanUp(cluster: ClusterState, client: ObjectClient, definition: ApiObject): void {
  const name = definition.metadata.name ?? "";
  const [resource] = cluster.resources.custom().get(name) ?? resourcesOf(definition);
  if (resource !== undefined) {
    for (const { metadata } of cluster.store.list(resource.collection)) {
      if (metadata.deletionTimestamp !== undefined) continue;
      client.delete(resource, { namespace: metadata.namespace, name: metadata.name ?? "" });
    }
    if (cluster.store.count(resource.collection) > 0) {
      const stop = cluster.store.listen(resource.collection, () => {
        if (cluster.store.count(resource.collection) > 0) return;
        stop();
        finish(cluster, client, name);
      });
      return;
    }
  }
  finish(cluster, client, name);
}

function finish(cluster: ClusterState, client: ObjectClient, name: string): void {
  const live = cluster.store.get({ collection: COLLECTION, name });
  if (live === undefined || live.metadata.deletionTimestamp === undefined) return;
  if (!listOf(live.metadata["finalizers"]).map(textOf).includes(CLEANUP)) return;
  client.change(definitions(cluster), { name }, (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: listOf(object.metadata["finalizers"]).filter((item) => item !== CLEANUP),
    },
  }));
}
