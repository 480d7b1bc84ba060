/**
 * The rules of rights and scaling. Layer 3.
 *
 * @module
 */
import {
  equalJson,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { type FieldFault, invalid, notSupported, required } from "../validation/field_fault.ts";
import { pathSegmentFaults } from "../validation/formats.ts";
import { setDefaults } from "./pod_defaults.ts";
import { specOf } from "./workloads.ts";

const RBAC_GROUP = "rbac.authorization.k8s.io";

function rulesFaults(rules: readonly JsonObject[], isNamespaced: boolean): FieldFault[] {
  return rules.flatMap((rule, index) => {
    const path = `rules[${index}]`;
    const faults: FieldFault[] = [];
    if (listOf(rule["verbs"]).length === 0) {
      faults.push(required(`${path}.verbs`, "verbs must contain at least one value"));
    }
    const urls = listOf(rule["nonResourceURLs"]);
    if (urls.length > 0) {
      if (isNamespaced) {
        faults.push(
          invalid(
            `${path}.nonResourceURLs`,
            urls,
            "namespaced rules cannot apply to non-resource URLs",
          ),
        );
      }
      return faults;
    }
    if (listOf(rule["apiGroups"]).length === 0) {
      faults.push(
        required(
          `${path}.apiGroups`,
          "resource rules must supply at least one api group",
        ),
      );
    }
    if (listOf(rule["resources"]).length === 0) {
      faults.push(
        required(
          `${path}.resources`,
          "resource rules must supply at least one resource",
        ),
      );
    }
    return faults;
  });
}

const ROLE: Strategy = {
  nameRule: "path",
  createOnUpdate: true,
  validate: (object) => rulesFaults(objectsOf(object["rules"]), true),
};

const CLUSTER_ROLE: Strategy = {
  nameRule: "path",
  createOnUpdate: true,
  validate: (object) => rulesFaults(objectsOf(object["rules"]), false),
};

function defaultBinding(object: JsonObject): void {
  const reference = object["roleRef"];
  if (isObject(reference) && !reference["apiGroup"]) reference["apiGroup"] = RBAC_GROUP;
  for (const subject of objectsOf(object["subjects"])) {
    const kind = textOf(subject["kind"]);
    if (kind === "User" || kind === "Group") setDefaults(subject, { apiGroup: RBAC_GROUP });
  }
}

function bindingFaults(object: JsonObject, kinds: readonly string[]): FieldFault[] {
  const reference = objectOf(object["roleRef"]);
  const faults: FieldFault[] = [];
  const group = textOf(reference["apiGroup"]);
  if (group !== RBAC_GROUP) {
    faults.push(notSupported("roleRef.apiGroup", group, [RBAC_GROUP]));
  }
  const kind = textOf(reference["kind"]);
  if (!kinds.includes(kind)) faults.push(notSupported("roleRef.kind", kind, kinds));
  const name = textOf(reference["name"]);
  if (name === "") faults.push(required("roleRef.name"));
  else {
    for (const fault of pathSegmentFaults(name)) {
      faults.push(invalid("roleRef.name", name, fault));
    }
  }
  for (const [index, subject] of objectsOf(object["subjects"]).entries()) {
    const path = `subjects[${index}]`;
    if (!subject["name"]) faults.push(required(`${path}.name`));
    const subjectKind = textOf(subject["kind"]);
    if (!["ServiceAccount", "User", "Group"].includes(subjectKind)) {
      faults.push(
        notSupported(`${path}.kind`, subjectKind, ["ServiceAccount", "User", "Group"]),
      );
    }
    if (subjectKind === "ServiceAccount" && !subject["namespace"] && kinds.length === 1) {
      faults.push(required(`${path}.namespace`));
    }
  }
  return faults;
}

function roleReferenceFaults(object: JsonObject, old: JsonObject): FieldFault[] {
  return equalJson(object["roleRef"], old["roleRef"])
    ? []
    : [invalid("roleRef", internalReference(objectOf(object["roleRef"])), "cannot change roleRef")];
}

/** A reference as the real server prints it. */
function internalReference({ apiGroup, kind, name }: JsonObject): JsonObject {
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}

const ROLE_BINDING: Strategy = {
  nameRule: "path",
  createOnUpdate: true,
  defaults: defaultBinding,
  validate: (object) => bindingFaults(object, ["Role", "ClusterRole"]),
  validateUpdate: roleReferenceFaults,
};

const CLUSTER_ROLE_BINDING: Strategy = {
  nameRule: "path",
  createOnUpdate: true,
  defaults: defaultBinding,
  validate: (object) => bindingFaults(object, ["ClusterRole"]),
  validateUpdate: roleReferenceFaults,
};

const AUTOSCALER: Strategy = {
  revalidatesMetadata: false,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  defaults(object) {
    const spec = specOf(object);
    setDefaults(spec, { minReplicas: 1 });
    if (listOf(spec["metrics"]).length === 0) {
      spec["metrics"] = [{
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
      }];
    }
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const faults: FieldFault[] = [];
    const least = Number(spec["minReplicas"] ?? 1);
    const most = Number(spec["maxReplicas"] ?? 0);
    if (least < 1) {
      faults.push(invalid("spec.minReplicas", least, "must be greater than or equal to 1"));
    }
    if (spec["maxReplicas"] === 0 || spec["maxReplicas"] === undefined) {
      faults.push(required("spec.maxReplicas", "must be set and greater than 0"));
    } else if (most < 1) {
      faults.push(invalid("spec.maxReplicas", most, "must be greater than 0"));
    }
    if (most < least) {
      faults.push(
        invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"),
      );
    }
    const target = objectOf(spec["scaleTargetRef"]);
    for (const field of ["kind", "name"]) {
      if (!target[field]) faults.push(required(`spec.scaleTargetRef.${field}`));
    }
    if (!target["apiVersion"]) {
      faults.push(
        invalid("spec.scaleTargetRef.apiVersion", "", "apiVersion must specify API group"),
      );
    }
    return faults;
  },
};

/** The rules of these kinds. */
export const POLICY_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "rbac.authorization.k8s.io/roles": ROLE,
  "rbac.authorization.k8s.io/clusterroles": CLUSTER_ROLE,
  "rbac.authorization.k8s.io/rolebindings": ROLE_BINDING,
  "rbac.authorization.k8s.io/clusterrolebindings": CLUSTER_ROLE_BINDING,
  "autoscaling/horizontalpodautoscalers": AUTOSCALER,
};
