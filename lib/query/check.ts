/**
 * Checks a filter that was written before the fields of its kind were known. Layer 2: pure.
 *
 * @module
 */
import type { FieldSchema } from "../kinds/schema.ts";
import { and, compare, element, type FilterNode, negate, or, walk } from "./ast.ts";
import { type Field, isUnchecked, itemsOf, rootField, stepInto } from "./field_lookup.ts";

/** What a filter is held against. */
export interface CheckOptions {
  /** The fields of the kind. */
  readonly schema: FieldSchema;
  /** The plural name of what is queried, for messages. */
  readonly what: string;
}

/**
 * Tells whether a filter speaks of fields that no schema has vouched for.
 *
 * @param filter The filter.
 */
export function isUncheckedFilter(filter: FilterNode): boolean {
  let found = false;
  walk(filter, (node) => {
    if ((node.type === "compare" || node.type === "element") && node.unchecked === true) {
      found = true;
    }
  });
  return found;
}

/**
 * Looks up the fields that were not checked when the filter was built.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { schemaFromOpenApi } from "../kinds/openapi_schema.ts";
 * import { buildFilter } from "./build.ts";
 * const schema = schemaFromOpenApi({
 *   type: "object",
 *   properties: { spec: { type: "object", properties: { color: { type: "string" } } } },
 * });
 * const filter = buildFilter([{ spec: { colr: "red" } }]);
 * assert.throws(() => checkFilter(filter, { schema, what: "lights" }), {
 *   message: 'Cannot filter lights by "spec.colr": no such field: did you mean "spec.color"',
 * });
 * ```
 *
 * @param filter The filter.
 * @param options The fields of the kind.
 * @returns The same filter without the mark on fields that the schema knows.
 * @throws {QueryError} when there is no such field.
 */
export function checkFilter(filter: FilterNode, { schema, what }: CheckOptions): FilterNode {
  return check(filter, rootField(schema, what));
}

function check(node: FilterNode, place: Field): FilterNode {
  switch (node.type) {
    case "and":
      return and(node.nodes.map((child) => check(child, place)));
    case "or":
      return or(node.nodes.map((child) => check(child, place)));
    case "not":
      return negate(check(node.node, place));
    case "compare": {
      if (node.unchecked !== true) return node;
      const field = fieldAt(node.path, place);
      return isUnchecked(field) ? node : compare(node.path, node.operator, node.values);
    }
    case "element": {
      const list = fieldAt(node.path, place);
      const inner = node.quantifier === "size" ? node.node : check(node.node, itemsOf(list));
      const known = node.unchecked === true && !isUnchecked(list);
      return known || inner !== node.node ? element(node.path, node.quantifier, inner) : node;
    }
    default:
      return node;
  }
}

function fieldAt(path: readonly string[], place: Field): Field {
  return path.reduce(stepInto, place);
}
