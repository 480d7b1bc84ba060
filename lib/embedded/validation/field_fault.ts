/**
 * What is wrong with one field of an object, in the server's words. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/util/validation/field/errors.go
 */
import { Fault } from "../fault.ts";
import type { JsonValue } from "../json.ts";

/** What kind of fault it is: the reason of its cause, and how its sentence begins. */
const WORDS = {
  FieldValueRequired: "Required value",
  FieldValueForbidden: "Forbidden",
  FieldValueInvalid: "Invalid value",
  FieldValueTypeInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueNotFound: "Not found",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  FieldValueTooFew: "Too few",
  InternalError: "Internal error",
} as const;

/** The reason of a fault. */
export type FieldFaultReason = keyof typeof WORDS;

/** One fault of one field. */
export interface FieldFault {
  readonly reason: FieldFaultReason;
  readonly field: string;
  /** The sentence without the field. */
  readonly message: string;
}

/** The field has to have a value. */
export function required(field: string, detail = ""): FieldFault {
  return make("FieldValueRequired", field, undefined, detail);
}

/** The field may not be set, or not be changed. */
export function forbiddenField(field: string, detail: string): FieldFault {
  return make("FieldValueForbidden", field, undefined, detail);
}

/** The value breaks a rule. */
export function invalid(field: string, value: JsonValue | undefined, detail: string): FieldFault {
  return make("FieldValueInvalid", field, show(value), detail);
}

/** The value has another type. */
export function invalidType(field: string, value: JsonValue, detail: string): FieldFault {
  return make("FieldValueTypeInvalid", field, show(value), detail);
}

/** The value is none of those that there are. */
export function notSupported(
  field: string,
  value: JsonValue | undefined,
  supported: readonly string[],
): FieldFault {
  const values = supported.map((text) => JSON.stringify(text)).join(", ");
  const detail = supported.length === 0 ? "" : `supported values: ${values}`;
  return make("FieldValueNotSupported", field, show(value), detail);
}

/** The value is there twice. */
export function duplicate(field: string, value: JsonValue): FieldFault {
  return make("FieldValueDuplicate", field, show(value), "");
}

/** What the value names is not there. */
export function notFoundField(field: string, value: JsonValue): FieldFault {
  return make("FieldValueNotFound", field, show(value), "");
}

/** The text is too long. */
export function tooLong(field: string, bytes: number): FieldFault {
  return make("FieldValueTooLong", field, undefined, `may not be more than ${bytes} bytes`);
}

/** There are too many items. */
export function tooMany(field: string, count: number, most: number): FieldFault {
  const noun = most === 1 ? "item" : "items";
  return make("FieldValueTooMany", field, String(count), `must have at most ${most} ${noun}`);
}

/** A fault with its sentence given as it is. */
export function fieldFault(reason: FieldFaultReason, field: string, message: string): FieldFault {
  return { reason, field, message };
}

function make(
  reason: FieldFaultReason,
  field: string,
  value: string | undefined,
  detail: string,
): FieldFault {
  const parts = [WORDS[reason] as string];
  if (value !== undefined) parts.push(value);
  if (detail !== "") parts.push(detail);
  return { reason, field, message: parts.join(": ") };
}

/** A value as Go prints it; the server's JSON escapes `<`, `>` and `&`. */
function show(value: JsonValue | undefined): string {
  if (value === undefined) return "null";
  return typeof value === "string"
    ? quoteGo(value)
    : JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** A text as Go's `%q` prints it. */
export function quoteGo(text: string): string {
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])|\u007f/g, (found, hex) => {
    if (hex === undefined) return "\\x7f";
    return hex === "07" ? "\\a" : hex === "0b" ? "\\v" : found === "" ? "" : `\\x${hex}`;
  });
}

/**
 * The refusal that a list of faults makes.
 *
 * @param kind The object's kind and group.
 * @param name The object's name.
 * @param faults What is wrong, at least one.
 */
export function invalidObject(
  { kind, group }: { readonly kind: string; readonly group: string },
  name: string,
  faults: readonly FieldFault[],
): Fault {
  const sentences = [...new Set(faults.map(({ field, message }) => `${field}: ${message}`))];
  const said = sentences.length === 1 ? sentences[0] : `[${sentences.join(", ")}]`;
  const type = group === "" ? kind : `${kind}.${group}`;
  return new Fault(422, "Invalid", `${type} ${JSON.stringify(name)} is invalid: ${said}`, {
    name,
    group,
    kind,
    causes: faults.map(({ reason, field, message }) => ({ reason, message, field })),
  });
}
