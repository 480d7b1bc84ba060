/**
 * Filters applied to objects. A filter is compiled once into functions, then run on each object; the
 * rules are those of the server's selectors wherever the server could have carried out the condition,
 * so that it does not matter who does. Layer 2: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { matchLabels } from "../core/labels.ts";
import { parseQuantity } from "../core/quantity.ts";
import type { CompareNode, ElementNode, FilterNode, Literal } from "./ast.ts";
import { compileGlob } from "./glob.ts";
import { isThenable } from "./literals.ts";
import { labelKeyOf } from "./normalize.ts";
import { fieldReader, readAmount, readNumber, readTime } from "./read.ts";
import {
  type FilteredKind,
  type ServerField,
  serverFieldOf,
  serverTextReader,
} from "./server_field.ts";

/** A compiled filter. */
export type Test = (item: unknown) => boolean;

/**
 * Compiles a filter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { buildFilter } from "./build.ts";
 * const kind = { namespaced: true, fields: [{ selector: "spec.nodeName" }] };
 * const test = compileFilter(buildFilter([{ spec: { nodeName: "" } }]), kind);
 * assert.equal(test({ spec: {} }), true);
 * assert.equal(test({ spec: { nodeName: "n1" } }), false);
 * ```
 *
 * @param node The filter.
 * @param kind The kind of the objects: its selectable fields follow the server's rule.
 * @returns Tells whether an object passes; throws {QueryError} when a predicate gives a promise or
 *   a function, and whatever a predicate throws.
 */
export function compileFilter(node: FilterNode, kind: FilteredKind): Test {
  return compileNode(node, kind);
}

/**
 * Tells whether one object passes a filter. For many objects use {@link compileFilter}.
 *
 * @param node The filter.
 * @param object The object, as JSON.
 * @param kind Its kind.
 * @throws {QueryError} when a predicate gives a promise.
 */
export function evaluate(node: FilterNode, object: unknown, kind: FilteredKind): boolean {
  return compileNode(node, kind)(object);
}

/** Inside a list there is no kind: the server selects by nothing there. */
function compileNode(node: FilterNode, kind: FilteredKind | undefined): Test {
  switch (node.type) {
    case "true":
      return always;
    case "and":
      return allOf(node.nodes.map((child) => compileNode(child, kind)));
    case "or":
      return someOf(node.nodes.map((child) => compileNode(child, kind)));
    case "not": {
      const test = compileNode(node.node, kind);
      return (item) => !test(item);
    }
    case "element":
      return compileElement(node);
    case "compare":
      return compileCompare(node, kind);
    case "opaque":
      return compileOpaque(node.test, node.source);
  }
}

function always(): boolean {
  return true;
}

function allOf(tests: readonly Test[]): Test {
  const [first, second] = tests;
  if (tests.length === 2 && first !== undefined && second !== undefined) {
    return (item) => first(item) && second(item);
  }
  return (item) => {
    for (const test of tests) if (!test(item)) return false;
    return true;
  };
}

function someOf(tests: readonly Test[]): Test {
  return (item) => {
    for (const test of tests) if (test(item)) return true;
    return false;
  };
}

