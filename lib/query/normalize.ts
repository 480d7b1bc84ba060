/**
 * Filters in the form that the planner works on: negations pushed down to single comparisons, and
 * alternatives of one label's values made one comparison. Layer 2: pure.
 *
 * @module
 */
import {
  and,
  annotate,
  compare,
  type CompareNode,
  type CompareOperator,
  element,
  type FilterNode,
  type Literal,
  negate,
  or,
} from "./ast.ts";

/** Operators with an exact opposite; `>` has none, as neither `>` nor `<=` holds where a field is absent. */
const OPPOSITES: ReadonlyMap<CompareOperator, CompareOperator> = new Map([
  ["=", "!="],
  ["!=", "="],
  ["in", "notin"],
  ["notin", "in"],
  ["exists", "absent"],
  ["absent", "exists"],
]);

/**
 * Pushes negations inwards and joins `label = a or label = b` to `label in (a, b)`. The result holds
 * for the same objects.
 *
 * @param node Any filter.
 * @returns A filter whose `not` nodes stand only before comparisons without opposite and functions.
 */
export function normalize(node: FilterNode): FilterNode {
  return rewrite(node, false);
}

/** The key of the label that a comparison is about, or `undefined`. */
export function labelKeyOf({ path, via }: CompareNode): string | undefined {
  if (via === "field") return undefined;
  return path.length === 3 && path[0] === "metadata" && path[1] === "labels" ? path[2] : undefined;
}

function rewrite(node: FilterNode, negated: boolean): FilterNode {
  switch (node.type) {
    case "not":
      return rewrite(node.node, !negated);
    case "and":
    case "or": {
      const nodes = node.nodes.map((child) => rewrite(child, negated));
      return (node.type === "and") === negated ? joinLabel(or(nodes)) : and(nodes);
    }
    case "element": {
      const { path, quantifier } = node;
      const opposite = quantifier === "some" ? "every" : quantifier === "every" ? "some" : "size";
      const inner = rewrite(node.node, negated);
      return annotate(element(path, negated ? opposite : quantifier, inner), node);
    }
    case "compare": {
      if (!negated) return node;
      const opposite = OPPOSITES.get(node.operator);
      return opposite === undefined
        ? negate(node)
        : annotate(compare(node.path, opposite, node.values), node);
    }
    default:
      return negated ? negate(node) : node;
  }
}

function joinLabel(node: FilterNode): FilterNode {
  if (node.type !== "or") return node;
  const values = new Set<Literal>();
  let first: CompareNode | undefined;
  for (const child of node.nodes) {
    if (child.type !== "compare" || labelKeyOf(child) === undefined) return node;
    if (child.operator !== "=" && child.operator !== "in") return node;
    first ??= child;
    if (labelKeyOf(first) !== labelKeyOf(child)) return node;
    for (const value of child.values) values.add(value);
  }
  return first === undefined ? node : annotate(compare(first.path, "in", [...values]), first);
}
