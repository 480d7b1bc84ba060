/**
 * Where an object differs from what a test expects of it. Layer 6.
 *
 * @module
 */
import { formatPath } from "../core/field_path.ts";

/** A field that is not as expected. */
export interface Difference {
  /** Where, as it would be written in code; empty for the whole value. */
  readonly path: string;
  /** What was expected; `undefined`: nothing. */
  readonly expected: unknown;
  /** What is there; `undefined`: nothing. */
  readonly actual: unknown;
}

/** How values are compared. */
export interface DifferenceOptions {
  /** Whether fields that are not expected count, too; default `false`. */
  readonly exact?: boolean;
  /** Paths that are passed over, as steps; `*` is any step. */
  readonly ignored?: readonly (readonly string[])[];
}

type Step = string | number;

/**
 * Compares a value with what is expected of it: of objects the fields that are named, of lists every element.
 *
 * @param actual What is there.
 * @param expected What is expected: values, patterns for texts, functions that judge a value.
 * @param options Whether other fields count, and what is passed over.
 * @returns The differences in the order of the expected fields; none where all is as expected.
 */
export function findDifferences(
  actual: unknown,
  expected: unknown,
  options: DifferenceOptions = {},
): Difference[] {
  const found: Difference[] = [];
  compare(actual, expected, [], { options, found });
  return found;
}

interface Comparison {
  readonly options: DifferenceOptions;
  readonly found: Difference[];
}

function compare(
  actual: unknown,
  expected: unknown,
  steps: readonly Step[],
  comparison: Comparison,
): void {
  const { options, found } = comparison;
  if (isIgnored(steps, options.ignored ?? [])) return;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
      compare(actual[index], expected[index], [...steps, index], comparison);
    }
    return;
  }
  if (isPlain(expected) && isPlain(actual)) {
    for (const [key, value] of Object.entries(expected)) {
      compare(actual[key], value, [...steps, key], comparison);
    }
    if (options.exact !== true) return;
    for (const [key, value] of Object.entries(actual)) {
      if (!(key in expected)) compare(value, undefined, [...steps, key], comparison);
    }
    return;
  }
  if (isEqual(actual, expected)) return;
  found.push({ path: formatPath(steps), expected, actual });
}

function isEqual(actual: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) {
    return typeof actual === "string" && new RegExp(expected).test(actual);
  }
  if (typeof expected === "function") return expected(actual) === true;
  return Object.is(actual, expected);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof RegExp);
}

function isIgnored(
  steps: readonly Step[],
  ignored: readonly (readonly string[])[],
): boolean {
  return ignored.some((path) =>
    path.length === steps.length &&
    path.every((step, index) => step === "*" || step === String(steps[index]))
  );
}
