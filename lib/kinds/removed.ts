/**
 * Versions of kinds that Kubernetes has removed, and what took their place, for errors that help.
 * Layer 1: pure data.
 *
 * @module
 */
import type { KindSpelling } from "./spelling.ts";

/** A version of a kind that is no longer served. */
export interface RemovedKind {
  /** The old group, `""` for the core group. */
  readonly group: string;
  /** The old version. */
  readonly version: string;
  /** The kind in CamelCase. */
  readonly kind: string;
  /** The first release without it, e.g. `1.22`. */
  readonly removedIn: string;
  /** What to use: `group/version/Kind`, or a feature in words. */
  readonly replacement: string;
}

/** Release, old version, kinds, new version. */
const ROWS: readonly (readonly [string, string, string, string])[] = [
  ["1.16", "extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1"],
  ["1.16", "extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1"],
  ["1.16", "extensions/v1beta1", "PodSecurityPolicy", ""],
  ["1.16", "apps/v1beta1", "ControllerRevision Deployment StatefulSet", "apps/v1"],
  [
    "1.16",
    "apps/v1beta2",
    "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
    "apps/v1",
  ],
  ["1.21", "batch/v2alpha1", "CronJob", "batch/v1"],
  ["1.22", "extensions/v1beta1", "Ingress", "networking.k8s.io/v1"],
  ["1.22", "networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1"],
  [
    "1.22",
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
  ],
  [
    "1.22",
    "apiextensions.k8s.io/v1beta1",
    "CustomResourceDefinition",
    "apiextensions.k8s.io/v1",
  ],
  ["1.22", "apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1"],
  ["1.22", "authentication.k8s.io/v1beta1", "TokenReview", "authentication.k8s.io/v1"],
  [
    "1.22",
    "authorization.k8s.io/v1beta1",
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
    "authorization.k8s.io/v1",
  ],
  [
    "1.22",
    "certificates.k8s.io/v1beta1",
    "CertificateSigningRequest",
    "certificates.k8s.io/v1",
  ],
  ["1.22", "coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1"],
  [
    "1.22",
    "rbac.authorization.k8s.io/v1beta1",
    "ClusterRole ClusterRoleBinding Role RoleBinding",
    "rbac.authorization.k8s.io/v1",
  ],
  ["1.22", "scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1"],
  [
    "1.22",
    "storage.k8s.io/v1beta1",
    "CSIDriver CSINode StorageClass VolumeAttachment",
    "storage.k8s.io/v1",
  ],
  ["1.25", "batch/v1beta1", "CronJob", "batch/v1"],
  ["1.25", "discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1"],
  ["1.25", "events.k8s.io/v1beta1", "Event", "events.k8s.io/v1"],
  ["1.25", "autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["1.25", "policy/v1beta1", "PodDisruptionBudget", "policy/v1"],
  ["1.25", "policy/v1beta1", "PodSecurityPolicy", ""],
  ["1.25", "node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1"],
  ["1.26", "autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"],
  [
    "1.26",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["1.27", "storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1"],
  [
    "1.29",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  [
    "1.32",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "FlowSchema PriorityLevelConfiguration",
    "flowcontrol.apiserver.k8s.io/v1",
  ],
];

/**
 * Finds what became of a kind that a spelling names and that no longer exists.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseKindSpelling } from "./spelling.ts";
 * const removed = findRemovedKind(parseKindSpelling("batch/v1beta1/CronJob"));
 * assert.equal(removed?.replacement, "batch/v1/CronJob");
 * ```
 *
 * @param spelling The spelling, taken apart; without a version its group must be named in full.
 * @returns The newest removal that fits, or `undefined`.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export function findRemovedKind(
  { name, group, version }: KindSpelling,
): RemovedKind | undefined {
  for (const [removedIn, from, kinds, to] of ROWS.toReversed()) {
    const [oldGroup = "", oldVersion = ""] = from.split("/");
    if (group !== undefined && group !== oldGroup) continue;
    if (version !== undefined && version !== oldVersion) continue;
    const kind = kinds.split(" ").find((kind) => namesOf(kind).includes(name));
    if (kind === undefined) continue;
    const replacement = to === "" ? "Pod Security Admission" : `${to}/${kind}`;
    return { group: oldGroup, version: oldVersion, kind, removedIn, replacement };
  }
  return undefined;
}

function namesOf(kind: string): readonly string[] {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
  return [singular, singular.endsWith("s") ? `${singular}es` : plural];
}
