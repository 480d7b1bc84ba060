/**
 * What is wrong with a custom object, in the words of the server's OpenAPI validation. Layer 3.
 *
 * @module
 * @see k8s.io/kube-openapi/pkg/validation/validate
 */
import {
  equalJson,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  textOf,
} from "../json.ts";
import { itemElement } from "../managed/typed.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import {
  duplicate,
  type FieldFault,
  fieldFault,
  invalid,
  invalidType,
  notSupported,
  required,
  tooLong,
  tooMany,
} from "../validation/field_fault.ts";
import { formatFault } from "./string_formats.ts";
import { propertyOf } from "./structural.ts";

/** Where a value is: the field's path, and the path that sentences name. */
interface Place {
  readonly field: string;
  readonly said: string;
}

/** Finds what is wrong with a value. */
export function validateValue(
  schema: JsonObject,
  value: JsonValue,
  place: Place,
): FieldFault[] {
  if (value === null) return nullFaults(schema, place);
  const fault = typeFault(schema, value, place);
  if (fault.length > 0) return fault;
  const faults = enumFaults(schema, value, place);
  if (typeof value === "string") return [...textFaults(schema, value, place), ...faults];
  if (typeof value === "number") return [...numberFaults(schema, value, place), ...faults];
  if (Array.isArray(value)) return [...listFaults(schema, value, place), ...faults];
  if (isObject(value)) return [...objectFaults(schema, value, place), ...faults];
  return faults;
}

function nullFaults(schema: JsonObject, place: Place): FieldFault[] {
  if (schema["nullable"] === true || schema["type"] === undefined) return [];
  return [wrongType(place, textOf(schema["type"]), "null")];
}

