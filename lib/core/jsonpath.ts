/**
 * JSONPath templates as `kubectl -o jsonpath=` takes them, without any `eval`. Layer 0: pure.
 *
 * What kubectl does is kept, down to its corners: missing keys give nothing, an index beyond a list is an
 * error, `$` is the current object, an empty list ends the values of a `[*]`. Beyond kubectl, filters
 * know `&&`, `||` and groups, which kubectl refuses.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { formatGoNumber } from "./go_number.ts";
import { parseTemplate } from "./jsonpath_parser.ts";
import type { Comparison, Condition, PathStep, Slice, TemplatePart } from "./jsonpath_parser.ts";

/** A parsed template. Frozen data. */
export interface JsonPathTemplate {
  /** The text it was parsed from. */
  readonly source: string;
  /** Its parts in order. */
  readonly parts: readonly TemplatePart[];
}

/** How a template is read. */
export interface ParseJsonPathOptions {
  /** Take a text without braces, e.g. `.metadata.name`, as one path; off by default, as in kubectl. */
  readonly relaxed?: boolean;
}

/**
 * Reads a template.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const template = parseJsonPath('{range .items[*]}{.metadata.name}{"\\n"}{end}');
 * const list = { items: [{ metadata: { name: "a" } }, { metadata: { name: "b" } }] };
 * assert.equal(formatJsonPath(template, list), "a\nb\n");
 * ```
 *
 * @param text E.g. `{.items[?(@.status.phase=="Running")].metadata.name}`.
 * @param options Whether braces may be left out.
 * @throws {QueryError} with the column, when it is not a template.
 * @see k8s.io/client-go/util/jsonpath
 */
export function parseJsonPath(text: string, options: ParseJsonPathOptions = {}): JsonPathTemplate {
  const bare = options.relaxed === true && /^(?:\{[^{}]+\}|[^{}]+)$/.test(text);
  if (options.relaxed === true && !bare && !text.startsWith("{")) {
    throw new QueryError(
      `Cannot parse JSONPath ${JSON.stringify(text.slice(0, 100))}: write .name or {.name}`,
    );
  }
  if (!bare) return Object.freeze({ source: text, parts: parseTemplate(text) });
  const path = text.replace(/^\{|\}$/g, "").replace(/^[$@]?\.?(?!\.)/, "");
  const source = path.startsWith("[") ? `{${path}}` : `{.${path}}`;
  return Object.freeze({ source, parts: parseTemplate(source) });
}

/**
 * Prints a template filled with data, as kubectl does: objects and lists as JSON, several values of one
 * path separated by a blank.
 *
 * @param template What {@link parseJsonPath} gave.
 * @param data Any JSON value.
 * @throws {QueryError} when an index is out of bounds, or a filter or slice meets what is not a list.
 */
export function formatJsonPath(template: JsonPathTemplate, data: unknown): string {
  return formatParts(template.parts, data, template.source);
}

/**
 * Gives the values that the paths of a template select, without its texts.
 *
 * @param template What {@link parseJsonPath} gave.
 * @param data Any JSON value.
 * @throws {QueryError} as {@link formatJsonPath} does.
 */
export function evaluateJsonPath(template: JsonPathTemplate, data: unknown): unknown[] {
  return collectParts(template.parts, data, template.source);
}

function formatParts(parts: readonly TemplatePart[], data: unknown, source: string): string {
  return parts.map((part) => {
    if (part.type === "text") return part.text;
    const values = walk(part.steps, [data], source);
    return part.type === "path"
      ? values.map(formatValue).join(" ")
      : values.map((value) => formatParts(part.body, value, source)).join("");
  }).join("");
}

function collectParts(parts: readonly TemplatePart[], data: unknown, source: string): unknown[] {
  return parts.flatMap((part) => {
    if (part.type === "text") return [];
    const values = walk(part.steps, [data], source);
    if (part.type === "range") {
      return values.flatMap((value) => collectParts(part.body, value, source));
    }
    return part.steps.at(-1)?.type === "literal" ? [] : values;
  });
}

function walk(steps: readonly PathStep[], input: readonly unknown[], source: string): unknown[] {
  let values = [...input];
  for (const step of steps) values = takeStep(step, values, source);
  return values;
}

function takeStep(step: PathStep, values: readonly unknown[], source: string): unknown[] {
  switch (step.type) {
    case "field":
      return values.flatMap((value) => field(value, step.name));
    case "wildcard":
      return values.flatMap(children);
    case "recursive":
      return descend(values);
    case "literal":
      return typeof step.value === "string" ? [step.value] : values.map(() => step.value);
    case "union":
      return step.paths.flatMap((path) => walk(path, values, source));
    case "slice":
      return sliceAll(values, step.slice, source);
    case "filter":
      return values.flatMap((value) => {
        if (!Array.isArray(value)) {
          throw failure(source, `a filter needs a list, but found ${describe(value)}`);
        }
        return value.filter((item) => matchCondition(step.condition, item, source));
      });
  }
}

