/**
 * The rules that the metadata of every object keeps. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/api/validation/objectmeta.go
 */
import {
  type ApiObject,
  equalJson,
  type JsonObject,
  listOf,
  objectsOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { NameRule } from "../resources/resource.ts";
import { type FieldFault, forbiddenField, invalid, required, tooLong } from "./field_fault.ts";
import {
  label1035Faults,
  labelKeyFaults,
  labelNameFaults,
  labelValueFaults,
  pathSegmentFaults,
  subdomainFaults,
} from "./formats.ts";

const MAX_ANNOTATION_BYTES = 256 * 1024;

const NAME_RULES: Readonly<
  Record<NameRule, (name: string, isPrefix?: boolean) => readonly string[]>
> = {
  subdomain: subdomainFaults,
  label: labelNameFaults,
  label1035: label1035Faults,
  path: pathSegmentFaults,
  none: () => [],
};

/** The sentence for a field that may not change. */
export const IMMUTABLE = "field is immutable";

/**
 * What is wrong with the metadata of an object.
 *
 * @param object The object.
 * @param isNamespaced Whether its kind lives in namespaces.
 * @param nameRule How its name is checked.
 */
export function metadataFaults(
  object: ApiObject,
  isNamespaced: boolean,
  nameRule: NameRule,
): FieldFault[] {
  const { metadata } = object;
  const faults: FieldFault[] = [];
  const check = NAME_RULES[nameRule];
  const { name, generateName, namespace } = metadata;
  if (generateName) {
    for (const fault of check(generateName, true)) {
      faults.push(invalid("metadata.generateName", generateName, fault));
    }
  }
  if (!name) {
    faults.push(required("metadata.name", "name or generateName is required"));
  } else {
    for (const fault of check(name)) faults.push(invalid("metadata.name", name, fault));
  }
  if (isNamespaced) {
    if (!namespace) faults.push(required("metadata.namespace"));
    else {
      for (const fault of labelNameFaults(namespace)) {
        faults.push(invalid("metadata.namespace", namespace, fault));
      }
    }
  } else if (namespace) {
    faults.push(forbiddenField("metadata.namespace", "not allowed on this type"));
  }
  if ((metadata.generation ?? 0) < 0) {
    faults.push(
      invalid("metadata.generation", metadata.generation, "must be greater than or equal to 0"),
    );
  }
  faults.push(...labelsFaults("metadata.labels", textsOf(metadata["labels"])));
  faults.push(...annotationsFaults("metadata.annotations", textsOf(metadata["annotations"])));
  faults.push(...ownerFaults(objectsOf(metadata["ownerReferences"])));
  faults.push(...finalizerFaults(listOf(metadata["finalizers"]).map(textOf)));
  return faults;
}

/** What is wrong with labels. */
export function labelsFaults(field: string, labels: Record<string, string>): FieldFault[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...labelKeyFaults(key).map((fault) => invalid(field, key, fault)),
    ...labelValueFaults(value).map((fault) => invalid(field, value, fault)),
  ]);
}

/** What is wrong with annotations. */
export function annotationsFaults(
  field: string,
  annotations: Record<string, string>,
): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += key.length + value.length;
    for (const fault of labelKeyFaults(key.toLowerCase())) faults.push(invalid(field, key, fault));
  }
  if (size > MAX_ANNOTATION_BYTES) faults.push(tooLong(field, MAX_ANNOTATION_BYTES));
  return faults;
}

function ownerFaults(owners: readonly JsonObject[]): FieldFault[] {
  const field = "metadata.ownerReferences";
  const faults: FieldFault[] = [];
  let controller = "";
  for (const owner of owners) {
    const { apiVersion, kind, name, uid } = owner;
    const version = textOf(apiVersion);
    if (version === "" || version.endsWith("/") || version.split("/").length > 2) {
      faults.push(invalid(`${field}.apiVersion`, apiVersion ?? "", "version must not be empty"));
    }
    for (const [key, value] of Object.entries({ kind, name, uid })) {
      if (!value) faults.push(invalid(`${field}.${key}`, value ?? "", "must not be empty"));
    }
    if (version === "v1" && kind === "Event") {
      faults.push(
        invalid(field, owner, "/v1, Kind=Event is disallowed from being an owner"),
      );
    }
    if (owner["controller"] === true) {
      const current = `${textOf(kind)}/${textOf(name)}`;
      if (controller === "") controller = current;
      else {
        faults.push(invalid(
          field,
          [...owners],
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`,
        ));
      }
    }
  }
  return faults;
}

const ORPHAN = "orphan";
const FOREGROUND = "foregroundDeletion";
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(["kubernetes", ORPHAN, FOREGROUND]);

function finalizerFaults(finalizers: readonly string[]): FieldFault[] {
  const field = "metadata.finalizers";
  const faults = finalizers.flatMap((finalizer) => {
    const broken = labelKeyFaults(finalizer).map((fault) => invalid(field, finalizer, fault));
    return broken;
  });
  if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND)) {
    faults.push(
      invalid(field, [...finalizers], `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`),
    );
  }
  return faults;
}

/** Whether a finalizer is one that needs no domain. */
export function isStandardFinalizer(finalizer: string): boolean {
  return STANDARD_FINALIZERS.has(finalizer);
}

/** What is wrong with a change of metadata. */
export function metadataUpdateFaults(object: ApiObject, old: ApiObject): FieldFault[] {
  const { metadata } = object;
  const before = old.metadata;
  const faults: FieldFault[] = [];
  if (before.deletionTimestamp !== undefined) {
    const had = listOf(before["finalizers"]);
    const extra = listOf(metadata["finalizers"]).filter((finalizer) => !had.includes(finalizer));
    if (extra.length > 0) {
      const shown = extra.map((text) => JSON.stringify(text)).sort().join(", ");
      faults.push(forbiddenField(
        "metadata.finalizers",
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown}}`,
      ));
    }
  }
  if (!metadata.resourceVersion) {
    faults.push(invalid("metadata.resourceVersion", "", "must be specified for an update"));
  }
  if ((metadata.generation ?? 0) < (before.generation ?? 0)) {
    faults.push(invalid("metadata.generation", metadata.generation, "must not be decremented"));
  }
  const fixed = [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ];
  for (const field of fixed) {
    if (!equalJson(metadata[field], before[field])) {
      faults.push(invalid(`metadata.${field}`, metadata[field] ?? emptyOf(field), IMMUTABLE));
    }
  }
  faults.push(...labelsFaults("metadata.labels", textsOf(metadata["labels"])));
  faults.push(...annotationsFaults("metadata.annotations", textsOf(metadata["annotations"])));
  faults.push(...ownerFaults(objectsOf(metadata["ownerReferences"])));
  return faults;
}

function emptyOf(field: string): string | null {
  return field.startsWith("deletion") || field === "creationTimestamp" ? null : "";
}