function typeName(value: JsonValue): string {
  if (Array.isArray(value)) return "array";
  if (isObject(value)) return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function wrongType({ field, said }: Place, wanted: string, found: string): FieldFault {
  return invalidType(field, found, `${said} in body must be of type ${wanted}: "${found}"`);
}

function typeFault(schema: JsonObject, value: JsonValue, place: Place): FieldFault[] {
  const found = typeName(value);
  if (schema["x-kubernetes-int-or-string"] === true) {
    return found === "integer" || found === "string"
      ? []
      : [wrongType(place, "integer,string", found)];
  }
  const wanted = textOf(schema["type"]);
  if (wanted === "" || wanted === found || wanted === "number" && found === "integer") return [];
  const faults = [wrongType(place, wanted, found)];
  if (wanted === "integer" && found === "number") {
    faults.push(
      invalid(
        "<nil>",
        "",
        `Checked value must be of type integer (default format) in ${place.said}`,
      ),
    );
  }
  return faults;
}

function enumFaults(schema: JsonObject, value: JsonValue, { field }: Place): FieldFault[] {
  const values = schema["enum"];
  if (!Array.isArray(values) || values.some((item) => equalJson(item, value))) return [];
  const shown = values.map((item) => typeof item === "string" ? item : JSON.stringify(item));
  return [notSupported(field, value, shown)];
}

function textFaults(schema: JsonObject, value: string, { field, said }: Place): FieldFault[] {
  const faults: FieldFault[] = [];
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  if (typeof maxLength === "number" && length > maxLength) {
    faults.push(tooLong(field, maxLength));
  }
  if (typeof minLength === "number" && length < minLength) {
    faults.push(
      invalid(field, value, `${said} in body should be at least ${minLength} chars long`),
    );
  }
  if (typeof pattern === "string" && !matches(pattern, value)) {
    faults.push(invalid(field, value, `${said} in body should match '${pattern}'`));
  }
  if (typeof format === "string" && formatFault(format, value)) {
    faults.push(
      invalidType(
        field,
        value,
        `${said} in body must be of type ${format}: ${JSON.stringify(value)}`,
      ),
    );
  }
  return faults;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function numberFaults(schema: JsonObject, value: number, { field, said }: Place): FieldFault[] {
  const faults: FieldFault[] = [];
  const { minimum, maximum, multipleOf } = schema;
  if (typeof maximum === "number") {
    const isExclusive = schema["exclusiveMaximum"] === true;
    if (isExclusive ? value >= maximum : value > maximum) {
      const words = isExclusive ? "less than" : "less than or equal to";
      faults.push(invalid(field, value, `${said} in body should be ${words} ${maximum}`));
    }
  }
  if (typeof minimum === "number") {
    const isExclusive = schema["exclusiveMinimum"] === true;
    if (isExclusive ? value <= minimum : value < minimum) {
      const words = isExclusive ? "greater than" : "greater than or equal to";
      faults.push(invalid(field, value, `${said} in body should be ${words} ${minimum}`));
    }
  }
  if (typeof multipleOf === "number" && multipleOf > 0) {
    const quotient = value / multipleOf;
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9) {
      faults.push(invalid(field, value, `${said} in body should be a multiple of ${multipleOf}`));
    }
  }
  return faults;
}

function listFaults(schema: JsonObject, list: JsonValue[], place: Place): FieldFault[] {
  const { field, said } = place;
  const { minItems, maxItems, items } = schema;
  const faults: FieldFault[] = [];
  if (typeof maxItems === "number" && list.length > maxItems) {
    faults.push(tooMany(field, list.length, maxItems));
  }
  if (typeof minItems === "number" && list.length < minItems) {
    faults.push(
      invalid(field, list.length, `${said} in body should have at least ${minItems} items`),
    );
  }
  if (schema["uniqueItems"] === true) {
    const isUnique = list.every((item, index) =>
      !list.slice(0, index).some((other) => equalJson(other, item))
    );
    if (!isUnique) faults.push(fieldFault("FieldValueDuplicate", field, "Duplicate value"));
  }
  if (!isObject(items)) return faults;
  list.forEach((item, index) => {
    const inner = { field: `${field}[${index}]`, said: `${said}[${index}]` };
    faults.push(...validateValue(items, item, inner));
  });
  return faults;
}

function objectFaults(schema: JsonObject, value: JsonObject, place: Place): FieldFault[] {
  const { field, said } = place;
  const faults: FieldFault[] = [];
  const { minProperties, maxProperties } = schema;
  const count = Object.keys(value).length;
  if (typeof maxProperties === "number" && count > maxProperties) {
    faults.push(tooMany(field, count, maxProperties));
  }
  if (typeof minProperties === "number" && count < minProperties) {
    faults.push(
      invalid(field, count, `${said} in body should have at least ${minProperties} properties`),
    );
  }
  const needed = listOf(schema["required"]).map(textOf);
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || inner === null && needed.includes(key)) continue;
    const property = propertyOf(schema, key);
    if (property === undefined) continue;
    faults.push(
      ...validateValue(property, inner, { field: join(field, key), said: join(said, key) }),
    );
  }
  for (const name of needed) {
    const property = objectOf(objectOf(schema["properties"])[name]);
    const current = value[name];
    if (current === undefined || current === null && property["nullable"] !== true) {
      faults.push(required(join(field, name)));
    }
  }
  return faults;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Finds items that a list may have once only. */
export function duplicateFaults(
  schema: ValueSchema,
  value: JsonValue,
  path: string,
): FieldFault[] {
  if (Array.isArray(value)) {
    const seen = new Set<string>();
    return value.flatMap((item, index) => {
      const place = `${path}[${index}]`;
      const element = schema.kind === "list" && schema.listKind !== "atomic"
        ? itemElement(schema, item)
        : undefined;
      const isTwice = element !== undefined && seen.has(element);
      if (element !== undefined) seen.add(element);
      const shown = element?.startsWith("k:") === true
        ? JSON.parse(element.slice(2)) as JsonValue
        : item;
      return [
        ...(isTwice ? [duplicate(place, shown)] : []),
        ...duplicateFaults(schema.item(), item, place),
      ];
    });
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = schema.field(key);
    return inner === undefined || field === undefined || key === "metadata" && path === ""
      ? []
      : duplicateFaults(field, inner, join(path, key));
  });
}
