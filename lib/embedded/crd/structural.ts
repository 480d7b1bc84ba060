/**
 * The schema of a custom kind, as its definition holds it: what it drops, and what it fills in. Layer 3.
 *
 * @module
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema
 */
import { cloneJson, isObject, type JsonObject, type JsonValue, objectOf } from "../json.ts";

const PRESERVE = "x-kubernetes-preserve-unknown-fields";
const EMBEDDED = "x-kubernetes-embedded-resource";
const RESOURCE_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** Whether objects of a schema keep fields that it does not name. */
export function isOpen(schema: JsonObject): boolean {
  return schema[PRESERVE] === true;
}

/** The schema of a field, if there is one. */
export function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const properties = objectOf(schema["properties"]);
  if (Object.hasOwn(properties, name)) return objectOf(properties[name]);
  const { additionalProperties } = schema;
  return isObject(additionalProperties) ? additionalProperties : undefined;
}

/**
 * Drops what a schema does not know.
 *
 * @param schema The schema.
 * @param value The value, changed in place.
 * @param unknown Where the paths of dropped fields are noted.
 * @param options Whether the value is a whole object with type and metadata.
 */
export function prune(
  schema: JsonObject,
  value: JsonValue,
  unknown: string[],
  { path = "", isResource = false } = {},
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!isObject(items)) return;
    value.forEach((item, index) => prune(items, item, unknown, { path: `${path}[${index}]` }));
    return;
  }
  if (!isObject(value)) return;
  const isWhole = isResource || schema[EMBEDDED] === true;
  for (const key of Object.keys(value)) {
    const inner = value[key];
    const place = path === "" ? key : `${path}.${key}`;
    const property = propertyOf(schema, key);
    if (isWhole && RESOURCE_FIELDS.has(key)) continue;
    if (property !== undefined) {
      if (inner !== undefined) prune(property, inner, unknown, { path: place });
    } else if (!isOpen(schema) && schema["additionalProperties"] !== true) {
      if (isUntyped(schema)) continue;
      delete value[key];
      unknown.push(place);
    }
  }
}

/** A schema that says nothing of its fields. */
function isUntyped(schema: JsonObject): boolean {
  return schema["type"] === undefined && schema["properties"] === undefined;
}

/** Fills in what is absent and has a default. */
export function applyDefaults(schema: JsonObject, value: JsonValue): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (isObject(items)) { for (const item of value) applyDefaults(items, item); }
    return;
  }
  if (!isObject(value)) return;
  for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
    if (!isObject(property)) continue;
    const standard = property["default"];
    if (standard === undefined) continue;
    const current = value[name];
    const isNull = current === null && property["nullable"] !== true;
    if (current === undefined || isNull) value[name] = cloneJson(standard);
  }
  for (const [key, inner] of Object.entries(value)) {
    const property = propertyOf(schema, key);
    if (property !== undefined && inner !== undefined) applyDefaults(property, inner);
  }
}

/** What is wrong with a schema, as path and sentence; only what people get wrong most. */
export function schemaFaults(
  schema: JsonObject,
  path: string,
  isRoot = true,
): { readonly field: string; readonly detail: string }[] {
  const faults: { field: string; detail: string }[] = [];
  const type = schema["type"];
  const hasNoType = schema["x-kubernetes-int-or-string"] === true || isOpen(schema);
  if (type === undefined && !hasNoType) {
    const detail = isRoot
      ? "must not be empty at the root"
      : "must not be empty for specified object fields";
    faults.push({ field: `${path}.type`, detail });
  }
  for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
    if (isObject(property)) {
      faults.push(...schemaFaults(property, `${path}.properties[${name}]`, false));
    }
  }
  const { items, additionalProperties } = schema;
  if (isObject(items)) {
    faults.push(
      ...schemaFaults(items, `${path}.items`, false).map((fault) =>
        fault.field === `${path}.items.type`
          ? { ...fault, detail: "must not be empty for specified array items" }
          : fault
      ),
    );
  }
  if (isObject(additionalProperties)) {
    faults.push(...schemaFaults(additionalProperties, `${path}.additionalProperties`, false));
  }
  return faults;
}
