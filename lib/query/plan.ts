/**
 * What of a query the server does and what is left to do here. Layer 2: pure.
 *
 * @module
 */
import { type FieldRequirement, formatFieldSelector } from "../core/fields.ts";
import {
  formatLabelSelector,
  type LabelOperator,
  type LabelRequirement,
  labelRequirement,
} from "../core/labels.ts";
import { QueryError } from "../core/errors.ts";
import type { Kind } from "../kinds/kind.ts";
import {
  and,
  type CompareNode,
  type CompareOperator,
  conjuncts,
  type FilterNode,
  isNothing,
  type Literal,
  walk,
} from "./ast.ts";
import { labelKeyOf, normalize } from "./normalize.ts";
import type { OrderKey } from "./order.ts";
import { serverFieldOf } from "./server_field.ts";

/** A query as data: which objects of which kind, in which order, how many. */
export interface QuerySpec {
  readonly kind: Kind;
  /** `undefined`: all namespaces, or the kind has none. */
  readonly namespace: string | undefined;
  readonly filter: FilterNode;
  /** How many results are wanted, counted after the whole filter. */
  readonly limit?: number;
  readonly orderBy?: readonly OrderKey[];
  /** Field selectors that the server refused: these are evaluated here. */
  readonly unselectable?: readonly string[];
}

/** A part of the filter that the server does not carry out. */
export interface ResidualPart {
  readonly node: FilterNode;
  /** Why, in a few words. */
  readonly reason: string;
}

/** A query split into what the server does and what is left. */
export interface QueryPlan {
  readonly spec: QuerySpec;
  /** The label selector to send, or `undefined`. */
  readonly labelSelector: string | undefined;
  /** The field selector to send, or `undefined`. */
  readonly fieldSelector: string | undefined;
  /** What each listed object must still meet; `true` where the server does it all. */
  readonly residual: FilterNode;
  /** The conditions that the selectors carry out. */
  readonly pushed: readonly FilterNode[];
  /** The conditions of the residual, each with the reason why it is there. */
  readonly reasons: readonly ResidualPart[];
  /** The filter lets every object pass, so it counts as no filter. */
  readonly unfiltered: boolean;
  /** What is evaluated here, order included, needs nothing but `metadata`. */
  readonly metadataOnly: boolean;
  /** The filter calls a function of the user's. */
  readonly opaque: boolean;
}

/**
 * Splits a query: pushes negations inwards, takes the conditions that must all hold one by one, and
 * gives to the server
 *
 * - conditions on one label by `=`, `!=`, `in`, `notin`, presence and absence, where key and values are
 *   valid, and alternatives of values of one label;
 * - `=` and `!=` (and `notin`, as several `!=`) on a field that the kind's table calls selectable;
 * - whatever was written as a selector.
 *
 * Everything else is the residual. `metadata.name = x` stays a list with a selector.
 *
 * @param spec The query.
 * @returns The plan, frozen.
 */
export function planQuery(spec: QuerySpec): QueryPlan {
  const filter = normalize(spec.filter);
  const labels: LabelRequirement[] = [];
  const fields: FieldRequirement[] = [];
  const pushed: FilterNode[] = [];
  const reasons: ResidualPart[] = [];
  for (const node of conjuncts(filter)) {
    const fate = classify(node, spec);
    if ("reason" in fate) {
      reasons.push(Object.freeze({ node, reason: fate.reason }));
    } else {
      pushed.push(node);
      if (fate.label !== undefined) labels.push(fate.label);
      fields.push(...fate.fields ?? []);
    }
  }
  const residual = and(reasons.map(({ node }) => node));
  return Object.freeze({
    spec,
    labelSelector: joined(labels.map((one) => formatLabelSelector([one]))),
    fieldSelector: joined(fields.map((one) => formatFieldSelector([one]))),
    residual,
    pushed: Object.freeze(pushed),
    reasons: Object.freeze(reasons),
    unfiltered: filter.type === "true",
    metadataOnly: needsMetadataOnly(residual, spec),
    opaque: isOpaque(filter),
  });
}

