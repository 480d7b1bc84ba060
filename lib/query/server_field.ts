/**
 * Fields that the server selects by: which comparison is one, and the text the server compares.
 * Layer 2: pure.
 *
 * @module
 */
import type { Kind } from "../kinds/kind.ts";
import type { CompareNode, FieldPath, Literal } from "./ast.ts";
import { fieldReader } from "./read.ts";

/** What a filter needs to know of a kind. */
export type FilteredKind = Pick<Kind, "fields" | "namespaced">;

/** A field as the server selects by it. */
export interface ServerField {
  /** Its name in field selectors. */
  readonly selector: string;
  /** Where it is in the object: the first of these that is not empty. */
  readonly paths: readonly FieldPath[];
  /** The text it has where it is absent. */
  readonly whenAbsent: string;
}

/**
 * Finds the selectable field that an equality is about. Such a comparison follows the server's rule
 * (text against text, an absent field has a text too), whether the server carries it out or not.
 *
 * @param kind The kind of the objects; `undefined` for what lies inside a list.
 * @param node The comparison.
 * @returns The field, or `undefined` where the comparison follows the plain rule.
 */
export function serverFieldOf(
  kind: FilteredKind | undefined,
  node: CompareNode,
): ServerField | undefined {
  if (kind === undefined || node.via === "label") return undefined;
  if (!EQUALITIES.has(node.operator) || !node.values.every(isPlain)) return undefined;
  if (node.via === "field") return fieldWritten(kind, node.path[0] ?? "");
  if (node.path.some((name) => name.includes("."))) return undefined;
  return findField(kind, node.path.join("."));
}

/**
 * Makes the function that gives the text the server compares for an object.
 *
 * @param field The selectable field.
 */
export function serverTextReader({ paths, whenAbsent }: ServerField): (item: unknown) => string {
  const [first, ...others] = paths.map(fieldReader);
  if (first === undefined) return () => whenAbsent;
  if (others.length === 0) return (item) => textOf(first(item)) ?? whenAbsent;
  return (item) => {
    for (const read of [first, ...others]) {
      const text = textOf(read(item));
      if (text !== undefined && text !== "") return text;
    }
    return whenAbsent;
  };
}

const EQUALITIES: ReadonlySet<string> = new Set(["=", "!=", "in", "notin"]);

/** A field of a selector that was written as text; where the table lacks it, the name is the path. */
function fieldWritten(kind: FilteredKind, selector: string): ServerField {
  return findField(kind, selector) ?? { selector, paths: [selector.split(".")], whenAbsent: "" };
}

function findField(kind: FilteredKind, name: string): ServerField | undefined {
  if (name === "metadata.name" || (name === "metadata.namespace" && kind.namespaced)) {
    return { selector: name, paths: [name.split(".")], whenAbsent: "" };
  }
  const entry = kind.fields.find(({ selector }) => selector === name) ??
    kind.fields.find(({ path }) => path === name);
  if (entry === undefined) return undefined;
  const { selector, path = selector, firstOf = [path], whenAbsent = "" } = entry;
  return { selector, paths: firstOf.map((one) => one.split(".")), whenAbsent };
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}

function isPlain(literal: Literal): boolean {
  return typeof literal !== "object";
}
