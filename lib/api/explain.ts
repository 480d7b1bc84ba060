/**
 * A query's plan for people: what would be sent, and what it takes. Layer 5.
 *
 * @module
 */
import type { Kind } from "../kinds/kind.ts";
import { explain, type Explanation, formatExplanation } from "../query/explain.ts";
import { planQuery, type QuerySpec } from "../query/plan.ts";
import { knownKind } from "./found_kinds.ts";
import { checkedFor } from "./query_state.ts";
import { isKnown, knownNamespace, type Target } from "./target.ts";

/** An explanation that prints as text. */
export interface PrintedExplanation extends Explanation {
  /** The explanation as text. */
  toString(): string;
}

/**
 * Explains a query with as much as is known without opening the connection.
 *
 * @param target What the query points at.
 * @param query Filter, limit and order.
 */
export function explainTarget(
  target: Target,
  query: Omit<QuerySpec, "kind" | "namespace">,
): PrintedExplanation {
  const { info } = target.connection;
  const found = knownKind(target);
  const kind = found?.kind ?? unresolved(target);
  const namespace = knownNamespace(target) ??
    (target.scope.type === "context" ? CONTEXT_NAMESPACE : undefined);
  const plan = planQuery({
    ...(found === undefined ? query : checkedFor(query, found)),
    kind,
    namespace: kind.namespaced ? namespace : undefined,
  });
  const explanation = explain(plan, { contextName: info?.context, server: info?.server });
  const text = formatExplanation(explanation);
  return Object.defineProperties({ ...explanation }, {
    toString: { value: () => text },
    [Symbol.for("Deno.customInspect")]: { value: () => text },
  }) as PrintedExplanation;
}

/** Stands for the context's namespace before the kubeconfig has been read. */
const CONTEXT_NAMESPACE = "(the context's namespace)";

/** Stands for a kind that is looked up on first use: nothing of it is known but its spelling. */
function unresolved({ kind: source, scope }: Target): Kind {
  const spelling = isKnown(source) ? source.plural : source.spelling;
  return {
    group: "",
    version: "(looked up on first use)",
    kind: spelling,
    plural: spelling,
    singular: spelling,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
    fields: [],
    traits: [],
    namespaced: scope.type !== "cluster",
  };
}
