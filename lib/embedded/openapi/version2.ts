/**
 * The document of OpenAPI version 2, from what those of version 3 are made of. Layer 3.
 *
 * @module
 */
import { isObject, type JsonObject, type JsonValue, listOf, objectOf, textOf } from "../json.ts";
import { SCHEMA_PREFIX } from "./builtin_schemas.ts";
import type { OpenApiParts } from "./documents.ts";

const PREFIX = "#/definitions/";
/** What version 2 has no words for. */
const UNKNOWN_KEYS: ReadonlySet<string> = new Set(["oneOf", "anyOf", "not", "nullable", "allOf"]);
const METHODS: ReadonlySet<string> = new Set(["get", "put", "post", "delete", "patch"]);

/**
 * Writes the document.
 *
 * @param parts All paths and schemas, as version 3 writes them.
 * @param version What the server says it is.
 */
export function documentOfVersion2({ paths, schemas }: OpenApiParts, version: string): JsonObject {
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version },
    paths: mapValues(paths, pathItem),
    definitions: mapValues(schemas, schemaOf),
  };
}

function mapValues(
  record: Record<string, JsonObject>,
  map: (value: JsonObject) => JsonObject,
): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function schemaOf(schema: JsonObject): JsonObject {
  const reference = referenceOf(schema);
  if (reference !== undefined) {
    const { description } = schema;
    const name = `${PREFIX}${reference.slice(SCHEMA_PREFIX.length)}`;
    return {
      ...(description === undefined ? {} : { description }),
      $ref: name,
      ...extensionsOf(schema),
    };
  }
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const written: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (UNKNOWN_KEYS.has(key) || key === "default" && isZero(value)) continue;
    // What is open is of no type that version 2 could check.
    if (isOpen && (key === "properties" || key === "items" || key === "type")) continue;
    written[key] = key === "properties"
      ? mapValues(objectOf(value) as Record<string, JsonObject>, schemaOf)
      : (key === "items" || key === "additionalProperties") && isObject(value)
      ? schemaOf(value)
      : value;
  }
  // A value of several types is written as text.
  if (schema["oneOf"] !== undefined && schema["type"] === undefined) written["type"] = "string";
  return written;
}

function referenceOf(schema: JsonObject): string | undefined {
  const own = schema["$ref"];
  if (typeof own === "string") return own;
  const all = listOf(schema["allOf"]);
  const [only] = all;
  const reference = all.length === 1 && isObject(only) ? only["$ref"] : undefined;
  return typeof reference === "string" ? reference : undefined;
}

function extensionsOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key.startsWith("x-")));
}

function isZero(value: JsonValue | undefined): boolean {
  return value === "" || value === 0 || value === false ||
    isObject(value) && Object.keys(value).length === 0;
}

function pathItem(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      METHODS.has(key) ? operation(objectOf(value)) : listOf(value).map(parameter),
    ]),
  );
}

function operation(operation: JsonObject): JsonObject {
  const { parameters, requestBody, responses, ...rest } = operation;
  const content = objectOf(objectOf(requestBody)["content"]);
  const answers = objectOf(responses);
  const produced = objectOf(objectOf(answers["200"])["content"]);
  const body: JsonObject[] = requestBody === undefined ? [] : [{
    in: "body",
    name: "body",
    ...(objectOf(requestBody)["required"] === true ? { required: true } : {}),
    schema: schemaOf(firstSchema(content)),
  }];
  return {
    ...rest,
    consumes: requestBody === undefined ? ["*/*"] : Object.keys(content),
    produces: Object.keys(produced),
    schemes: ["https"],
    parameters: [...body, ...listOf(parameters).map(parameter)],
    responses: Object.fromEntries(
      Object.entries(answers).map(([code, answer]) => {
        const { description, content: given } = objectOf(answer);
        const schema = given === undefined
          ? {}
          : { schema: schemaOf(firstSchema(objectOf(given))) };
        return [code, { description: textOf(description), ...schema }];
      }),
    ),
  };
}

function firstSchema(content: JsonObject): JsonObject {
  return objectOf(objectOf(Object.values(content)[0])["schema"]);
}

function parameter(value: JsonValue): JsonObject {
  const { schema, ...rest } = objectOf(value);
  return { ...rest, ...objectOf(schema) };
}
