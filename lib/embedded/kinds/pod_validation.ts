/**
 * What is wrong with the spec of a pod. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/core/validation/validation.go
 */
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "../json.ts";
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import { labelNameFaults, subdomainFaults } from "../validation/formats.ts";
import { labelsFaults } from "../validation/metadata.ts";
import { containerFaults } from "./container_validation.ts";

const RESTART_POLICIES = ["Always", "Never", "OnFailure"];
const DNS_POLICIES = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

/** What is wrong with the spec at a path. */
export function podSpecFaults(spec: JsonObject, path: string): FieldFault[] {
  const volumes = objectsOf(spec["volumes"]);
  const faults = volumesFaults(volumes, `${path}.volumes`);
  const names = new Set(volumes.map(({ name }) => textOf(name)));
  faults.push(...allContainersFaults(spec, path, names));
  const restart = textOf(spec["restartPolicy"]);
  if (restart === "") faults.push(required(`${path}.restartPolicy`));
  else if (!RESTART_POLICIES.includes(restart)) {
    faults.push(notSupported(`${path}.restartPolicy`, restart, RESTART_POLICIES));
  }
  const dns = textOf(spec["dnsPolicy"]);
  if (!DNS_POLICIES.includes(dns)) {
    faults.push(notSupported(`${path}.dnsPolicy`, dns, DNS_POLICIES));
  }
  faults.push(...labelsFaults(`${path}.nodeSelector`, textsOf(spec["nodeSelector"])));
  faults.push(...nameFaults(spec, path));
  const deadline = spec["activeDeadlineSeconds"];
  if (typeof deadline === "number" && (deadline < 1 || deadline > 2 ** 31 - 1)) {
    faults.push(
      invalid(
        `${path}.activeDeadlineSeconds`,
        deadline,
        "must be between 1 and 2147483647, inclusive",
      ),
    );
  }
  const grace = spec["terminationGracePeriodSeconds"];
  if (typeof grace === "number" && grace < 0) {
    faults.push(
      invalid(
        `${path}.terminationGracePeriodSeconds`,
        grace,
        "must be greater than or equal to 0",
      ),
    );
  }
  faults.push(...tolerationsFaults(objectsOf(spec["tolerations"]), `${path}.tolerations`));
  return faults;
}

function nameFaults(spec: JsonObject, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const field of ["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"]) {
    const value = textOf(spec[field]);
    if (value === "") continue;
    for (const fault of subdomainFaults(value)) {
      faults.push(invalid(`${path}.${field}`, value, fault));
    }
  }
  for (const field of ["hostname", "subdomain"]) {
    const value = textOf(spec[field]);
    if (value === "") continue;
    for (const fault of labelNameFaults(value)) {
      faults.push(invalid(`${path}.${field}`, value, fault));
    }
  }
  return faults;
}

function volumesFaults(volumes: readonly JsonObject[], path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const place = `${path}[${index}]`;
    const name = textOf(volume["name"]);
    const sources = Object.keys(volume).filter((key) => key !== "name");
    for (const extra of sources.slice(1)) {
      faults.push(
        forbiddenField(`${place}.${extra}`, "may not specify more than 1 volume type"),
      );
    }
    faults.push(...sourceFaults(volume, sources[0] ?? "", place));
    if (name === "") faults.push(required(`${place}.name`));
    else {
      for (const fault of labelNameFaults(name)) {
        faults.push(invalid(`${place}.name`, name, fault));
      }
      if (seen.has(name)) faults.push(duplicate(`${place}.name`, name));
    }
    seen.add(name);
  }
  return faults;
}

/** The field that a source of a volume cannot do without. */
const SOURCE_FIELDS: Readonly<Record<string, string>> = {
  hostPath: "path",
  persistentVolumeClaim: "claimName",
  secret: "secretName",
  configMap: "name",
};

function sourceFaults(volume: JsonObject, source: string, place: string): FieldFault[] {
  const field = SOURCE_FIELDS[source];
  const value = volume[source];
  return field !== undefined && isObject(value) && !value[field]
    ? [required(`${place}.${source}.${field}`)]
    : [];
}

function allContainersFaults(
  spec: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const containers = objectsOf(spec["containers"]);
  if (containers.length === 0) faults.push(required(`${path}.containers`));
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    faults.push(
      ...containerFaults(container, `${path}.containers[${index}]`, { volumes, names, spec }),
    );
  }
  for (const [index, container] of objectsOf(spec["initContainers"]).entries()) {
    faults.push(
      ...containerFaults(container, `${path}.initContainers[${index}]`, { volumes, names, spec }),
    );
  }
  return faults;
}

const OPERATORS = ["Exists", "Equal", "Lt", "Gt"];
const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function tolerationsFaults(tolerations: readonly JsonObject[], path: string): FieldFault[] {
  return tolerations.flatMap((toleration, index) => {
    const place = `${path}[${index}]`;
    const key = textOf(toleration["key"]);
    const operator = textOf(toleration["operator"]);
    const faults: FieldFault[] = [];
    if (key === "" && operator !== "Exists") {
      faults.push(
        invalid(
          `${place}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (toleration["tolerationSeconds"] !== undefined && toleration["effect"] !== "NoExecute") {
      faults.push(
        invalid(
          `${place}.effect`,
          textOf(toleration["effect"]),
          "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ),
      );
    }
    if (operator === "Exists" && textOf(toleration["value"]) !== "") {
      faults.push(
        invalid(
          `${place}.operator`,
          toleration,
          "value must be empty when `operator` is 'Exists'",
        ),
      );
    } else if (operator !== "" && !OPERATORS.includes(operator)) {
      faults.push(notSupported(`${place}.operator`, operator, ["Equal", "Exists"]));
    }
    const effect = textOf(toleration["effect"]);
    if (effect !== "" && !EFFECTS.includes(effect)) {
      faults.push(notSupported(`${place}.effect`, effect, EFFECTS));
    }
    return faults;
  });
}

/** What is wrong with the template of pods at a path. */
export function podTemplateFaults(template: JsonObject, path: string): FieldFault[] {
  const metadata = isObject(template["metadata"]) ? template["metadata"] : {};
  const spec = isObject(template["spec"]) ? template["spec"] : {};
  return [
    ...labelsFaults(`${path}.labels`, textsOf(metadata["labels"])),
    ...podSpecFaults(spec, `${path}.spec`),
  ];
}
