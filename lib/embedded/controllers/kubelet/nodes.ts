/**
 * Nodes as a kubelet registers them: what they have, where they are, how they are. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/nodestatus
 */
import { QueryError } from "../../../core/errors.ts";
import { parseQuantity } from "../../../core/quantity.ts";
import { formatMicroTime, formatTime } from "../../clock.ts";
import type { ApiObject, JsonObject } from "../../json.ts";
import { digestOf } from "../../objects/digest.ts";
import { subdomainFaults } from "../../validation/formats.ts";

/** A node that a cluster is to have. */
export interface NodeShape {
  /** Its name; default `node-1`, `node-2`, … */
  readonly name?: string;
  /** Labels beside those that every node has. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What keeps pods away; default nothing. */
  readonly taints?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  }[];
  /** What it has, as quantities; default 4 CPUs, 16Gi of memory, 100Gi of storage and 110 pods. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** What of it pods may use; default all of it. */
  readonly allocatable?: Readonly<Record<string, string>>;
  /** Whether it is cordoned; default `false`. */
  readonly unschedulable?: boolean;
}

const CAPACITY: Readonly<Record<string, string>> = {
  cpu: "4",
  "ephemeral-storage": "100Gi",
  "hugepages-1Gi": "0",
  "hugepages-2Mi": "0",
  memory: "16Gi",
  pods: "110",
};

/** The namespace of the leases by which nodes say that they live. */
export const LEASE_NAMESPACE = "kube-node-lease";
const LEASE_SECONDS = 40;

/**
 * What a cluster of nodes is made of: a number of equal ones, or each by its shape.
 *
 * @throws {QueryError} when there cannot be such nodes.
 */
export function nodeShapes(nodes: number | readonly NodeShape[]): readonly NodeShape[] {
  if (typeof nodes !== "number") return checkShapes(nodes);
  if (Number.isInteger(nodes) && nodes >= 0) return Array.from({ length: nodes }, () => ({}));
  throw new QueryError(`Cannot make ${nodes} nodes: their number is a whole one, from 0`);
}

function checkShapes(shapes: readonly NodeShape[]): readonly NodeShape[] {
  const seen = new Set<string>();
  for (const [index, shape] of shapes.entries()) {
    const name = nameOf(shape, index);
    const about = `Cannot make node ${JSON.stringify(name)}`;
    const [fault] = subdomainFaults(name);
    if (fault !== undefined) throw new QueryError(`${about}: ${fault}`);
    if (seen.has(name)) throw new QueryError(`${about}: there is one of that name already`);
    seen.add(name);
    for (const [what, text] of Object.entries({ ...shape.capacity, ...shape.allocatable })) {
      try {
        parseQuantity(text);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        throw new QueryError(`${about}: ${what}: ${error.message}`);
      }
    }
  }
  return shapes;
}

function nameOf({ name }: NodeShape, index: number): string {
  return name ?? `node-${index + 1}`;
}

/**
 * A node that is ready.
 *
 * @param shape What it is to be.
 * @param index Its place among the cluster's nodes, from 0: gives name, address and range of pods.
 * @param nowMs Since when, in milliseconds since 1970.
 * @param version What its kubelet says it is, e.g. `v1.36.3`.
 * @returns The object, with its status.
 */
export function nodeObject(
  shape: NodeShape,
  index: number,
  nowMs: number,
  version: string,
): ApiObject {
  const name = nameOf(shape, index);
  const podCIDR = podRange(index);
  const { taints, unschedulable } = shape;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { ...standardLabels(name), ...shape.labels } },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      ...(taints === undefined || taints.length === 0
        ? {}
        : { taints: taints.map((taint) => ({ ...taint })) }),
      ...(unschedulable ? { unschedulable } : {}),
    },
    status: nodeStatus(name, index, nowMs, version, shape),
  };
}

/** Labels that a kubelet gives its node. */
export function standardLabels(name: string): Record<string, string> {
  return {
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
  };
}

/** The addresses that a node gives its pods. */
function podRange(index: number): string {
  return `10.${244 + (index >> 8)}.${index & 255}.0/24`;
}

/** The status of a node that is ready. */
export function nodeStatus(
  name: string,
  index: number,
  nowMs: number,
  version: string,
  { capacity: own = {}, allocatable }: Pick<NodeShape, "capacity" | "allocatable">,
): JsonObject {
  const capacity = { ...CAPACITY, ...own };
  return {
    capacity,
    allocatable: { ...capacity, ...allocatable },
    conditions: nodeConditions(nowMs),
    addresses: [
      { type: "InternalIP", address: `172.18.${(index + 2) >> 8}.${(index + 2) & 255}` },
      { type: "Hostname", address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: digestOf(`machine ${name}`, 32),
      systemUUID: uuidOf(`system ${name}`),
      bootID: uuidOf(`boot ${name}`),
      kernelVersion: "6.12.0",
      osImage: "Embedded",
      containerRuntimeVersion: "containerd://2.1.0",
      kubeletVersion: version,
      kubeProxyVersion: "",
      operatingSystem: "linux",
      architecture: "amd64",
    },
  };
}

function uuidOf(text: string): string {
  const digits = digestOf(text, 32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const CONDITIONS: readonly (readonly [type: string, reason: string, message: string])[] = [
  ["MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "KubeletReady", "kubelet is posting ready status"],
];

function nodeConditions(nowMs: number): JsonObject[] {
  const time = formatTime(nowMs);
  return CONDITIONS.map(([type, reason, message]) => ({
    type,
    status: type === "Ready" ? "True" : "False",
    lastHeartbeatTime: time,
    lastTransitionTime: time,
    reason,
    message,
  }));
}

/** The lease by which a node says that it lives. */
export function nodeLease(name: string, uid: string, nowMs: number): ApiObject {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      namespace: LEASE_NAMESPACE,
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid }],
    },
    spec: {
      holderIdentity: name,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: formatMicroTime(nowMs),
    },
  };
}
