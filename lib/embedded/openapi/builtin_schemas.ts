/**
 * The schemas of built-in kinds as OpenAPI version 3 writes them, from the types that the server itself
 * decodes by. Layer 3.
 *
 * @module
 */
import type { JsonObject, JsonValue } from "../json.ts";
import {
  type FieldType,
  type ScalarType,
  type StructType,
  structType,
  type TypeRef,
} from "../schema/types.ts";
import { extrasOf, modelOf, typeNames } from "./model_names.ts";

/** How a schema refers to another one. */
export const SCHEMA_PREFIX = "#/components/schemas/";

/** What is known about a model in words: its own description and those of its fields. */
export interface ModelDescription {
  readonly description?: string | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

/** Finds the words for a model, e.g. `io.k8s.api.core.v1.Pod`. */
export type Describe = (model: string) => ModelDescription | undefined;

const RESOURCE_PACKAGE = "io.k8s.apimachinery.pkg.api.resource";
const META_PACKAGE = "io.k8s.apimachinery.pkg.apis.meta.v1";
const INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

/** Types that have no fields of their own in documents. */
const OPAQUE: Readonly<Record<string, JsonObject>> = {
  [`${RESOURCE_PACKAGE}.Quantity`]: { oneOf: [{ type: "string" }, { type: "number" }] },
  [`${META_PACKAGE}.Time`]: { type: "string", format: "date-time" },
  [`${META_PACKAGE}.MicroTime`]: { type: "string", format: "date-time" },
  [`${META_PACKAGE}.Duration`]: { type: "string" },
  [`${META_PACKAGE}.FieldsV1`]: { type: "object" },
  [INT_OR_STRING]: { oneOf: [{ type: "integer" }, { type: "string" }], format: "int-or-string" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { type: "object" },
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": {},
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": {},
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": {},
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": {},
};

/** Scalars that are types of their own in documents. */
const NAMED_SCALARS: Readonly<Partial<Record<ScalarType, string>>> = {
  quantity: `${RESOURCE_PACKAGE}.Quantity`,
  time: `${META_PACKAGE}.Time`,
  microtime: `${META_PACKAGE}.MicroTime`,
  duration: `${META_PACKAGE}.Duration`,
  "int-or-string": INT_OR_STRING,
};

interface PlainScalar {
  readonly schema: JsonObject;
  /** What an absent value means where the field is always written. */
  readonly zero?: JsonValue;
}

const PLAIN_SCALARS: Readonly<Partial<Record<ScalarType, PlainScalar>>> = {
  string: { schema: { type: "string" }, zero: "" },
  boolean: { schema: { type: "boolean" }, zero: false },
  int32: { schema: { type: "integer", format: "int32" }, zero: 0 },
  int64: { schema: { type: "integer", format: "int64" }, zero: 0 },
  double: { schema: { type: "number", format: "double" }, zero: 0 },
  bytes: { schema: { type: "string", format: "byte" } },
  any: { schema: { type: "object" } },
};

/**
 * Writes the schema of a model.
 *
 * @param model Its name in documents.
 * @param describe Finds the words for it; without it there are none.
 * @returns The schema, which refers to others by name; `undefined` where there is no such model.
 */
export function builtinSchema(model: string, describe?: Describe): JsonObject | undefined {
  const opaque = OPAQUE[model];
  const words = describe?.(model);
  const description = words?.description === undefined ? {} : { description: words.description };
  if (opaque !== undefined) return { ...description, ...opaque };
  const name = typeNames().get(model);
  if (name === undefined) return undefined;
  const struct = structType(name);
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const field of struct.fields.values()) {
    properties[field.name] = fieldSchema(struct, field, words?.fields.get(field.name));
    if (field.isRequired) required.push(field.name);
  }
  return {
    ...description,
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...extrasOf(name),
  };
}

function fieldSchema(
  struct: StructType,
  field: FieldType,
  description: string | undefined,
): JsonObject {
  const { type, mergeKey, retainKeys, isReplaced } = field;
  const strategy = [
    ...(mergeKey === undefined ? [] : ["merge"]),
    ...(retainKeys ? ["retainKeys"] : []),
    ...(isReplaced ? ["replace"] : []),
  ].join(",");
  const around: JsonObject = {
    ...(description === undefined ? {} : { description }),
    ...defaultOf(field),
    ...(mergeKey ? { "x-kubernetes-patch-merge-key": mergeKey } : {}),
    ...(strategy === "" ? {} : { "x-kubernetes-patch-strategy": strategy }),
    ...extrasOf(`${struct.name}.${field.name}`),
  };
  return withReference(typeSchema(type), around);
}

/** What is said beside a reference stands around it. */
function withReference(schema: JsonObject, around: JsonObject): JsonObject {
  const { $ref: reference = schema["$ref"], ...rest } = around;
  return reference === undefined
    ? { ...schema, ...around }
    : { ...rest, allOf: [{ $ref: reference }] };
}

function defaultOf(field: FieldType): JsonObject {
  const { standard, isPointer, isAlways, type } = field;
  if (standard !== undefined) return { default: standard };
  if (isPointer) return {};
  if (type.kind === "struct") return { default: {} };
  if (type.kind !== "scalar" || !isAlways) return {};
  const zero = zeroOf(type);
  return zero === undefined ? {} : { default: zero };
}

function zeroOf(type: TypeRef): JsonValue | undefined {
  if (type.kind === "struct") return {};
  return type.kind === "scalar" ? PLAIN_SCALARS[type.scalar]?.zero : undefined;
}

function typeSchema(type: TypeRef): JsonObject {
  switch (type.kind) {
    case "scalar": {
      const named = NAMED_SCALARS[type.scalar];
      if (named !== undefined) return reference(named);
      return { ...PLAIN_SCALARS[type.scalar]?.schema };
    }
    case "struct":
      return reference(modelOf(type.struct));
    case "map":
      return {
        type: "object",
        additionalProperties: element(type.value),
        ...(type.isAtomic ? { "x-kubernetes-map-type": "atomic" } : {}),
      };
    case "list":
      return { type: "array", items: element(type.item), ...listType(type) };
  }
}

function listType(type: TypeRef & { readonly kind: "list" }): JsonObject {
  if (type.listKind === "atomic") return {};
  return {
    "x-kubernetes-list-type": type.listKind,
    ...(type.keys.length === 0 ? {} : { "x-kubernetes-list-map-keys": [...type.keys] }),
  };
}

function element(type: TypeRef): JsonObject {
  const zero = zeroOf(type);
  return zero === undefined ? typeSchema(type) : withReference(typeSchema(type), { default: zero });
}

function reference(model: string): JsonObject {
  return { $ref: `${SCHEMA_PREFIX}${model}` };
}
