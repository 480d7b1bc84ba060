/**
 * The rules of ingresses and network policies. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/networking/validation
 */
import { isObject, type JsonObject, listOf, objectOf, objectsOf, textOf } from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { isAddress, isStrictlyWithin, rangeFaults } from "../validation/addresses.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import {
  labelNameFaults,
  portFaults,
  portNameFaults,
  subdomainFaults,
  wildcardFaults,
} from "../validation/formats.ts";
import { setDefaults } from "./pod_defaults.ts";
import { selectorFaults } from "./selectors.ts";
import { specOf } from "./workloads.ts";

const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];
/** What a path that is matched as a path may not hold, and how it may not end. */
const PATH_PARTS = ["//", "/./", "/../", "%2f", "%2F"];
const PATH_ENDS = ["/..", "/."];

const INGRESS: Strategy = {
  revalidatesMetadata: false,
  hasGeneration: true,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  prepareCreate(object) {
    object["status"] = { loadBalancer: {} };
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const { defaultBackend } = spec;
    const rules = objectsOf(spec["rules"]);
    const faults: FieldFault[] = [];
    if (isObject(defaultBackend)) {
      faults.push(...backendFaults(defaultBackend, "spec.defaultBackend"));
    } else if (rules.length === 0) {
      faults.push(
        invalid("spec", null, "either `defaultBackend` or `rules` must be specified"),
      );
    }
    for (const [index, rule] of rules.entries()) {
      faults.push(...ruleFaults(rule, `spec.rules[${index}]`));
    }
    for (const [index, { hosts }] of objectsOf(spec["tls"]).entries()) {
      for (const [position, host] of listOf(hosts).map(textOf).entries()) {
        faults.push(...hostFaults(host, `spec.tls[${index}].hosts[${position}]`));
      }
    }
    const className = spec["ingressClassName"];
    if (typeof className === "string") {
      for (const fault of subdomainFaults(className)) {
        faults.push(invalid("spec.ingressClassName", className, fault));
      }
    }
    return faults;
  },
};

function hostFaults(host: string, path: string): FieldFault[] {
  const faults = host.includes("*") ? wildcardFaults(host) : subdomainFaults(host);
  return faults.map((fault) => invalid(path, host, fault));
}

function ruleFaults(rule: JsonObject, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const host = textOf(rule["host"]);
  if (isAddress(host)) {
    faults.push(invalid(`${path}.host`, host, "must be a DNS name, not an IP address"));
  }
  if (host !== "") faults.push(...hostFaults(host, `${path}.host`));
  if (!isObject(rule["http"])) return faults;
  const paths = objectsOf(rule["http"]["paths"]);
  if (paths.length === 0) faults.push(required(`${path}.http.paths`));
  for (const [index, one] of paths.entries()) {
    faults.push(...pathFaults(one, `${path}.http.paths[${index}]`));
  }
  return faults;
}

function pathFaults({ path, pathType, backend }: JsonObject, place: string): FieldFault[] {
  const type = textOf(pathType);
  if (type === "") return [required(`${place}.pathType`, "pathType must be specified")];
  const value = textOf(path);
  const say = (detail: string) => invalid(`${place}.path`, value, detail);
  const faults: FieldFault[] = [];
  if (!PATH_TYPES.includes(type)) {
    faults.push(notSupported(`${place}.pathType`, type, PATH_TYPES));
  } else if (!value.startsWith("/") && (value !== "" || type !== "ImplementationSpecific")) {
    faults.push(say("must be an absolute path"));
  }
  if (type === "Exact" || type === "Prefix") {
    for (const part of PATH_PARTS.filter((one) => value.includes(one))) {
      faults.push(say(`must not contain '${part}'`));
    }
    for (const end of PATH_ENDS.filter((one) => value.endsWith(one))) {
      faults.push(say(`cannot end with '${end}'`));
    }
  }
  return [...faults, ...backendFaults(objectOf(backend), `${place}.backend`)];
}

function backendFaults({ resource, service }: JsonObject, path: string): FieldFault[] {
  if (isObject(resource)) {
    if (isObject(service)) {
      return [invalid(path, "", "cannot set both resource and service backends")];
    }
    return ["kind", "name"].filter((field) => !resource[field])
      .map((field) => required(`${path}.resource.${field}`));
  }
  if (!isObject(service)) return [invalid(path, "", "resource or service backend is required")];
  const name = textOf(service["name"]);
  const faults = name === ""
    ? [required(`${path}.service.name`)]
    : labelNameFaults(name).map((fault) => invalid(`${path}.service.name`, name, fault));
  const port = objectOf(service["port"]);
  const [portName, number] = [textOf(port["name"]), Number(port["number"] ?? 0)];
  if (portName !== "" && number !== 0) {
    faults.push(invalid(path, "", "cannot set both port name & port number"));
  } else if (portName !== "") {
    faults.push(
      ...portNameFaults(portName).map((fault) =>
        invalid(`${path}.service.port.name`, portName, fault)
      ),
    );
  } else if (number !== 0) {
    faults.push(
      ...portFaults(number).map((fault) => invalid(`${path}.service.port.number`, number, fault)),
    );
  } else faults.push(required(path, "port name or number is required"));
  return faults;
}

