/**
 * The rules of quotas and limits. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/core/validation/validation.go
 */
import {
  equalJson,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { compareAmounts } from "../schema/quantities.ts";
import { parseQuantity } from "../../core/quantity.ts";
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalid,
  required,
} from "../validation/field_fault.ts";
import { labelKeyFaults } from "../validation/formats.ts";
import { IMMUTABLE } from "../validation/metadata.ts";

/** What is counted, in whole numbers. */
const COUNTED = [
  "configmaps",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "services",
  "services.loadbalancers",
  "services.nodeports",
];
const COMPUTED = [
  "cpu",
  "limits.cpu",
  "limits.memory",
  "memory",
  "requests.cpu",
  "requests.memory",
];
const STORED = [
  "ephemeral-storage",
  "limits.ephemeral-storage",
  "requests.ephemeral-storage",
  "requests.storage",
];
const HUGE_PAGES = /^(?:requests\.)?hugepages-/;
const OF_QUOTAS: ReadonlySet<string> = new Set([...COUNTED, ...COMPUTED, ...STORED]);
const STANDARD: ReadonlySet<string> = new Set([...OF_QUOTAS, "storage"]);

const RUNNING: ReadonlySet<string> = new Set(["pods", ...COMPUTED]);
/** The standard resources that each scope may go with. */
const SCOPES: Readonly<Record<string, ReadonlySet<string>>> = {
  BestEffort: new Set(["pods"]),
  CrossNamespacePodAffinity: RUNNING,
  NotBestEffort: RUNNING,
  NotTerminating: RUNNING,
  PriorityClass: RUNNING,
  Terminating: RUNNING,
  VolumeAttributesClass: new Set(["persistentvolumeclaims", "requests.storage"]),
};
const OPPOSITES = [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] as const;

const QUOTA: Strategy = {
  revalidatesMetadata: false,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  returnsDeleted: true,
  validate(object) {
    const { hard, scopes } = objectOf(object["spec"]);
    const amounts = textsOf(hard as JsonObject | undefined);
    return [
      ...Object.entries(amounts).flatMap(([name, amount]) =>
        amountFaults(name, amount, `spec.hard[${name}]`)
      ),
      ...scopesFaults(listOf(scopes).map(textOf), Object.keys(amounts)),
    ];
  },
  validateUpdate(object, old) {
    const [after, before] = [object, old].map(({ spec }) =>
      listOf(objectOf(spec)["scopes"]).map(textOf)
    );
    const isSame = equalJson((after ?? []).toSorted(), (before ?? []).toSorted());
    return isSame ? [] : [invalid("spec.scopes", after, IMMUTABLE)];
  },
};

function amountFaults(name: string, amount: string, path: string): FieldFault[] {
  const say = (value: string, detail: string) => invalid(path, value, detail);
  const faults = labelKeyFaults(name).map((fault) => say(name, fault));
  const isBare = !name.includes("/");
  const isHuge = HUGE_PAGES.test(name);
  if (isBare && faults.length === 0 && !isHuge && !STANDARD.has(name)) {
    faults.push(say(name, "must be a standard resource type or fully qualified"));
  }
  if (isBare && !isHuge && !OF_QUOTAS.has(name)) {
    faults.push(say(name, "must be a standard resource for quota"));
  }
  if (compareAmounts(amount, "0") < 0) {
    faults.push(say(amount, "must be greater than or equal to 0"));
  }
  const isWhole = COUNTED.includes(name) ||
    !isBare && !name.includes("kubernetes.io/") && !name.startsWith("requests.");
  if (isWhole && !isInteger(amount)) faults.push(say(amount, "must be an integer"));
  return faults;
}

const NANOS = 1_000_000_000n;

function isInteger(amount: string): boolean {
  return parseQuantity(amount).nanos % NANOS === 0n;
}

function scopesFaults(scopes: readonly string[], names: readonly string[]): FieldFault[] {
  const say = (detail: string) => invalid("spec.scopes", [...scopes], detail);
  const faults = scopes.flatMap((scope) => {
    const allowed = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined;
    if (allowed === undefined) return [say("unsupported scope")];
    return names.filter((name) => OF_QUOTAS.has(name) && !allowed.has(name))
      .map(() => say("unsupported scope applied to resource"));
  });
  for (const [one, other] of OPPOSITES) {
    if (scopes.includes(one) && scopes.includes(other)) faults.push(say("conflicting scopes"));
  }
  return faults;
}

const LIMIT_RANGE: Strategy = {
  createOnUpdate: true,
  defaults(object) {
    for (const limit of objectsOf(objectOf(object["spec"])["limits"])) {
      if (limit["type"] !== "Container") continue;
      const standard = { ...objectOf(limit["max"]), ...objectOf(limit["default"]) };
      if (Object.keys(standard).length > 0) limit["default"] = standard;
      const request = {
        ...objectOf(limit["min"]),
        ...standard,
        ...objectOf(limit["defaultRequest"]),
      };
      if (Object.keys(request).length > 0) limit["defaultRequest"] = request;
    }
  },
  validate(object) {
    const seen = new Set<string>();
    return objectsOf(objectOf(object["spec"])["limits"]).flatMap((limit, index) => {
      const path = `spec.limits[${index}]`;
      const type = textOf(limit["type"]);
      const faults = seen.has(type) ? [duplicate(`${path}.type`, type)] : [];
      seen.add(type);
      return [...faults, ...limitFaults(limit, type, path)];
    });
  },
};

function limitFaults(limit: JsonObject, type: string, path: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const amounts = (field: string) => textsOf(limit[field] as JsonObject | undefined);
  if (type === "Pod") {
    for (const field of ["default", "defaultRequest"]) {
      if (Object.keys(amounts(field)).length === 0) continue;
      faults.push(
        forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'"),
      );
    }
  }
  const [least, most] = [amounts("min"), amounts("max")];
  if (type === "PersistentVolumeClaim" && !least["storage"] && !most["storage"]) {
    faults.push(
      required(
        `${path}.limits`,
        "either minimum or maximum storage value is required, but neither was provided",
      ),
    );
  }
  const [limits, requests] = [amounts("default"), amounts("defaultRequest")];
  for (const name of Object.keys({ ...most, ...least, ...limits, ...requests })) {
    const min = { what: "min value", amount: least[name] };
    const max = { what: "max value", amount: most[name] };
    const standard = { what: "default value", amount: limits[name] };
    const request = { what: "default request value", amount: requests[name] };
    const ceiling = { what: "default limit value", amount: limits[name] };
    const check = (field: string, lower: Named, upper: Named, shown = lower) => {
      const [less, more] = [lower.amount, upper.amount];
      if (less === undefined || more === undefined || compareAmounts(less, more) <= 0) return;
      const detail = `${lower.what} ${less} is greater than ${upper.what} ${more}`;
      faults.push(invalid(`${path}.${field}[${name}]`, shown.amount, detail));
    };
    check("min", min, max);
    check("defaultRequest", min, request, request);
    check("defaultRequest", request, max);
    check("defaultRequest", request, ceiling);
    check("default", min, standard);
    check("default", standard, max);
  }
  return faults;
}

/** An amount, as it is called. */
interface Named {
  readonly what: string;
  readonly amount: string | undefined;
}

/** The rules of these kinds. */
export const LIMIT_STRATEGIES: Readonly<Record<string, Strategy>> = {
  resourcequotas: QUOTA,
  limitranges: LIMIT_RANGE,
};