/** The query parameters of a plan's selectors, in the order they appear in the request. */
export function parametersOf(
  plan: QueryPlan,
): { fieldSelector?: string; labelSelector?: string } {
  const { fieldSelector, labelSelector } = plan;
  return {
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}

/** Tells whether a filter calls a function of the user's, which cannot be printed, sent or checked. */
function isOpaque(filter: FilterNode): boolean {
  let found = false;
  walk(filter, (node) => {
    if (node.type === "opaque") found = true;
  });
  return found;
}

type Fate =
  | { readonly reason: string }
  | { readonly label?: LabelRequirement; readonly fields?: readonly FieldRequirement[] };

function classify(node: FilterNode, spec: QuerySpec): Fate {
  switch (node.type) {
    case "compare":
      return labelKeyOf(node) === undefined ? classifyField(node, spec) : classifyLabel(node);
    case "element":
      return { reason: node.quantifier === "size" ? "the size of a list" : "inside a list" };
    case "opaque":
      return { reason: "opaque function" };
    case "or":
      return { reason: isNothing(node) ? "never holds" : "an alternative" };
    case "not":
      return { reason: node.node.type === "opaque" ? "opaque function" : "a negation" };
    default:
      return { reason: "not selectable" };
  }
}

const LABEL_OPERATORS: ReadonlyMap<CompareOperator, LabelOperator> = new Map([
  ["=", "="],
  ["!=", "!="],
  ["in", "in"],
  ["notin", "notin"],
  ["exists", "exists"],
  ["absent", "!"],
]);

function classifyLabel(node: CompareNode): Fate {
  const key = labelKeyOf(node) ?? "";
  const operator = labelOperatorOf(node);
  if (operator === undefined) return { reason: `labels are not selectable by ${node.operator}` };
  const values = node.values.filter((value) => typeof value === "string");
  if (values.length !== node.values.length) return { reason: "a label's value is text" };
  try {
    return { label: labelRequirement(key, singular(operator, values), values) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { reason: "not a valid label" };
  }
}

/** One value is compared by `=`: the server reads `in ()`, which an empty value gives, as an empty set. */
function singular(operator: LabelOperator, values: readonly string[]): LabelOperator {
  if (new Set(values).size !== 1) return operator;
  return operator === "in" ? "=" : operator === "notin" ? "!=" : operator;
}

function labelOperatorOf({ operator, via }: CompareNode): LabelOperator | undefined {
  if (via === "label" && (operator === ">" || operator === "<")) return operator;
  return LABEL_OPERATORS.get(operator);
}

function classifyField(node: CompareNode, { kind, unselectable = [] }: QuerySpec): Fate {
  const note = node.unchecked === true ? ", and unchecked" : "";
  const field = serverFieldOf(kind, node);
  if (field === undefined) {
    const selectable = serverFieldOf(kind, { ...node, operator: "=", values: [""] }) !== undefined;
    return {
      reason: selectable
        ? `field selectors know = and != of text only`
        : `not a selectable field of ${kind.kind}${note}`,
    };
  }
  if (unselectable.includes(field.selector)) {
    return { reason: `the server does not select by ${field.selector}` };
  }
  if (node.operator === "in" && node.values.length > 1) {
    return { reason: "field selectors know no alternatives" };
  }
  if (!node.values.every(isExact)) return { reason: "a number that has several spellings" };
  const operator = node.operator === "=" || node.operator === "in" ? "=" : "!=";
  return {
    fields: node.values.map((value) => ({ field: field.selector, operator, value: String(value) })),
  };
}

/** Whether the literal has the same text here and in the server. */
function isExact(value: Literal): boolean {
  return typeof value !== "number" || Number.isSafeInteger(value);
}

function needsMetadataOnly(residual: FilterNode, { kind, orderBy = [] }: QuerySpec): boolean {
  if (orderBy.some(({ path }) => path[0] !== "metadata")) return false;
  return isAboutMetadata(residual, kind);
}

function isAboutMetadata(node: FilterNode, kind: Kind): boolean {
  switch (node.type) {
    case "true":
      return true;
    case "opaque":
      return false;
    case "and":
    case "or":
      return node.nodes.every((child) => isAboutMetadata(child, kind));
    case "not":
      return isAboutMetadata(node.node, kind);
    case "element":
      return node.path[0] === "metadata";
    case "compare":
      return (serverFieldOf(kind, node)?.paths ?? [node.path])
        .every(([first]) => first === "metadata");
  }
}

function joined(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : [...new Set(parts)].join(",");
}
