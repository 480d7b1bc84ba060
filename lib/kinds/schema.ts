/**
 * The field names and types of kinds, for validation, suggestions and completion: no sentences, and
 * no objects of client-node at run time. Layer 1: pure.
 *
 * @module
 */
import type { Kind } from "./kind.ts";
import { SCHEMA_DATA } from "./schema_data.ts";

/** What is known about a field of an object, or about the object itself. */
export interface FieldSchema {
  /** The JSON shape; `any` where nothing is known below this point. */
  readonly type: "object" | "map" | "list" | "string" | "number" | "boolean" | "any";
  /**
   * What the value means beyond its shape: `date-time`, `quantity`, `byte` (base64), `int32`, `int64`,
   * `double`; `int-or-string` on a field of type `any`; whatever else a custom kind's schema says.
   */
  readonly format?: string;
  /** The name of a built-in type, e.g. `PodStatus`. */
  readonly name?: string;
  /** The only texts that a custom kind's schema takes here. */
  readonly values?: readonly string[];
  /**
   * The schema of one field.
   *
   * @param name The field of an object, or any key of a map.
   * @returns Its schema, or `undefined` where there is no such field; `any` knows none.
   */
  field(name: string): FieldSchema | undefined;
  /** The names of an object's fields; empty for everything else. */
  fieldNames(): readonly string[];
  /** The schema of a list's items; `undefined` for everything else. */
  item(): FieldSchema | undefined;
}

/**
 * The schema of a built-in kind.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinKind } from "./builtin.ts";
 * const pod = builtinKind("v1", "Pod");
 * assert(pod !== undefined);
 * assert.equal(schemaOf(pod)?.field("status")?.field("startTime")?.format, "date-time");
 * ```
 *
 * @param kind The kind; matched by group, version and kind.
 * @returns Its schema, or `undefined` where the kind is not built in.
 */
export function schemaOf(kind: Kind): FieldSchema | undefined {
  const { group, version } = kind;
  const name = group === "" ? `${version}/${kind.kind}` : `${group}/${version}/${kind.kind}`;
  const type = builtinData().kinds.get(name);
  return type === undefined ? undefined : builtinType(type);
}

/** The schema of every object's `metadata`. */
export function metadataSchema(): FieldSchema {
  return builtinType("ObjectMeta");
}

/** A schema without fields: text, number, boolean or anything. */
export function plainSchema(
  type: "string" | "number" | "boolean" | "any",
  format?: string,
  values?: readonly string[],
): FieldSchema {
  return new PlainSchema(type, format, values);
}

/** A schema of a list or map, its items or values given when they are asked for. */
export function nestedSchema(type: "list" | "map", inner: () => FieldSchema): FieldSchema {
  return type === "list" ? new ListSchema(inner) : new MapSchema(inner);
}

class PlainSchema implements FieldSchema {
  readonly type: FieldSchema["type"];
  declare readonly format?: string;
  declare readonly values?: readonly string[];

  constructor(
    type: "string" | "number" | "boolean" | "any",
    format?: string,
    values?: readonly string[],
  ) {
    this.type = type;
    if (format !== undefined) this.format = format;
    if (values !== undefined) this.values = values;
  }

  field(): undefined {
    return undefined;
  }

  fieldNames(): readonly string[] {
    return [];
  }

  item(): undefined {
    return undefined;
  }
}

class ListSchema implements FieldSchema {
  readonly type = "list";
  readonly #inner: () => FieldSchema;

  constructor(inner: () => FieldSchema) {
    this.#inner = inner;
  }

  field(): undefined {
    return undefined;
  }

  fieldNames(): readonly string[] {
    return [];
  }

  item(): FieldSchema {
    return this.#inner();
  }
}

class MapSchema implements FieldSchema {
  readonly type = "map";
  readonly #inner: () => FieldSchema;

  constructor(inner: () => FieldSchema) {
    this.#inner = inner;
  }

  field(_name: string): FieldSchema {
    return this.#inner();
  }

  fieldNames(): readonly string[] {
    return [];
  }

  item(): undefined {
    return undefined;
  }
}

/** An object of the generated data; its line is taken apart when a field is first asked for. */
class BuiltinObject implements FieldSchema {
  readonly type = "object";
  readonly #line: string;
  #fields: Map<string, string> | undefined;

  constructor(line: string) {
    this.#line = line;
  }

  get name(): string {
    return this.#line.slice(0, this.#line.indexOf(" "));
  }

  field(name: string): FieldSchema | undefined {
    const code = this.#codes().get(name);
    return code === undefined ? undefined : decode(code);
  }

  fieldNames(): readonly string[] {
    return [...this.#codes().keys()];
  }

  item(): undefined {
    return undefined;
  }

  #codes(): Map<string, string> {
    if (this.#fields === undefined) {
      this.#fields = new Map();
      for (const word of this.#line.split(" ").slice(1)) {
        const colon = word.indexOf(":");
        if (colon < 0) this.#fields.set(word, "s");
        else this.#fields.set(word.slice(0, colon), word.slice(colon + 1));
      }
    }
    return this.#fields;
  }
}

/** What the one-letter types of the generated data stand for. */
const PLAIN: ReadonlyMap<string, FieldSchema> = new Map([
  ["a", plainSchema("any")],
  ["b", plainSchema("boolean")],
  ["d", plainSchema("number", "double")],
  ["i", plainSchema("number", "int32")],
  ["l", plainSchema("number", "int64")],
  ["n", plainSchema("number")],
  ["o", plainSchema("any", "int-or-string")],
  ["q", plainSchema("string", "quantity")],
  ["s", plainSchema("string")],
  ["t", plainSchema("string", "date-time")],
  ["y", plainSchema("string", "byte")],
]);

function decode(code: string): FieldSchema {
  const plain = PLAIN.get(code);
  if (plain !== undefined) return plain;
  if (code.startsWith("[")) return new ListSchema(() => decode(code.slice(1)));
  if (code.startsWith("{")) return new MapSchema(() => decode(code.slice(1)));
  return builtinType(code);
}

interface BuiltinData {
  /** The type of each kind, by `group/version/Kind`. */
  readonly kinds: ReadonlyMap<string, string>;
  /** The line of each type. */
  readonly lines: ReadonlyMap<string, string>;
}

let data: BuiltinData | undefined;

function builtinData(): BuiltinData {
  if (data === undefined) {
    const kinds = new Map<string, string>();
    const lines = new Map<string, string>();
    for (const line of SCHEMA_DATA.split("\n")) {
      const end = line.indexOf(" ");
      const name = end < 0 ? line : line.slice(0, end);
      if (name.startsWith("=")) kinds.set(name.slice(1), line.slice(end + 1));
      else lines.set(name, line);
    }
    data = { kinds, lines };
  }
  return data;
}

const types = new Map<string, FieldSchema>();

function builtinType(name: string): FieldSchema {
  let type = types.get(name);
  if (type === undefined) {
    const line = builtinData().lines.get(name);
    if (line === undefined) {
      throw new TypeError(`Cannot read the schema of "${name}": not in the data`);
    }
    type = new BuiltinObject(line);
    types.set(name, type);
  }
  return type;
}
