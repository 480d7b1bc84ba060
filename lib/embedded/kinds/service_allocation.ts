/**
 * The addresses and ports that services are given. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/service/storage/alloc.go
 */
import { type ApiObject, listOf, numberOf, objectOf, objectsOf, textOf } from "../json.ts";
import type { WriteContext } from "../resources/resource.ts";
import { type FieldFault, invalid } from "../validation/field_fault.ts";
import { specOf } from "./workloads.ts";

const FIRST_NODE_PORT = 30000;
const LAST_NODE_PORT = 32767;

/** The addresses of all services but one. */
function takenAddresses(context: WriteContext, uid?: string): Set<string> {
  return new Set(
    context.list("services").filter(({ metadata }) => metadata.uid !== uid)
      .map((service) => textOf(objectOf(service["spec"])["clusterIP"])),
  );
}

/** The ports of nodes that lead to all services but one. */
function takenNodePorts(context: WriteContext, uid?: string): Set<number> {
  return new Set(
    context.list("services").filter(({ metadata }) => metadata.uid !== uid)
      .flatMap((service) => objectsOf(objectOf(service["spec"])["ports"]))
      .map((port) => numberOf(port["nodePort"]) ?? 0),
  );
}

/** Why a port of nodes cannot be had. */
function nodePortFault(port: number, taken: ReadonlySet<number>): string | undefined {
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) {
    return `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
  }
  return taken.has(port) ? "provided port is already allocated" : undefined;
}

/** Why an address cannot be had. */
function addressFault(address: string, taken: ReadonlySet<string>): string | undefined {
  if (!isInRange(address)) return "the provided network does not match the current range";
  return taken.has(address) ? "provided IP is already allocated" : undefined;
}

/** Why an address or a port is not the cluster's to give, or not free: the first one. */
export function allocationFault(
  object: ApiObject,
  old: ApiObject | undefined,
  context: WriteContext,
): FieldFault | undefined {
  const spec = specOf(object);
  const { uid } = old?.metadata ?? {};
  const address = textOf(spec["clusterIP"]);
  const had = textOf(objectOf(old?.["spec"])["clusterIP"]);
  if (address !== "" && address !== "None" && address !== had) {
    const why = addressFault(address, takenAddresses(context, uid));
    const message = `failed to allocate IP ${address}: ${why}`;
    if (why !== undefined) return invalid("spec.clusterIPs", listOf(spec["clusterIPs"]), message);
  }
  const taken = takenNodePorts(context, uid);
  for (const [index, port] of objectsOf(spec["ports"]).entries()) {
    const number = numberOf(port["nodePort"]) ?? 0;
    if (number === 0) continue;
    const why = nodePortFault(number, taken);
    if (why !== undefined) return invalid(`spec.ports[${index}].nodePort`, number, why);
    taken.add(number);
  }
  return undefined;
}

/** Whether an address is of the cluster's range; its first and its last one are nobody's. */
function isInRange(address: string): boolean {
  const [, third, fourth] = /^10\.96\.(\d+)\.(\d+)$/.exec(address) ?? [];
  if (third === undefined) return false;
  const number = Number(third) * 256 + Number(fourth);
  return number > 0 && number < 65_535;
}

/** The next free address of the cluster's range. */
export function freeAddress(context: WriteContext): string {
  const taken = takenAddresses(context);
  for (let number = 11; number < 65_535; number++) {
    const address = `10.96.${number >> 8}.${number & 255}`;
    if (!taken.has(address)) return address;
  }
  return "";
}

/** The next free port of nodes. */
export function freeNodePort(context: WriteContext, also: ReadonlySet<number>): number {
  const taken = takenNodePorts(context);
  for (let port = FIRST_NODE_PORT; port <= LAST_NODE_PORT; port++) {
    if (!taken.has(port) && !also.has(port)) return port;
  }
  return 0;
}
