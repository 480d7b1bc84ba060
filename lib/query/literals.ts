/**
 * Values of the user's as literals of a filter, checked against what is known about the field.
 * Layer 2: pure.
 *
 * @module
 */
import { agoMs, isAgo, parseTimestamp } from "../core/duration.ts";
import { QueryError } from "../core/errors.ts";
import { formatQuantity, parseQuantity, Quantity } from "../core/quantity.ts";
import type { CompareOperator, Literal } from "./ast.ts";
import { describe, type Field, refusal } from "./field_lookup.ts";

/** The operators that compare with a value. */
type Comparison = Extract<CompareOperator, "=" | "!=" | "in" | "notin" | ">" | ">=" | "<" | "<=">;

/** The types of fields that can hold an amount. */
const AMOUNT_TYPES: ReadonlySet<string> = new Set(["string", "number", "any"]);

/**
 * Turns a value into a literal that the field can be compared with.
 *
 * @param field The field.
 * @param value A text, number, boolean, `Date` or quantity.
 * @param operator How the field is compared.
 * @throws {TypeError} when the value is `undefined`, not a number or not a date.
 * @throws {QueryError} when the field cannot have or be compared with such a value.
 */
export function literalFor(field: Field, value: unknown, operator: Comparison): Literal {
  checkDefined(field, value);
  const ordered = operator !== "=" && operator !== "!=" && operator !== "in" &&
    operator !== "notin";
  if (value instanceof Date) {
    const literal = timeLiteral(field, value);
    if (operator !== "=" || !isAgo(value)) return literal;
    const path = JSON.stringify(field.shown);
    throw refusal(
      field,
      `hardly anything happens at exactly that moment: write "<" or ">", ` +
        `as where(${path}, "<", ago("1h"))`,
    );
  }
  if (value instanceof Quantity) return amountLiteral(field, value);
  switch (typeof value) {
    case "string":
      return ordered ? orderedText(field, value) : plainText(field, value);
    case "number":
      return numberLiteral(field, value, ordered);
    case "boolean":
      return booleanLiteral(field, value, ordered);
    default:
      throw refusal(field, complaintAbout(value));
  }
}

/**
 * Refuses `undefined`, which would otherwise be a filter that lets everything pass.
 *
 * @throws {TypeError} when the value is `undefined`; the message holds the path.
 */
export function checkDefined(field: Field, value: unknown): void {
  if (value !== undefined) return;
  throw new TypeError(
    `Cannot filter ${field.what} by ${JSON.stringify(field.shown)}: the value is undefined: ` +
      `give a value, or null for "absent"`,
  );
}

/** Says why a value that is no literal cannot be one, and what to write instead. */
export function complaintAbout(value: unknown): string {
  if (Array.isArray(value)) return "the value is an array: use oneOf(…), or $some for a list";
  if (value instanceof RegExp) return `the value is a regular expression: use matches(${value})`;
  if (isThenable(value)) return "the value is a promise: await it first";
  if (typeof value === "function") {
    return "the value is a function: a predicate stands alone, as where((object) => …)";
  }
  if (value === null) return "null cannot stand here: use absent() or exists()";
  if (typeof value === "object") return "the value is an object where one value is needed";
  return `the value is a ${typeof value}: use text, a number, true, false, a Date or quantity(…)`;
}

/** Tells whether a value is a promise or behaves like one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

function timeLiteral(field: Field, value: Date): Literal {
  const epochMs = agoMs(value, field.nowMs);
  if (Number.isNaN(epochMs)) {
    throw new TypeError(
      `Cannot filter ${field.what} by ${JSON.stringify(field.shown)}: the date is not valid`,
    );
  }
  const type = field.schema?.type;
  if (type !== undefined && type !== "string" && type !== "any") throw wrongType(field, "a time");
  return { type: "time", epochMs };
}

function amountLiteral(field: Field, value: Quantity): Literal {
  const type = field.schema?.type;
  if (type !== undefined && !AMOUNT_TYPES.has(type)) throw wrongType(field, "an amount");
  return { type: "quantity", text: formatQuantity(value) };
}

function plainText(field: Field, value: string): Literal {
  const { schema } = field;
  if (schema?.format === "quantity" || schema?.format === "int-or-string") return value;
  if (schema?.type === "number") {
    throw wrongType(field, "text", Number.isFinite(Number(value)) ? value : undefined);
  }
  if (schema?.type === "boolean") throw wrongType(field, "text", "true or false without quotes");
  return onlyScalar(field, value);
}

function orderedText(field: Field, value: string): Literal {
  const format = field.schema?.format;
  if (format === "date-time") {
    return { type: "time", epochMs: explained(field, () => parseTimestamp(value)).getTime() };
  }
  if (format === "quantity") {
    return { type: "quantity", text: formatQuantity(explained(field, () => parseQuantity(value))) };
  }
  throw refusal(
    field,
    `text has no order: compare with a number, a date as ago("2h"), or quantity("1Gi")`,
  );
}

function numberLiteral(field: Field, value: number, ordered: boolean): Literal {
  const { schema } = field;
  if (!Number.isFinite(value)) {
    throw new TypeError(
      `Cannot filter ${field.what} by ${JSON.stringify(field.shown)}: the value is ${value}`,
    );
  }
  if (schema?.format === "quantity") {
    return { type: "quantity", text: formatQuantity(explained(field, () => amountOf(value))) };
  }
  if (schema?.format === "date-time") {
    throw wrongType(field, "a number", `a Date, as ago("2h")`);
  }
  if (schema?.format === "int-or-string") return value;
  if (schema?.type === "string" && !ordered) throw wrongType(field, "a number", `"${value}"`);
  if (schema?.type === "boolean") throw wrongType(field, "a number");
  return onlyScalar(field, value);
}

function amountOf(value: number): Quantity {
  return parseQuantity(String(value));
}

function booleanLiteral(field: Field, value: boolean, ordered: boolean): Literal {
  if (ordered) throw refusal(field, "true and false have no order: compare them with = or !=");
  const type = field.schema?.type;
  if (type === "string") throw wrongType(field, "true or false", `"${value}"`);
  if (type === "number") throw wrongType(field, "true or false");
  return onlyScalar(field, value);
}

function onlyScalar(field: Field, value: Literal): Literal {
  const { schema } = field;
  if (schema?.type === "list") {
    const name = field.path.at(-1) ?? "items";
    throw refusal(field, `it is a list: write { ${name}: { $some: ${JSON.stringify(value)} } }`);
  }
  if (schema?.type === "object" || schema?.type === "map") {
    const some = schema.fieldNames().slice(0, 4).join(", ");
    throw refusal(field, `it is ${describe(schema)}${some === "" ? "" : `, such as ${some}`}`);
  }
  return value;
}

function wrongType(field: Field, given: string, instead?: string): QueryError {
  const own = field.schema === undefined ? "something else" : describe(field.schema);
  const hint = instead === undefined ? "" : `: write ${instead}`;
  return refusal(field, `it is ${own}, not ${given}${hint}`);
}

function explained<T>(field: Field, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw refusal(field, error.message.replace(/^Cannot /, "cannot "));
  }
}
