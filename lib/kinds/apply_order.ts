/**
 * In which order kinds are applied: what others stand on comes first. Layer 1: pure.
 *
 * @see sigs.k8s.io/cli-utils pkg/ordering, helm pkg/release/v1/util InstallOrder, carvel.dev/kapp
 * @module
 */

import { isObject, type JsonObject } from "../core/merge_patch.ts";

/** Kinds by `group/Kind` (the core group's by `Kind`), phase by phase; those not named are in {@link MAIN_PHASE}. */
const PHASES: readonly (readonly string[])[] = [
  ["Namespace", "apiextensions.k8s.io/CustomResourceDefinition"],
  [
    "ConfigMap",
    "LimitRange",
    "PersistentVolume",
    "ResourceQuota",
    "Secret",
    "ServiceAccount",
    "networking.k8s.io/IngressClass",
    "networking.k8s.io/NetworkPolicy",
    "node.k8s.io/RuntimeClass",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/ClusterRole",
    "rbac.authorization.k8s.io/Role",
    "scheduling.k8s.io/PriorityClass",
    "storage.k8s.io/StorageClass",
  ],
  [
    "PersistentVolumeClaim",
    "Service",
    "rbac.authorization.k8s.io/ClusterRoleBinding",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  [],
  [
    // What the servers of these run in has to be there before they are called.
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "apiregistration.k8s.io/APIService",
  ],
];

/** The phase of all kinds that are not named: workloads, and the objects of custom kinds. */
export const MAIN_PHASE = PHASES.findIndex((kinds) => kinds.length === 0);

/** How many phases there are. */
export const PHASE_COUNT = PHASES.length;

const PHASE_OF: ReadonlyMap<string, number> = new Map(
  PHASES.flatMap((kinds, phase) => kinds.map((kind) => [kind, phase] as const)),
);

/**
 * The phase in which objects of a kind are applied, from 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(applyPhase("", "Namespace"), 0);
 * assert(applyPhase("", "ConfigMap") < applyPhase("apps", "Deployment"));
 * ```
 *
 * @param group The API group, `""` for the core group.
 * @param kind The kind in CamelCase.
 */
export function applyPhase(group: string, kind: string): number {
  return PHASE_OF.get(group === "" ? kind : `${group}/${kind}`) ?? MAIN_PHASE;
}

/**
 * The kind that an object defines, as `group/Kind`: it has to be there before objects of that kind.
 *
 * @param object Any object.
 * @returns `undefined` where it defines none.
 */
export function definedKind(object: JsonObject): string | undefined {
  const { kind, spec } = object;
  if (kind !== "CustomResourceDefinition" || !isObject(spec)) return undefined;
  return isObject(spec["names"]) ? `${spec["group"]}/${spec["names"]["kind"]}` : undefined;
}
