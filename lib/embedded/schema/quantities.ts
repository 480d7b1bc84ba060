/**
 * Quantities as the server writes them. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../core/errors.ts";
import { compareQuantities, formatQuantity, parseQuantity } from "../../core/quantity.ts";
import type { JsonValue } from "../json.ts";

const QUANTITY_REGEXP = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/** Texts that were written in canonical form before: most quantities repeat. */
const known = new Map<string, string>();
const MAX_KNOWN = 1000;

/**
 * Writes a quantity in canonical form.
 *
 * @param value Text or number.
 * @param Failure The class of the error that says that it is no quantity.
 */
export function canonicalQuantity(
  value: JsonValue,
  Failure: new (message: string) => Error,
): string {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !QUANTITY_REGEXP.test(text.trim()) || text === "") {
    throw new Failure(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const before = known.get(text);
  if (before !== undefined) return before;
  let canonical: string;
  try {
    canonical = formatQuantity(parseQuantity(text.trim()));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new Failure("unable to parse quantity's suffix");
  }
  if (known.size < MAX_KNOWN) known.set(text, canonical);
  return canonical;
}

/** The sum of two amounts. */
export function addAmounts(left: string, right: string): string {
  return formatQuantity(parseQuantity(left).add(parseQuantity(right)));
}

/** The difference of two amounts. */
export function subtractAmounts(left: string, right: string): string {
  return formatQuantity(parseQuantity(left).subtract(parseQuantity(right)));
}

/** Which of two amounts is more. */
export function compareAmounts(left: string, right: string): number {
  return compareQuantities(parseQuantity(left), parseQuantity(right));
}
