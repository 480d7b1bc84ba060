/**
 * The rules of services: addresses and ports are handed out here. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/service
 */
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Strategy, WriteContext } from "../resources/resource.ts";
import {
  duplicate,
  type FieldFault,
  invalid,
  invalidObject,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import { labelNameFaults, portFaults } from "../validation/formats.ts";
import { labelsFaults } from "../validation/metadata.ts";
import { portReferenceFaults } from "./container_validation.ts";
import { setDefaults } from "./pod_defaults.ts";
import { allocationFault, freeAddress, freeNodePort } from "./service_allocation.ts";
import { specOf } from "./workloads.ts";

const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
function hasNodePorts(type: string): boolean {
  return type === "NodePort" || type === "LoadBalancer";
}

function defaults(object: ApiObject): void {
  const spec = specOf(object);
  setDefaults(spec, { sessionAffinity: "None", type: "ClusterIP" });
  const type = textOf(spec["type"]);
  if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  if (spec["sessionAffinity"] === "ClientIP" && spec["sessionAffinityConfig"] === undefined) {
    spec["sessionAffinityConfig"] = { clientIP: { timeoutSeconds: 10_800 } };
  }
  for (const port of objectsOf(spec["ports"])) {
    if (port["targetPort"] === undefined || port["targetPort"] === 0 || port["targetPort"] === "") {
      port["targetPort"] = port["port"] ?? 0;
    }
  }
  if (hasNodePorts(type)) setDefaults(spec, { externalTrafficPolicy: "Cluster" });
  if (type !== "ExternalName") setDefaults(spec, { internalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer") setDefaults(spec, { allocateLoadBalancerNodePorts: true });
}

/**
 * The cluster has addresses of one family only.
 *
 * @throws {Fault} before anything else of the service is checked, as the server does.
 */
function checkFamilies(object: ApiObject, spec: JsonObject): void {
  const faults: FieldFault[] = [];
  if (spec["ipFamilyPolicy"] === "RequireDualStack") {
    faults.push(
      invalid(
        "spec.ipFamilyPolicy",
        "RequireDualStack",
        "this cluster is not configured for dual-stack services",
      ),
    );
  }
  for (const [index, family] of listOf(spec["ipFamilies"]).entries()) {
    if (family !== "IPv4") {
      faults.push(invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster"));
    }
  }
  if (faults.length === 0) return;
  throw invalidObject({ kind: "Service", group: "" }, textOf(object.metadata["name"]), faults);
}

/**
 * Refuses the first address or port that is not the cluster's to give, or not free; of what is wrong
 * otherwise the server speaks first.
 */
function checkAllocation(object: ApiObject, old: ApiObject | undefined, context: WriteContext) {
  if (serviceFaults(object).length > 0) return;
  const fault = allocationFault(object, old, context);
  if (fault === undefined) return;
  throw invalidObject({ kind: "Service", group: "" }, textOf(object.metadata["name"]), [fault]);
}

/** Gives a service what it needs and has not got. */
function allocate(object: ApiObject, old: ApiObject | undefined, context: WriteContext): void {
  const spec = specOf(object);
  const before = objectOf(old?.["spec"]);
  const type = textOf(spec["type"]);
  if (type === "ExternalName") {
    for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
      if (old !== undefined) delete spec[field];
    }
    return;
  }
  if (spec["clusterIP"] && spec["clusterIP"] !== before["clusterIP"] && old !== undefined) {
    spec["clusterIPs"] = [spec["clusterIP"]];
  }
  if (!spec["clusterIP"]) {
    const first = listOf(spec["clusterIPs"])[0] ?? before["clusterIP"];
    spec["clusterIP"] = textOf(first) || freeAddress(context);
  }
  spec["clusterIPs"] ??= before["clusterIPs"] ?? [spec["clusterIP"]];
  // A service without addresses and without pods of its own may be reached by any.
  const isOpen = spec["clusterIP"] === "None" &&
    Object.keys(textsOf(spec["selector"])).length === 0;
  spec["ipFamilyPolicy"] ??= before["ipFamilyPolicy"] ??
    (isOpen ? "RequireDualStack" : "SingleStack");
  if (!isOpen) checkFamilies(object, spec);
  spec["ipFamilies"] ??= before["ipFamilies"] ?? (isOpen ? ["IPv4", "IPv6"] : ["IPv4"]);
  const isAllocated = hasNodePorts(type) && spec["allocateLoadBalancerNodePorts"] !== false;
  const own = new Set<number>();
  const earlier = objectsOf(before["ports"]);
  for (const port of objectsOf(spec["ports"])) {
    if (isAllocated) {
      if (!port["nodePort"]) {
        const same = earlier.find((other) =>
          other["port"] === port["port"] && other["protocol"] === port["protocol"]
        );
        port["nodePort"] = same?.["nodePort"] ?? freeNodePort(context, own);
      }
      own.add(Number(port["nodePort"]));
    } else if (old !== undefined && hasNodePorts(textOf(before["type"])) && !hasNodePorts(type)) {
      const same = earlier.find((other) => other["nodePort"] === port["nodePort"]);
      if (same !== undefined) delete port["nodePort"];
    }
  }
  if (!hasNodePorts(type)) delete spec["externalTrafficPolicy"];
  const field = "allocateLoadBalancerNodePorts";
  if (
    before["type"] === "LoadBalancer" && type !== "LoadBalancer" && spec[field] === before[field]
  ) delete spec[field];
}

function portsFaults(spec: JsonObject): FieldFault[] {
  const ports = objectsOf(spec["ports"]);
  const type = textOf(spec["type"]);
  const isHeadless = spec["clusterIP"] === "None";
  if (ports.length === 0 && !isHeadless && type !== "ExternalName") {
    return [required("spec.ports")];
  }
  const names = new Set<string>();
  const pairs = new Set<string>();
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`;
    const faults: FieldFault[] = [];
    const name = textOf(port["name"]);
    if (name === "" && ports.length > 1) faults.push(required(`${path}.name`));
    else if (name !== "") {
      for (const fault of labelNameFaults(name)) {
        faults.push(invalid(`${path}.name`, name, fault));
      }
      if (names.has(name)) faults.push(duplicate(`${path}.name`, name));
      names.add(name);
    }
    const number = typeof port["port"] === "number" ? port["port"] : 0;
    for (const fault of portFaults(number)) faults.push(invalid(`${path}.port`, number, fault));
    const protocol = textOf(port["protocol"]);
    if (!PROTOCOLS.includes(protocol)) {
      faults.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
    }
    faults.push(...portReferenceFaults(port["targetPort"], `${path}.targetPort`));
    const pair = `${protocol}/${number}`;
    if (pairs.has(pair)) {
      faults.push(
        duplicate(path, {
          Name: "",
          Protocol: protocol,
          AppProtocol: null,
          Port: number,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    }
    pairs.add(pair);
    return faults;
  });
}

function serviceFaults(object: ApiObject): FieldFault[] {
  const spec = objectOf(object["spec"]);
  const type = textOf(spec["type"]);
  const faults = portsFaults(spec);
  if (Object.keys(textsOf(spec["selector"])).length > 0) {
    faults.push(...labelsFaults("spec.selector", textsOf(spec["selector"])));
  }
  const affinity = textOf(spec["sessionAffinity"]);
  if (affinity !== "None" && affinity !== "ClientIP") {
    faults.push(notSupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]));
  }
  if (!TYPES.includes(type)) faults.push(notSupported("spec.type", type, TYPES));
  if (type === "ExternalName") {
    if (!spec["externalName"]) faults.push(required("spec.externalName"));
    if (spec["clusterIP"]) {
      faults.push(
        invalid(
          "spec.clusterIPs",
          listOf(spec["clusterIPs"]),
          "may not be set when `type` is 'ExternalName'",
        ),
      );
    }
  }
  if (spec["clusterIP"] === "None" && hasNodePorts(type)) {
    faults.push(
      invalid(
        "spec.clusterIPs[0]",
        "None",
        `may not be set to 'None' for ${type} services`,
      ),
    );
  }
  for (const [index, port] of objectsOf(spec["ports"]).entries()) {
    const node = port["nodePort"];
    if (typeof node !== "number" || node === 0) continue;
    if (!hasNodePorts(type)) {
      faults.push({
        reason: "FieldValueForbidden",
        field: `spec.ports[${index}].nodePort`,
        message: `Forbidden: may not be used when \`type\` is '${type}'`,
      });
    }
  }
  return faults;
}

