/**
 * The parts of an object filter as nodes. Layer 2: pure.
 *
 * @module
 */
import { suggest } from "../core/suggest.ts";
import { Quantity } from "../core/quantity.ts";
import {
  and,
  annotate,
  compare,
  type CompareOperator,
  element,
  type FilterNode,
  type Literal,
  negate,
  type Quantifier,
} from "./ast.ts";
import { describe, type Field, isUnchecked, itemsOf, refusal, stepInto } from "./field_lookup.ts";
import { checkDefined, complaintAbout, literalFor } from "./literals.ts";
import { isAlternative, isOperator, OPERATOR, type OperatorData } from "./operator_data.ts";

const MAX_DEPTH = 40;
const ORDER_OPERATORS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
const LIST_KEYS: ReadonlyMap<string, Quantifier> = new Map([
  ["$some", "some"],
  ["$every", "every"],
  ["$size", "size"],
]);

/**
 * Turns what stands for a field in an object filter into a node.
 *
 * @param field The field.
 * @param value A value, `null`, an operator, an object, or the conditions on a list.
 * @param depth How deep the filter is already, to find cycles.
 * @throws {TypeError} when a value in it is `undefined`.
 * @throws {QueryError} when a field is unknown or cannot be compared so.
 */
export function conditionNode(field: Field, value: unknown, depth = 0): FilterNode {
  checkDefined(field, value);
  if (value === null) return compareField(field, "absent");
  if (isOperator(value)) return operatorNode(field, value);
  if (isAlternative(value)) {
    throw refusal(field, "anyOf(…) stands for a whole filter: for one field use oneOf(…)");
  }
  if (typeof value !== "object" || value instanceof Date || value instanceof Quantity) {
    return compareField(field, "=", [literalFor(field, value, "=")]);
  }
  if (!isPlainObject(value)) throw refusal(field, complaintAbout(value));
  if (depth > MAX_DEPTH) throw refusal(field, `it is nested more than ${MAX_DEPTH} deep`);
  return isListFilter(field, value)
    ? listNode(field, value, depth + 1)
    : objectNode(field, value, depth + 1);
}

/** Makes a comparison of a field, noting whether a schema knows it. */
export function compareField(
  field: Field,
  operator: CompareOperator,
  values: readonly Literal[] = [],
): FilterNode {
  return annotate(compare(field.path, operator, values), { unchecked: isUnchecked(field) });
}

/** Makes the node of `like`. */
export function likeNode(field: Field, glob: unknown): FilterNode {
  checkDefined(field, glob);
  checkText(field, "like");
  if (typeof glob !== "string") {
    throw refusal(field, 'like needs a pattern as text, e.g. "web-*"');
  }
  return compareField(field, "like", [glob]);
}

/** Makes the node of `matches`. */
export function matchesNode(field: Field, pattern: unknown): FilterNode {
  checkDefined(field, pattern);
  checkText(field, "matches");
  if (!(pattern instanceof RegExp)) {
    throw refusal(field, "matches needs a regular expression, e.g. /^web-/");
  }
  const flags = pattern.flags.replace(/[gy]/g, "");
  return compareField(field, "matches", [{ type: "pattern", source: pattern.source, flags }]);
}

/** Makes the node of `oneOf` and `in`, and of their negations. */
export function membershipNode(
  field: Field,
  operator: "in" | "notin",
  values: readonly unknown[],
): FilterNode {
  const literals = values.map((value) => {
    if (value === null) {
      throw refusal(field, "null cannot be one of several: use anyOf(…) with a second filter");
    }
    return literalFor(field, value, operator);
  });
  return compareField(field, operator, literals);
}

/** Tells whether a value is an object literal or came from JSON. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a worker, a REPL) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function objectNode(
  field: Field,
  value: Readonly<Record<string, unknown>>,
  depth: number,
): FilterNode {
  const { schema } = field;
  if (schema !== undefined && schema.type !== "object" && schema.type !== "map") {
    const hint = schema.type === "list" ? ": its conditions are $some, $every and $size" : "";
    throw refusal(field, `it is ${describe(schema)}, not an object${hint}`);
  }
  return and(
    Object.keys(value).map((name) => conditionNode(stepInto(field, name), value[name], depth)),
  );
}

function isListFilter({ schema, root }: Field, value: Readonly<Record<string, unknown>>): boolean {
  if (schema !== undefined) return schema.type === "list" && hasListKey(value);
  return !root && hasListKey(value);
}

function hasListKey(value: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(value).some((key) => key.startsWith("$"));
}

function listNode(
  field: Field,
  value: Readonly<Record<string, unknown>>,
  depth: number,
): FilterNode {
  const notes = { unchecked: isUnchecked(field) };
  const items = itemsOf(field);
  return and(
    Object.keys(value).map((key) => {
      const quantifier = LIST_KEYS.get(key);
      if (quantifier === undefined) {
        const near = suggest(key, LIST_KEYS.keys());
        const hint = near === undefined ? "" : `: did you mean ${near}`;
        throw refusal(field, `a list has no condition ${JSON.stringify(key)}${hint}`);
      }
      const inner = quantifier === "size"
        ? sizeNode(field, value[key])
        : conditionNode(items, value[key], depth);
      return annotate(element(field.path, quantifier, inner), notes);
    }),
  );
}

function sizeNode(field: Field, value: unknown): FilterNode {
  const number: Field = {
    ...field,
    path: [],
    shown: `${field.shown}.$size`,
    schema: {
      type: "number",
      field: () => undefined,
      fieldNames: () => [],
      item: () => undefined,
    },
  };
  if (value === null) throw refusal(number, "null is no number: an absent list has size 0");
  return conditionNode(number, value);
}

function operatorNode(field: Field, data: OperatorData): FilterNode {
  const name = data[OPERATOR];
  switch (name) {
    case "oneOf":
      return membershipNode(field, "in", data.operands);
    case "exists":
    case "absent":
      return compareField(field, name);
    case "like":
      return likeNode(field, data.operands[0]);
    case "matches":
      return matchesNode(field, data.operands[0]);
    case "not":
      return notNode(field, data.operands[0]);
    default: {
      const operator = ORDER_OPERATORS[name];
      return compareField(field, operator, [literalFor(field, data.operands[0], operator)]);
    }
  }
}

function notNode(field: Field, value: unknown): FilterNode {
  checkDefined(field, value);
  if (value === null) return compareField(field, "exists");
  if (isOperator(value)) return negate(operatorNode(field, value));
  return compareField(field, "!=", [literalFor(field, value, "!=")]);
}

function checkText(field: Field, operator: string): void {
  const { schema } = field;
  if (schema === undefined || schema.type === "string" || schema.type === "any") return;
  throw refusal(field, `${operator} is for text, and it is ${describe(schema)}`);
}
