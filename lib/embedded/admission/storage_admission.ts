/**
 * Claims that name no storage class get the default one, where there is one. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/plugin/pkg/admission/storage/storageclass/setdefault
 */
import { type ApiObject, textsOf } from "../json.ts";
import { specOf } from "../kinds/workloads.ts";
import type { AdmissionPlugin } from "../server/context.ts";

const CLASSES = "storage.k8s.io/storageclasses";
const IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";

/** Fills in the default storage class. */
export const DEFAULT_STORAGE_CLASS: AdmissionPlugin = {
  name: "DefaultStorageClass",
  admit({ operation, resource, object, subresource }, { store }) {
    if (operation !== "CREATE" || object === undefined || subresource !== "") return;
    if (resource.collection !== "persistentvolumeclaims") return;
    const spec = specOf(object);
    if (spec["storageClassName"] !== undefined) return;
    // Of several the newest is meant.
    const found =
      store.list(CLASSES).filter(isDefault).sort((left, right) => timeOf(right) - timeOf(left))[0];
    if (found !== undefined) spec["storageClassName"] = found.metadata.name ?? "";
  },
};

function isDefault({ metadata }: ApiObject): boolean {
  return textsOf(metadata["annotations"])[IS_DEFAULT] === "true";
}

function timeOf({ metadata }: ApiObject): number {
  return Date.parse(metadata.creationTimestamp ?? "") || 0;
}
