/**
 * Reading fields out of objects, and values as numbers, times and amounts. Layer 2: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { parseQuantity } from "../core/quantity.ts";
import type { FieldPath } from "./ast.ts";

const NANOS = 1_000_000_000n;
const MIN_DATE = 20;
const TIME_REGEXP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const NUMBER_REGEXP = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const AMOUNT_REGEXP = /^[+-]?[0-9.]+(?:[eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$/;

/**
 * Makes the function that reads one field; what is not there is `undefined`.
 *
 * Names are looked up among an object's own fields only, and a number among the items of a list.
 *
 * @param path The field.
 */
export function fieldReader(path: FieldPath): (from: unknown) => unknown {
  const steps = path.map(stepReader);
  const [first, second, third] = steps;
  if (first === undefined) return identity;
  if (second === undefined) return first;
  if (third === undefined) return (from) => second(first(from));
  if (steps.length === 3) return (from) => third(second(first(from)));
  return (from) => {
    let value = from;
    for (const step of steps) value = step(value);
    return value;
  };
}

/** Reads a number, or text that is a decimal number. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMBER_REGEXP.test(value) ? Number(value) : undefined;
}

/** Reads a timestamp as milliseconds since 1970. */
export function readTime(value: unknown): number | undefined {
  if (typeof value !== "string" || value.length < MIN_DATE || !TIME_REGEXP.test(value)) {
    return undefined;
  }
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** Reads an amount, or a plain number, as billionths. */
export function readAmount(value: unknown): bigint | undefined {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return BigInt(value) * NANOS;
    return Number.isFinite(value) ? readAmount(String(value)) : undefined;
  }
  if (typeof value !== "string" || !AMOUNT_REGEXP.test(value)) return undefined;
  try {
    return parseQuantity(value).nanos;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

function identity(value: unknown): unknown {
  return value;
}

function stepReader(name: string): (from: unknown) => unknown {
  const index = /^\d+$/.test(name);
  const inherited = name in Object.prototype;
  return (from) => {
    if (!isRecord(from)) return undefined;
    if (Array.isArray(from) ? !index : inherited && !Object.hasOwn(from, name)) return undefined;
    return from[name];
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
