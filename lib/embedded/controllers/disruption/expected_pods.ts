/**
 * How many pods there should be behind those that a budget selects. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/disruption/disruption.go (getExpectedScale)
 */
import { parseApiVersion } from "../../../core/gvk.ts";
import type { ApiObject } from "../../json.ts";
import type { ControllerContext } from "../controller.ts";
import { controllerOf } from "../workload/owners.ts";
import { wantedReplicas } from "../workload/reading.ts";

/** What is behind pods. */
export interface ExpectedPods {
  readonly count: number;
  /** Whether a pod has nothing that controls it. */
  readonly hasUnmanaged: boolean;
}

/** Why it cannot be said how many pods there should be. */
export class UnknownScaleError extends Error {
  override readonly name = "UnknownScaleError";
  /** The same in the words of a budget's condition. */
  readonly words: string;

  constructor(words: string) {
    super(`Cannot count expected pods: ${words}`);
    this.words = words;
  }
}

/**
 * The replicas that the controllers of pods ask for together.
 *
 * @throws {UnknownScaleError} when a pod's controller is none that has replicas.
 */
export function expectedPods(
  context: ControllerContext,
  pods: readonly ApiObject[],
): ExpectedPods {
  const scales = new Map<string, number>();
  let hasUnmanaged = false;
  for (const pod of pods) {
    const direct = controllerOf(pod);
    if (direct === undefined) {
      hasUnmanaged = true;
      continue;
    }
    if (scales.has(direct.uid)) continue;
    const controller = scaledController(context, pod);
    scales.set(controller.metadata.uid ?? "", wantedReplicas(controller));
  }
  return { count: [...scales.values()].reduce((sum, count) => sum + count, 0), hasUnmanaged };
}

/** What decides how many pods like this one there are: a replica set's deployment before itself. */
function scaledController(context: ControllerContext, pod: ApiObject): ApiObject {
  const controller = controllerObject(context, pod);
  if (controller === undefined) {
    const words = `found no controllers for pod "${pod.metadata.name}"`;
    throw new UnknownScaleError(words);
  }
  const above = controllerOf(controller);
  if (controller.kind !== "ReplicaSet" || above?.kind !== "Deployment") return controller;
  return controllerObject(context, controller) ?? controller;
}

function controllerObject({ cluster }: ControllerContext, owned: ApiObject): ApiObject | undefined {
  const reference = controllerOf(owned);
  if (reference === undefined) return undefined;
  const { group, version } = parseApiVersion(reference.apiVersion);
  const resource = cluster.resources.findKind(group, version, reference.kind);
  if (resource === undefined) return undefined;
  const { kind, collection } = resource;
  if (!kind.subresources.includes("scale")) {
    const plural = group === "" ? kind.plural : `${kind.plural}.${group}`;
    throw new UnknownScaleError(`${plural} does not implement the scale subresource`);
  }
  const namespace = owned.metadata.namespace;
  const found = cluster.store.get({ collection, namespace, name: reference.name });
  return found?.metadata.uid === reference.uid ? found : undefined;
}
