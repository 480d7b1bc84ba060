/**
 * The arguments of `where()` as a filter: the only place that sees them. Layer 2: pure.
 *
 * @module
 */
import type { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import { type FilterNode, opaque, or } from "./ast.ts";
import {
  compareField,
  conditionNode,
  isPlainObject,
  likeNode,
  matchesNode,
  membershipNode,
} from "./conditions.ts";
import { type Field, refusal, rootField, stepInto } from "./field_lookup.ts";
import type { PathOperator } from "./filter.ts";
import { checkDefined, complaintAbout, literalFor } from "./literals.ts";
import { ALTERNATIVE, isAlternative, isOperator } from "./operator_data.ts";
import { shortenSource } from "./source_text.ts";
import { conditionData } from "./wait_condition.ts";

/** How {@link buildFilter} speaks of what is filtered. */
export interface BuildOptions {
  /** The plural name of what is queried, for messages; default `objects`. */
  readonly what?: string;
  /** What is done by the fields, for messages; default `filter`. */
  readonly verb?: "sort";
  /** The present in milliseconds since 1970, for `ago()`; default the machine's. */
  readonly nowMs?: number | undefined;
}

/**
 * Turns the arguments of one `where()` into a filter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const node = buildFilter(["status.phase", "=", "Running"]);
 * assert.deepEqual(node, {
 *   type: "compare",
 *   path: ["status", "phase"],
 *   operator: "=",
 *   values: ["Running"],
 *   unchecked: true,
 * });
 * ```
 *
 * @param args An object with the shape of the kind, or `anyOf(…)`, or a predicate; or a path, an
 *   operator and a value.
 * @param schema The fields of the kind; without it no path is checked.
 * @param options How to speak of what is filtered.
 * @returns The filter, frozen.
 * @throws {TypeError} when something in it is `undefined`.
 * @throws {QueryError} when a field or operator is unknown, a value does not fit its field, or the
 *   predicate is asynchronous.
 */
export function buildFilter(
  args: readonly unknown[],
  schema?: FieldSchema,
  options: BuildOptions = {},
): FilterNode {
  const root = { ...rootField(schema, options.what ?? "objects"), nowMs: options.nowMs };
  if (args.length === 0) {
    throw new TypeError(`Cannot filter ${root.what}: where() needs a filter: ${FORMS}`);
  }
  return args.length === 1 ? wholeNode(root, args[0]) : pathNode(root, args);
}

/**
 * Finds the field of a path such as `status.phase`.
 *
 * @param text Names joined by dots; the path ends at lists and maps.
 * @param schema The fields of the kind; without it the path is not checked.
 * @param options How to speak of what is filtered.
 * @returns The field with its schema, where it is known.
 * @throws {QueryError} when the path is not one, or leads nowhere.
 */
export function fieldAt(text: string, schema?: FieldSchema, options: BuildOptions = {}): Field {
  return pathField({ ...rootField(schema, options.what ?? "objects"), verb: options.verb }, text);
}

const FORMS = 'where({ status: { phase: "Running" } }), where("status.phase", "=", "Running") or ' +
  "where((object) => …)";

/** What may be written for an operator, and the operator. */
const PATH_OPERATORS: ReadonlyMap<string, PathOperator> = new Map([
  ["=", "="],
  ["==", "="],
  ["===", "="],
  ["!=", "!="],
  ["!==", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["in", "in"],
  ["notin", "notin"],
  ["like", "like"],
  ["matches", "matches"],
]);

function wholeNode(root: Field, filter: unknown): FilterNode {
  if (filter === undefined) {
    throw new TypeError(`Cannot filter ${root.what}: the filter is undefined: ${FORMS}`);
  }
  if (typeof filter === "function") return predicateNode(root, filter);
  if (isAlternative(filter)) {
    return or(filter[ALTERNATIVE].map((choice) => wholeNode(root, choice)));
  }
  if (conditionData(filter) !== undefined) {
    throw refusal(root, `a condition is what wait() takes: ${FORMS}`);
  }
  if (isOperator(filter)) {
    throw refusal(root, `an operator stands for the value of a field: ${FORMS}`);
  }
  if (!isPlainObject(filter)) {
    const why = typeof filter === "object" && filter !== null
      ? complaintAbout(filter)
      : `${filter === null ? "null" : `a ${typeof filter}`} is no filter`;
    throw refusal(root, `${why}: write ${FORMS}`);
  }
  return conditionNode(root, filter);
}

function predicateNode(root: Field, test: unknown): FilterNode {
  if (!isFunction(test)) throw refusal(root, complaintAbout(test));
  const kind = Object.prototype.toString.call(test);
  if (kind === "[object AsyncFunction]" || kind === "[object AsyncGeneratorFunction]") {
    throw refusal(
      root,
      "the predicate is asynchronous, and a promise is always true: await first, then filter",
    );
  }
  if (kind === "[object GeneratorFunction]") {
    throw refusal(root, "the predicate is a generator, which is always true: return true or false");
  }
  return opaque(test, shortenSource(String(test)));
}

function pathNode(root: Field, args: readonly unknown[]): FilterNode {
  const [path, operator, value] = args;
  if (typeof path !== "string") {
    throw refusal(root, `where() takes one filter, or a path, an operator and a value: ${FORMS}`);
  }
  const field = pathField(root, path);
  if (args.length !== 3) {
    throw refusal(
      field,
      `where() takes a path, an operator and a value: where(${JSON.stringify(path)}, "=", …)`,
    );
  }
  checkDefined(field, value);
  if (isOperator(value) || isAlternative(value)) {
    throw refusal(field, "an operator function belongs into an object filter: give a plain value");
  }
  const known = typeof operator === "string" ? PATH_OPERATORS.get(operator) : undefined;
  if (known === undefined) throw unknownOperator(field, operator);
  return pathComparison(field, known, value);
}

function pathComparison(field: Field, operator: PathOperator, value: unknown): FilterNode {
  switch (operator) {
    case "like":
      return likeNode(field, value);
    case "matches":
      return matchesNode(field, value);
    case "in":
    case "notin":
      if (!Array.isArray(value)) throw refusal(field, `${operator} needs an array of values`);
      return membershipNode(field, operator, value);
    case "=":
    case "!=":
      if (value === null) return compareField(field, operator === "=" ? "absent" : "exists");
      return compareField(field, operator, [literalFor(field, value, operator)]);
    default:
      return compareField(field, operator, [literalFor(field, value, operator)]);
  }
}

function pathField(root: Field, text: string): Field {
  const names = text.split(".");
  if (names.includes("")) {
    const fault = text === ""
      ? "the path is empty"
      : text.startsWith(".")
      ? `a path begins with a name: write ${JSON.stringify(text.slice(1))}`
      : "a name in the path is empty";
    throw refusal({ ...root, shown: text }, fault);
  }
  return names.reduce((field, name, index) => {
    if (field.schema?.type === "map") {
      const key = JSON.stringify(names.slice(index).join("."));
      const whole = field.path.reduceRight(
        (inner, part) => `{ ${part}: ${inner} }`,
        `{ ${key}: … }`,
      );
      throw refusal({ ...root, shown: text }, `keys of a map are no path: write where(${whole})`);
    }
    return stepInto(field, name);
  }, root);
}

function unknownOperator(field: Field, operator: unknown): QueryError {
  const shown = typeof operator === "string" ? JSON.stringify(operator) : `a ${typeof operator}`;
  const near = typeof operator === "string" ? suggest(operator, PATH_OPERATORS.keys()) : undefined;
  const hint = near === undefined
    ? "the operators are = != < <= > >= in notin like matches"
    : `did you mean ${JSON.stringify(near)}`;
  return refusal(field, `unknown operator ${shown}: ${hint}`);
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}
