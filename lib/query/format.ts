/**
 * Filters as text for people. Layer 2: pure.
 *
 * @module
 */
import { formatPath } from "../core/field_path.ts";
import type { CompareNode, ElementNode, FilterNode, Literal } from "./ast.ts";

/**
 * Prints a filter, e.g. `status.phase = "Running"` or `spec.containers some image like "*:latest"`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { buildFilter } from "./build.ts";
 * const node = buildFilter([{ metadata: { labels: { "app.kubernetes.io/name": "web" } } }]);
 * assert.equal(formatFilter(node), 'metadata.labels["app.kubernetes.io/name"] = "web"');
 * ```
 *
 * @param node The filter.
 */
export function formatFilter(node: FilterNode): string {
  switch (node.type) {
    case "true":
      return "everything";
    case "and":
      return node.nodes.map(formatPart).join(" and ");
    case "or":
      return node.nodes.length === 0 ? "nothing" : node.nodes.map(formatPart).join(" or ");
    case "not":
      return `not (${formatFilter(node.node)})`;
    case "element":
      return formatElement(node);
    case "compare":
      return formatCompare(node);
    case "opaque":
      return node.source;
  }
}

/** Prints a literal: text in quotes, everything else as it is. */
function formatLiteral(literal: Literal): string {
  if (typeof literal !== "object") return JSON.stringify(literal);
  switch (literal.type) {
    case "time":
      return new Date(literal.epochMs).toISOString().replace(".000Z", "Z");
    case "quantity":
      return literal.text;
    case "pattern":
      return String(new RegExp(literal.source, literal.flags));
  }
}

function formatPart(node: FilterNode): string {
  const text = formatFilter(node);
  return node.type === "and" || node.type === "or" ? `(${text})` : text;
}

function formatElement({ path, quantifier, node }: ElementNode): string {
  return join([formatPath(path), quantifier, formatPart(node)]);
}

function formatCompare(node: CompareNode): string {
  const { operator, values } = node;
  const right = operator === "in" || operator === "notin"
    ? `(${values.map(formatLiteral).join(", ")})`
    : values.map(formatLiteral).join(" ");
  const left = node.via === "field" ? node.path[0] ?? "" : formatPath(node.path);
  return join([left, operator, right]);
}

function join(words: readonly string[]): string {
  return words.filter((word) => word !== "").join(" ");
}
