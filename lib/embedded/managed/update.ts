/**
 * Who owns what after a write, and what an apply makes of an object. Layer 3.
 *
 * @module
 * @see sigs.k8s.io/structured-merge-diff/merge/update.go
 */
import { equalJson, type JsonValue } from "../json.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import type { FieldSet } from "./field_set.ts";
import { EMPTY_SET, setOfPaths } from "./field_set.ts";
import type { Managed, Managers } from "./managers.ts";
import { managerKey } from "./managers.ts";
import {
  compareTyped,
  type Comparison,
  fieldSetOf,
  mergeTyped,
  removeFields,
  withNamedFields,
} from "./typed.ts";

/** Who writes, as which version of the kind. */
export interface Writer extends Omit<Managed, "set" | "time"> {
  /** Fields that a write of this kind does not change, so that nobody comes to own them. */
  readonly ignored: FieldSet;
}

/** A value of an object at two moments, with its schema. */
export interface Transition {
  readonly schema: ValueSchema;
  readonly live: JsonValue;
  readonly fresh: JsonValue;
}

/** A field that somebody else owns. */
export interface FieldConflict {
  readonly owner: Managed;
  readonly path: readonly string[];
}

/** An apply that would take fields from their owners. */
export class ApplyConflicts extends Error {
  readonly conflicts: readonly FieldConflict[];

  constructor(conflicts: readonly FieldConflict[]) {
    super("Conflicts with other managers");
    this.conflicts = conflicts;
  }
}

/** Metadata that the server keeps: nobody owns it. */
const STRIPPED = setOfPaths([
  ["apiVersion"],
  ["kind"],
  ["metadata"],
  ["metadata", "name"],
  ["metadata", "namespace"],
  ["metadata", "creationTimestamp"],
  ["metadata", "selfLink"],
  ["metadata", "uid"],
  ["metadata", "clusterName"],
  ["metadata", "generation"],
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
]);

/**
 * Gives the fields that a write changed to its writer.
 *
 * @param transition Before and after, both without `managedFields`.
 * @param managers The managers before, changed in place.
 * @param writer Who writes.
 * @param time When; not noted where left out.
 */
export function ownUpdate(
  transition: Transition,
  managers: Managers,
  writer: Writer,
  time: string | undefined,
): void {
  const comparison = compareFiltered(transition, writer.ignored);
  takeFrom(managers, comparison, undefined);
  const owned = comparison.modified.union(comparison.added)
    .recursiveDifference(writer.ignored).difference(STRIPPED);
  if (owned.isEmpty) return;
  const key = managerKey(writer);
  const before = managers.get(key)?.set ?? EMPTY_SET;
  managers.set(key, { ...managedOf(writer), time, set: owned.union(before) });
}

function managedOf({ manager, operation, apiVersion, subresource }: Writer) {
  return { manager, operation, apiVersion, subresource };
}

function compareFiltered({ schema, live, fresh }: Transition, ignored: FieldSet): Comparison {
  const { added, modified, removed } = compareTyped(schema, live, fresh);
  return {
    added: added.recursiveDifference(ignored),
    modified: modified.recursiveDifference(ignored),
    removed: removed.recursiveDifference(ignored),
  };
}

/** Takes what changed or went from its owners; the writer keeps its own. */
function takeFrom(managers: Managers, comparison: Comparison, writer: string | undefined): void {
  const changed = comparison.modified.union(comparison.added);
  for (const [key, managed] of [...managers]) {
    const rest = key === writer
      ? managed.set
      : managed.set.difference(managed.set.intersection(changed)).difference(comparison.removed);
    if (rest.isEmpty) managers.delete(key);
    else if (rest !== managed.set) managers.set(key, { ...managed, set: rest });
  }
}

/**
 * Lays a configuration over an object.
 *
 * @param transition The object, and the configuration as it was sent.
 * @param managers The managers before, changed in place where the apply succeeds.
 * @param writer Who applies.
 * @param options When, and whether fields are taken from their owners.
 * @returns The new value, or `undefined` where nothing changed.
 * @throws {ApplyConflicts} when others own what would change.
 */
export function ownApply(
  { schema, live, fresh }: Transition,
  managers: Managers,
  writer: Writer,
  options: { readonly time: string; readonly force: boolean },
): JsonValue | undefined {
  const key = managerKey(writer);
  const last = managers.get(key);
  const set = fieldSetOf(schema, fresh).recursiveDifference(writer.ignored);
  const working: Managers = new Map(managers);
  working.set(key, { ...managedOf(writer), time: last?.time, set });
  const merged = mergeTyped(schema, live, fresh);
  const result = prune(schema, merged, working, last);
  const comparison = compareFiltered({ schema, live, fresh: result }, writer.ignored);
  const conflicts = conflictsOf(working, comparison, key);
  if (conflicts.length > 0 && !options.force) throw new ApplyConflicts(conflicts);
  takeFrom(working, comparison, key);
  const isSame = equalJson(live, result);
  const own = working.get(key);
  if (own !== undefined) {
    const stripped = own.set.difference(STRIPPED);
    if (stripped.isEmpty) working.delete(key);
    else {
      working.set(key, {
        ...own,
        set: stripped,
        time: isSame ? last?.time : options.time,
      });
    }
  }
  managers.clear();
  for (const [name, managed] of working) managers.set(name, managed);
  return isSame ? undefined : result;
}

function conflictsOf(managers: Managers, comparison: Comparison, writer: string): FieldConflict[] {
  const changed = comparison.modified.union(comparison.added);
  return [...managers].filter(([key]) => key !== writer).flatMap(([, owner]) =>
    [...owner.set.intersection(changed).paths()].map((path) => ({ owner, path }))
  );
}

/** Takes out what the last apply set, this one does not, and nobody else owns. */
function prune(
  schema: ValueSchema,
  merged: JsonValue,
  managers: Managers,
  last: Managed | undefined,
): JsonValue {
  if (last === undefined || last.set.isEmpty) return merged;
  const named = (set: FieldSet) => withNamedFields(schema, set);
  const mergedSet = named(fieldSetOf(schema, merged));
  const lastSet = named(last.set);
  let pruned = removeFields(schema, merged, lastSet);
  let managed = EMPTY_SET;
  for (const { set } of managers.values()) managed = managed.union(set);
  const kept = named(fieldSetOf(schema, pruned)).union(named(managed));
  pruned = removeFields(schema, merged, mergedSet.difference(kept));
  const prunedSet = named(fieldSetOf(schema, pruned));
  return removeFields(schema, merged, mergedSet.difference(prunedSet).intersection(lastSet));
}
