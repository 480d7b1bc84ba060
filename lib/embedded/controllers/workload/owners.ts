/**
 * Who controls what: references to controllers, adopting and letting go. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/controller_ref_manager.go
 */
import { type ApiObject, type JsonObject, objectsOf, textOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import { keyOf } from "./reading.ts";

/** The reference of an object to what controls it. */
export interface ControllerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** What controls an object, or `undefined` where nothing does. */
export function controllerOf({ metadata }: ApiObject): ControllerReference | undefined {
  const reference = objectsOf(metadata["ownerReferences"])
    .find((candidate) => candidate["controller"] === true);
  return reference === undefined ? undefined : {
    apiVersion: textOf(reference["apiVersion"]),
    kind: textOf(reference["kind"]),
    name: textOf(reference["name"]),
    uid: textOf(reference["uid"]),
  };
}

/** The reference that makes an owner the controller of an object. */
export function referenceTo({ apiVersion, kind, metadata }: ApiObject): JsonObject {
  return {
    apiVersion,
    kind,
    name: metadata.name ?? "",
    uid: metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Whether an object is controlled by another. */
export function isControlledBy(object: ApiObject, { metadata }: ApiObject): boolean {
  return controllerOf(object)?.uid === metadata.uid;
}

/** The key of what controls an object, where that is of a kind. */
export function controllerKeys(object: ApiObject, kind: string): string[] {
  const reference = controllerOf(object);
  return reference?.kind === kind ? [`${object.metadata.namespace ?? ""}/${reference.name}`] : [];
}

/** Who may control objects, and which of them. */
export interface Owners {
  readonly kind: string;
  readonly collection: string;
  /** Whether an owner would adopt an object that nothing controls. */
  wants(owner: ApiObject, object: ApiObject): boolean;
}

/** The keys of the owners that an object concerns: what controls it, or whoever may adopt it. */
export function ownerKeys(
  { cluster }: ControllerContext,
  object: ApiObject,
  { kind, collection, wants }: Owners,
): string[] {
  if (controllerOf(object) !== undefined) return controllerKeys(object, kind);
  return cluster.store.list(collection, object.metadata.namespace)
    .filter((owner) => wants(owner, object))
    .map(keyOf);
}

/** What is claimed. */
export interface Claim {
  /** Who claims. */
  readonly owner: ApiObject;
  /** What kind of objects. */
  readonly resource: Resource;
  /** Objects that are the owner's, and such that nobody controls. */
  readonly candidates: readonly ApiObject[];
  /** Whether an object is one that the owner wants. */
  matches(object: ApiObject): boolean;
}

/**
 * Adopts what matches and has no controller, and lets go of what no longer matches.
 *
 * @returns What the owner controls now.
 */
export function claim({ client }: ControllerContext, claimed: Claim): ApiObject[] {
  const { owner, resource, candidates } = claimed;
  const isLeaving = owner.metadata.deletionTimestamp !== undefined;
  return candidates.flatMap((object) => {
    const isWanted = claimed.matches(object);
    const controller = controllerOf(object);
    if (controller !== undefined && controller.uid !== owner.metadata.uid) return [];
    if (controller !== undefined && isWanted) return [object];
    if (isLeaving) return [];
    const place = { namespace: object.metadata.namespace, name: object.metadata.name ?? "" };
    if (controller !== undefined) {
      client.change(resource, place, (live) => withoutOwner(live, owner));
      return [];
    }
    if (!isWanted || object.metadata.deletionTimestamp !== undefined) return [];
    const adopted = client.change(resource, place, (live) => withOwner(live, owner));
    return adopted === undefined ? [] : [adopted];
  });
}

function withOwner(object: ApiObject, owner: ApiObject): ApiObject {
  const before = objectsOf(object.metadata["ownerReferences"]);
  return {
    ...object,
    metadata: { ...object.metadata, ownerReferences: [...before, referenceTo(owner)] },
  };
}

function withoutOwner(object: ApiObject, owner: ApiObject): ApiObject {
  const { ownerReferences, ...metadata } = object.metadata;
  const rest = objectsOf(ownerReferences).filter(({ uid }) => uid !== owner.metadata.uid);
  return {
    ...object,
    metadata: rest.length > 0 ? { ...metadata, ownerReferences: rest } : metadata,
  };
}
