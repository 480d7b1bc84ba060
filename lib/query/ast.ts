/**
 * The filter of a query as a tree of frozen plain data. Only `opaque` nodes hold a function.
 *
 * The constructors simplify as they build: a conjunction of nothing is {@link EVERYTHING}, an
 * alternative of nothing is {@link NOTHING}, and neither ever stands inside a larger tree. Logic is
 * two-valued: `not` holds exactly where its node does not, on absent fields too. Layer 2: pure.
 *
 * @module
 */

/** The names that lead to a field; empty for the value itself. Label keys are one name each. */
export type FieldPath = readonly string[];

/** A point in time to compare with. */
export interface TimeLiteral {
  readonly type: "time";
  /** Milliseconds since 1970. */
  readonly epochMs: number;
}

/** An amount to compare with, as Kubernetes writes it. */
export interface QuantityLiteral {
  readonly type: "quantity";
  /** E.g. `1.5Gi`. */
  readonly text: string;
}

/** A regular expression to match with. */
export interface PatternLiteral {
  readonly type: "pattern";
  readonly source: string;
  /** Flags without `g` and `y`, which would make matching depend on what was matched before. */
  readonly flags: string;
}

/** The right side of a comparison; it decides how the left side is read. */
export type Literal = string | number | boolean | TimeLiteral | QuantityLiteral | PatternLiteral;

/** How a field is compared. */
export type CompareOperator =
  | "="
  | "!="
  | "in"
  | "notin"
  | "exists"
  | "absent"
  | "like"
  | "matches"
  | ">"
  | ">="
  | "<"
  | "<=";

/** Holds for every object. */
export interface TrueNode {
  readonly type: "true";
}

/** What is known about the path of a node. */
export interface PathNotes {
  /** The condition was written as a selector, so the server's rule for these decides. */
  readonly via?: "label" | "field";
  /** No schema knows the path, so a typing mistake would go unseen. */
  readonly unchecked?: boolean;
}

/** Compares one field. */
export interface CompareNode extends PathNotes {
  readonly type: "compare";
  readonly path: FieldPath;
  readonly operator: CompareOperator;
  /** None for `exists` and `absent`, any number for `in` and `notin`, otherwise one. */
  readonly values: readonly Literal[];
}

/** What an element node asks of a list. */
export type Quantifier = "some" | "every" | "size";

/** Asks something of a list: of some item, of every item, or of their number. An absent list is empty. */
export interface ElementNode extends PathNotes {
  readonly type: "element";
  readonly path: FieldPath;
  readonly quantifier: Quantifier;
  /** About one item, with paths relative to it; for `size` a comparison of the number, with an empty path. */
  readonly node: FilterNode;
}

/** Holds where all its nodes hold. */
export interface AndNode {
  readonly type: "and";
  readonly nodes: readonly FilterNode[];
}

/** Holds where one of its nodes holds; without nodes it never does. */
export interface OrNode {
  readonly type: "or";
  readonly nodes: readonly FilterNode[];
}

/** Holds where its node does not. */
export interface NotNode {
  readonly type: "not";
  readonly node: FilterNode;
}

/** The user's own function of the object; nothing is known about it but its source. */
export interface OpaqueNode {
  readonly type: "opaque";
  readonly test: (item: unknown) => unknown;
  /** The function's source on one line, shortened. */
  readonly source: string;
}

/** A filter, or a part of one. */
export type FilterNode =
  | TrueNode
  | CompareNode
  | ElementNode
  | AndNode
  | OrNode
  | NotNode
  | OpaqueNode;

/** The filter that every object passes. */
export const EVERYTHING: TrueNode = Object.freeze({ type: "true" });

/** The filter that no object passes. */
export const NOTHING: OrNode = Object.freeze({ type: "or", nodes: Object.freeze([]) });

/** Tells whether a filter is known to pass no object. */
export function isNothing(node: FilterNode): boolean {
  return node.type === "or" && node.nodes.length === 0;
}

/**
 * Makes a comparison.
 *
 * @param path The field, relative to the object or to the item of the surrounding element node.
 * @param operator How to compare.
 * @param values What to compare with.
 */
export function compare(
  path: FieldPath,
  operator: CompareOperator,
  values: readonly Literal[] = [],
): FilterNode {
  if (values.length === 0 && operator === "in") return NOTHING;
  if (values.length === 0 && operator === "notin") return EVERYTHING;
  return Object.freeze({
    type: "compare",
    path: Object.freeze([...path]),
    operator,
    values: Object.freeze(values.map(freezeLiteral)),
  });
}

