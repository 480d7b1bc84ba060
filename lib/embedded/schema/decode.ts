/**
 * Reading an object of a built-in kind as a server does that knows its type: fields of another shape are
 * refused, unknown ones dropped, empty ones left out, quantities and times written in one way. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { cloneJson, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { canonicalQuantity } from "./quantities.ts";
import { parseGoMicroTime, parseGoTime } from "./times.ts";
import type { FieldType, StructType, TypeRef } from "./types.ts";

/** A value of the wrong shape; the message is the server's. */
export class DecodeFault extends Error {}

/** What decoding found beside the value. */
export interface DecodeNotes {
  /** Paths of fields that the type does not have, in the order of the document. */
  readonly unknown: string[];
  /** Whether defaults of the types are left out, as in an object that nobody has filled in. */
  readonly isBare?: boolean;
}

/**
 * Decodes an object.
 *
 * @param struct Its type.
 * @param value What was sent.
 * @param notes Where unknown fields are noted; not noted where left out.
 * @returns A new object in the form that a server stores.
 * @throws {DecodeFault} when a field has another shape than its type.
 */
export function decodeObject(
  struct: StructType,
  value: JsonObject,
  notes?: DecodeNotes,
): JsonObject {
  return decodeStruct(struct, value, { go: "", path: "", index: "" }, notes);
}

/** Where decoding is: the struct for messages, the path without and with indexes. */
interface Position {
  readonly go: string;
  readonly path: string;
  readonly index: string;
}

function decodeStruct(
  struct: StructType,
  value: JsonObject,
  at: Position,
  notes: DecodeNotes | undefined,
): JsonObject {
  const { fields } = struct;
  const found = new Map<string, JsonValue>();
  for (const key in value) {
    const inner = value[key];
    if (inner === undefined) continue;
    const field = fields.get(key);
    if (field === undefined) {
      notes?.unknown.push(join(at.index, key));
      continue;
    }
    const decoded = decodeField(
      field,
      inner,
      { go: struct.go, path: join(at.path, key), index: join(at.index, key) },
      notes,
    );
    if (decoded !== undefined) found.set(key, decoded);
  }
  const result: JsonObject = {};
  for (const [name, field] of fields) {
    const decoded = found.get(name) ?? missing(field, notes);
    if (decoded !== undefined) result[name] = decoded;
  }
  return result;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** What stands for a field that is not there. */
function missing(field: FieldType, notes: DecodeNotes | undefined): JsonValue | undefined {
  if (field.standard !== undefined && notes?.isBare !== true) return cloneJson(field.standard);
  const { type } = field;
  if (type.kind === "struct" && !field.isPointer) {
    return field.omitZero ? undefined : decodeStruct(type.struct, {}, TOP, notes);
  }
  // Values that are structs in Go are written even where an empty one would be left out.
  const isStruct = type.kind === "scalar" && STRUCT_SCALARS.has(type.scalar);
  const isWritten = field.isAlways || isStruct && !field.isPointer && !field.omitZero;
  return isWritten ? zero(field) : undefined;
}

const STRUCT_SCALARS: ReadonlySet<string> = new Set([
  "quantity",
  "int-or-string",
  "time",
  "microtime",
  "duration",
]);

const TOP: Position = { go: "", path: "", index: "" };

function zero({ type, isPointer }: FieldType): JsonValue {
  if (isPointer || type.kind !== "scalar") return null;
  switch (type.scalar) {
    case "string":
      return "";
    case "quantity":
      return "0";
    case "boolean":
      return false;
    case "int32":
    case "int64":
    case "double":
    case "int-or-string":
      return 0;
    case "duration":
      return "0s";
    default:
      return null;
  }
}

function decodeField(
  field: FieldType,
  value: JsonValue,
  at: Position,
  notes: DecodeNotes | undefined,
): JsonValue | undefined {
  if (value === null) return undefined;
  const decoded = decodeValue(field.type, value, at, notes);
  if (decoded === undefined) return undefined;
  const isDropped = !field.isAlways && !field.isPointer && isEmpty(field.type, decoded);
  // A default stands for what is empty, too, unless a pointer tells the two apart.
  if (
    isDropped || field.standard !== undefined && !field.isPointer && isEmpty(field.type, decoded)
  ) {
    return undefined;
  }
  return decoded;
}

function isEmpty(type: TypeRef, value: JsonValue): boolean {
  switch (type.kind) {
    case "list":
      return Array.isArray(value) && value.length === 0;
    case "map":
      return isObject(value) && Object.keys(value).length === 0;
    case "struct":
      return false;
    case "scalar":
      // A quantity, a time and a number or text are structs in Go, which no omitempty leaves out.
      return type.scalar !== "quantity" && type.scalar !== "int-or-string" &&
        type.scalar !== "any" && (value === "" || value === 0 || value === false);
  }
}

function decodeValue(
  type: TypeRef,
  value: JsonValue,
  at: Position,
  notes: DecodeNotes | undefined,
): JsonValue | undefined {
  switch (type.kind) {
    case "struct":
      if (!isObject(value)) throw mismatch(value, at, `v1.${type.struct.go}`);
      return decodeStruct(type.struct, value, at, notes);
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, at, goType(type));
      return value.map((item, index) =>
        item === null
          ? zeroItem(type.item)
          : decodeValue(type.item, item, { ...at, index: `${at.index}[${index}]` }, notes) ?? null
      );
    case "map": {
      if (!isObject(value)) throw mismatch(value, at, goType(type));
      const result: JsonObject = {};
      for (const key in value) {
        const inner = value[key];
        if (inner === undefined) continue;
        const decoded = inner === null
          ? zeroItem(type.value)
          : decodeValue(type.value, inner, { ...at, index: join(at.index, key) }, notes);
        if (decoded !== undefined) result[key] = decoded;
      }
      return result;
    }
    case "scalar":
      return decodeScalar(type, value, at);
  }
}

