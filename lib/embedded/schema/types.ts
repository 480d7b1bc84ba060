/**
 * The types of built-in kinds as a server decodes, merges and applies them. Layer 3.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";
import { EMBEDDED_SCHEMA_DATA } from "./data.ts";

/** A value without fields. */
export type ScalarType =
  | "string"
  | "boolean"
  | "int32"
  | "int64"
  | "double"
  | "quantity"
  | "time"
  | "microtime"
  | "duration"
  | "int-or-string"
  | "bytes"
  | "any";

/** How lists are merged when they are applied: item by item, as a set, or as one value. */
export type ListKind = "map" | "set" | "atomic";

/** The type of a value. */
export type TypeRef =
  | { readonly kind: "scalar"; readonly scalar: ScalarType; readonly go: string }
  | {
    readonly kind: "list";
    readonly item: TypeRef;
    readonly listKind: ListKind;
    readonly keys: readonly string[];
  }
  | { readonly kind: "map"; readonly value: TypeRef; readonly isAtomic: boolean }
  | { readonly kind: "struct"; readonly isAtomic: boolean; readonly struct: StructType };

/** A field of a type. */
export interface FieldType {
  readonly name: string;
  readonly type: TypeRef;
  /** Whether an empty value differs from none. */
  readonly isPointer: boolean;
  /** Whether it is written even when it is empty. */
  readonly isAlways: boolean;
  /** Whether it is left out when it is zero although its type has no empty value. */
  readonly omitZero: boolean;
  readonly isRequired: boolean;
  /** What takes its place when it is absent or empty. */
  readonly standard: JsonValue | undefined;
  /** The key of a strategic merge; `""` merges scalars, `undefined` replaces. */
  readonly mergeKey: string | undefined;
  /** Whether a strategic merge drops the keys that a patch does not name. */
  readonly retainKeys: boolean;
  /** Whether a strategic merge takes an object as it is sent. */
  readonly isReplaced: boolean;
}

const NO_FIELDS: ReadonlyMap<string, FieldType> = new Map();

/** A type with fields; its line of the data is taken apart when a field is first asked for. */
export class StructType {
  readonly name: string;
  /** The name in messages. */
  readonly go: string;
  readonly #words: readonly string[];
  #fields: ReadonlyMap<string, FieldType> = NO_FIELDS;

  constructor(line: string) {
    const [name = "", ...words] = line.split(" ");
    const [own = "", go = own] = name.split("/");
    this.name = own;
    this.go = go;
    this.#words = words;
  }

  /** The fields in their order. */
  get fields(): ReadonlyMap<string, FieldType> {
    if (this.#fields === NO_FIELDS && this.#words.length > 0) {
      this.#fields = new Map(this.#words.map((word) => {
        const field = parseField(word);
        return [field.name, field];
      }));
    }
    return this.#fields;
  }
}

const SCALARS: Readonly<Record<string, readonly [ScalarType, string]>> = {
  a: ["any", "interface {}"],
  b: ["boolean", "bool"],
  d: ["double", "float64"],
  i: ["int32", "int32"],
  l: ["int64", "int64"],
  o: ["int-or-string", "intstr.IntOrString"],
  q: ["quantity", "resource.Quantity"],
  s: ["string", "string"],
  t: ["time", "v1.Time"],
  u: ["microtime", "v1.MicroTime"],
  w: ["duration", "v1.Duration"],
  y: ["bytes", "[]uint8"],
};

const FIELD_REGEXP = /^([*!+0%]*)(?:=([^;]*);)?(?:~([^;]*);)?(\^?)(.*)$/;

function parseField(word: string): FieldType {
  const colon = word.indexOf(":");
  const name = colon < 0 ? word : word.slice(0, colon);
  const [, marks = "", standard, mergeKey, retain, code = "s"] =
    FIELD_REGEXP.exec(colon < 0 ? "s" : word.slice(colon + 1)) ?? [];
  return {
    name,
    type: parseType(code),
    isPointer: marks.includes("*"),
    isAlways: marks.includes("!"),
    omitZero: marks.includes("0"),
    isRequired: marks.includes("+"),
    standard: standard === undefined ? undefined : JSON.parse(decodeURIComponent(standard)),
    mergeKey,
    retainKeys: retain === "^",
    isReplaced: marks.includes("%"),
  };
}

