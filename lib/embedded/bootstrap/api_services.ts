/**
 * One object for each group and version that is served, as the aggregator keeps them. Layer 3.
 *
 * @module
 * @see k8s.io/kube-aggregator/pkg/controllers/autoregister
 */
import { formatTime } from "../clock.ts";
import { type ApiObject, type JsonObject, textsOf } from "../json.ts";
import type { ClusterState } from "../server/context.ts";
import { owned } from "./server_service.ts";

const COLLECTION = "apiregistration.k8s.io/apiservices";
const API_VERSION = "apiregistration.k8s.io/v1";
const AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";

/** The groups that clients look at first have the higher numbers; of those not listed nobody is asked first. */
const PRIORITIES: Readonly<Record<string, readonly [group: number, version?: number]>> = {
  "v1.": [18_000, 1],
  "v1.admissionregistration.k8s.io": [16_700],
  "v1.apiextensions.k8s.io": [16_700],
  "v1.apps": [17_800],
  "v1.authentication.k8s.io": [17_700],
  "v1.authorization.k8s.io": [17_600],
  "v1.autoscaling": [17_500],
  "v1.batch": [17_400],
  "v1.certificates.k8s.io": [17_300],
  "v1.coordination.k8s.io": [16_500],
  "v1.discovery.k8s.io": [16_200],
  "v1.events.k8s.io": [17_750],
  "v1.flowcontrol.apiserver.k8s.io": [16_100, 21],
  "v1.networking.k8s.io": [17_200],
  "v1.node.k8s.io": [16_300],
  "v1.policy": [17_100],
  "v1.rbac.authorization.k8s.io": [17_000],
  "v1.resource.k8s.io": [16_200, 21],
  "v1.scheduling.k8s.io": [16_600],
  "v1.storage.k8s.io": [16_800],
  "v2.autoscaling": [17_500, 30],
};
const BUILTIN_VERSION = 15;
const CUSTOM = [1000, 100] as const;

const OWNED = {
  "f:metadata": { "f:labels": { ".": {}, [`f:${AUTOMANAGED}`]: {} } },
  "f:spec": {
    "f:group": {},
    "f:groupPriorityMinimum": {},
    "f:version": {},
    "f:versionPriority": {},
  },
};
/** What is empty is owned by nobody. */
const OWNED_OF_CORE = {
  ...OWNED,
  "f:spec": { "f:groupPriorityMinimum": {}, "f:version": {}, "f:versionPriority": {} },
};

/** A group at one of its versions. */
interface Served {
  readonly group: string;
  readonly version: string;
}

/** The objects of what a server serves by itself. */
export function builtinApiServices(served: Iterable<Served>, now: string): Map<string, JsonObject> {
  const services = new Map<string, JsonObject>();
  for (const { group, version } of served) {
    const name = nameOf({ group, version });
    const [minimum, priority = BUILTIN_VERSION] = PRIORITIES[name] ?? [];
    // What the aggregator serves itself, and older versions of groups, it keeps no object for.
    if (minimum === undefined || services.has(name)) continue;
    services.set(name, apiService({ group, version }, [minimum, priority], "onstart", now));
  }
  return services;
}

/**
 * Keeps the objects of custom groups in step with what is defined: one as long as any definition serves
 * something at that version.
 */
export function syncApiServices(cluster: ClusterState): void {
  const { store, resources } = cluster;
  const wanted = new Map<string, Served>();
  for (const { kind } of [...resources.custom().values()].flat()) {
    if (PRIORITIES[nameOf(kind)] === undefined) wanted.set(nameOf(kind), kind);
  }
  for (const { metadata: { name = "", labels } } of store.list(COLLECTION)) {
    const isOurs = textsOf(labels)[AUTOMANAGED] === "true";
    if (isOurs && !wanted.has(name)) store.remove({ collection: COLLECTION, name });
    wanted.delete(name);
  }
  for (const [name, served] of wanted) {
    const now = formatTime(cluster.clock.now());
    const { metadata, ...rest } = apiService(served, CUSTOM, "true", now);
    const object = {
      ...rest,
      metadata: { name, ...metadata as JsonObject, uid: cluster.newUid(), creationTimestamp: now },
    };
    store.put({ collection: COLLECTION, name }, object as unknown as ApiObject);
  }
}

function nameOf({ group, version }: Served): string {
  return `${version}.${group}`;
}

function apiService(
  { group, version }: Served,
  [groupPriorityMinimum, versionPriority]: readonly [number, number],
  automanaged: string,
  time: string,
): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: "APIService",
    metadata: {
      labels: { [AUTOMANAGED]: automanaged },
      managedFields: [owned(API_VERSION, group === "" ? OWNED_OF_CORE : OWNED, time)],
    },
    spec: {
      ...(group === "" ? {} : { group }),
      version,
      groupPriorityMinimum,
      versionPriority,
    },
    status: {
      conditions: [{
        type: "Available",
        status: "True",
        lastTransitionTime: time,
        reason: "Local",
        message: "Local APIServices are always available",
      }],
    },
  };
}
