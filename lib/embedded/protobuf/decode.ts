/**
 * Objects as Protocol Buffers: the form in which the official clients of Go send built-in kinds, kubectl's
 * among them. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/runtime/serializer/protobuf
 */
import type { JsonObject, JsonValue } from "../json.ts";
import type { FieldType, ScalarType, StructType, TypeRef } from "../schema/types.ts";
import { structType, typeOfKind } from "../schema/types.ts";
import { PROTOBUF_DATA } from "./data.ts";
import { MessageReader, ProtobufFault, type WireValue } from "./message_reader.ts";

/** What every object begins with. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/**
 * Reads an object.
 *
 * @param bytes The body of a request.
 * @returns The object as JSON, with what it says it is.
 * @throws {ProtobufFault} when it is no such object, or of a kind that is not known.
 */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw new ProtobufFault(
      `provided data does not appear to be a protobuf message, expected prefix [${
        MAGIC.join(" ")
      }]`,
    );
  }
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array();
  for (const { number, value } of new MessageReader(bytes.subarray(MAGIC.length))) {
    if (number === 1) {
      for (const meta of new MessageReader(asBytes(value))) {
        if (meta.number === 1) apiVersion = asText(meta.value);
        if (meta.number === 2) kind = asText(meta.value);
      }
    }
    if (number === 2) raw = asBytes(value);
  }
  const slash = apiVersion.indexOf("/");
  const struct = kind === "DeleteOptions" ? structType("DeleteOptions") : typeOfKind(
    slash < 0 ? "" : apiVersion.slice(0, slash),
    apiVersion.slice(slash + 1),
    kind,
  );
  if (struct === undefined) {
    throw new ProtobufFault(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  return { ...decodeMessage(struct, raw), apiVersion, kind };
}

/** A field, and how lists and maps of it are gathered. */
interface Place {
  readonly field: FieldType;
}

/** The fields of a type by number; a number may lead to what JSON writes inline. */
type Places = ReadonlyMap<number, Place | Places>;

const places = new Map<string, Places>();
let lines: ReadonlyMap<string, string> | undefined;

function placesOf(struct: StructType): Places {
  let found = places.get(struct.name);
  if (found === undefined) {
    lines ??= new Map(
      PROTOBUF_DATA.trim().split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line]),
    );
    const [, ...numbers] = (lines.get(struct.name) ?? "").split(" ");
    const root = new Map<number, Place | Places>();
    [...struct.fields.values()].forEach((field, index) => {
      const path = (numbers[index] ?? "-").split(".");
      if (path[0] === "-") return;
      const last = Number(path.pop());
      let level = root;
      for (const step of path) {
        const number = Number(step);
        const next = level.get(number);
        const inner = next instanceof Map ? next : new Map<number, Place | Places>();
        level.set(number, inner);
        level = inner;
      }
      level.set(last, { field });
    });
    found = root;
    places.set(struct.name, found);
  }
  return found;
}

function decodeMessage(struct: StructType, bytes: Uint8Array): JsonObject {
  const object: JsonObject = {};
  decodeInto(object, placesOf(struct), bytes);
  return object;
}

function decodeInto(object: JsonObject, fields: Places, bytes: Uint8Array): void {
  for (const { number, value } of new MessageReader(bytes)) {
    const place = fields.get(number);
    if (place === undefined) continue;
    if (place instanceof Map) {
      decodeInto(object, place, asBytes(value));
      continue;
    }
    const { field } = place as Place;
    const { name, type } = field;
    if (type.kind === "list") {
      const list = (object[name] ?? []) as JsonValue[];
      object[name] = list;
      list.push(...decodeItems(type.item, value));
    } else if (type.kind === "map") {
      const map = (object[name] ?? {}) as JsonObject;
      object[name] = map;
      addEntry(map, type.value, asBytes(value));
    } else {
      const decoded = decodeValue(type, value);
      if (decoded !== undefined) object[name] = decoded;
    }
  }
}

/** Numbers of a list may come in one piece. */
function decodeItems(type: TypeRef, value: WireValue): JsonValue[] {
  const isNumber = type.kind === "scalar" &&
    (type.scalar === "int32" || type.scalar === "int64" || type.scalar === "boolean");
  if (isNumber && value instanceof Uint8Array) {
    return MessageReader.numbersOf(value).map((number) => asNumber(number, type.scalar));
  }
  const decoded = decodeValue(type, value);
  return [decoded ?? null];
}

