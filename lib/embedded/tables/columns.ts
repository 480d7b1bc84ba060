/**
 * The columns of each kind. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/printers/internalversion/printers.go
 */
import {
  type ApiObject,
  isObject,
  type JsonValue,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import { ADMINISTRATION_COLUMNS } from "./administration_columns.ts";
import {
  AGE,
  type Column,
  count,
  flag,
  labelsText,
  NAME,
  numberIn,
  orElse,
  selectorText,
  spec,
  status,
  text,
} from "./cells.ts";
import { EVENT_COLUMNS } from "./event_columns.ts";
import { WORKLOAD_COLUMNS } from "./workload_columns.ts";
import { POD_COLUMNS } from "./pod_row.ts";
import { nodeRole, nodeStatus, quotaText, rolesAddress } from "./rows.ts";

const CREATED: Column = {
  name: "Created At",
  type: "date",
  cell: ({ metadata }) => metadata.creationTimestamp ?? "",
};

function keys(value: JsonValue | undefined): number {
  return isObject(value) ? Object.keys(value).length : 0;
}

function servicePorts(object: ApiObject): string {
  return objectsOf(spec(object)["ports"]).map((port) => {
    const node = numberIn(port["nodePort"]);
    const number = numberIn(port["port"]);
    return `${number}${node > 0 ? `:${node}` : ""}/${textOf(port["protocol"])}`;
  }).join(",") || "<none>";
}

function externalAddress(object: ApiObject): string {
  const { type, externalName, externalIPs } = spec(object);
  const own = listOf(externalIPs).map(textOf);
  if (type === "ExternalName") return textOf(externalName);
  if (type !== "LoadBalancer") return own.join(",") || "<none>";
  return [...balancerAddresses(object), ...own].join(",") || "<pending>";
}

function balancerAddresses(object: ApiObject): string[] {
  return objectsOf(objectOf(status(object)["loadBalancer"])["ingress"])
    .map(({ ip, hostname }) => textOf(ip) || textOf(hostname));
}

function accessModes(value: JsonValue | undefined): string {
  const short: Readonly<Record<string, string>> = {
    ReadWriteOnce: "RWO",
    ReadOnlyMany: "ROX",
    ReadWriteMany: "RWX",
    ReadWriteOncePod: "RWOP",
  };
  return listOf(value).map((mode) => short[textOf(mode)] ?? "").join(",");
}

/** What volumes and the claims for them have in common. */
const VOLUME_STATUS = text(
  "Status",
  (o) => o.metadata.deletionTimestamp === undefined ? textOf(status(o)["phase"]) : "Terminating",
);
const STORAGE_CLASS = text("StorageClass", (o) => textOf(spec(o)["storageClassName"]));
const ATTRIBUTES_CLASS = text(
  "VolumeAttributesClass",
  (o) => orElse(spec(o)["volumeAttributesClassName"], "<unset>"),
);
const VOLUME_MODE = text("VolumeMode", (o) => orElse(spec(o)["volumeMode"], "<unset>"), 1);

/** The kernel with its architecture, as servers say it from 1.36 on. */
function kernelText(object: ApiObject): string {
  const { kernelVersion, architecture } = objectOf(status(object)["nodeInfo"]);
  const suffix = textOf(architecture) === "" ? "" : ` (${textOf(architecture)})`;
  return `${orElse(kernelVersion, "<unknown>")}${suffix}`;
}

function subjects(object: ApiObject, kind: string): string {
  return objectsOf(object["subjects"]).filter((subject) => subject["kind"] === kind)
    .map((subject) =>
      kind === "ServiceAccount"
        ? `${textOf(subject["namespace"])}/${textOf(subject["name"])}`
        : textOf(subject["name"])
    ).join(", ");
}

const BINDING: readonly Column[] = [
  NAME,
  text("Role", (object) => {
    const reference = objectOf(object["roleRef"]);
    return `${textOf(reference["kind"])}/${textOf(reference["name"])}`;
  }),
  AGE,
  text("Users", (object) => subjects(object, "User"), 1),
  text("Groups", (object) => subjects(object, "Group"), 1),
  text("ServiceAccounts", (object) => subjects(object, "ServiceAccount"), 1),
];

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  pods: POD_COLUMNS,
  configmaps: [NAME, text("Data", (o) => keys(o["data"]) + keys(o["binaryData"])), AGE],
  secrets: [
    NAME,
    text("Type", (o) => textOf(o["type"])),
    text("Data", (o) => keys(o["data"])),
    AGE,
  ],
  serviceaccounts: [NAME, AGE],
  namespaces: [NAME, text("Status", (o) => textOf(status(o)["phase"])), AGE],
  nodes: [
    NAME,
    text("Status", nodeStatus),
    text("Roles", nodeRole),
    AGE,
    text("Version", (o) => textOf(objectOf(status(o)["nodeInfo"])["kubeletVersion"])),
    text("Internal-IP", (o) => rolesAddress(o, "InternalIP"), 1),
    text("External-IP", (o) => rolesAddress(o, "ExternalIP"), 1),
    text("OS-Image", (o) => orElse(objectOf(status(o)["nodeInfo"])["osImage"], "<unknown>"), 1),
    text(
      "Kernel-Version",
      kernelText,
      1,
    ),
    text(
      "Container-Runtime",
      (o) => orElse(objectOf(status(o)["nodeInfo"])["containerRuntimeVersion"], "<unknown>"),
      1,
    ),
  ],
  services: [
    NAME,
    text("Type", (o) => textOf(spec(o)["type"])),
    text("Cluster-IP", (o) => orElse(spec(o)["clusterIP"], "<none>")),
    text("External-IP", externalAddress),
    text("Port(s)", servicePorts),
    AGE,
    text("Selector", (o) => labelsText(textsOf(spec(o)["selector"])), 1),
  ],
  endpoints: [
    NAME,
    text(
      "Endpoints",
      (o) =>
        objectsOf(o["subsets"]).flatMap((subset) =>
          objectsOf(subset["ports"]).flatMap((port) =>
            objectsOf(subset["addresses"]).map(({ ip }) =>
              `${textOf(ip)}:${numberIn(port["port"])}`
            )
          )
        ).join(",") || "<none>",
    ),
    AGE,
  ],
  events: EVENT_COLUMNS,
  "events.k8s.io/events": EVENT_COLUMNS,
  limitranges: [NAME, CREATED],
  resourcequotas: [
    NAME,
    text("Request", (o) => quotaText(o, (name) => !name.startsWith("limits."))),
    text("Limit", (o) => quotaText(o, (name) => name.startsWith("limits."))),
    AGE,
  ],
  persistentvolumeclaims: [
    NAME,
    VOLUME_STATUS,
    text("Volume", (o) => textOf(spec(o)["volumeName"])),
    text(
      "Capacity",
      (o) => spec(o)["volumeName"] ? textOf(objectOf(status(o)["capacity"])["storage"]) : "",
    ),
    text("Access Modes", (o) => spec(o)["volumeName"] ? accessModes(status(o)["accessModes"]) : ""),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    AGE,
    VOLUME_MODE,
  ],
  persistentvolumes: [
    NAME,
    text("Capacity", (o) => textOf(objectOf(spec(o)["capacity"])["storage"])),
    text("Access Modes", (o) => accessModes(spec(o)["accessModes"])),
    text("Reclaim Policy", (o) => textOf(spec(o)["persistentVolumeReclaimPolicy"])),
    VOLUME_STATUS,
    text("Claim", (o) => {
      const claim = objectOf(spec(o)["claimRef"]);
      return claim["name"] ? `${textOf(claim["namespace"])}/${textOf(claim["name"])}` : "";
    }),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    text("Reason", (o) => textOf(status(o)["reason"])),
    AGE,
    VOLUME_MODE,
  ],
  podtemplates: [
    NAME,
    text("Containers", (o) =>
      objectsOf(objectOf(objectOf(o["template"])["spec"])["containers"])
        .map(({ name }) => textOf(name)).join(",")),
    text("Images", (o) =>
      objectsOf(objectOf(objectOf(o["template"])["spec"])["containers"])
        .map(({ image }) => textOf(image)).join(",")),
    text(
      "Pod Labels",
      (o) => labelsText(textsOf(objectOf(objectOf(o["template"])["metadata"])["labels"])),
    ),
  ],
  ...WORKLOAD_COLUMNS,
  ...ADMINISTRATION_COLUMNS,
  "autoscaling/horizontalpodautoscalers": [
    NAME,
    text("Reference", (o) => {
      const target = objectOf(spec(o)["scaleTargetRef"]);
      return `${textOf(target["kind"])}/${textOf(target["name"])}`;
    }),
    text("Targets", metricTargets),
    text("MinPods", (o) => String(spec(o)["minReplicas"] ?? "<unset>")),
    text("MaxPods", (o) => numberIn(spec(o)["maxReplicas"])),
    text("Replicas", (o) => numberIn(status(o)["currentReplicas"])),
    AGE,
  ],
  "coordination.k8s.io/leases": [
    NAME,
    text("Holder", (o) => textOf(spec(o)["holderIdentity"])),
    AGE,
  ],
  "policy/poddisruptionbudgets": [
    NAME,
    text("Min Available", (o) => amount(spec(o)["minAvailable"])),
    text("Max Unavailable", (o) => amount(spec(o)["maxUnavailable"])),
    count("Allowed Disruptions", (o) => numberIn(status(o)["disruptionsAllowed"])),
    AGE,
  ],
  "rbac.authorization.k8s.io/roles": [NAME, CREATED],
  "rbac.authorization.k8s.io/clusterroles": [NAME, CREATED],
  "rbac.authorization.k8s.io/rolebindings": BINDING,
  "rbac.authorization.k8s.io/clusterrolebindings": BINDING,
  "networking.k8s.io/ingresses": [
    NAME,
    text("Class", (o) => orElse(spec(o)["ingressClassName"], "<none>")),
    text("Hosts", (o) => {
      const hosts = objectsOf(spec(o)["rules"]).map(({ host }) => textOf(host))
        .filter((host) => host !== "");
      return hosts.length === 0
        ? "*"
        : hosts.length > 3
        ? `${hosts.slice(0, 3).join(",")} + ${hosts.length - 3} more...`
        : hosts.join(",");
    }),
    text("Address", (o) => balancerAddresses(o).join(",")),
    text("Ports", (o) => listOf(spec(o)["tls"]).length > 0 ? "80, 443" : "80"),
    AGE,
  ],
  "networking.k8s.io/ingressclasses": [
    NAME,
    text("Controller", (o) => textOf(spec(o)["controller"])),
    text("Parameters", () => "<none>"),
    AGE,
  ],
  "networking.k8s.io/networkpolicies": [
    NAME,
    text("Pod-Selector", (o) => selectorText(spec(o)["podSelector"])),
    AGE,
  ],
  "storage.k8s.io/storageclasses": [
    {
      ...NAME,
      cell: ({ metadata }) =>
        textsOf(metadata["annotations"])["storageclass.kubernetes.io/is-default-class"] === "true"
          ? `${metadata.name} (default)`
          : metadata.name ?? "",
    },
    text("Provisioner", (o) => textOf(o["provisioner"])),
    text("ReclaimPolicy", (o) => orElse(o["reclaimPolicy"], "Delete")),
    text("VolumeBindingMode", (o) => orElse(o["volumeBindingMode"], "Immediate")),
    text("AllowVolumeExpansion", (o) => o["allowVolumeExpansion"] === true),
    AGE,
  ],
  "scheduling.k8s.io/priorityclasses": [
    NAME,
    count("Value", (o) => numberIn(o["value"])),
    flag("Global-Default", (o) => o["globalDefault"] === true),
    AGE,
    text("PreemptionPolicy", (o) => textOf(o["preemptionPolicy"])),
  ],
  "discovery.k8s.io/endpointslices": [
    NAME,
    text("AddressType", (o) => textOf(o["addressType"])),
    text(
      "Ports",
      (o) =>
        objectsOf(o["ports"]).map((port) => numberIn(port["port"]) || "*").join(",") || "<unset>",
    ),
    text(
      "Endpoints",
      (o) =>
        objectsOf(o["endpoints"]).flatMap((endpoint) => listOf(endpoint["addresses"]).map(textOf))
          .join(",") || "<unset>",
    ),
    AGE,
  ],
};

