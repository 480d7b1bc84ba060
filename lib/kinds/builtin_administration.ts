/**
 * The rows of the built-in kinds that administer a cluster: networking, storage, rights, admission,
 * scheduling, devices. Workloads and the core group are in `builtin.ts`. Layer 1: pure.
 *
 * @module
 */
import { type BuiltinKind, kindsOf, STATUS, VERBS } from "./builtin_row.ts";

const EXTENSIONS = ["api-extensions"] as const;
const CREATE = VERBS.create;

/** The kinds of every group but the core group, apps, batch and autoscaling. */
export const ADMINISTRATION_KINDS: readonly BuiltinKind[] = [
  ...kindsOf("apiregistration.k8s.io", "v1", [
    { kind: "APIService", categories: EXTENSIONS, subresources: STATUS },
  ]),
  ...kindsOf("events.k8s.io", "v1", [
    {
      kind: "Event",
      namespaced: true,
      short: ["ev"],
      fields: [
        "regarding.kind",
        "regarding.namespace",
        "regarding.name",
        "regarding.uid",
        "regarding.apiVersion",
        "regarding.resourceVersion",
        "regarding.fieldPath",
        "reason",
        "reportingController",
        "type",
      ],
      accessor: false,
    },
  ]),
  ...kindsOf("authentication.k8s.io", "v1", [
    { kind: "SelfSubjectReview", verbs: CREATE, since: "1.28" },
    { kind: "TokenReview", verbs: CREATE },
  ]),
  ...kindsOf("authorization.k8s.io", "v1", [
    { kind: "LocalSubjectAccessReview", namespaced: true, verbs: CREATE },
    { kind: "SelfSubjectAccessReview", verbs: CREATE },
    { kind: "SelfSubjectRulesReview", verbs: CREATE },
    { kind: "SubjectAccessReview", verbs: CREATE },
  ]),
  ...kindsOf("certificates.k8s.io", "v1", [
    {
      kind: "CertificateSigningRequest",
      short: ["csr"],
      subresources: ["approval", "status"],
      fields: ["spec.signerName"],
    },
  ]),
  ...kindsOf("networking.k8s.io", "v1", [
    { kind: "IngressClass" },
    { kind: "Ingress", namespaced: true, short: ["ing"], subresources: STATUS },
    { kind: "IPAddress", short: ["ip"], since: "1.33" },
    { kind: "NetworkPolicy", namespaced: true, short: ["netpol"] },
    { kind: "ServiceCIDR", subresources: STATUS, since: "1.33" },
  ]),
  ...kindsOf("policy", "v1", [
    { kind: "PodDisruptionBudget", namespaced: true, short: ["pdb"], subresources: STATUS },
  ]),
  ...kindsOf("rbac.authorization.k8s.io", "v1", [
    { kind: "ClusterRoleBinding" },
    { kind: "ClusterRole" },
    { kind: "RoleBinding", namespaced: true },
    { kind: "Role", namespaced: true },
  ]),
  ...kindsOf("storage.k8s.io", "v1", [
    { kind: "CSIDriver" },
    { kind: "CSINode" },
    { kind: "CSIStorageCapacity", namespaced: true },
    { kind: "StorageClass", short: ["sc"] },
    { kind: "VolumeAttachment", subresources: STATUS },
    { kind: "VolumeAttributesClass", short: ["vac"], since: "1.34" },
  ]),
  ...kindsOf("admissionregistration.k8s.io", "v1", [
    { kind: "MutatingAdmissionPolicy", categories: EXTENSIONS, since: "1.36" },
    { kind: "MutatingAdmissionPolicyBinding", categories: EXTENSIONS, since: "1.36" },
    { kind: "MutatingWebhookConfiguration", categories: EXTENSIONS },
    {
      kind: "ValidatingAdmissionPolicy",
      categories: EXTENSIONS,
      subresources: STATUS,
      since: "1.30",
    },
    { kind: "ValidatingAdmissionPolicyBinding", categories: EXTENSIONS, since: "1.30" },
    { kind: "ValidatingWebhookConfiguration", categories: EXTENSIONS },
  ]),
  ...kindsOf("apiextensions.k8s.io", "v1", [
    {
      kind: "CustomResourceDefinition",
      short: ["crd", "crds"],
      categories: EXTENSIONS,
      subresources: STATUS,
    },
  ]),
  ...kindsOf("scheduling.k8s.io", "v1", [{ kind: "PriorityClass", short: ["pc"] }]),
  ...kindsOf("coordination.k8s.io", "v1", [{ kind: "Lease", namespaced: true }]),
  ...kindsOf("node.k8s.io", "v1", [{ kind: "RuntimeClass" }]),
  ...kindsOf("discovery.k8s.io", "v1", [{ kind: "EndpointSlice", namespaced: true }]),
  ...kindsOf("resource.k8s.io", "v1", [
    { kind: "DeviceClass", since: "1.34" },
    { kind: "ResourceClaim", namespaced: true, subresources: STATUS, since: "1.34" },
    { kind: "ResourceClaimTemplate", namespaced: true, since: "1.34" },
    { kind: "ResourceSlice", fields: ["spec.nodeName", "spec.driver"], since: "1.34" },
  ]),
  ...kindsOf("flowcontrol.apiserver.k8s.io", "v1", [
    { kind: "FlowSchema", subresources: STATUS, since: "1.29" },
    { kind: "PriorityLevelConfiguration", subresources: STATUS, since: "1.29" },
  ]),
];
