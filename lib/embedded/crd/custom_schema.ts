/**
 * The schema of a custom kind for merging and owning fields. Layer 3.
 *
 * @module
 */
import { isObject, type JsonObject, type JsonValue, listOf, textOf } from "../json.ts";
import { structType } from "../schema/types.ts";
import type { ScalarType } from "../schema/types.ts";
import { schemaOfStruct, UNTYPED, type ValueSchema } from "../schema/value_schema.ts";
import { isOpen, propertyOf } from "./structural.ts";

const SCALARS: Readonly<Record<string, ScalarType>> = {
  string: "string",
  boolean: "boolean",
  integer: "int64",
  number: "double",
};

let metadata: ValueSchema | undefined;
let text: ValueSchema | undefined;

/** The schema of objects of a custom kind. */
export function customSchema(schema: JsonObject): ValueSchema {
  return new StructuralSchema(schema, true);
}

class StructuralSchema implements ValueSchema {
  readonly kind: ValueSchema["kind"];
  readonly isAtomic: boolean;
  readonly listKind: ValueSchema["listKind"];
  readonly keys: readonly string[];
  readonly mergeKey = undefined;
  readonly retainKeys = false;
  readonly isReplaced = false;
  readonly scalar: ScalarType | undefined;
  readonly keyDefault: JsonValue | undefined;
  readonly #schema: JsonObject;
  readonly #isRoot: boolean;
  readonly #fields = new Map<string, ValueSchema | undefined>();

  constructor(schema: JsonObject, isRoot: boolean) {
    this.#schema = schema;
    this.#isRoot = isRoot;
    const type = textOf(schema["type"]);
    const listType = textOf(schema["x-kubernetes-list-type"]);
    this.kind = kindOf(schema, type, isRoot);
    this.isAtomic = schema["x-kubernetes-map-type"] === "atomic";
    this.listKind = listType === "map" || listType === "set" ? listType : "atomic";
    this.keys = listOf(schema["x-kubernetes-list-map-keys"]).map(textOf);
    this.scalar = SCALARS[type];
    this.keyDefault = schema["default"];
  }

  field(name: string): ValueSchema | undefined {
    if (!this.#fields.has(name)) this.#fields.set(name, this.#find(name));
    return this.#fields.get(name);
  }

  item(): ValueSchema {
    const { items } = this.#schema;
    return isObject(items) ? new StructuralSchema(items, false) : UNTYPED;
  }

  #find(name: string): ValueSchema | undefined {
    if (this.#isRoot && name === "metadata") {
      return metadata ??= schemaOfStruct(structType("ObjectMeta"));
    }
    if (this.#isRoot && (name === "apiVersion" || name === "kind")) {
      return text ??= new StructuralSchema({ type: "string" }, false);
    }
    const property = propertyOf(this.#schema, name);
    if (property !== undefined) return new StructuralSchema(property, false);
    return isOpen(this.#schema) ? UNTYPED : undefined;
  }
}

function kindOf(schema: JsonObject, type: string, isRoot: boolean): ValueSchema["kind"] {
  if (type === "array") return "list";
  if (type === "object" || isRoot) {
    if (isObject(schema["properties"]) || isRoot) return "object";
    if (isObject(schema["additionalProperties"])) return "map";
    return isOpen(schema) ? "untyped" : "object";
  }
  if (type === "") return schema["x-kubernetes-int-or-string"] === true ? "scalar" : "untyped";
  return "scalar";
}