function updateFaults(object: ApiObject, old: ApiObject): FieldFault[] {
  const after = objectOf(object["spec"]);
  const before = objectOf(old["spec"]);
  if (textOf(before["type"]) === "ExternalName" || textOf(after["type"]) === "ExternalName") {
    return [];
  }
  const had = listOf(before["clusterIPs"]);
  const has = listOf(after["clusterIPs"]);
  if (had.length === 0 || equalJson(had[0], has[0])) return [];
  return [invalid("spec.clusterIPs[0]", has, "may not change once set")];
}

function warnings(object: ApiObject): string[] {
  const spec = objectOf(object["spec"]);
  const type = textOf(spec["type"]);
  const found: string[] = [];
  const hasAddresses = listOf(spec["externalIPs"]).length > 0;
  if (spec["clusterIP"] === "None") {
    if (textOf(spec["loadBalancerIP"]) !== "") {
      found.push("spec.loadBalancerIP is ignored for headless services");
    }
    if (hasAddresses) found.push("spec.externalIPs is ignored for headless services");
    if (spec["sessionAffinity"] !== "None") {
      found.push("spec.SessionAffinity is ignored for headless services");
    }
  } else if (hasAddresses && type !== "ExternalName") {
    found.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  if (type !== "ExternalName" && textOf(spec["externalName"]) !== "") {
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return found;
}

const SERVICE: Strategy = {
  revalidatesMetadata: false,
  changeFaultsFirst: true,
  createOnUpdate: true,
  warnings,
  nameRule: "label",
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  returnsDeleted: true,
  defaults,
  prepareCreate(object, context) {
    allocate(object, undefined, context);
    checkAllocation(object, undefined, context);
    object["status"] = { loadBalancer: {} };
  },
  prepareUpdate(object, old, context) {
    allocate(object, old, context);
    checkAllocation(object, old, context);
  },
  validate: serviceFaults,
  validateUpdate: updateFaults,
};

const ENDPOINTS: Strategy = {
  createOnUpdate: true,
  validate: () => [],
  defaults(object) {
    for (const subset of objectsOf(object["subsets"])) {
      for (const port of objectsOf(subset["ports"])) setDefaults(port, { protocol: "TCP" });
    }
  },
};

const ENDPOINT_SLICE: Strategy = {
  hasGeneration: true,
  countsLabels: true,
  defaults(object) {
    for (const port of objectsOf(object["ports"])) {
      setDefaults(port, { name: "", protocol: "TCP" });
    }
  },
  validate(object) {
    const type = textOf(object["addressType"]);
    return type === ""
      ? [required("addressType")]
      : ["IPv4", "IPv6", "FQDN"].includes(type)
      ? []
      : [notSupported("addressType", type, ["FQDN", "IPv4", "IPv6"])];
  },
  validateUpdate(object, old) {
    return equalJson(object["addressType"], old["addressType"]) ? [] : [
      invalid("addressType", object["addressType"], "field is immutable"),
    ];
  },
};

/** The rules of services and what stands behind them. */
export const SERVICE_STRATEGIES: Readonly<Record<string, Strategy>> = {
  services: SERVICE,
  endpoints: ENDPOINTS,
  "discovery.k8s.io/endpointslices": ENDPOINT_SLICE,
};