const POLICY_TYPES = ["Ingress", "Egress"];
const PROTOCOLS = ["TCP", "UDP", "SCTP"];

const NETWORK_POLICY: Strategy = {
  revalidatesMetadata: false,
  hasGeneration: true,
  defaults(object) {
    const spec = specOf(object);
    if (spec["policyTypes"] === undefined) {
      const hasEgress = listOf(spec["egress"]).length > 0;
      spec["policyTypes"] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"];
    }
    for (const rule of [...objectsOf(spec["ingress"]), ...objectsOf(spec["egress"])]) {
      for (const port of objectsOf(rule["ports"])) setDefaults(port, { protocol: "TCP" });
    }
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const selector = spec["podSelector"];
    const faults = isObject(selector) ? selectorFaults(selector, "spec.podSelector") : [];
    for (const [field, peers] of [["ingress", "from"], ["egress", "to"]] as const) {
      for (const [index, rule] of objectsOf(spec[field]).entries()) {
        const path = `spec.${field}[${index}]`;
        for (const [position, port] of objectsOf(rule["ports"]).entries()) {
          faults.push(...policyPortFaults(port, `${path}.ports[${position}]`));
        }
        for (const [position, peer] of objectsOf(rule[peers]).entries()) {
          faults.push(...peerFaults(peer, `${path}.${peers}[${position}]`));
        }
      }
    }
    return [...faults, ...policyTypesFaults(listOf(spec["policyTypes"]).map(textOf))];
  },
};

function policyTypesFaults(types: readonly string[]): FieldFault[] {
  const path = "spec.policyTypes";
  if (types.length > POLICY_TYPES.length) {
    return [invalid(path, [...types], "may not specify more than two policyTypes")];
  }
  return types.flatMap((type, index) =>
    POLICY_TYPES.includes(type) ? [] : [notSupported(`${path}[${index}]`, type, POLICY_TYPES)]
  );
}

function policyPortFaults({ protocol, port, endPort }: JsonObject, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const name = textOf(protocol);
  if (protocol !== undefined && !PROTOCOLS.includes(name)) {
    faults.push(notSupported(`${path}.protocol`, name, PROTOCOLS));
  }
  const end = (value: number, detail: string) => invalid(`${path}.endPort`, value, detail);
  const hasEnd = typeof endPort === "number";
  if (port === undefined) {
    if (hasEnd) faults.push(end(endPort, "may not be specified when `port` is not specified"));
    return faults;
  }
  if (typeof port !== "number") {
    if (hasEnd) faults.push(end(endPort, "may not be specified when `port` is non-numeric"));
    return [
      ...faults,
      ...portNameFaults(textOf(port)).map((fault) => invalid(`${path}.port`, port, fault)),
    ];
  }
  faults.push(...portFaults(port).map((fault) => invalid(`${path}.port`, port, fault)));
  if (!hasEnd) return faults;
  if (endPort < port) faults.push(end(port, "must be greater than or equal to `port`"));
  return [...faults, ...portFaults(endPort).map((fault) => end(endPort, fault))];
}

function peerFaults(peer: JsonObject, path: string): FieldFault[] {
  const selectors = ["podSelector", "namespaceSelector"].filter((field) => isObject(peer[field]));
  const faults = selectors.flatMap((field) =>
    selectorFaults(objectOf(peer[field]), `${path}.${field}`)
  );
  const block = peer["ipBlock"];
  if (isObject(block)) {
    faults.push(...blockFaults(block, `${path}.ipBlock`));
    if (selectors.length > 0) {
      faults.push(forbiddenField(path, "may not specify both ipBlock and another peer"));
    }
  } else if (selectors.length === 0) faults.push(required(path, "must specify a peer"));
  return faults;
}

function blockFaults(block: JsonObject, path: string): FieldFault[] {
  const cidr = textOf(block["cidr"]);
  if (cidr === "") return [required(`${path}.cidr`)];
  const wrong = rangeFaults(cidr);
  if (wrong.length > 0) return wrong.map((fault) => invalid(`${path}.cidr`, cidr, fault));
  return listOf(block["except"]).map(textOf).flatMap((text, index) => {
    const faults = rangeFaults(text);
    if (faults.length === 0 && !isStrictlyWithin(text, cidr)) {
      faults.push("must be a strict subset of `cidr`");
    }
    return faults.map((fault) => invalid(`${path}.except[${index}]`, text, fault));
  });
}

/** The rules of these kinds. */
export const NETWORK_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "networking.k8s.io/ingresses": INGRESS,
  "networking.k8s.io/networkpolicies": NETWORK_POLICY,
  "networking.k8s.io/ingressclasses": { hasGeneration: true },
};
