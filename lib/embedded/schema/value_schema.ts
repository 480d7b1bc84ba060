/**
 * What merging and owning fields needs to know of a value, whatever says so: the types of a built-in kind
 * or the schema of a custom one. Layer 3.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";
import type { FieldType, ScalarType, StructType, TypeRef } from "./types.ts";

/** One value's schema. */
export interface ValueSchema {
  /** `untyped` lets the value say itself: objects are merged by key, lists are one value. */
  readonly kind: "object" | "map" | "list" | "scalar" | "untyped";
  /** Whether the value has one owner, whatever is in it. */
  readonly isAtomic: boolean;
  /** How a list is merged. */
  readonly listKind: "map" | "set" | "atomic";
  /** The keys of a list of objects. */
  readonly keys: readonly string[];
  /** The key of a strategic merge; `""` merges scalars, `undefined` replaces. */
  readonly mergeKey: string | undefined;
  /** Whether a strategic merge drops keys that a patch does not name. */
  readonly retainKeys: boolean;
  /** Whether a strategic merge takes an object as it is sent. */
  readonly isReplaced: boolean;
  /** What a scalar is, where that is known. */
  readonly scalar: ScalarType | undefined;
  /** What stands for the value where it is absent and a key of a list. */
  readonly keyDefault: JsonValue | undefined;
  /** The schema of a field or key; `undefined` where there is no such field. */
  field(name: string): ValueSchema | undefined;
  /** The schema of a list's items. */
  item(): ValueSchema;
}

/** Nothing is known below this value. */
export const UNTYPED: ValueSchema = {
  kind: "untyped",
  isAtomic: false,
  listKind: "atomic",
  keys: [],
  mergeKey: undefined,
  retainKeys: false,
  isReplaced: false,
  scalar: undefined,
  keyDefault: undefined,
  field: () => UNTYPED,
  item: () => UNTYPED,
};

const cache = new WeakMap<TypeRef, ValueSchema>();
const fieldCache = new WeakMap<FieldType, ValueSchema>();

/** The schema of a built-in type. */
export function schemaOfType(type: TypeRef): ValueSchema {
  let schema = cache.get(type);
  if (schema === undefined) {
    schema = new TypeSchema(type, undefined);
    cache.set(type, schema);
  }
  return schema;
}

/** The schema of the objects of a built-in kind. */
export function schemaOfStruct(struct: StructType): ValueSchema {
  return new TypeSchema({ kind: "struct", isAtomic: false, struct }, undefined);
}

class TypeSchema implements ValueSchema {
  readonly kind: ValueSchema["kind"];
  readonly isAtomic: boolean;
  readonly listKind: ValueSchema["listKind"];
  readonly keys: readonly string[];
  readonly mergeKey: string | undefined;
  readonly retainKeys: boolean;
  readonly isReplaced: boolean;
  readonly scalar: ScalarType | undefined;
  readonly keyDefault: JsonValue | undefined;
  readonly #type: TypeRef;

  constructor(type: TypeRef, field: FieldType | undefined) {
    this.#type = type;
    this.kind = kindOf(type);
    this.isAtomic = (type.kind === "struct" || type.kind === "map") && type.isAtomic;
    this.listKind = type.kind === "list" ? type.listKind : "atomic";
    this.keys = type.kind === "list" ? type.keys : [];
    this.scalar = type.kind === "scalar" ? type.scalar : undefined;
    this.mergeKey = field?.mergeKey;
    this.retainKeys = field?.retainKeys ?? false;
    this.isReplaced = field?.isReplaced ?? false;
    this.keyDefault = field === undefined ? undefined : field.standard ?? emptyKey(field);
  }

  field(name: string): ValueSchema | undefined {
    const type = this.#type;
    if (type.kind === "map") return schemaOfType(type.value);
    if (type.kind !== "struct") return undefined;
    const field = type.struct.fields.get(name);
    if (field === undefined) return undefined;
    let schema = fieldCache.get(field);
    if (schema === undefined) {
      schema = new TypeSchema(field.type, field);
      fieldCache.set(field, schema);
    }
    return schema;
  }

  item(): ValueSchema {
    return this.#type.kind === "list" ? schemaOfType(this.#type.item) : UNTYPED;
  }
}

/** A required field without a pointer is empty where it is absent. */
function emptyKey({ type, isAlways, isPointer }: FieldType): JsonValue | undefined {
  if (!isAlways || isPointer || type.kind !== "scalar") return undefined;
  if (type.scalar === "string") return "";
  return type.scalar === "int32" || type.scalar === "int64" ? 0 : undefined;
}

function kindOf(type: TypeRef): ValueSchema["kind"] {
  switch (type.kind) {
    case "struct":
      return "object";
    case "map":
      return "map";
    case "list":
      return "list";
    case "scalar":
      return "scalar";
  }
}
