/**
 * Where a kind keeps the number of its replicas. Layer 3.
 *
 * @module
 */
import { CustomResource } from "../crd/custom_resource.ts";
import type { Resource } from "../resources/resource.ts";

/** The path in an object that its `scale` reads and writes. */
export function replicasPath(resource: Resource): readonly string[] {
  return resource instanceof CustomResource
    ? resource.scale?.specReplicas ?? []
    : ["spec", "replicas"];
}
