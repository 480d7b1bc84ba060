/**
 * Where an object lies in a cluster, and the path to it. Layer 6.
 *
 * @module
 */
import type { ResourceAttributes } from "../policy/attributes.ts";

/** Where objects of a kind lie. */
export interface CollectionPlace {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** `""` where they lie in none, or in all. */
  readonly namespace: string;
}

/** Where an object lies. */
export interface ObjectPlace extends CollectionPlace {
  readonly name: string;
}

/** A namespace lies in no namespace, although a request for it names one. */
export function namespaceOf({ group, resource, namespace }: ResourceAttributes): string {
  return group === "" && resource === "namespaces" ? "" : namespace;
}

/** The path of a collection, or of an object in it. */
export function pathOf(
  { group, version, resource, namespace }: CollectionPlace,
  name: string,
): string {
  const parts = [
    ...(group === "" ? ["api"] : ["apis", group]),
    version,
    ...(namespace === "" ? [] : ["namespaces", namespace]),
    resource,
    ...(name === "" ? [] : [name]),
  ];
  return `/${parts.map(encodeURIComponent).join("/")}`;
}
