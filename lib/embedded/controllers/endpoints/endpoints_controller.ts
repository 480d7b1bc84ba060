/**
 * Writes down in endpoints which pods are behind a service, as clients of long ago read it. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/endpoint
 */
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  listOf,
  objectsOf,
  textOf,
} from "../../json.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { isReady, nodeNameOf } from "../workload/pods.ts";
import { annotationsOf, labelsOf, placeOf, specOf } from "../workload/reading.ts";
import {
  addressesOf,
  endpointLabels,
  hasPods,
  hostnameOf,
  isReachable,
  podReference,
  podsOf,
  portsAt,
  startForServices,
  withTriggerTime,
} from "./service_pods.ts";
import { TriggerTimes } from "./trigger_times.ts";

const MANAGED_BY = "endpoints.kubernetes.io/managed-by";
const OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
/** So many addresses endpoints have at most. */
const MAX_ADDRESSES = 1000;

/** The controller of endpoints. */
export const ENDPOINTS_CONTROLLER: Controller = {
  name: "endpoint",
  start(context) {
    const times = new TriggerTimes();
    return startForServices(context, (key) => reconcile(context, times, key));
  },
};

interface Subset {
  readonly ports: JsonObject[];
  readonly ready: JsonObject[];
  readonly notReady: JsonObject[];
}

function reconcile(context: ControllerContext, times: TriggerTimes, key: string): void {
  const { client, cluster } = context;
  const place = placeOf(key);
  const resource = cluster.resources.get("", "v1", "endpoints");
  const service = client.find(cluster.resources.get("", "v1", "services"), place);
  if (service === undefined) {
    times.forget(key);
    return client.delete(resource, place);
  }
  if (!hasPods(service)) return;
  const pods = podsOf(context, service);
  const time = times.next(service, pods);
  const { subsets, isCut } = limited(subsetsOf(service, pods));
  const labels = endpointLabels(service, { [MANAGED_BY]: "endpoint-controller" });
  const found = client.find(resource, place);
  const said = found === undefined ? {} : annotationsOf(found);
  const isSame = found !== undefined && equalJson(listOf(found["subsets"]), subsets) &&
    equalJson(labelsOf(found), labels) && isCut === (said[OVER_CAPACITY] !== undefined);
  if (isSame) return;
  const { [OVER_CAPACITY]: _before, ...others } = said;
  const annotations = {
    ...withTriggerTime(others, time),
    ...(isCut ? { [OVER_CAPACITY]: "truncated" } : {}),
  };
  const content = subsets.length > 0 ? { subsets } : {};
  if (found === undefined) {
    client.create(resource, {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { ...place, labels, annotations },
      ...content,
    });
    return;
  }
  client.change(resource, place, ({ subsets: _subsets, ...live }) => ({
    ...live as ApiObject,
    metadata: { ...(live as ApiObject).metadata, labels, annotations },
    ...content,
  }));
}

function subsetsOf(service: ApiObject, pods: readonly ApiObject[]): Subset[] {
  const publishes = specOf(service)["publishNotReadyAddresses"] === true;
  const isHeadless = specOf(service)["clusterIP"] === "None";
  const hasPorts = objectsOf(specOf(service)["ports"]).length > 0;
  const found = new Map<string, Subset>();
  for (const pod of pods.filter((one) => isReachable(one, publishes))) {
    const ports = portsAt(service, pod).map(withoutEmptyName);
    if (ports.length === 0 && (hasPorts || !isHeadless)) continue;
    const key = JSON.stringify(ports);
    const subset = found.get(key) ?? { ports, ready: [], notReady: [] };
    found.set(key, subset);
    const list = publishes || isReady(pod) ? subset.ready : subset.notReady;
    list.push(addressOf(service, pod));
  }
  return [...found.values()];
}

function withoutEmptyName({ name, ...port }: JsonObject): JsonObject {
  return name === "" ? port : { name, ...port };
}

function addressOf(service: ApiObject, pod: ApiObject): JsonObject {
  const nodeName = nodeNameOf(pod);
  const hostname = hostnameOf(service, pod);
  return {
    ip: addressesOf(pod)[0] ?? "",
    ...(hostname === "" ? {} : { hostname }),
    ...(nodeName === "" ? {} : { nodeName }),
    targetRef: podReference(pod),
  };
}

/** The subsets as they are served, with no more addresses than endpoints may have: ready ones first. */
function limited(subsets: readonly Subset[]): { subsets: JsonObject[]; isCut: boolean } {
  const total = subsets.reduce(
    (sum, { ready, notReady }) => sum + ready.length + notReady.length,
    0,
  );
  let left = MAX_ADDRESSES;
  const take = (addresses: readonly JsonObject[]) => {
    const taken = [...addresses].sort(byAddress).slice(0, left);
    left -= taken.length;
    return taken;
  };
  const ready = subsets.map((subset) => take(subset.ready));
  const cut = subsets.map(({ ports, notReady }, index): JsonObject => {
    const addresses = ready[index] ?? [];
    const notReadyAddresses = take(notReady);
    return {
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ...(ports.length > 0 ? { ports } : {}),
    };
  });
  return { subsets: cut, isCut: total > MAX_ADDRESSES };
}

function byAddress(left: JsonObject, right: JsonObject): number {
  const parts = (address: JsonObject) => textOf(address["ip"]).split(".").map(Number);
  const [a, b] = [parts(left), parts(right)];
  const index = a.findIndex((part, position) => part !== b[position]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