const parsed = new Map<string, TypeRef>();

function parseType(code: string): TypeRef {
  let type = parsed.get(code);
  if (type === undefined) {
    type = readType(code);
    parsed.set(code, type);
  }
  return type;
}

function readType(code: string): TypeRef {
  if (code.startsWith("[")) {
    const [all, mark, keys = ""] = /^\[(e|m\(([^)]*)\))?/.exec(code) ?? [""];
    const listKind = mark === undefined ? "atomic" : mark === "e" ? "set" : "map";
    return {
      kind: "list",
      item: parseType(code.slice(all.length)),
      listKind,
      keys: keys === "" ? [] : keys.split(","),
    };
  }
  if (code.startsWith("{")) {
    const isAtomic = code.startsWith("{@") && !/^\{@[A-Z]/.test(code);
    return { kind: "map", value: parseType(code.slice(isAtomic ? 2 : 1)), isAtomic };
  }
  const [letter = "", go] = code.split("'");
  const scalar = SCALARS[letter];
  if (scalar !== undefined) return { kind: "scalar", scalar: scalar[0], go: go ?? scalar[1] };
  const isAtomic = code.startsWith("@");
  return { kind: "struct", isAtomic, struct: structType(isAtomic ? code.slice(1) : code) };
}

interface Data {
  readonly kinds: ReadonlyMap<string, { readonly type: string; readonly model: string }>;
  readonly lines: ReadonlyMap<string, string>;
}

let data: Data | undefined;

function readData(): Data {
  if (data === undefined) {
    const kinds = new Map<string, { type: string; model: string }>();
    const lines = new Map<string, string>();
    for (const line of EMBEDDED_SCHEMA_DATA.split("\n")) {
      const [first = "", type = "", model = ""] = line.startsWith("=") ? line.split(" ") : [line];
      if (first.startsWith("=")) kinds.set(first.slice(1), { type, model });
      else lines.set(/^[^ /]*/.exec(line)?.[0] ?? "", line);
    }
    data = { kinds, lines };
  }
  return data;
}

const structs = new Map<string, StructType>();

/**
 * A type by its name in the data.
 *
 * @throws {TypeError} when there is none.
 */
export function structType(name: string): StructType {
  let type = structs.get(name);
  if (type === undefined) {
    const line = readData().lines.get(name);
    if (line === undefined) throw new TypeError(`Cannot find the type "${name}" in the data`);
    type = new StructType(line);
    structs.set(name, type);
  }
  return type;
}

/**
 * The type of a built-in kind.
 *
 * @param group `""` for the core group.
 * @param version E.g. `v1`.
 * @param kind In CamelCase.
 */
export function typeOfKind(group: string, version: string, kind: string): StructType | undefined {
  const key = group === "" ? `${version}/${kind}` : `${group}/${version}/${kind}`;
  const found = readData().kinds.get(key);
  return found === undefined ? undefined : structType(found.type);
}

/** A built-in kind with what it is called in OpenAPI documents. */
export interface KindModel {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** E.g. `io.k8s.api.core.v1.Pod`. */
  readonly model: string;
}

/** The kinds that OpenAPI documents know. */
export function builtinModels(): KindModel[] {
  return [...readData().kinds].filter(([, { model }]) => model !== "-").map(([key, { model }]) => {
    const [kind = "", version = "", group = ""] = key.split("/").reverse();
    return { group, version, kind, model };
  });
}

/** What a built-in kind is called in OpenAPI documents. */
export function modelOfKind(group: string, version: string, kind: string): string | undefined {
  const key = group === "" ? `${version}/${kind}` : `${group}/${version}/${kind}`;
  const model = readData().kinds.get(key)?.model;
  return model === "-" ? undefined : model;
}
