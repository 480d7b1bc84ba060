/**
 * The rules of deployments, replica sets, daemon sets, stateful sets and replication controllers. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/apps
 */
import {
  type ApiObject,
  equalJson,
  isObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import { percentFaults } from "../validation/formats.ts";
import { IMMUTABLE } from "../validation/metadata.ts";
import { defaultPodSpec, setDefaults } from "./pod_defaults.ts";
import { podSpecWarnings } from "./pod_warnings.ts";
import { podTemplateFaults } from "./pod_validation.ts";
import { isEmptySelector, isReadable, selectorFaults, selects } from "./selectors.ts";

/** The spec of an object, made where there is none. */
export function specOf(object: ApiObject): JsonObject {
  const { spec } = object;
  if (isObject(spec)) return spec;
  const made: JsonObject = {};
  object["spec"] = made;
  return made;
}

/** The pod template of a spec. */
export function templateOf(spec: JsonObject): JsonObject {
  return objectOf(spec["template"]);
}

/** Fills in the template of a spec. */
export function defaultTemplate(spec: JsonObject): void {
  const template = spec["template"];
  if (isObject(template) && isObject(template["spec"])) defaultPodSpec(template["spec"]);
}

/** What is wrong where a whole number may not be negative. */
export function negativeFaults(spec: JsonObject, fields: readonly string[]): FieldFault[] {
  return fields.flatMap((field) => {
    const value = spec[field];
    return typeof value === "number" && value < 0
      ? [invalid(`spec.${field}`, value, "must be greater than or equal to 0")]
      : [];
  });
}

/** What is wrong with the selector and the template of a workload. */
export function selectedTemplateFaults(spec: JsonObject, kindName: string): FieldFault[] {
  const selector = spec["selector"];
  const faults: FieldFault[] = [];
  if (!isObject(selector)) faults.push(required("spec.selector"));
  else {
    faults.push(...selectorFaults(selector, "spec.selector"));
    if (isEmptySelector(selector)) {
      faults.push(
        invalid("spec.selector", selector, `empty selector is invalid for ${kindName}`),
      );
    }
  }
  return faults;
}

/** What is wrong with the template of a workload and with its labels. */
export function templateFaults(spec: JsonObject): FieldFault[] {
  const template = templateOf(spec);
  const labels = textsOf(objectOf(template["metadata"])["labels"]);
  const { selector } = spec;
  const faults: FieldFault[] = [];
  const isEmpty = !isObject(selector) || isEmptySelector(selector);
  if (isObject(selector) && !isEmpty && !isReadable(selector)) {
    return [
      invalid("spec.selector", selectorValue(selector), "invalid label selector"),
      ...podTemplateFaults(template, "spec.template"),
    ];
  }
  if (!isObject(selector) || !isEmpty && !selects(selector, labels)) {
    faults.push(
      invalid(
        "spec.template.metadata.labels",
        Object.keys(labels).length === 0 ? null : labels,
        "`selector` does not match template `labels`",
      ),
    );
  }
  faults.push(...podTemplateFaults(template, "spec.template"));
  return faults;
}

/** Pods that are to run for ever are restarted whatever happens. */
export function restartFaults(spec: JsonObject): FieldFault[] {
  const pod = objectOf(templateOf(spec)["spec"]);
  const restart = textOf(pod["restartPolicy"]);
  const faults: FieldFault[] = [];
  if (restart !== "Always" && restart !== "") {
    faults.push(notSupported("spec.template.spec.restartPolicy", restart, ["Always"]));
  }
  if (pod["activeDeadlineSeconds"] !== undefined) {
    faults.push(
      forbiddenField(
        "spec.template.spec.activeDeadlineSeconds",
        "activeDeadlineSeconds in ReplicaSet is not Supported",
      ),
    );
  }
  return faults;
}

/** The selector of a workload stays. */
export function selectorChangeFaults(object: ApiObject, old: ApiObject): FieldFault[] {
  const before = objectOf(old["spec"])["selector"];
  const after = objectOf(object["spec"])["selector"];
  return equalJson(before, after)
    ? []
    : [invalid("spec.selector", selectorValue(after), IMMUTABLE)];
}

/** A selector as the server prints it: with its fields in their order. */
function selectorValue(selector: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(selector)) return selector;
  const { matchLabels, matchExpressions, ...rest } = selector;
  return {
    ...(matchLabels === undefined ? {} : { matchLabels: sorted(matchLabels) }),
    ...(matchExpressions === undefined ? {} : { matchExpressions }),
    ...rest,
  };
}

