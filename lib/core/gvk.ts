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
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  generateName?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  selfLink?: string;
  managedFields?: unknown[];
}

/** A link from an object to the one that owns it. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
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
