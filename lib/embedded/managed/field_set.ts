/**
 * Sets of fields of an object: what one manager owns, or what a write changed. Layer 3.
 *
 * A path is a list of elements: `f:name` a field, `k:{"name":"a"}` the item of a list with these keys,
 * `v:"a"` the item of a set, `i:0` an item by its place.
 *
 * @module
 * @see sigs.k8s.io/structured-merge-diff/fieldpath
 */
import { isObject, type JsonObject, type JsonValue } from "../json.ts";

/** An immutable set of paths. */
export class FieldSet {
  /** Elements that end a path of the set. */
  readonly members: ReadonlySet<string>;
  /** What is in the set below an element. */
  readonly children: ReadonlyMap<string, FieldSet>;

  constructor(
    members: ReadonlySet<string> = new Set(),
    children: ReadonlyMap<string, FieldSet> = new Map(),
  ) {
    this.members = members;
    this.children = children;
  }

  /** Whether there is no path in the set. */
  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  /** Whether a path is in the set. */
  has(path: readonly string[]): boolean {
    const [first, ...rest] = path;
    if (first === undefined) return false;
    if (rest.length === 0) return this.members.has(first);
    return this.children.get(first)?.has(rest) ?? false;
  }

  /** What is in the set below an element. */
  below(element: string): FieldSet {
    return this.children.get(element) ?? EMPTY_SET;
  }

  /** The paths of either set. */
  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const children = new Map(this.children);
    for (const [element, theirs] of other.children) {
      const own = children.get(element);
      children.set(element, own === undefined ? theirs : own.union(theirs));
    }
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  /** The paths of this set that are not in the other. */
  difference(other: FieldSet): FieldSet {
    return this.#combine(
      other,
      (element) => !other.members.has(element),
      (own, theirs) => theirs === undefined ? own : own.difference(theirs),
    );
  }

  /** The paths of this set that are in the other, too. */
  intersection(other: FieldSet): FieldSet {
    return this.#combine(
      other,
      (element) => other.members.has(element),
      (own, theirs) => theirs === undefined ? EMPTY_SET : own.intersection(theirs),
    );
  }

  /** The paths of this set that are not in the other, nor below one that is. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#combine(
      other,
      (element) => !other.members.has(element),
      (own, theirs, element) =>
        other.members.has(element)
          ? EMPTY_SET
          : theirs === undefined
          ? own
          : own.recursiveDifference(theirs),
    );
  }

  #combine(
    other: FieldSet,
    keeps: (element: string) => boolean,
    inner: (own: FieldSet, theirs: FieldSet | undefined, element: string) => FieldSet,
  ): FieldSet {
    const children = new Map<string, FieldSet>();
    for (const [element, own] of this.children) {
      const rest = inner(own, other.children.get(element), element);
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(new Set([...this.members].filter(keeps)), children);
  }

  /** All paths, those that end here first, in the server's order. */
  *paths(prefix: readonly string[] = []): Generator<readonly string[]> {
    for (const element of [...this.members].sort(compareElements)) yield [...prefix, element];
    for (const element of [...this.children.keys()].sort(compareElements)) {
      yield* this.below(element).paths([...prefix, element]);
    }
  }

  /** Whether both sets hold the same paths. */
  equals(other: FieldSet): boolean {
    if (this.members.size !== other.members.size) return false;
    if (this.children.size !== other.children.size) return false;
    for (const element of this.members) if (!other.members.has(element)) return false;
    for (const [element, own] of this.children) {
      const theirs = other.children.get(element);
      if (theirs === undefined || !own.equals(theirs)) return false;
    }
    return true;
  }
}

/** The set without a path. */
export const EMPTY_SET: FieldSet = new FieldSet();

const KINDS = "fkvi";

function compareElements(left: string, right: string): number {
  const kind = KINDS.indexOf(left[0] ?? "") - KINDS.indexOf(right[0] ?? "");
  return kind !== 0 ? kind : left < right ? -1 : left > right ? 1 : 0;
}

/** Collects paths. */
export class FieldSetBuilder {
  readonly #members = new Set<string>();
  readonly #children = new Map<string, FieldSetBuilder>();

  /** Adds a path; the empty path is no field. */
  insert(path: readonly string[]): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    if (rest.length === 0) this.#members.add(first);
    else this.#child(first).insert(rest);
  }

  #child(element: string): FieldSetBuilder {
    let child = this.#children.get(element);
    if (child === undefined) {
      child = new FieldSetBuilder();
      this.#children.set(element, child);
    }
    return child;
  }

  /** The set of what was added. */
  build(): FieldSet {
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.#children) {
      const set = child.build();
      if (!set.isEmpty) children.set(element, set);
    }
    return new FieldSet(this.#members, children);
  }
}

/** A set of paths of field names. */
export function setOfPaths(paths: readonly (readonly string[])[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path.map((name) => `f:${name}`));
  return builder.build();
}

/** The set as `fieldsV1` holds it. */
export function formatFields(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  const elements = new Set([...set.members, ...set.children.keys()]);
  for (const element of [...elements].sort(compareElements)) {
    const inner = set.children.get(element);
    fields[element] = inner === undefined
      ? {}
      : set.members.has(element)
      ? { ".": {}, ...formatFields(inner) }
      : formatFields(inner);
  }
  return fields;
}

/**
 * Reads `fieldsV1`.
 *
 * @returns The set, or `undefined` where it is none.
 */
export function parseFields(fields: JsonValue | undefined): FieldSet | undefined {
  if (!isObject(fields)) return undefined;
  const members = new Set<string>();
  const children = new Map<string, FieldSet>();
  for (const [key, inner] of Object.entries(fields)) {
    if (key === ".") continue;
    const element = canonicalElement(key);
    if (element === undefined) return undefined;
    const set = parseFields(inner);
    if (set === undefined || !isObject(inner)) return undefined;
    if (set.isEmpty || Object.hasOwn(inner, ".")) members.add(element);
    if (!set.isEmpty) children.set(element, set);
  }
  return new FieldSet(members, children);
}

function canonicalElement(element: string): string | undefined {
  const kind = element.slice(0, 2);
  if (kind === "f:") return element;
  if (kind !== "k:" && kind !== "v:" && kind !== "i:") return undefined;
  try {
    const value: JsonValue = JSON.parse(element.slice(2));
    return kind === "k:" && isObject(value) ? keyElement(value) : `${kind}${JSON.stringify(value)}`;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The element of a list's item by its keys. */
export function keyElement(keys: JsonObject): string {
  const sorted = Object.fromEntries(Object.entries(keys).sort(([a], [b]) => a < b ? -1 : 1));
  return `k:${JSON.stringify(sorted)}`;
}

/** A path as messages show it: `.spec.containers[name="a"].image`. */
export function formatPath(path: readonly string[]): string {
  return path.map((element) => {
    const text = element.slice(2);
    switch (element[0]) {
      case "f":
        return `.${text}`;
      case "k": {
        const keys = Object.entries(JSON.parse(text) as JsonObject);
        return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
      }
      case "v":
        return `[=${text}]`;
      default:
        return `[${text}]`;
    }
  }).join("");
}
