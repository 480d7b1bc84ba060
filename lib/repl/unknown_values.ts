/**
 * Fields that take a few words only, and filters that ask for another one. Layer 7.
 *
 * @module
 */
import type { Query } from "../api/query.ts";
import { stateOf } from "../api/query_state.ts";
import type { Target } from "../api/target.ts";
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { knownValues } from "../kinds/known_values.ts";
import type { FieldPath, FilterNode } from "../query/ast.ts";
import { collectionOf, fieldAt, fieldsOf } from "./fields.ts";

/**
 * The values that a field takes.
 *
 * @param target A collection.
 * @param path The names that lead to the field.
 * @returns `undefined` where any text is one, or nothing is known.
 */
export async function valuesOfField(
  target: Target,
  path: FieldPath,
): Promise<readonly string[] | undefined> {
  const name = path.at(-1);
  if (name === undefined) return undefined;
  const owner = fieldAt(await fieldsOf(target), path.slice(0, -1));
  const inner = owner?.type === "list" ? owner.item() : owner;
  if (inner === undefined) return undefined;
  return inner.field(name)?.values ??
    (inner.name === undefined ? undefined : knownValues(inner.name, name));
}

/**
 * Says which values of a filter no object has, e.g. `phase: "Runing"`: one line each.
 *
 * @param query A query that has found nothing: its kind is known.
 */
export async function unknownValues(query: Query): Promise<readonly string[]> {
  const hints = new Set<string>();
  for (const { path, values } of comparisons(stateOf(query).filter, [])) {
    const known = await valuesOfField(collectionOf(query), path);
    if (known === undefined) continue;
    const field = path.filter((name) => name !== "$some").join(".");
    for (const value of values.filter((value) => !known.includes(value))) {
      const near = suggest(value, known);
      const help = near === undefined ? `it is ${known.join(", ")}` : `did you mean ${quote(near)}`;
      hints.add(`There is no ${field} ${quote(value)}: ${help}`);
    }
  }
  return [...hints];
}

interface Comparison {
  readonly path: FieldPath;
  readonly values: readonly string[];
}

/** What fields are asked to be; what they are not to be needs no such value. */
function comparisons(node: FilterNode, owner: FieldPath): readonly Comparison[] {
  switch (node.type) {
    case "and":
    case "or":
      return node.nodes.flatMap((child) => comparisons(child, owner));
    case "element":
      return comparisons(node.node, [...owner, ...node.path, "$some"]);
    case "compare": {
      if (node.operator !== "=" && node.operator !== "in") return [];
      const values = node.values.filter((value) => typeof value === "string");
      return [{ path: [...owner, ...node.path], values }];
    }
    default:
      return [];
  }
}