function addEntry(map: JsonObject, type: TypeRef, bytes: Uint8Array): void {
  let key = "";
  let value: JsonValue | undefined;
  for (const entry of new MessageReader(bytes)) {
    if (entry.number === 1) key = asText(entry.value);
    if (entry.number === 2) value = decodeValue(type, entry.value);
  }
  map[key] = value ?? emptyOf(type);
}

function emptyOf(type: TypeRef): JsonValue {
  if (type.kind === "list") return [];
  if (type.kind !== "scalar") return {};
  return type.scalar === "quantity" ? "0" : "";
}

function decodeValue(type: TypeRef, value: WireValue): JsonValue | undefined {
  switch (type.kind) {
    case "struct":
      return decodeMessage(type.struct, asBytes(value));
    case "list":
      // A list in a list, or in a map, is a message with its items.
      return [...new MessageReader(asBytes(value))].flatMap((item) =>
        item.number === 1 ? decodeItems(type.item, item.value) : []
      );
    case "map": {
      const map: JsonObject = {};
      addEntry(map, type.value, asBytes(value));
      return map;
    }
    case "scalar":
      return decodeScalar(type.scalar, value);
  }
}

function decodeScalar(scalar: ScalarType, value: WireValue): JsonValue | undefined {
  switch (scalar) {
    case "string":
      return asText(value);
    case "boolean":
    case "int32":
    case "int64":
      return asNumber(value, scalar);
    case "double":
      return asDouble(value);
    case "bytes":
      return asBytes(value).slice().toBase64();
    case "quantity":
      return firstText(value) || "0";
    case "time":
      return decodeTime(value, (date) => `${date.slice(0, 19)}Z`);
    case "microtime":
      return decodeTime(value, (date, micros) => `${date.slice(0, 19)}.${micros}Z`);
    case "duration":
      return durationText(numbersOf(value).get(1) ?? 0n);
    case "int-or-string": {
      const fields = [...new MessageReader(asBytes(value))];
      const find = (number: number) => fields.find((field) => field.number === number)?.value;
      return find(1) === 1n ? asText(find(3)) : asNumber(find(2) ?? 0n, "int32");
    }
    case "any": {
      const text = firstText(value);
      return text === "" ? undefined : JSON.parse(text);
    }
  }
}

function numbersOf(value: WireValue): ReadonlyMap<number, bigint> {
  const numbers = new Map<number, bigint>();
  for (const field of new MessageReader(asBytes(value))) {
    if (typeof field.value === "bigint") numbers.set(field.number, field.value);
  }
  return numbers;
}

/** No time at all is an empty message. */
function decodeTime(
  value: WireValue,
  format: (date: string, micros: string) => string,
): string | undefined {
  if (asBytes(value).length === 0) return undefined;
  const numbers = numbersOf(value);
  const seconds = Number(BigInt.asIntN(64, numbers.get(1) ?? 0n));
  const micros = Number(numbers.get(2) ?? 0n) / 1000;
  return format(
    new Date(seconds * 1000).toISOString(),
    String(Math.floor(micros)).padStart(6, "0"),
  );
}

/** A duration as Go writes it, in the units that suffice. */
function durationText(nanoseconds: bigint): string {
  const total = Number(BigInt.asIntN(64, nanoseconds)) / 1e9;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total % 3600 / 60);
  const seconds = total % 60;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

function firstText(value: WireValue): string {
  const field = [...new MessageReader(asBytes(value))].find(({ number }) => number === 1);
  return field === undefined ? "" : asText(field.value);
}

function asBytes(value: WireValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new ProtobufFault("proto: wrong wireType: bytes were expected");
}

const decoder = new TextDecoder();

function asText(value: WireValue | undefined): string {
  return value === undefined ? "" : decoder.decode(asBytes(value));
}

function asNumber(value: WireValue, scalar: ScalarType): number | boolean {
  if (typeof value !== "bigint") {
    throw new ProtobufFault("proto: wrong wireType: a number was expected");
  }
  if (scalar === "boolean") return value !== 0n;
  return Number(BigInt.asIntN(scalar === "int32" ? 32 : 64, value));
}

function asDouble(value: WireValue): number {
  if (typeof value !== "bigint") {
    throw new ProtobufFault("proto: wrong wireType: a number was expected");
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return view.getFloat64(0);
}
