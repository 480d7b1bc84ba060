/**
 * What a write is about. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import type { Place } from "../store/store.ts";

/** The object that a write is about. */
export interface WriteTarget {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  /** `""` for a new object whose name is in it. */
  readonly name: string;
  /** `""`, or e.g. `status`. */
  readonly subresource: string;
}

/** How one write differs from others. */
export interface WriteSteps {
  /** Records who owns what, on the way in. */
  own(object: ApiObject, live: ApiObject | undefined): ApiObject;
}

/** Where an object is stored. */
export function placeOf(target: WriteTarget, name = target.name): Place {
  return { collection: target.resource.collection, namespace: target.namespace, name };
}

/** Where etcd keeps an object, which shows in some refusals. */
export function registryKey({ resource, namespace, name }: WriteTarget): string {
  const { group, plural } = resource.kind;
  const folder = resource.isCustom ? `${group}/${plural}` : REGISTRY_FOLDERS[plural] ?? plural;
  return `/registry/${folder}/${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Resources that etcd keeps in a folder of another name. */
const REGISTRY_FOLDERS: Readonly<Record<string, string>> = {
  endpoints: "services/endpoints",
  nodes: "minions",
  services: "services/specs",
  ingresses: "ingress",
  customresourcedefinitions: "apiextensions.k8s.io/customresourcedefinitions",
};
