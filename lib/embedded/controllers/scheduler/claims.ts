/**
 * The claims of pods that are to be placed. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/scheduler/framework/plugins/volumebinding
 */
import { type ApiObject, objectOf, objectsOf, textOf } from "../../json.ts";
import type { Store } from "../../store/store.ts";
import { specOf } from "../workload/reading.ts";

/** The collection of claims. */
export const CLAIMS = "persistentvolumeclaims";

/** Why a pod goes nowhere as long as its claims are as they are; `undefined` where they do. */
export function claimProblem(pod: ApiObject, store: Store): string | undefined {
  const { namespace } = pod.metadata;
  for (const volume of objectsOf(specOf(pod)["volumes"])) {
    const name = textOf(objectOf(volume["persistentVolumeClaim"])["claimName"]);
    if (name === "") continue;
    const claim = store.get({ collection: CLAIMS, namespace, name });
    const quoted = JSON.stringify(name);
    if (claim === undefined) return `persistentvolumeclaim ${quoted} not found`;
    if (claim.metadata.deletionTimestamp !== undefined) {
      return `persistentvolumeclaim ${quoted} is being deleted`;
    }
  }
  return undefined;
}
