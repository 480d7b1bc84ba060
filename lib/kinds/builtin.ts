/**
 * Every kind that Kubernetes 1.36 serves by default, at its preferred stable version, as frozen data in
 * the order of the server's own discovery. A live test compares it with what a real API server says.
 * Layer 1: pure.
 *
 * @module
 */
import { ADMINISTRATION_KINDS } from "./builtin_administration.ts";
import { type BuiltinKind, kindsOf, STATUS, VERBS } from "./builtin_row.ts";
import { parseApiVersion } from "../core/gvk.ts";
import type { ResourceLocation } from "../core/path.ts";

/** What can be asked of a kind whose objects run pods that a selector finds. */
const POD_STREAMS = ["logs", "exec", "portForward"] as const;
const SCALE = ["scale", "status"] as const;

const CORE = kindsOf("", "v1", [
  { kind: "Binding", namespaced: true, verbs: ["create"] },
  { kind: "ComponentStatus", short: ["cs"], verbs: ["get", "list"] },
  { kind: "ConfigMap", namespaced: true, short: ["cm"] },
  { kind: "Endpoints", namespaced: true, short: ["ep"], plural: "endpoints" },
  {
    kind: "Event",
    namespaced: true,
    short: ["ev"],
    fields: [
      "involvedObject.kind",
      "involvedObject.namespace",
      "involvedObject.name",
      "involvedObject.uid",
      "involvedObject.apiVersion",
      "involvedObject.resourceVersion",
      "involvedObject.fieldPath",
      "reason",
      "reportingComponent",
      { selector: "source", firstOf: ["source.component", "reportingComponent"] },
      "type",
    ],
  },
  { kind: "LimitRange", namespaced: true, short: ["limits"] },
  {
    kind: "Namespace",
    short: ["ns"],
    verbs: VERBS.noCollection,
    subresources: ["finalize", "status"],
    fields: ["status.phase"],
  },
  {
    kind: "Node",
    short: ["no"],
    subresources: ["proxy", "status"],
    fields: [{ selector: "spec.unschedulable", whenAbsent: "false" }],
    traits: ["schedule"],
  },
  { kind: "PersistentVolumeClaim", namespaced: true, short: ["pvc"], subresources: STATUS },
  { kind: "PersistentVolume", short: ["pv"], subresources: STATUS },
  {
    kind: "Pod",
    namespaced: true,
    short: ["po"],
    categories: ["all"],
    subresources: [
      "attach",
      "binding",
      "ephemeralcontainers",
      "eviction",
      "exec",
      "log",
      "portforward",
      "proxy",
      "resize",
      "status",
    ],
    // "status.podIPs" is accepted by the server too, but it compares with nothing and so never matches.
    fields: [
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      { selector: "spec.hostNetwork", whenAbsent: "false" },
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
    ],
    traits: [...POD_STREAMS, "evict"],
  },
  { kind: "PodTemplate", namespaced: true },
  {
    kind: "ReplicationController",
    namespaced: true,
    short: ["rc"],
    categories: ["all"],
    subresources: SCALE,
    fields: [{ selector: "status.replicas", whenAbsent: "0" }],
    traits: ["scale", "template", ...POD_STREAMS],
  },
  { kind: "ResourceQuota", namespaced: true, short: ["quota"], subresources: STATUS },
  { kind: "Secret", namespaced: true, fields: ["type"], traits: ["data"] },
  { kind: "ServiceAccount", namespaced: true, short: ["sa"], subresources: ["token"] },
  {
    kind: "Service",
    namespaced: true,
    short: ["svc"],
    categories: ["all"],
    subresources: ["proxy", "status"],
    fields: ["spec.clusterIP", "spec.type"],
    traits: POD_STREAMS,
  },
]);

const APPS = kindsOf("apps", "v1", [
  { kind: "ControllerRevision", namespaced: true },
  {
    kind: "DaemonSet",
    namespaced: true,
    short: ["ds"],
    categories: ["all"],
    subresources: STATUS,
    traits: ["rollout", "template", ...POD_STREAMS],
  },
  {
    kind: "Deployment",
    namespaced: true,
    short: ["deploy"],
    categories: ["all"],
    subresources: SCALE,
    traits: ["scale", "rollout", "template", ...POD_STREAMS],
  },
  {
    kind: "ReplicaSet",
    namespaced: true,
    short: ["rs"],
    categories: ["all"],
    subresources: SCALE,
    traits: ["scale", "template", ...POD_STREAMS],
  },
  {
    kind: "StatefulSet",
    namespaced: true,
    short: ["sts"],
    categories: ["all"],
    subresources: SCALE,
    traits: ["scale", "rollout", "template", ...POD_STREAMS],
  },
]);

const BATCH = kindsOf("batch", "v1", [
  {
    kind: "CronJob",
    namespaced: true,
    short: ["cj"],
    categories: ["all"],
    subresources: STATUS,
    traits: ["template"],
  },
  {
    kind: "Job",
    namespaced: true,
    categories: ["all"],
    subresources: STATUS,
    fields: [{ selector: "status.successful", path: "status.succeeded", whenAbsent: "0" }],
    traits: ["template", ...POD_STREAMS],
  },
]);

const AUTOSCALING = kindsOf("autoscaling", "v2", [
  {
    kind: "HorizontalPodAutoscaler",
    namespaced: true,
    short: ["hpa"],
    categories: ["all"],
    subresources: STATUS,
  },
]);

/** The server's order: which group answers first where two share a name. */
const GROUP_ORDER = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "resource.k8s.io",
  "flowcontrol.apiserver.k8s.io",
];

/** Every built-in kind, in the order of the server's discovery. */
export const BUILTIN_KINDS: readonly BuiltinKind[] = Object.freeze(
  [...CORE, ...APPS, ...BATCH, ...AUTOSCALING, ...ADMINISTRATION_KINDS].sort((a, b) =>
    GROUP_ORDER.indexOf(a.group) - GROUP_ORDER.indexOf(b.group)
  ),
);

const BY_TYPE = new Map(
  BUILTIN_KINDS.map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind]),
);

/**
 * Finds a built-in kind by what an object says of itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(builtinKind("apps/v1", "Deployment")?.plural, "deployments");
 * ```
 *
 * @param apiVersion `v1` or `group/version`.
 * @param kind The kind in CamelCase.
 * @returns The kind, or `undefined` where it is not built in at this version.
 */
export function builtinKind(apiVersion: string, kind: string): BuiltinKind | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  return BY_TYPE.get(`${group}/${version}/${kind}`);
}

/**
 * Tells whether a kind is one of Kubernetes itself, at whatever version: its server knows how the lists of
 * its objects are merged.
 */
export function isBuiltinResource({ group, plural }: ResourceLocation): boolean {
  return BUILTIN_KINDS.some((kind) => kind.plural === plural && kind.group === group);
}
