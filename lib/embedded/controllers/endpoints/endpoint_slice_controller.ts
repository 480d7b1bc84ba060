/**
 * Writes down in endpoint slices which pods are behind a service. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/endpointslice
 */
import { type ApiObject, equalJson, type JsonObject, listOf, objectsOf } from "../../json.ts";
import { subdomainFaults } from "../../validation/formats.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { referenceTo } from "../workload/owners.ts";
import { isReady, nodeNameOf } from "../workload/pods.ts";
import { annotationsOf, labelsOf, placeOf, specOf } from "../workload/reading.ts";
import {
  addressesOf,
  endpointLabels,
  hasPods,
  hostnameOf,
  isReachable,
  nodeOf,
  podReference,
  podsOf,
  portsAt,
  startForServices,
  withTriggerTime,
} from "./service_pods.ts";
import { TriggerTimes } from "./trigger_times.ts";

const SERVICE_NAME = "kubernetes.io/service-name";
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const MANAGER = "endpointslice-controller.k8s.io";
/** So many endpoints a slice has at most. */
const MAX_ENDPOINTS = 100;
const ZONE = "topology.kubernetes.io/zone";

/** The controller of endpoint slices. */
export const ENDPOINT_SLICE_CONTROLLER: Controller = {
  name: "endpointslice",
  start(context) {
    const times = new TriggerTimes();
    return startForServices(context, (key) => reconcile(context, times, key));
  },
};

/** The endpoints that have the same ports. */
interface Group {
  readonly ports: JsonObject[];
  readonly endpoints: JsonObject[];
}

function reconcile(context: ControllerContext, times: TriggerTimes, key: string): void {
  const { client, cluster } = context;
  const service = client.find(cluster.resources.get("", "v1", "services"), placeOf(key));
  // What a deleted service leaves behind is garbage, and collected as such.
  if (service === undefined) return times.forget(key);
  if (service.metadata.deletionTimestamp !== undefined || !hasPods(service)) return;
  const pods = podsOf(context, service);
  const time = times.next(service, pods);
  const resource = cluster.resources.get("discovery.k8s.io", "v1", "endpointslices");
  const { namespace = "", name = "" } = service.metadata;
  const existing = client.list(resource, namespace).filter((slice) => {
    const labels = labelsOf(slice);
    return labels[SERVICE_NAME] === name && labels[MANAGED_BY] === MANAGER;
  });
  const wanted = slicesFor(groupsOf(context, service, pods), existing);
  const unused = new Set(existing);
  const missing: Group[] = [];
  for (const group of wanted) {
    const slice = [...unused].find((one) => samePorts(one, group));
    if (slice === undefined) missing.push(group);
    else {
      unused.delete(slice);
      write(context, { service, time }, slice, group);
    }
  }
  for (const group of missing) {
    const [slice] = unused;
    if (slice !== undefined) unused.delete(slice);
    write(context, { service, time }, slice, group);
  }
  for (const { metadata } of unused) {
    client.delete(resource, { namespace, name: metadata.name ?? "" });
  }
}

function samePorts(slice: ApiObject, { ports }: Group): boolean {
  return equalJson(objectsOf(slice["ports"]), ports);
}

/** Cuts groups into slices; endpoints that are in a slice already stay in their order. */
function slicesFor(groups: readonly Group[], existing: readonly ApiObject[]): Group[] {
  const places = new Map<string, number>();
  for (const slice of existing) {
    for (const endpoint of objectsOf(slice["endpoints"])) places.set(podOf(endpoint), places.size);
  }
  const placeOfEndpoint = (endpoint: JsonObject) => places.get(podOf(endpoint)) ?? places.size;
  const slices = groups.flatMap(({ ports, endpoints }) => {
    const sorted = [...endpoints]
      .sort((left, right) => placeOfEndpoint(left) - placeOfEndpoint(right));
    const count = Math.ceil(sorted.length / MAX_ENDPOINTS);
    return Array.from({ length: count }, (_, index) => ({
      ports,
      endpoints: sorted.slice(index * MAX_ENDPOINTS, (index + 1) * MAX_ENDPOINTS),
    }));
  });
  return slices.length > 0 ? slices : [{ ports: [], endpoints: [] }];
}

function podOf(endpoint: JsonObject): string {
  return JSON.stringify(endpoint["targetRef"]);
}

function groupsOf(
  context: ControllerContext,
  service: ApiObject,
  pods: readonly ApiObject[],
): Group[] {
  const groups = new Map<string, Group>();
  const publishes = specOf(service)["publishNotReadyAddresses"] === true;
  for (const pod of pods.filter((one) => isReachable(one, true))) {
    const node = nodeOf(context, pod);
    if (node === undefined && !publishes) continue;
    const ports = portsAt(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpointOf(service, pod, node, publishes));
  }
  return [...groups.values()];
}

function endpointOf(
  service: ApiObject,
  pod: ApiObject,
  node: ApiObject | undefined,
  publishes: boolean,
): JsonObject {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const nodeName = nodeNameOf(pod);
  const zone = node === undefined ? undefined : labelsOf(node)[ZONE];
  const hostname = hostnameOf(service, pod);
  return {
    addresses: addressesOf(pod),
    conditions: { ready: publishes || serving && !terminating, serving, terminating },
    targetRef: podReference(pod),
    ...(nodeName === "" ? {} : { nodeName }),
    ...(zone ? { zone } : {}),
    ...(hostname === "" ? {} : { hostname }),
  };
}

/** What slices are written for. */
interface Cause {
  readonly service: ApiObject;
  /** What made them change, as a timestamp. */
  readonly time: string | undefined;
}

function write(
  context: ControllerContext,
  { service, time }: Cause,
  slice: ApiObject | undefined,
  { ports, endpoints }: Group,
): void {
  const { client, cluster } = context;
  const resource = cluster.resources.get("discovery.k8s.io", "v1", "endpointslices");
  const { namespace = "", name = "" } = service.metadata;
  const labels = endpointLabels(service, { [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER });
  // What is stored by a real server has no empty lists.
  const content = {
    endpoints: endpoints.length > 0 ? endpoints : null,
    ports: ports.length > 0 ? ports : null,
  };
  if (slice === undefined) {
    const prefix = `${name}-`;
    client.create(resource, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: subdomainFaults(prefix, true).length === 0 ? prefix : name,
        namespace,
        labels,
        annotations: withTriggerTime({}, time),
        ownerReferences: [referenceTo(service)],
      },
      addressType: "IPv4",
      ...content,
    });
    return;
  }
  const isSame = equalJson(listOf(slice["endpoints"]), endpoints) &&
    equalJson(listOf(slice["ports"]), ports) && equalJson(labelsOf(slice), labels);
  if (isSame) return;
  client.change(resource, { namespace, name: slice.metadata.name ?? "" }, (live) => ({
    ...live,
    metadata: {
      ...live.metadata,
      labels,
      annotations: withTriggerTime(annotationsOf(live), time),
    },
    ...content,
  }));
}
