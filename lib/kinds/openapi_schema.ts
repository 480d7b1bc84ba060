/**
 * The field schema of a custom kind from the OpenAPI schema in its definition. Layer 1: pure.
 *
 * @module
 */
import { type FieldSchema, metadataSchema, nestedSchema, plainSchema } from "./schema.ts";

/**
 * Reads the `openAPIV3Schema` of a custom resource definition's version.
 *
 * Every object has `apiVersion`, `kind` and `metadata`, whether the schema lists them or not. What the
 * schema leaves open (`x-kubernetes-preserve-unknown-fields`, no type) becomes `any`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const widget = schemaFromOpenApi({
 *   type: "object",
 *   properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
 * });
 * assert.equal(widget.field("spec")?.field("size")?.type, "number");
 * assert.deepEqual(widget.fieldNames(), ["apiVersion", "kind", "metadata", "spec"]);
 * ```
 *
 * @param openAPIV3Schema The schema as the definition holds it; anything that is no object gives `any`
 *   below the three fields of every object.
 * @returns The schema of the kind's objects.
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2332-pruning-for-custom-resources
 */
export function schemaFromOpenApi(openAPIV3Schema: unknown): FieldSchema {
  const node = isRecord(openAPIV3Schema) ? openAPIV3Schema : { [PRESERVE]: true };
  return new OpenApiObject(node, true);
}

const PRESERVE = "x-kubernetes-preserve-unknown-fields";
const INT_OR_STRING = "x-kubernetes-int-or-string";
const EMBEDDED = "x-kubernetes-embedded-resource";

/** How the pattern of Kubernetes' own quantity type begins in generated definitions. */
const QUANTITY_PATTERN = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))";

type JsonRecord = Readonly<Record<string, unknown>>;

class OpenApiObject implements FieldSchema {
  readonly type = "object";
  readonly #properties: JsonRecord;
  readonly #open: boolean;
  readonly #resource: boolean;

  /** @param resource Whether it is a whole object of the API, with type and metadata. */
  constructor(node: JsonRecord, resource: boolean) {
    this.#properties = recordOf(node["properties"]);
    this.#open = node[PRESERVE] === true || node["additionalProperties"] === true;
    this.#resource = resource;
  }

  field(name: string): FieldSchema | undefined {
    if (this.#resource && name === "metadata") return metadataSchema();
    if (Object.hasOwn(this.#properties, name)) return read(this.#properties[name]);
    if (this.#resource && RESOURCE_FIELDS.includes(name)) return plainSchema("string");
    return this.#open ? plainSchema("any") : undefined;
  }

  fieldNames(): readonly string[] {
    const names = Object.keys(this.#properties);
    return this.#resource ? [...new Set([...RESOURCE_FIELDS, ...names])] : names;
  }

  item(): undefined {
    return undefined;
  }
}

const RESOURCE_FIELDS: readonly string[] = ["apiVersion", "kind", "metadata"];

function read(value: unknown): FieldSchema {
  const node = recordOf(value);
  const format = typeof node["format"] === "string" ? node["format"] : undefined;
  if (node[INT_OR_STRING] === true || format === "int-or-string") return readIntOrString(node);
  switch (node["type"]) {
    case "string":
      return plainSchema(
        "string",
        format === "datetime" ? "date-time" : format,
        textsOf(node["enum"]),
      );
    case "integer":
    case "number":
      return plainSchema("number", format);
    case "boolean":
      return plainSchema("boolean");
    case "array":
      return nestedSchema("list", () => read(node["items"]));
    default:
      return readObject(node);
  }
}

function readIntOrString(node: JsonRecord): FieldSchema {
  const { pattern } = node;
  return typeof pattern === "string" && pattern.startsWith(QUANTITY_PATTERN)
    ? plainSchema("any", "quantity")
    : plainSchema("any", "int-or-string");
}

function readObject(node: JsonRecord): FieldSchema {
  if (node[EMBEDDED] === true) return new OpenApiObject(node, true);
  if (isRecord(node["properties"])) return new OpenApiObject(node, false);
  const values = node["additionalProperties"];
  if (isRecord(values)) return nestedSchema("map", () => read(values));
  // An object that lists no fields and keeps none has none; everything else is open.
  return node["type"] === "object" && node[PRESERVE] !== true && values !== true
    ? new OpenApiObject(node, false)
    : plainSchema("any");
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((text) => typeof text === "string")
    ? value
    : undefined;
}

function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