function metricTargets(object: ApiObject): string {
  const current = objectsOf(status(object)["currentMetrics"]);
  const shown = objectsOf(spec(object)["metrics"]).map((metric, index) => {
    const source = objectOf(metric["resource"]);
    const target = objectOf(source["target"]);
    const now = objectOf(objectOf(current[index]?.["resource"])["current"]);
    const name = textOf(source["name"]);
    if (target["averageUtilization"] === undefined) {
      const value = textOf(now["averageValue"]) || "<unknown>";
      return `${name}: ${value}/${textOf(target["averageValue"])}`;
    }
    const used = now["averageUtilization"];
    const value = typeof used === "number" ? `${used}%` : "<unknown>";
    return `${name}: ${value}/${numberIn(target["averageUtilization"])}%`;
  });
  if (shown.length === 0) return "<none>";
  return shown.length > 2
    ? `${shown.slice(0, 2).join(", ")} + ${shown.length - 2} more...`
    : shown.join(", ");
}

function amount(value: JsonValue | undefined): string {
  return value === undefined || value === null ? "N/A" : String(value);
}

/** The columns of a resource. */
export function columnsOf(
  resource: Pick<Resource, "collection" | "columns">,
): readonly Column[] {
  return resource.columns ?? COLUMNS[resource.collection] ?? [NAME, CREATED];
}
