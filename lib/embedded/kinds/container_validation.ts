/**
 * What is wrong with a container. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { compareQuantities, parseQuantity } from "../../core/quantity.ts";
import { isObject, type JsonObject, type JsonValue, objectsOf, textOf, textsOf } from "../json.ts";
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalid,
  notFoundField,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import {
  labelKeyFaults,
  labelNameFaults,
  portFaults,
  portNameFaults,
  variableNameFaults,
} from "../validation/formats.ts";

/** What a container may refer to, and the names that are taken. */
export interface ContainerScope {
  readonly volumes: ReadonlySet<string>;
  readonly names: Set<string>;
  readonly spec: JsonObject;
}

const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];
const MESSAGE_POLICIES = ["FallbackToLogsOnError", "File"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];

/** What is wrong with the container at a path. */
export function containerFaults(
  container: JsonObject,
  path: string,
  scope: ContainerScope,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const name = textOf(container["name"]);
  if (name === "") faults.push(required(`${path}.name`));
  else {
    for (const fault of labelNameFaults(name)) faults.push(invalid(`${path}.name`, name, fault));
  }
  const image = textOf(container["image"]);
  if (image === "") faults.push(required(`${path}.image`));
  else if (image.trim() !== image) {
    faults.push(invalid(`${path}.image`, image, "must not have leading or trailing whitespace"));
  }
  const message = textOf(container["terminationMessagePolicy"]);
  if (!MESSAGE_POLICIES.includes(message)) {
    faults.push(notSupported(`${path}.terminationMessagePolicy`, message, MESSAGE_POLICIES));
  }
  faults.push(...portsFaults(objectsOf(container["ports"]), `${path}.ports`));
  faults.push(...variablesFaults(objectsOf(container["env"]), `${path}.env`));
  faults.push(...mountsFaults(objectsOf(container["volumeMounts"]), path, scope));
  const pull = textOf(container["imagePullPolicy"]);
  if (!PULL_POLICIES.includes(pull)) {
    faults.push(notSupported(`${path}.imagePullPolicy`, pull, PULL_POLICIES));
  }
  const resources = isObject(container["resources"]) ? container["resources"] : {};
  faults.push(...resourcesFaults(resources, `${path}.resources`));
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const value = container[probe];
    if (isObject(value)) faults.push(...probeFaults(value, `${path}.${probe}`));
  }
  if (name !== "" && scope.names.has(name)) faults.push(duplicate(`${path}.name`, name));
  scope.names.add(name);
  return faults;
}