function field(value: unknown, name: string): unknown[] {
  if (!isRecord(value) || !Object.hasOwn(value, name)) return [];
  const found = value[name];
  return found === undefined ? [] : [found];
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...new TextEncoder().encode(value)];
  // Go walks maps in random order; the sorted one is at least always the same.
  return isRecord(value) ? sortedEntries(value).map(([, child]) => child) : [];
}

function descend(values: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  const pending = values.toReversed();
  while (pending.length > 0) {
    const value = pending.pop();
    if (value === null || value === undefined) continue;
    const inner = typeof value === "string" ? [] : children(value);
    if (inner.length === 0 && (typeof value !== "string" || value === "")) continue;
    found.push(value);
    for (let index = inner.length - 1; index >= 0; index--) pending.push(inner[index]);
  }
  return found;
}

function sliceAll(values: readonly unknown[], slice: Slice, source: string): unknown[] {
  const result: unknown[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) {
      throw failure(source, `an index needs a list, but found ${describe(value)}`);
    }
    const { length } = value;
    const start = slice.start === undefined
      ? 0
      : slice.start < 0
      ? slice.start + length
      : slice.start;
    let end = slice.end ?? length;
    if (end < 0 || end === 0 && slice.single) end += length;
    // kubectl stops at the first empty part, dropping the values that would follow.
    if (start === end) return result;
    checkBounds(start, end, length, source);
    const step = slice.step ?? 1;
    if (step <= 0) throw failure(source, `the step of a slice must be positive, not ${step}`);
    for (let index = start; index < end; index += step) result.push(value[index]);
  }
  return result;
}

function checkBounds(start: number, end: number, length: number, source: string): void {
  const outside = start >= length || start < 0
    ? start
    : end > length || end < 0
    ? end - 1
    : undefined;
  if (outside !== undefined) {
    throw failure(source, `index ${outside} is out of bounds: the list has ${length} items`);
  }
  if (start > end) throw failure(source, `the slice starts at ${start} and ends before, at ${end}`);
}

function matchCondition(condition: Condition, item: unknown, source: string): boolean {
  switch (condition.type) {
    case "and":
      return condition.conditions.every((part) => matchCondition(part, item, source));
    case "or":
      return condition.conditions.some((part) => matchCondition(part, item, source));
    case "exists":
      return exists(condition.path, item, source);
    case "compare": {
      const left = single(walk(condition.left, [item], source), source);
      if (left.length === 0) return false;
      const right = single(walk(condition.right, [item], source), source);
      return right.length > 0 && compare(left[0], condition.operator, right[0], source);
    }
  }
}

function exists(path: readonly PathStep[], item: unknown, source: string): boolean {
  try {
    return walk(path, [item], source).length > 0;
  } catch (error) {
    // kubectl counts a path that fails, e.g. by an index out of bounds, as one that exists.
    if (error instanceof QueryError) return true;
    throw error;
  }
}

function single(values: unknown[], source: string): unknown[] {
  if (values.length > 1) {
    throw failure(source, `a comparison needs one value on each side, but found ${values.length}`);
  }
  return values;
}

function compare(left: unknown, operator: Comparison, right: unknown, source: string): boolean {
  const comparable = typeof left === typeof right &&
    (typeof left === "string" || typeof left === "number" ||
      typeof left === "boolean" && (operator === "==" || operator === "!="));
  if (!comparable) {
    throw failure(source, `cannot compare ${describe(left)} ${operator} ${describe(right)}`);
  }
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  const order = orderOf(left, right);
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function orderOf(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function formatValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return formatGoNumber(value);
    case "object":
      return value === null ? "null" : formatCompactJson(value);
    default:
      return String(value);
  }
}

/** Prints JSON as Go's encoder does: sorted keys, and `<`, `>`, `&` escaped. */
function formatCompactJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatCompactJson).join(",")}]`;
  if (isRecord(value)) {
    const entries = sortedEntries(value).filter(([, inner]) => inner !== undefined);
    const pairs = entries.map(([key, inner]) =>
      `${formatCompactJson(key)}:${formatCompactJson(inner)}`
    );
    return `{${pairs.join(",")}}`;
  }
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sortedEntries(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).sort(([left], [right]) => left < right ? -1 : left > right ? 1 : 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function failure(source: string, fault: string): QueryError {
  const excerpt = source.length > 80 ? `${source.slice(0, 77)}...` : source;
  return new QueryError(`Cannot evaluate JSONPath ${JSON.stringify(excerpt)}: ${fault}`);
}
