/**
 * Takes from an object what a server, a controller or a kubelet has written into it. Layer 7: pure.
 *
 * @module
 */
import type { NamedObject } from "./shapes.ts";

const KEPT_METADATA: ReadonlySet<string> = new Set(["name", "namespace", "labels", "annotations"]);
/** Annotations by which controllers and kubectl remember something. */
const OWN_ANNOTATION_REGEXP =
  /^(?:[\w-]+\.)*(?:kubectl|deployment|autoscaling|pv|volume|batch|job)\.(?:beta\.)?kubernetes\.io\/|^kubernetes\.io\/(?:psp|limit-ranger|config\.)/;
/** Labels that name an object which there will not be. */
const OWN_LABELS: ReadonlySet<string> = new Set([
  ...["controller-uid", "batch.kubernetes.io/controller-uid"],
  ...["job-name", "batch.kubernetes.io/job-name", "kubernetes.io/metadata.name"],
  ...["pod-template-generation", "statefulset.kubernetes.io/pod-name"],
  ...["apps.kubernetes.io/pod-index", "controller-revision-hash"],
]);
/** What a cluster chooses when it places, binds or exposes something. */
const CHOSEN_FIELDS: ReadonlySet<string> = new Set([
  ...["nodeName", "clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "volumeName"],
  ...["providerID", "podCIDR", "podCIDRs", "ephemeralContainers", "finalizers"],
]);
/** What of a pod leads to other objects, or may hold a secret of somebody. */
const POD_FIELDS: ReadonlySet<string> = new Set([
  ...["volumes", "serviceAccount", "serviceAccountName", "imagePullSecrets", "tolerations"],
  ...["nodeSelector", "affinity", "priority", "priorityClassName", "preemptionPolicy"],
  ...["topologySpreadConstraints", "hostname", "subdomain"],
]);
const CONTAINER_FIELDS: ReadonlySet<string> = new Set([
  ...["volumeMounts", "volumeDevices", "env", "envFrom"],
  ...["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"],
]);

/**
 * Gives an object as somebody would write it, without status.
 *
 * @param object As a server gave it.
 */
export function withoutServerFields({ apiVersion, kind, ...rest }: NamedObject): NamedObject {
  const { metadata, status: _, ...fields } = rest as NamedObject & { readonly status?: unknown };
  return {
    apiVersion,
    kind,
    metadata: metadataOf(metadata as Record<string, unknown> | undefined),
    ...fieldsOf(fields) as Record<string, unknown>,
  };
}

function metadataOf(metadata: Record<string, unknown> = {}): Record<string, unknown> {
  const kept = Object.entries(metadata).filter(([name]) => KEPT_METADATA.has(name));
  return withoutEmpty(
    Object.fromEntries(kept.map(([name, value]) => {
      if (name === "labels") return [name, labelsOf(value)];
      if (name !== "annotations") return [name, value];
      return [name, filtered(value, (key) => !OWN_ANNOTATION_REGEXP.test(key))];
    })),
  );
}

function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fieldsOf);
  if (!isRecord(value)) return value;
  const isPod = Array.isArray(value["containers"]);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    if (CHOSEN_FIELDS.has(name) || (isPod && POD_FIELDS.has(name))) return [];
    if (isPod && /^(?:init)?containers$/i.test(name) && Array.isArray(field)) {
      return [[name, field.map((item) => filtered(fieldsOf(item), isOfContainer))]];
    }
    if (name === "metadata" && isRecord(field)) return [[name, metadataOf(field)]];
    if (name === "matchLabels") return [[name, labelsOf(field)]];
    return [[name, fieldsOf(field)]];
  });
  return withoutEmpty(Object.fromEntries(fields));
}

/** A selector or labels of which nothing is left say nothing. */
function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  const emptied = new Set(["labels", "annotations", "matchLabels", "selector"]);
  return filtered(
    fields,
    (name) =>
      !(emptied.has(name) && isRecord(fields[name]) && Object.keys(fields[name]).length === 0),
  );
}

function isOfContainer(name: string): boolean {
  return !CONTAINER_FIELDS.has(name);
}

function labelsOf(labels: unknown): Record<string, unknown> {
  return filtered(labels, (name) => !OWN_LABELS.has(name));
}

function filtered(value: unknown, keep: (name: string) => boolean): Record<string, unknown> {
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => keep(name)))
    : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
