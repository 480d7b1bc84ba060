/**
 * Objects are made only in namespaces that are there and stay, and some namespaces stay for ever. Layer 3.
 *
 * @module
 */
import { Fault, forbidden, notFound } from "../fault.ts";
import type { AdmissionPlugin } from "../server/context.ts";

const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);
const NAMESPACES = { group: "", plural: "namespaces" };

/** Admission by the state of the object's namespace. */
export const NAMESPACE_LIFECYCLE: AdmissionPlugin = {
  name: "NamespaceLifecycle",
  admit({ operation, resource, namespace, name, object, subresource }, { store }) {
    if (resource.collection === "namespaces") {
      if (operation === "DELETE" && IMMORTAL.has(name)) {
        throw forbidden(NAMESPACES, name, "this namespace may not be deleted");
      }
      return;
    }
    if (operation !== "CREATE" || namespace === "" || subresource !== "") return;
    const found = store.get({ collection: "namespaces", name: namespace });
    if (found === undefined) throw notFound(NAMESPACES, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    const { kind } = resource;
    const own = name !== "" ? name : object?.metadata.name ?? object?.metadata.generateName ?? "";
    const fault = forbidden(
      kind,
      own,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
    throw new Fault(fault.code, fault.reason, fault.message, {
      ...fault.details,
      causes: [{
        reason: "NamespaceTerminating",
        message: `namespace ${namespace} is being terminated`,
        field: "metadata.namespace",
      }],
    });
  },
};
