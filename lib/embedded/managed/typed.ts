/**
 * Values together with their schema: which fields they have, how two of them differ, and what both make
 * together. Layer 3.
 *
 * @module
 * @see sigs.k8s.io/structured-merge-diff/typed
 */
import { equalJson, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { UNTYPED, type ValueSchema } from "../schema/value_schema.ts";
import { EMPTY_SET, type FieldSet, FieldSetBuilder, keyElement } from "./field_set.ts";

type Maybe = JsonValue | undefined;

/** How a value is walked: as one, field by field, or item by item. */
export type Shape = "leaf" | "map" | "list";

/** How a value is walked. */
export function shapeOf(schema: ValueSchema, ...values: readonly Maybe[]): Shape {
  const value = values.find((candidate) => candidate !== undefined && candidate !== null);
  switch (schema.kind) {
    case "object":
    case "map":
      return schema.isAtomic || value !== undefined && !isObject(value) ? "leaf" : "map";
    case "list":
      return schema.listKind === "atomic" || value !== undefined && !Array.isArray(value)
        ? "leaf"
        : "list";
    case "untyped":
      return isObject(value) ? "map" : "leaf";
    case "scalar":
      return "leaf";
  }
}

/** The element of a list's item, or `undefined` where it has no key. */
export function itemElement(schema: ValueSchema, item: JsonValue): string | undefined {
  if (schema.listKind === "set") return `v:${JSON.stringify(item)}`;
  if (!isObject(item)) return undefined;
  const keys: JsonObject = {};
  for (const key of schema.keys) {
    const value = item[key] ?? schema.item().field(key)?.keyDefault;
    if (value === undefined || value === null) return undefined;
    keys[key] = value;
  }
  return keyElement(keys);
}

function fieldSchema(schema: ValueSchema, key: string): ValueSchema {
  return schema.field(key) ?? UNTYPED;
}

function isDeclared(schema: ValueSchema, key: string): boolean {
  return schema.kind === "object" && schema.field(key) !== undefined;
}

/** The fields that a value sets. */
export function fieldSetOf(schema: ValueSchema, value: JsonValue): FieldSet {
  const builder = new FieldSetBuilder();
  addFields(schema, value, [], builder);
  return builder.build();
}

function addFields(
  schema: ValueSchema,
  value: JsonValue,
  path: readonly string[],
  builder: FieldSetBuilder,
): void {
  const shape = shapeOf(schema, value);
  if (shape === "leaf") return builder.insert(path);
  if (shape === "list") {
    if (!Array.isArray(value)) return;
    for (const item of value) {
      const element = itemElement(schema, item);
      if (element === undefined) continue;
      const inner = [...path, element];
      addFields(schema.item(), item, inner, builder);
      builder.insert(inner);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const key in value) {
    const item = value[key];
    if (item === undefined) continue;
    const inner = [...path, `f:${key}`];
    addFields(fieldSchema(schema, key), item, inner, builder);
    const isEmptyMap = isObject(item) && Object.keys(item).length === 0;
    if (item === null || isEmptyMap || !isDeclared(schema, key)) builder.insert(inner);
  }
}

/** How one value became another. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two values of a schema. */
export function compareTyped(schema: ValueSchema, left: JsonValue, right: JsonValue): Comparison {
  const sets = {
    added: new FieldSetBuilder(),
    modified: new FieldSetBuilder(),
    removed: new FieldSetBuilder(),
  };
  compare(schema, left, right, [], sets);
  return {
    added: sets.added.build(),
    modified: sets.modified.build(),
    removed: sets.removed.build(),
  };
}

type Builders = Readonly<Record<keyof Comparison, FieldSetBuilder>>;

function compare(
  schema: ValueSchema,
  left: Maybe,
  right: Maybe,
  path: readonly string[],
  sets: Builders,
): void {
  if (left === right && left !== undefined) return;
  const shape = shapeOf(schema, right, left);
  const isLeaf = shape === "leaf" || isEmptyValue(left) && isEmptyValue(right);
  if (isLeaf) {
    if (left === undefined) sets.added.insert(path);
    else if (right === undefined) sets.removed.insert(path);
    else if (!equalJson(left, right)) sets.modified.insert(path);
    return;
  }
  if (shape === "list") compareLists(schema, left, right, path, sets);
  else {
    const before = isObject(left) ? left : {};
    const after = isObject(right) ? right : {};
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(fieldSchema(schema, key), before[key], after[key], [...path, `f:${key}`], sets);
    }
  }
  if (left === undefined) sets.added.insert(path);
  else if (right === undefined) sets.removed.insert(path);
}

function isEmptyValue(value: Maybe): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}

function indexItems(schema: ValueSchema, list: Maybe): Map<string, JsonValue[]> {
  const index = new Map<string, JsonValue[]>();
  for (const item of Array.isArray(list) ? list : []) {
    const element = itemElement(schema, item);
    if (element === undefined) continue;
    const same = index.get(element);
    if (same === undefined) index.set(element, [item]);
    else same.push(item);
  }
  return index;
}

function compareLists(
  schema: ValueSchema,
  left: Maybe,
  right: Maybe,
  path: readonly string[],
  sets: Builders,
): void {
  const before = indexItems(schema, left);
  const after = indexItems(schema, right);
  for (const element of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(element) ?? [];
    const fresh = after.get(element) ?? [];
    const inner = [...path, element];
    if (old.length <= 1 && fresh.length <= 1) {
      compare(schema.item(), old[0], fresh[0], inner, sets);
    } else if (old.length >= 2 && fresh.length >= 2) {
      if (!equalJson(old, fresh)) sets.modified.insert(inner);
    } else if (old.length >= 2) {
      if (fresh.length > 0) compare(schema.item(), undefined, fresh[0], inner, sets);
      sets.removed.insert(inner);
    } else {
      if (old.length > 0) compare(schema.item(), old[0], undefined, inner, sets);
      sets.added.insert(inner);
    }
  }
}

