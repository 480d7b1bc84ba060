/**
 * The schemas of custom kinds for OpenAPI documents, from their definitions. Layer 3.
 *
 * @module
 * @see k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder
 */
import { isObject, type JsonObject, objectOf } from "../json.ts";
import { SCHEMA_PREFIX } from "./builtin_schemas.ts";

const METADATA: JsonObject = {
  allOf: [{ $ref: `${SCHEMA_PREFIX}io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` }],
};
const PRESERVE = "x-kubernetes-preserve-unknown-fields";

/**
 * What a custom kind is called in documents.
 *
 * @param group E.g. `example.com`.
 * @param version E.g. `v1`.
 * @param kind In CamelCase.
 */
export function customModel(group: string, version: string, kind: string): string {
  return `${group.split(".").reverse().join(".")}.${version}.${kind}`;
}

/** Writes the schema of a custom kind: what its definition says, and the fields of every object. */
export function customSchema(schema: JsonObject): JsonObject {
  if (schema[PRESERVE] === true && schema["properties"] === undefined) return { type: "object" };
  const properties = objectOf(schema["properties"]);
  const own = objectOf(properties["metadata"]);
  const { properties: _inner, type: _type, ...said } = own;
  return {
    ...schema,
    properties: {
      ...properties,
      apiVersion: { type: "string", ...textsOf(properties["apiVersion"]) },
      kind: { type: "string", ...textsOf(properties["kind"]) },
      metadata: { ...METADATA, ...said },
    },
  };
}

function textsOf(schema: unknown): JsonObject {
  return isObject(schema) && typeof schema["description"] === "string"
    ? { description: schema["description"] }
    : {};
}