function sorted(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}

/** What is wrong with a number or a percentage. */
export function amountFaults(
  value: JsonValue | undefined,
  path: string,
): FieldFault[] {
  if (typeof value === "string") {
    return percentFaults(value).map((fault) => invalid(path, value, fault));
  }
  return typeof value === "number" && value < 0
    ? [invalid(path, value, "must be greater than or equal to 0")]
    : [];
}

/** The number in an amount. */
export function amountOf(value: JsonValue | undefined): number {
  if (typeof value === "number") return value;
  return Number.parseInt(textOf(value), 10) || 0;
}

const STATUS = [["status"]] as const;

/** What to warn of in the template of a workload. */
export function templateWarnings(object: ApiObject): string[] {
  const template = templateOf(objectOf(object["spec"]));
  return podSpecWarnings(objectOf(template["spec"]), "spec.template.spec");
}

/** What all of them share. */
export const WORKLOAD: Strategy = {
  revalidatesMetadata: false,
  warnings: templateWarnings,
  hasGeneration: true,
  resetFields: STATUS,
  statusResetFields: [["spec"], ["metadata", "labels"]],
  prepareStatusUpdate(object, old) {
    if (old["spec"] !== undefined) object["spec"] = old["spec"];
    const { labels } = old.metadata;
    if (labels === undefined) delete object.metadata["labels"];
    else object.metadata["labels"] = labels;
  },
  returnsDeleted: false,
};

const REPLICA_SET: Strategy = {
  ...WORKLOAD,
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    setDefaults(spec, { replicas: 1 });
  },
  prepareCreate(object) {
    object["status"] = { replicas: 0 };
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    return [
      ...negativeFaults(spec, ["replicas", "minReadySeconds"]),
      ...selectedTemplateFaults(spec, "deployment"),
      ...templateFaults(spec),
      ...restartFaults(spec),
    ];
  },
  validateUpdate: selectorChangeFaults,
};

const REPLICATION_CONTROLLER: Strategy = {
  ...WORKLOAD,
  garbageCollection: "orphan",
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    const labels = textsOf(objectOf(templateOf(spec)["metadata"])["labels"]);
    if (Object.keys(labels).length > 0) {
      if (Object.keys(textsOf(spec["selector"])).length === 0) spec["selector"] = { ...labels };
      if (object.metadata["labels"] === undefined) object.metadata["labels"] = { ...labels };
    }
    setDefaults(spec, { replicas: 1 });
  },
  prepareCreate(object) {
    object["status"] = { replicas: 0 };
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const selector = textsOf(spec["selector"]);
    const labels = textsOf(objectOf(templateOf(spec)["metadata"])["labels"]);
    const faults = negativeFaults(spec, ["minReadySeconds"]);
    if (Object.keys(selector).length === 0) faults.push(required("spec.selector"));
    faults.push(...negativeFaults(spec, ["replicas"]));
    if (!isObject(spec["template"])) return [...faults, required("spec.template")];
    if (Object.entries(selector).some(([key, value]) => labels[key] !== value)) {
      faults.push(
        invalid(
          "spec.template.metadata.labels",
          labels,
          "`selector` does not match template `labels`",
        ),
      );
    }
    return [
      ...faults,
      ...podTemplateFaults(templateOf(spec), "spec.template"),
      ...restartFaults(spec),
    ];
  },
};

/** The rules of kinds that keep pods running. */
export const WORKLOAD_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "apps/replicasets": REPLICA_SET,
  "apps/controllerrevisions": {},
  replicationcontrollers: REPLICATION_CONTROLLER,
};