function portsFaults(ports: readonly JsonObject[], path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const place = `${path}[${index}]`;
    const name = textOf(port["name"]);
    if (name !== "") {
      const broken = portNameFaults(name);
      for (const fault of broken) faults.push(invalid(`${place}.name`, name, fault));
      if (broken.length === 0 && names.has(name)) faults.push(duplicate(`${place}.name`, name));
      names.add(name);
    }
    const number = typeof port["containerPort"] === "number" ? port["containerPort"] : 0;
    if (number === 0) faults.push(required(`${place}.containerPort`));
    else {
      for (const fault of portFaults(number)) {
        faults.push(invalid(`${place}.containerPort`, number, fault));
      }
    }
    const host = port["hostPort"];
    if (typeof host === "number" && host !== 0) {
      for (const fault of portFaults(host)) faults.push(invalid(`${place}.hostPort`, host, fault));
    }
    const protocol = textOf(port["protocol"]);
    if (protocol === "") faults.push(required(`${place}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) {
      faults.push(notSupported(`${place}.protocol`, protocol, PROTOCOLS));
    }
  }
  return faults;
}

function variablesFaults(variables: readonly JsonObject[], path: string): FieldFault[] {
  return variables.flatMap((variable, index) => {
    const place = `${path}[${index}]`;
    const name = textOf(variable["name"]);
    const faults = name === ""
      ? [required(`${place}.name`)]
      : variableNameFaults(name).map((fault) => invalid(`${place}.name`, name, fault));
    const source = variable["valueFrom"];
    if (!isObject(source)) return faults;
    const kinds = Object.keys(source);
    if (textOf(variable["value"]) !== "" && kinds.length > 0) {
      faults.push(
        invalid(`${place}.valueFrom`, "", "may not be specified when `value` is not empty"),
      );
    } else if (kinds.length === 0) {
      faults.push(
        invalid(
          `${place}.valueFrom`,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
        ),
      );
    } else if (kinds.length > 1) {
      faults.push(
        invalid(`${place}.valueFrom`, "", "may not have more than one field specified at a time"),
      );
    }
    return faults;
  });
}

function mountsFaults(
  mounts: readonly JsonObject[],
  path: string,
  { volumes }: ContainerScope,
): FieldFault[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, index) => {
    const place = `${path}.volumeMounts[${index}]`;
    const faults: FieldFault[] = [];
    const name = textOf(mount["name"]);
    const mountPath = textOf(mount["mountPath"]);
    if (name === "") faults.push(required(`${place}.name`));
    if (mountPath === "") faults.push(required(`${place}.mountPath`));
    if (name !== "" && !volumes.has(name)) faults.push(notFoundField(`${place}.name`, name));
    if (paths.has(mountPath)) {
      faults.push(invalid(`${place}.mountPath`, mountPath, "must be unique"));
    }
    paths.add(mountPath);
    return faults;
  });
}

const STANDARD_RESOURCES: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

function resourcesFaults(resources: JsonObject, path: string): FieldFault[] {
  const limits = textsOf(resources["limits"]);
  const requests = textsOf(resources["requests"]);
  const faults: FieldFault[] = [];
  for (const [list, values] of Object.entries({ limits, requests })) {
    for (const [name, value] of Object.entries(values)) {
      const place = `${path}.${list}[${name}]`;
      faults.push(...resourceNameFaults(name, place));
      if (list === "requests" && Object.hasOwn(limits, name)) {
        const most = limits[name] ?? "0";
        if (isMore(value, most)) {
          faults.push(
            invalid(
              `${path}.requests`,
              value,
              `must be less than or equal to ${name} limit of ${most}`,
            ),
          );
        }
      }
      if (value.startsWith("-")) {
        faults.push(invalid(place, value, "must be greater than or equal to 0"));
      }
    }
  }
  return faults;
}

function resourceNameFaults(name: string, path: string): FieldFault[] {
  const faults = labelKeyFaults(name).map((fault) => invalid(path, name, fault));
  if (faults.length > 0) return faults;
  if (name.includes("/") || STANDARD_RESOURCES.has(name) || name.startsWith("hugepages-")) {
    return [];
  }
  return [
    invalid(path, name, "must be a standard resource type or fully qualified"),
    invalid(path, name, "must be a standard resource for containers"),
  ];
}

function isMore(left: string, right: string): boolean {
  try {
    return compareQuantities(parseQuantity(left), parseQuantity(right)) > 0;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

const HANDLERS = ["exec", "httpGet", "tcpSocket", "grpc"];

function probeFaults(probe: JsonObject, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const handlers = HANDLERS.filter((name) => isObject(probe[name]));
  for (const [index, name] of handlers.entries()) {
    const value = probe[name];
    if (index > 0) {
      faults.push(
        forbiddenField(`${path}.${name}`, "may not specify more than 1 handler type"),
      );
    } else if (isObject(value)) faults.push(...handlerFaults(name, value, `${path}.${name}`));
  }
  if (handlers.length === 0) faults.push(required(path, "must specify a handler type"));
  for (
    const field of [
      "initialDelaySeconds",
      "timeoutSeconds",
      "periodSeconds",
      "successThreshold",
      "failureThreshold",
    ]
  ) {
    const value = probe[field];
    if (typeof value === "number" && value < 0) {
      faults.push(invalid(`${path}.${field}`, value, "must be greater than or equal to 0"));
    }
  }
  return faults;
}

function handlerFaults(name: string, value: JsonObject, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (name === "exec") {
    if (!Array.isArray(value["command"]) || value["command"].length === 0) {
      faults.push(required(`${path}.command`));
    }
    return faults;
  }
  if (name === "httpGet") {
    if (textOf(value["path"]) === "") faults.push(required(`${path}.path`));
    const scheme = textOf(value["scheme"]);
    if (scheme !== "HTTP" && scheme !== "HTTPS") {
      faults.push(notSupported(`${path}.scheme`, scheme, ["HTTP", "HTTPS"]));
    }
  }
  faults.push(...portReferenceFaults(value["port"], `${path}.port`));
  return faults;
}

/** What is wrong with a port given as a number or a name. */
export function portReferenceFaults(port: JsonValue | undefined, path: string): FieldFault[] {
  if (typeof port === "string") {
    return portNameFaults(port).map((fault) => invalid(path, port, fault));
  }
  const number = typeof port === "number" ? port : 0;
  return portFaults(number).map((fault) => invalid(path, number, fault));
}
