/**
 * Evaluates what only describes a part of the cluster and sends nothing, such as `ns("shop").pods.where(…)`, so
 * that completion knows what a line is about. Layer 7.
 *
 * @module
 */
import type { AnyNode, Expression, Node } from "npm:acorn@8.19.0";
import { Cluster } from "../api/cluster.ts";
import { NamespaceScope } from "../api/namespace.ts";
import { isQuery } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";

/** Gives the values of names in scope. */
export interface NameSource {
  /** The value of a name; `undefined` where there is none. */
  valueOf(name: string): unknown;
  /** The function `ns` as the session made it; another one is not called. */
  isOwn(name: string, value: unknown): boolean;
}

/** Methods that give a value and send nothing. */
const BUILDERS: ReadonlySet<string> = new Set([
  "ns",
  "kind",
  "of",
  "ref",
  "where",
  "selector",
  "limit",
  "orderBy",
  "all",
]);

/**
 * Evaluates a chain.
 *
 * @param text The chain.
 * @param names The names in scope.
 * @returns Its value, or `undefined` where it does more than describe.
 */
export async function evaluateChain(text: string, names: NameSource): Promise<unknown> {
  const { parseExpression } = await import("./compile.ts");
  const expression = await parseExpression(text);
  if (expression === undefined) return undefined;
  try {
    return valueOfNode(expression, names);
  } catch {
    // What cannot be built yet, e.g. a filter with a mistake, describes nothing.
    return undefined;
  }
}

function valueOfNode(node: Expression | Node, names: NameSource): unknown {
  const given = node as AnyNode;
  switch (given.type) {
    case "Identifier":
      return names.valueOf(given.name);
    case "MemberExpression": {
      const owner = valueOfNode(given.object, names);
      const key = keyOf(given, names);
      return key === undefined ? undefined : memberOf(owner, key);
    }
    case "CallExpression":
      return valueOfCall(given.callee, given.arguments, names);
    case "ParenthesizedExpression":
      return valueOfNode(given.expression, names);
    case "AwaitExpression":
      return undefined;
    default:
      return literal(given);
  }
}

function keyOf(
  { computed, property }: Extract<AnyNode, { type: "MemberExpression" }>,
  names: NameSource,
): string | undefined {
  const named = property as AnyNode;
  if (!computed) return named.type === "Identifier" ? named.name : undefined;
  const key = valueOfNode(named, names);
  return typeof key === "string" || typeof key === "number" ? String(key) : undefined;
}

/** A member, without calling code of the user's own. */
export function memberOf(owner: unknown, key: string): unknown {
  if (isDescription(owner)) return (owner as unknown as Record<string, unknown>)[key];
  if (typeof owner !== "object" || owner === null) return undefined;
  return Object.getOwnPropertyDescriptor(owner, key)?.value;
}

/** Tells whether a value describes a part of a cluster: its members send nothing. */
export function isDescription(value: unknown): boolean {
  return value instanceof NamespaceScope || value instanceof Cluster || value instanceof Ref ||
    isQuery(value);
}

function valueOfCall(callee: Node, given: readonly Node[], names: NameSource): unknown {
  const called = callee as AnyNode;
  if (called.type === "Identifier") {
    const value = names.valueOf(called.name);
    if (typeof value !== "function" || !names.isOwn(called.name, value)) return undefined;
    return value(...given.map((node) => argument(node, names)));
  }
  if (called.type !== "MemberExpression") return undefined;
  const owner = valueOfNode(called.object, names);
  const key = keyOf(called, names);
  if (!isDescription(owner) || key === undefined) return undefined;
  const method = memberOf(owner, key);
  if (typeof method !== "function" || !(BUILDERS.has(key) || isSingular(owner, key))) {
    return undefined;
  }
  return Reflect.apply(method, owner, given.map((node) => argument(node, names)));
}

/** The methods that are named by kinds make a reference. */
function isSingular(owner: unknown, key: string): boolean {
  if (!(owner instanceof NamespaceScope || owner instanceof Cluster)) return false;
  return BUILTIN_KINDS.some(({ singularAccessor }) => singularAccessor === key);
}

/** A predicate decides about objects, not about what is meant: any will do. */
function argument(node: Node, names: NameSource): unknown {
  const given = node as AnyNode;
  if (given.type === "ArrowFunctionExpression" || given.type === "FunctionExpression") {
    return () => true;
  }
  if (given.type === "Identifier") return names.valueOf(given.name);
  if (given.type === "CallExpression") {
    const value = valueOfCall(given.callee, given.arguments, names);
    if (value === undefined) throw new TypeError("Cannot tell what the call gives");
    return value;
  }
  return literal(given, names);
}

function literal(node: AnyNode, names?: NameSource): unknown {
  switch (node.type) {
    case "Literal":
      return node.value;
    case "TemplateLiteral":
      if (node.expressions.length > 0) throw new TypeError("Cannot tell what the text is");
      return node.quasis[0]?.value.cooked;
    case "UnaryExpression":
      if (node.operator !== "-") throw new TypeError("Cannot tell what the value is");
      return -Number(literal(node.argument as AnyNode, names));
    case "ArrayExpression":
      return node.elements.map((element) => element === null ? undefined : part(element, names));
    case "ObjectExpression":
      return Object.fromEntries(node.properties.map((property) => {
        if (property.type !== "Property" || property.computed) {
          throw new TypeError("Cannot tell what the object has");
        }
        const key = property.key as AnyNode;
        const name = key.type === "Identifier" ? key.name : String(literal(key));
        return [name, part(property.value, names)];
      }));
    default:
      throw new TypeError("Cannot tell what the value is");
  }
}

function part(node: Node, names: NameSource | undefined): unknown {
  return names === undefined ? literal(node as AnyNode) : argument(node, names);
}
