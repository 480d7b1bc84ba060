/**
 * The pods behind a service, and at which ports they are reached. Layer 3.
 *
 * @module
 * @see k8s.io/endpointslice/util/controller_utils.go
 */
import {
  type ApiObject,
  isObject,
  type JsonObject,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../../json.ts";
import type { ControllerContext, RunningController } from "../controller.ts";
import { startKeyed } from "../workload/keyed.ts";
import { isTerminal, nodeNameOf } from "../workload/pods.ts";
import { keyOf, labelsOf, specOf, statusOf } from "../workload/reading.ts";

/** The label of what belongs to a service without an address of its own. */
export const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

/** Whether a service has pods behind it that somebody has to look for. */
export function hasPods(service: ApiObject): boolean {
  const spec = specOf(service);
  return spec["type"] !== "ExternalName" && isObject(spec["selector"]);
}

/** Whether a service selects a pod. */
export function selectsPod(service: ApiObject, pod: ApiObject): boolean {
  if (!hasPods(service)) return false;
  const labels = labelsOf(pod);
  return Object.entries(textsOf(specOf(service)["selector"]))
    .every(([key, value]) => labels[key] === value);
}

/** Starts what looks after services: whenever one of their pods changes, or a node comes or goes. */
export function startForServices(
  context: ControllerContext,
  reconcile: (key: string) => void,
): RunningController {
  const { store } = context.cluster;
  return startKeyed(context, {
    collection: "services",
    others: {
      pods: (pod) =>
        store.list("services", pod.metadata.namespace)
          .filter((service) => selectsPod(service, pod))
          .map(keyOf),
    },
    everything: { nodes: () => false },
    reconcile,
  });
}

/** The pods that a service selects. */
export function podsOf({ cluster }: ControllerContext, service: ApiObject): ApiObject[] {
  return cluster.store.list("pods", service.metadata.namespace)
    .filter((pod) => selectsPod(service, pod));
}

/** Whether a pod can be reached, if only for as long as it ends. */
export function isReachable(pod: ApiObject, withTerminating: boolean): boolean {
  return !isTerminal(pod) && addressesOf(pod).length > 0 &&
    (withTerminating || pod.metadata.deletionTimestamp === undefined);
}

/** The annotations of what belongs to a service, with what made it change. */
export function withTriggerTime(
  annotations: Readonly<Record<string, string>>,
  time: string | undefined,
): Record<string, string> {
  const { [TRIGGER_TIME]: _before, ...others } = annotations;
  return time === undefined ? others : { ...others, [TRIGGER_TIME]: time };
}

/** The addresses of a pod of the family that services have. */
export function addressesOf(pod: ApiObject): string[] {
  const status = statusOf(pod);
  const all = objectsOf(status["podIPs"]).map(({ ip }) => textOf(ip));
  const found = all.length > 0 ? all : [textOf(status["podIP"])];
  return found.filter((address) => address !== "" && !address.includes(":"));
}

/** Whether nodes reach a service by an address of its own. */
export function hasAddress(service: ApiObject): boolean {
  const address = textOf(specOf(service)["clusterIP"]);
  return address !== "" && address !== "None";
}

/** The ports of a service at a pod; one by name that the pod does not have is left out. */
export function portsAt(service: ApiObject, pod: ApiObject): JsonObject[] {
  return objectsOf(specOf(service)["ports"]).flatMap((port) => {
    const number = portNumber(port, pod);
    if (number === undefined) return [];
    const { name = "", protocol = "TCP", appProtocol } = port;
    return [{ name, port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function portNumber({ targetPort, protocol }: JsonObject, pod: ApiObject): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  const spec = specOf(pod);
  const sidecars = objectsOf(spec["initContainers"])
    .filter((container) => container["restartPolicy"] === "Always");
  const found = [...objectsOf(spec["containers"]), ...sidecars]
    .flatMap((container) => objectsOf(container["ports"]))
    .find((port) => port["name"] === targetPort && port["protocol"] === protocol);
  const number = found?.["containerPort"];
  return typeof number === "number" ? number : undefined;
}

/** The name by which the service's own domain knows a pod; `""` where it does not. */
export function hostnameOf(service: ApiObject, pod: ApiObject): string {
  const spec = specOf(pod);
  return spec["subdomain"] === service.metadata.name ? textOf(spec["hostname"]) : "";
}

/** The reference to a pod. */
export function podReference({ metadata }: ApiObject): JsonObject {
  const { namespace = "", name = "", uid = "" } = metadata;
  return { kind: "Pod", namespace, name, uid };
}

/** The node of a pod, or `undefined` where it has none that exists. */
export function nodeOf({ cluster }: ControllerContext, pod: ApiObject): ApiObject | undefined {
  const name = nodeNameOf(pod);
  return name === "" ? undefined : cluster.store.get({ collection: "nodes", name });
}

/** The labels of a service with what its endpoints say beside them. */
export function endpointLabels(service: ApiObject, own: Readonly<Record<string, string>>) {
  const { [HEADLESS]: _headless, ...labels } = textsOf(objectOf(service.metadata)["labels"]);
  return { ...labels, ...(hasAddress(service) ? {} : { [HEADLESS]: "" }), ...own };
}