/** What a value becomes when another is laid over it. */
export function mergeTyped(schema: ValueSchema, left: JsonValue, right: JsonValue): JsonValue {
  return merge(schema, left, right) ?? null;
}

function merge(schema: ValueSchema, left: Maybe, right: Maybe): Maybe {
  const shape = shapeOf(schema, right, left);
  if (shape === "leaf" || isEmptyValue(left) && isEmptyValue(right)) {
    return right === undefined ? left : right;
  }
  if (shape === "list") return mergeLists(schema, left, right);
  const before = isObject(left) ? left : {};
  const after = isObject(right) ? right : {};
  const merged: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const value = merge(fieldSchema(schema, key), before[key], after[key]);
    if (value !== undefined) merged[key] = value;
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** Items of both lists: in the order of the right one as far as it goes, the others where they were. */
function mergeLists(schema: ValueSchema, left: Maybe, right: Maybe): Maybe {
  const leftItems = elementsOf(schema, left);
  const rightItems = elementsOf(schema, right);
  const inLeft = new Map(leftItems);
  const inRight = new Map(rightItems);
  const shared = rightItems.map(([element]) => element).filter((element) => inLeft.has(element));
  let nextShared = shared.shift();
  const done = new Set<string>();
  const merged: JsonValue[] = [];
  const take = (element: string, old: Maybe, fresh: Maybe) => {
    const value = merge(schema.item(), old, fresh);
    if (value !== undefined) merged.push(value);
    void element;
  };
  for (let l = 0, r = 0; l < leftItems.length || r < rightItems.length;) {
    const [leftElement] = leftItems[l] ?? [];
    const [rightElement] = rightItems[r] ?? [];
    if (leftElement !== undefined && rightElement !== undefined) {
      if (leftElement === rightElement) {
        done.add(leftElement);
        take(leftElement, inLeft.get(leftElement), inRight.get(leftElement));
        l++;
        r++;
        nextShared = shared.shift();
        continue;
      }
      if (inRight.has(leftElement) && nextShared !== undefined && nextShared !== leftElement) {
        l++;
        continue;
      }
    }
    if (leftElement !== undefined) {
      if (!inRight.has(leftElement)) {
        take(leftElement, leftItems[l]?.[1], undefined);
        l++;
        continue;
      }
      if (done.has(leftElement)) l++;
    }
    if (rightElement !== undefined) {
      done.add(rightElement);
      take(rightElement, inLeft.get(rightElement), inRight.get(rightElement));
      r++;
      if (nextShared === rightElement) nextShared = shared.shift();
    }
  }
  return merged.length > 0 ? merged : undefined;
}

function elementsOf(schema: ValueSchema, list: Maybe): [string, JsonValue][] {
  return (Array.isArray(list) ? list : []).flatMap((item) => {
    const element = itemElement(schema, item);
    return element === undefined ? [] : [[element, item] as [string, JsonValue]];
  });
}

/** A value without the fields of a set. */
export function removeFields(schema: ValueSchema, value: JsonValue, set: FieldSet): JsonValue {
  return remove(schema, value, set) ?? null;
}

function remove(schema: ValueSchema, value: JsonValue, set: FieldSet): Maybe {
  if (set.isEmpty) return value;
  const shape = shapeOf(schema, value);
  if (shape === "leaf") return schema.kind === "scalar" || !isContainer(value) ? value : undefined;
  if (shape === "list") {
    if (!Array.isArray(value)) return undefined;
    const kept: JsonValue[] = [];
    for (const item of value) {
      const element = itemElement(schema, item) ?? "";
      if (set.members.has(element)) continue;
      const below = set.below(element);
      const rest = below === EMPTY_SET ? item : remove(schema.item(), item, below);
      if (rest !== undefined) kept.push(rest);
    }
    return kept.length > 0 ? kept : undefined;
  }
  if (!isObject(value)) return undefined;
  const kept: JsonObject = {};
  for (const key in value) {
    const item = value[key];
    const element = `f:${key}`;
    if (item === undefined || set.members.has(element)) continue;
    const below = set.below(element);
    const rest = below === EMPTY_SET ? item : remove(fieldSchema(schema, key), item, below);
    // A field that was emptied stays as one without a value.
    kept[key] = rest === undefined ? null : rest;
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function isContainer(value: JsonValue): boolean {
  return Array.isArray(value) || isObject(value);
}

/** The set with every declared field on the way to a path in it. */
export function withNamedFields(schema: ValueSchema, set: FieldSet): FieldSet {
  const builder = new FieldSetBuilder();
  addNamed(schema, set, [], builder);
  return builder.build();
}

function addNamed(
  schema: ValueSchema,
  set: FieldSet,
  path: readonly string[],
  builder: FieldSetBuilder,
): void {
  for (const element of set.members) builder.insert([...path, element]);
  for (const [element, below] of set.children) {
    const inner = [...path, element];
    const name = element.startsWith("f:") ? element.slice(2) : undefined;
    if (name !== undefined && isDeclared(schema, name)) builder.insert(inner);
    const next = name === undefined ? schema.item() : fieldSchema(schema, name);
    addNamed(next, below, inner, builder);
  }
}
