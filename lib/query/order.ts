/**
 * Sorting objects by their fields. Layer 2: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import type { FieldPath } from "./ast.ts";
import { type BuildOptions, fieldAt } from "./build.ts";
import { refusal } from "./field_lookup.ts";
import { fieldReader, readAmount, readTime } from "./read.ts";

/** Which end comes first. */
export type Direction = "asc" | "desc";

/** How the values of a field are ordered; `auto` goes by each value itself. */
export type OrderReading = "auto" | "text" | "time" | "amount";

/** One field to sort by. */
export interface OrderKey {
  readonly path: FieldPath;
  readonly direction: Direction;
  readonly reading: OrderReading;
}

/**
 * Turns the arguments of `orderBy()` into a key.
 *
 * @param args A path such as `metadata.creationTimestamp`, and `"asc"` (default) or `"desc"`.
 * @param schema The fields of the kind; without it the path is not checked.
 * @param options How to speak of what is sorted.
 * @throws {TypeError} when the path is `undefined`.
 * @throws {QueryError} when the path leads nowhere or to no single value, or the direction is unknown.
 */
export function buildOrderKey(
  args: readonly unknown[],
  schema?: FieldSchema,
  options: BuildOptions = {},
): OrderKey {
  const [path, direction = "asc"] = args;
  const what = options.what ?? "objects";
  if (path === undefined) throw new TypeError(`Cannot sort ${what}: the path is undefined`);
  if (typeof path !== "string") {
    throw new QueryError(`Cannot sort ${what}: orderBy() needs a path, e.g. "metadata.name"`);
  }
  if (direction !== "asc" && direction !== "desc") {
    throw new QueryError(
      `Cannot sort ${what} by ${JSON.stringify(path)}: the direction is neither "asc" nor "desc"`,
    );
  }
  const field = fieldAt(path, schema, { ...options, verb: "sort" });
  const type = field.schema?.type;
  if (type === "object" || type === "map" || type === "list") {
    throw refusal(
      field,
      `it is ${type === "list" ? "a list" : "no single value"} and has no order`,
    );
  }
  return Object.freeze({
    path: Object.freeze([...field.path]),
    direction,
    reading: readingOf(field.schema),
  });
}

/**
 * Makes the comparison of a list of keys, for a stable sort. Objects that lack a field come last,
 * whatever the direction.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const pods = [{ metadata: { name: "b" } }, {}, { metadata: { name: "a" } }];
 * pods.sort(compareBy([buildOrderKey(["metadata.name"])]));
 * assert.deepEqual(pods.map((pod) => pod.metadata?.name), ["a", "b", undefined]);
 * ```
 *
 * @param keys The keys, the most important first; none leave the order as it is.
 * @returns A function for `Array.prototype.sort`.
 */
export function compareBy(keys: readonly OrderKey[]): (left: unknown, right: unknown) => number {
  const rank = rankReader(keys);
  return (left, right) => compareRanks(keys, rank(left), rank(right));
}

/** A value that can be ordered, and where its sort stands among the others. */
interface Ranked {
  readonly rank: number;
  readonly value: number | bigint | string;
}

function readingOf(schema: FieldSchema | undefined): OrderReading {
  if (schema === undefined) return "auto";
  if (schema.format === "date-time") return "time";
  if (schema.format === "quantity" || schema.format === "int-or-string") return "amount";
  return schema.type === "string" ? "text" : "auto";
}

/** Amounts and numbers first, then times, then text, so that the order of mixed values is one order. */
function rankOf(value: unknown, reading: OrderReading): Ranked | undefined {
  if (value === undefined || value === null || typeof value === "object") return undefined;
  if (typeof value === "boolean") return { rank: 0, value: value ? 1 : 0 };
  if (reading === "auto" || reading === "amount") {
    const amount = readAmount(value);
    if (amount !== undefined) return { rank: 1, value: amount };
  }
  if (reading === "auto" || reading === "time") {
    const time = readTime(value);
    if (time !== undefined) return { rank: 2, value: time };
  }
  return { rank: 3, value: String(value) };
}

function rankReader(
  keys: readonly OrderKey[],
): (item: unknown) => readonly (Ranked | undefined)[] {
  const readers = keys.map(({ path, reading }) => ({ read: fieldReader(path), reading }));
  return (item) => readers.map(({ read, reading }) => rankOf(read(item), reading));
}

function compareRanks(
  keys: readonly OrderKey[],
  left: readonly (Ranked | undefined)[],
  right: readonly (Ranked | undefined)[],
): number {
  for (const [index, { direction }] of keys.entries()) {
    const a = left[index];
    const b = right[index];
    if (a === undefined || b === undefined) {
      if (a === b) continue;
      return a === undefined ? 1 : -1;
    }
    const order = a.rank !== b.rank ? a.rank - b.rank : compareValues(a.value, b.value);
    if (order !== 0) return direction === "asc" ? order : -order;
  }
  return 0;
}

function compareValues(left: number | bigint | string, right: number | bigint | string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