/**
 * Makes a condition on a list.
 *
 * @param path The list.
 * @param quantifier What is asked of it.
 * @param node What is asked of its items or, for `size`, of their number.
 */
export function element(
  path: FieldPath,
  quantifier: Quantifier,
  node: FilterNode,
): FilterNode {
  if (quantifier !== "some" && node.type === "true") return EVERYTHING;
  if (quantifier !== "every" && isNothing(node)) return NOTHING;
  return Object.freeze({
    type: "element",
    path: Object.freeze([...path]),
    quantifier,
    node,
  });
}

/**
 * Notes what is known about the path of a node.
 *
 * @param node A comparison or a condition on a list; any other node comes back as it is.
 * @param notes What is known.
 */
export function annotate(node: FilterNode, { via, unchecked }: PathNotes): FilterNode {
  if (node.type !== "compare" && node.type !== "element") return node;
  return Object.freeze({
    ...node,
    ...(via === undefined ? {} : { via }),
    ...(unchecked === true ? { unchecked } : {}),
  });
}

/** Makes a conjunction; nested ones become one. */
export function and(nodes: readonly FilterNode[]): FilterNode {
  const flat: FilterNode[] = [];
  for (const node of nodes) {
    if (isNothing(node)) return NOTHING;
    if (node.type === "and") flat.push(...node.nodes);
    else if (node.type !== "true") flat.push(node);
  }
  if (flat.length < 2) return flat[0] ?? EVERYTHING;
  return Object.freeze({ type: "and", nodes: Object.freeze(flat) });
}

/** Makes an alternative; nested ones become one, and one of nothing holds for no object. */
export function or(nodes: readonly FilterNode[]): FilterNode {
  const flat: FilterNode[] = [];
  for (const node of nodes) {
    if (node.type === "true") return EVERYTHING;
    if (node.type === "or") flat.push(...node.nodes);
    else flat.push(node);
  }
  if (flat.length < 2) return flat[0] ?? NOTHING;
  return Object.freeze({ type: "or", nodes: Object.freeze(flat) });
}

/** Makes a negation; two of them cancel. */
export function negate(node: FilterNode): FilterNode {
  if (node.type === "not") return node.node;
  if (node.type === "true") return NOTHING;
  if (isNothing(node)) return EVERYTHING;
  return Object.freeze({ type: "not", node });
}

/**
 * Makes a node of the user's own function.
 *
 * @param test The function.
 * @param source Its source, on one line.
 */
export function opaque(test: (item: unknown) => unknown, source: string): FilterNode {
  return Object.freeze({ type: "opaque", test, source });
}

/** The conditions that must all hold, one by one; none for {@link EVERYTHING}. */
export function conjuncts(node: FilterNode): readonly FilterNode[] {
  return node.type === "and" ? node.nodes : node.type === "true" ? [] : [node];
}

/**
 * Goes through a tree from the top.
 *
 * @param node Where to begin.
 * @param visit Called with each node.
 */
export function walk(node: FilterNode, visit: (node: FilterNode) => void): void {
  visit(node);
  if (node.type === "and" || node.type === "or") {
    for (const child of node.nodes) walk(child, visit);
  } else if (node.type === "not" || node.type === "element") {
    walk(node.node, visit);
  }
}

/**
 * Puts other functions in the place of the user's own.
 *
 * @param node The tree; it stays as it is.
 * @param wrap Gives the function that is called instead.
 */
export function wrapOpaque(
  node: FilterNode,
  wrap: (test: OpaqueNode["test"]) => OpaqueNode["test"],
): FilterNode {
  switch (node.type) {
    case "opaque":
      return opaque(wrap(node.test), node.source);
    case "and":
      return and(node.nodes.map((child) => wrapOpaque(child, wrap)));
    case "or":
      return or(node.nodes.map((child) => wrapOpaque(child, wrap)));
    case "not":
      return negate(wrapOpaque(node.node, wrap));
    case "element":
      return Object.freeze({ ...node, node: wrapOpaque(node.node, wrap) });
    default:
      return node;
  }
}

function freezeLiteral(literal: Literal): Literal {
  return typeof literal === "object" ? Object.freeze({ ...literal }) : literal;
}
