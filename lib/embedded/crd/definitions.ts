/**
 * The rules of custom resource definitions. Layer 3.
 *
 * @module
 * @see k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation
 */
import {
  type ApiObject,
  equalJson,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import { setDefaults } from "../kinds/pod_defaults.ts";
import { specOf } from "../kinds/workloads.ts";
import type { Strategy } from "../resources/resource.ts";
import { type FieldFault, invalid, notSupported, required } from "../validation/field_fault.ts";
import { schemaFaults } from "./structural.ts";

/** The finalizer that keeps a definition until its objects are gone. */
export const CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

const SCOPES = ["Cluster", "Namespaced"];

function defaultSpec(object: ApiObject): void {
  const spec = specOf(object);
  const names = objectOf(spec["names"]);
  spec["names"] = names;
  const kind = textOf(names["kind"]);
  if (kind !== "") {
    setDefaults(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    if (names["singular"] === "") names["singular"] = kind.toLowerCase();
    if (names["listKind"] === "") names["listKind"] = `${kind}List`;
  }
  const conversion = objectOf(spec["conversion"]);
  setDefaults(conversion, { strategy: "None" });
  spec["conversion"] = conversion;
}

function storedVersion(spec: JsonObject): string {
  const storage = objectsOf(spec["versions"]).find((version) => version["storage"] === true);
  return textOf(storage?.["name"]);
}

function specFaults(object: ApiObject): FieldFault[] {
  const spec = objectOf(object["spec"]);
  const names = objectOf(spec["names"]);
  const plural = textOf(names["plural"]);
  const wanted = `${plural}.${textOf(spec["group"])}`;
  const name = object.metadata.name ?? "";
  const faults: FieldFault[] = [];
  if (name !== wanted) {
    faults.push(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (textOf(spec["group"]) === "") faults.push(required("spec.group"));
  const scope = textOf(spec["scope"]);
  if (scope === "") faults.push(required("spec.scope"));
  else if (!SCOPES.includes(scope)) faults.push(notSupported("spec.scope", scope, SCOPES));
  const versions = objectsOf(spec["versions"]);
  const storing = versions.filter((version) => version["storage"] === true);
  versions.forEach((version, index) => faults.push(...versionFaults(version, index, versions)));
  if (storing.length !== 1) {
    faults.push(
      invalid("spec.versions", versions, "must have exactly one version marked as storage version"),
    );
  }
  for (const field of ["plural", "singular", "kind", "listKind"]) {
    if (textOf(names[field]) === "") faults.push(required(`spec.names.${field}`));
  }
  if (listOf(objectOf(object["status"])["storedVersions"]).length === 0) {
    faults.push(invalid("status.storedVersions", null, "must have at least one stored version"));
  }
  return faults;
}

function versionFaults(
  version: JsonObject,
  index: number,
  all: readonly JsonObject[],
): FieldFault[] {
  const path = `spec.versions[${index}]`;
  const schema = objectOf(version["schema"])["openAPIV3Schema"];
  if (!isObject(schema)) return [required(`${path}.schema.openAPIV3Schema`)];
  // One schema for all versions is kept, and spoken of, in another place.
  const isShared = all.every((other) => equalJson(other["schema"], version["schema"]));
  if (isShared && index > 0) return [];
  const place = isShared ? "spec.validation.openAPIV3Schema" : `${path}.schema.openAPIV3Schema`;
  return schemaFaults(schema, place).map(({ field, detail }) => required(field, detail));
}

/** A definition says that its objects go first. */
function markDeleting(object: ApiObject, time: string): ApiObject {
  const finalizers = listOf(object.metadata["finalizers"]);
  const status = objectOf(object["status"]);
  const conditions = objectsOf(status["conditions"]).filter(({ type }) => type !== "Terminating");
  const terminating = {
    type: "Terminating",
    status: "True",
    lastTransitionTime: time,
    reason: "InstanceDeletionPending",
    message:
      "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp: time,
      finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP],
    },
    status: { ...status, conditions: [...conditions, terminating] },
  };
}

/** The rules of definitions. */
export const DEFINITION_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "apiextensions.k8s.io/customresourcedefinitions": {
    nameRule: "subdomain",
    hasGeneration: true,
    unconditionalUpdate: false,
    resetFields: [["status"]],
    statusResetFields: [["metadata"], ["spec"]],
    returnsDeleted: true,
    markDeleting,
    defaults: defaultSpec,
    prepareCreate(object) {
      const stored = storedVersion(objectOf(object["spec"]));
      object["status"] = {
        conditions: null,
        acceptedNames: { plural: "", kind: "" },
        storedVersions: stored === "" ? null : [stored],
      };
    },
    prepareUpdate(object) {
      const status = { ...objectOf(object["status"]) };
      const stored = storedVersion(objectOf(object["spec"]));
      const versions = listOf(status["storedVersions"]);
      if (stored !== "" && !versions.includes(stored)) {
        status["storedVersions"] = [...versions, stored];
      }
      object["status"] = status;
    },
    validate: specFaults,
    validateUpdate(object, old) {
      const after = objectOf(object["spec"]);
      const before = objectOf(old["spec"]);
      return ["group", "scope"].flatMap((field) =>
        equalJson(after[field], before[field])
          ? []
          : [invalid(`spec.${field}`, after[field], "field is immutable")]
      );
    },
  },
};
