/**
 * Where a configuration does not fit the schema of its kind, in the words of structured merge diff.
 * Layer 3.
 *
 * @module
 */
import { isObject, type JsonValue } from "../json.ts";
import type { ScalarType } from "../schema/types.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import { formatPath } from "./field_set.ts";
import { itemElement } from "./typed.ts";

/** Finds what does not fit, one sentence each. */
export function typeFaults(schema: ValueSchema, value: JsonValue): string[] {
  const faults: string[] = [];
  check(schema, value, "", faults);
  return faults;
}

function check(schema: ValueSchema, value: JsonValue, path: string, faults: string[]): void {
  if (value === null) return;
  switch (schema.kind) {
    case "untyped":
      return;
    case "scalar":
      return checkScalar(schema.scalar, value, path, faults);
    case "list":
      return checkList(schema, value, path, faults);
    default:
      return checkMap(schema, value, path, faults);
  }
}

function checkMap(schema: ValueSchema, value: JsonValue, path: string, faults: string[]): void {
  if (!isObject(value)) {
    faults.push(`${at(path)}expected map, got &{${goText(value)}}`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const place = `${path}.${key}`;
    const field = schema.field(key);
    if (field === undefined) {
      // The server tells of one only.
      faults.push(`${place}: field not declared in schema`);
      return;
    }
    check(field, inner, place, faults);
  }
}

function checkList(schema: ValueSchema, value: JsonValue, path: string, faults: string[]): void {
  if (!Array.isArray(value)) {
    faults.push(`${at(path)}expected list, got &{${goText(value)}}`);
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    let place = `${path}[${index}]`;
    if (schema.listKind !== "atomic") {
      const element = itemElement(schema, item);
      if (element === undefined) {
        faults.push(`${path}: element ${index}: ${keyFault(schema, item)}`);
        return;
      }
      place = `${path}${formatPath([element])}`;
      if (seen.has(element)) {
        faults.push(`${path}: duplicate entries for key ${formatPath([element])}`);
      }
      seen.add(element);
    }
    check(schema.item(), item, place, faults);
  }
}

function keyFault(schema: ValueSchema, item: JsonValue): string {
  if (!isObject(item)) {
    return "associative list with keys may not have non-map elements";
  }
  const missing = schema.keys.find((key) =>
    item[key] === undefined && schema.item().field(key)?.keyDefault === undefined
  );
  return `associative list with keys has an element that omits key field ${
    JSON.stringify(missing ?? "")
  } (and doesn't have default value)`;
}

function at(path: string): string {
  return path === "" ? "" : `${path}: `;
}

const TEXTS: ReadonlySet<ScalarType> = new Set([
  "string",
  "time",
  "microtime",
  "duration",
  "bytes",
]);
const NUMBERS: ReadonlySet<ScalarType> = new Set(["int32", "int64", "double"]);

function checkScalar(
  scalar: ScalarType | undefined,
  value: JsonValue,
  path: string,
  faults: string[],
): void {
  if (scalar === undefined) return;
  if (TEXTS.has(scalar) && typeof value !== "string") {
    faults.push(`${at(path)}expected string, got ${goValue(value)}`);
  } else if (NUMBERS.has(scalar) && typeof value !== "number") {
    faults.push(`${at(path)}expected numeric (int or float), got ${goType(value)}`);
  } else if (scalar === "boolean" && typeof value !== "boolean") {
    faults.push(`${at(path)}expected boolean, got &{${goText(value)}}`);
  } else if (Array.isArray(value) || isObject(value)) {
    if (scalar !== "any") faults.push(`${at(path)}expected scalar, got &{${goText(value)}}`);
  }
}

/** A value as Go's `%#v` prints it. */
function goValue(value: JsonValue): string {
  return `&value.valueUnstructured{Value:${goSyntax(value)}}`;
}

function goSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort().map((key) =>
    `${JSON.stringify(key)}:${goSyntax(value[key] ?? null)}`
  );
  return `map[string]interface {}{${entries.join(", ")}}`;
}

function goType(value: JsonValue): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** A value as Go's `%v` prints it. */
function goText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const entries = Object.keys(value).sort().map((key) => `${key}:${goText(value[key] ?? null)}`);
  return `map[${entries.join(" ")}]`;
}