function compileElement({ path, quantifier, node }: ElementNode): Test {
  const read = fieldReader(path);
  const test = compileNode(node, undefined);
  switch (quantifier) {
    case "some":
      return (item) => listOf(read(item)).some(test);
    case "every":
      return (item) => listOf(read(item)).every(test);
    case "size":
      return (item) => test(listOf(read(item)).length);
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function compileCompare(node: CompareNode, kind: FilteredKind | undefined): Test {
  if (node.via === "label" && (node.operator === ">" || node.operator === "<")) {
    return compileLabelOrder(node, node.operator);
  }
  const field = serverFieldOf(kind, node);
  if (field !== undefined) return compileServerField(node, field);
  const read = fieldReader(node.path);
  const test = compileOperator(node);
  return (item) => test(read(item));
}

/** Text against text, with a text for absence, as the server compares. */
function compileServerField({ operator, values }: CompareNode, field: ServerField): Test {
  const read = serverTextReader(field);
  const wanted = values.map(String);
  const positive = operator === "=" || operator === "in";
  const [only = ""] = wanted;
  if (wanted.length === 1) {
    return (item) => (read(item) === only) === positive;
  }
  const set = new Set(wanted);
  return (item) => set.has(read(item)) === positive;
}

/** `>` and `<` of a label selector compare integers, and hold nowhere else. */
function compileLabelOrder(node: CompareNode, operator: ">" | "<"): Test {
  const key = labelKeyOf(node) ?? "";
  const requirements = [{ key, operator, values: node.values.map(String) }];
  const read = fieldReader(node.path);
  return (item) => {
    const value = read(item);
    return typeof value === "string" && matchLabels(requirements, { [key]: value });
  };
}

function compileOperator({ operator, values }: CompareNode): Test {
  const [value = ""] = values;
  switch (operator) {
    case "exists":
      return isPresent;
    case "absent":
      return (found) => !isPresent(found);
    case "=":
      return equality(value);
    case "!=": {
      const equals = equality(value);
      return (found) => !equals(found);
    }
    case "in":
      return membership(values);
    case "notin": {
      const isMember = membership(values);
      return (found) => !isMember(found);
    }
    case "like": {
      const matches = compileGlob(String(value));
      return (found) => typeof found === "string" && matches(found);
    }
    case "matches":
      return compilePattern(value);
    case ">":
      return ordering(value, (order) => order > 0);
    case ">=":
      return ordering(value, (order) => order >= 0);
    case "<":
      return ordering(value, (order) => order < 0);
    case "<=":
      return ordering(value, (order) => order <= 0);
  }
}

function isPresent(found: unknown): boolean {
  return found !== undefined && found !== null;
}

function equality(literal: Literal): Test {
  if (typeof literal !== "object") return (found) => found === literal;
  if (literal.type === "pattern") return compilePattern(literal);
  return ordering(literal, (order) => order === 0);
}

function membership(values: readonly Literal[]): Test {
  if (!values.some((value) => typeof value === "object")) {
    const set = new Set<unknown>(values);
    return (found) => set.has(found);
  }
  return someOf(values.map(equality));
}

function compilePattern(literal: Literal): Test {
  if (typeof literal !== "object" || literal.type !== "pattern") return () => false;
  const pattern = new RegExp(literal.source, literal.flags);
  return (found) => typeof found === "string" && pattern.test(found);
}

/** The right side decides how the left one is read; what cannot be read so does not hold. */
function ordering(literal: Literal, holds: (order: number) => boolean): Test {
  if (typeof literal === "number") return orderingOf(readNumber, literal, holds);
  if (typeof literal !== "object") return () => false;
  switch (literal.type) {
    case "time":
      return orderingOf(readTime, literal.epochMs, holds);
    case "quantity":
      return orderingOf(readAmount, parseQuantity(literal.text).nanos, holds);
    case "pattern":
      return () => false;
  }
}

function orderingOf<T extends number | bigint>(
  read: (found: unknown) => T | undefined,
  right: T,
  holds: (order: number) => boolean,
): Test {
  return (found) => {
    const left = read(found);
    return left !== undefined && holds(left < right ? -1 : left > right ? 1 : 0);
  };
}

function compileOpaque(test: (item: unknown) => unknown, source: string): Test {
  return (item) => {
    const result = test(item);
    if (isThenable(result)) {
      // The promise is of no use; its failure must not end the process as well.
      result.then(undefined, () => {});
      throw new QueryError(
        `Cannot filter by ${source}: the predicate gave a promise, which is always true: ` +
          "await first, then filter",
      );
    }
    if (typeof result === "function") {
      throw new QueryError(
        `Cannot filter by ${source}: the predicate gave a function, which is always true: call it`,
      );
    }
    return Boolean(result);
  };
}
