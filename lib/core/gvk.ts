/**
 * Groups, versions, kinds and resources, as Kubernetes spells them. Layer 0: pure.
 *
 * @module
 */

/** An object as the cluster stores it: plain JSON with a type and metadata. */
export interface KubeObject {
  /** `v1` or `group/version`. */
  apiVersion?: string;
  /** The kind in CamelCase, e.g. `Pod`. */
  kind?: string;
  /** Name, namespace, labels and the rest of the object's metadata. */
  metadata?: ObjectMeta;
}

/** The part of an object's metadata that every kind has. */
export interface ObjectMeta {
  /** Unique among the objects of its kind and namespace. */
  name?: string;
  /** Absent for kinds of the whole cluster. */
  namespace?: string;
  /** Unique in time: an object made again under the same name has another. */
  uid?: string;
  /** Changes with every write; opaque. */
  resourceVersion?: string;
  /** Counts changes of the desired state. */
  generation?: number;
  /** Prefix of a name that the server makes up. */
  generateName?: string;
  /** When it was made, e.g. `2026-01-01T10:00:00Z`. */
  creationTimestamp?: string;
  /** When it is to be gone; set by a delete. */
  deletionTimestamp?: string;
  /** How long it has to end gracefully. */
  deletionGracePeriodSeconds?: number;
  /** Key and value pairs to select by. */
  labels?: Record<string, string>;
  /** Key and value pairs that nothing selects by. */
  annotations?: Record<string, string>;
  /** What has to be done before it goes. */
  finalizers?: string[];
  /** The objects it goes with. */
  ownerReferences?: OwnerReference[];
  /** No longer filled in by servers. */
  selfLink?: string;
  /** Which manager owns which field; left out unless asked for. */
  managedFields?: unknown[];
}

/** A link from an object to the one that owns it. */
export interface OwnerReference {
  /** `v1` or `group/version` of the owner. */
  apiVersion: string;
  /** The owner's kind. */
  kind: string;
  /** The owner's name. */
  name: string;
  /** The owner's uid. */
  uid: string;
  /** Whether the owner manages this object; at most one does. */
  controller?: boolean;
  /** Whether a foreground delete of the owner waits for this object. */
  blockOwnerDeletion?: boolean;
}

/** A group and a version; the core group is the empty string. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/**
 * Splits an `apiVersion` into group and version.
 *
 * @param apiVersion `v1` or `apps/v1`.
 * @returns The parts; the core group is `""`.
 */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Joins group and version to an `apiVersion`: `v1`, `apps/v1`. */
export function formatApiVersion({ group, version }: GroupVersion): string {
  return group === "" ? version : `${group}/${version}`;
}