function zeroItem(type: TypeRef): JsonValue {
  if (type.kind === "struct") return decodeStruct(type.struct, {}, TOP, undefined);
  return type.kind === "scalar"
    ? zero({
      name: "",
      type,
      isPointer: false,
      isAlways: true,
      omitZero: false,
      isRequired: true,
      standard: undefined,
      mergeKey: undefined,
      retainKeys: false,
      isReplaced: false,
    })
    : null;
}

const MAX_INT32 = 2 ** 31 - 1;

function decodeScalar(
  type: Extract<TypeRef, { kind: "scalar" }>,
  value: JsonValue,
  at: Position,
): JsonValue {
  switch (type.scalar) {
    case "any":
      return cloneJson(value);
    case "string":
      if (typeof value !== "string") throw mismatch(value, at, "string");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw mismatch(value, at, "bool");
      return value;
    case "int32":
    case "int64":
      if (typeof value !== "number") throw mismatch(value, at, type.scalar);
      if (
        !Number.isInteger(value) ||
        Math.abs(value) > (type.scalar === "int32" ? MAX_INT32 : 2 ** 63)
      ) throw mismatch(value, at, type.scalar, ` ${value}`);
      return value;
    case "double":
      if (typeof value !== "number") throw mismatch(value, at, "float64");
      return value;
    case "int-or-string":
      if (typeof value === "string") return value;
      if (typeof value !== "number") throw mismatch(value, at, "int32");
      return value;
    case "quantity":
      return canonicalQuantity(value, DecodeFault);
    case "duration":
      if (typeof value !== "string") throw mismatch(value, at, "string");
      return value;
    case "bytes":
      return decodeBytes(value, at);
    case "time":
      if (typeof value !== "string") throw mismatch(value, { ...at, go: "", path: "" }, "string");
      return formatTime(parseGoTime(value, DecodeFault));
    case "microtime": {
      if (typeof value !== "string") throw mismatch(value, { ...at, go: "", path: "" }, "string");
      const ms = parseGoMicroTime(value, DecodeFault);
      const fraction = /\.(\d+)/.exec(value)?.[1] ?? "";
      return `${formatTime(ms).slice(0, -1)}.${fraction.padEnd(6, "0").slice(0, 6)}Z`;
    }
  }
}

function decodeBytes(value: JsonValue, at: Position): JsonValue {
  if (typeof value !== "string") throw mismatch(value, at, "[]uint8");
  const text = value.replace(/[\r\n]/g, "");
  const bad = text.search(/[^A-Za-z0-9+/=]/);
  if (bad >= 0) throw new DecodeFault(`illegal base64 data at input byte ${bad}`);
  const pad = text.indexOf("=");
  if (text.length % 4 !== 0 || pad >= 0 && (pad < text.length - 2 || /=[^=]/.test(text))) {
    throw new DecodeFault(`illegal base64 data at input byte ${Math.floor(text.length / 4) * 4}`);
  }
  return text;
}

/** The shape of a value in Go's words. */
function shapeOf(value: JsonValue): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function mismatch(value: JsonValue, at: Position, type: string, detail = ""): DecodeFault {
  const where = at.path === "" ? "value" : `struct field ${at.go}.${at.path}`;
  return new DecodeFault(
    `json: cannot unmarshal ${shapeOf(value)}${detail} into Go ${where} of type ${type}`,
  );
}

/** A type in Go's words. */
function goType(type: TypeRef): string {
  switch (type.kind) {
    case "scalar":
      return type.go;
    case "list":
      return `[]${goType(type.item)}`;
    case "map":
      return `map[string]${goType(type.value)}`;
    case "struct":
      return `v1.${type.struct.go}`;
  }
}
