/**
 * Resource quantities (`500m`, `1.5Gi`, `2e3`) with exact arithmetic. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";

/** The family of suffixes that a quantity was written with and is printed with. */
export type QuantityFormat = "BinarySI" | "DecimalSI" | "DecimalExponent";

const NANOS = 1_000_000_000n;
const MAX_AMOUNT = 2n ** 63n - 1n;
const MAX_DIGITS = 400;
const QUANTITY_REGEXP = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/s;
const EXPONENT_REGEXP = /^[eE]([+-]?[0-9]{1,4})$/;
const DECIMAL_SUFFIXES = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY_SUFFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * An amount of a resource, exact to one billionth, as the API stores it. Immutable.
 *
 * @see k8s.io/apimachinery/pkg/api/resource/quantity.go
 */
export class Quantity {
  /** The amount in billionths. */
  readonly nanos: bigint;
  /** How it is printed. */
  readonly format: QuantityFormat;

  /** Makes a quantity from billionths; {@link quantity} reads one from text. */
  constructor(nanos: bigint, format: QuantityFormat = "DecimalSI") {
    this.nanos = nanos;
    this.format = format;
    Object.freeze(this);
  }

  /** The sum of both amounts, printed like this one (like the other where this is zero). */
  add(other: Quantity): Quantity {
    const format = this.nanos === 0n ? other.format : this.format;
    return new Quantity(this.nanos + other.nanos, format);
  }

  /** The difference of both amounts, printed like this one (like the other where this is zero). */
  subtract(other: Quantity): Quantity {
    const format = this.nanos === 0n ? other.format : this.format;
    return new Quantity(this.nanos - other.nanos, format);
  }

  /** The nearest JavaScript number, for charts and ratios. */
  toNumber(): number {
    return Number(this.nanos / NANOS) + Number(this.nanos % NANOS) / 1e9;
  }

  /** The canonical text, as {@link formatQuantity} gives it. */
  toString(): string {
    return formatQuantity(this);
  }

  /** The canonical text: what the API expects in JSON. */
  toJSON(): string {
    return formatQuantity(this);
  }
}

/**
 * Makes a quantity to compare fields with, or to calculate with.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(String(quantity("1.5Gi").add(quantity("512Mi"))), "2Gi");
 * assert.equal(String(quantity("0.5")), "500m");
 * ```
 *
 * @param value Text such as `500m`, `1.5Gi`, `2e3`, or a plain number.
 * @returns The quantity.
 * @throws {QueryError} when it is not a quantity, or is beyond 2^63-1.
 */
export function quantity(value: string | number): Quantity {
  return parseQuantity(String(value));
}

/**
 * Reads a quantity. What is finer than one billionth is rounded away from zero, as the API does.
 *
 * @param text E.g. `500m`, `1.5Gi`, `2e3`.
 * @throws {QueryError} when the text is not a quantity, or is beyond 2^63-1.
 */
export function parseQuantity(text: string): Quantity {
  const [, sign, whole = "", fraction = "", suffix = ""] = QUANTITY_REGEXP.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === "") throw failure(text, "it has no digits");
  if (digits.length > MAX_DIGITS) throw failure(text, `it has ${digits.length} digits`);
  const { base, exponent, format } = parseSuffix(text, suffix);
  let numerator = BigInt(digits) * NANOS;
  let divisor = 10n ** BigInt(fraction.length);
  if (base === 2) numerator <<= BigInt(exponent);
  else if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
  else divisor *= 10n ** BigInt(-exponent);
  const nanos = (numerator + divisor - 1n) / divisor;
  if (nanos > MAX_AMOUNT * NANOS) throw failure(text, `it is beyond ${MAX_AMOUNT}, the maximum`);
  const small = format === "BinarySI" && nanos < NANOS;
  return new Quantity(sign === "-" ? -nanos : nanos, small ? "DecimalSI" : format);
}

/**
 * Prints a quantity in canonical form: no fraction, the largest suffix that loses nothing.
 *
 * @returns E.g. `1536Mi` for 1.5Gi, `1500m` for 1.5.
 */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return "0";
  const whole = nanos / NANOS;
  const small = whole > -1024n && whole < 1024n;
  if (format === "BinarySI" && !small && nanos % NANOS === 0n) {
    const [mantissa, index] = reduce(whole, 1024n, BINARY_SUFFIXES.length - 1);
    return `${mantissa}${BINARY_SUFFIXES[index]}`;
  }
  const [mantissa, index] = reduce(nanos, 1000n, DECIMAL_SUFFIXES.length - 1);
  if (format !== "DecimalExponent") return `${mantissa}${DECIMAL_SUFFIXES[index]}`;
  return index === 3 ? String(mantissa) : `${mantissa}e${(index - 3) * 3}`;
}

/**
 * Compares two amounts exactly, whatever their suffixes.
 *
 * @returns Negative, zero or positive, as a sort function needs.
 */
export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  return left.nanos < right.nanos ? -1 : left.nanos > right.nanos ? 1 : 0;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function parseSuffix(text: string, suffix: string): Suffix {
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: "DecimalSI" };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary >= 0) return { base: 2, exponent: binary * 10, format: "BinarySI" };
  const exponent = EXPONENT_REGEXP.exec(suffix)?.[1];
  if (exponent !== undefined) {
    return { base: 10, exponent: Number(exponent), format: "DecimalExponent" };
  }
  throw failure(text, `unknown suffix ${JSON.stringify(suffix)}${suffixHint(suffix)}`);
}

function suffixHint(suffix: string): string {
  const bare = suffix.trim().replace(/b(?:ytes?)?$/i, "").replace(/^([a-z]i).*$/i, "$1");
  const near = [...BINARY_SUFFIXES, ...DECIMAL_SUFFIXES].find((known) =>
    known !== "" && known.toLowerCase() === bare.toLowerCase()
  );
  return near === undefined
    ? ": use one of n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent such as e3"
    : `: did you mean ${JSON.stringify(near)}`;
}

function reduce(amount: bigint, base: bigint, maxSteps: number): [bigint, number] {
  let steps = 0;
  while (steps < maxSteps && amount % base === 0n) {
    amount /= base;
    steps++;
  }
  return [amount, steps];
}

function failure(text: string, fault: string): QueryError {
  const excerpt = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  return new QueryError(`Cannot parse quantity ${JSON.stringify(excerpt)}: ${fault}`);
}
