/**
 * Conflicts of a server-side apply: which field belongs to whom. Layer 0: pure.
 *
 * @module
 */
import type { FieldConflict, StatusCause } from "./errors.ts";

const CAUSE_REGEXP =
  /^conflict with ("(?:[^"\\]|\\.)*")(?: with subresource "([^"]*)")?(?: using (\S+))?(?: at (\S+))?$/;

/** How many conflicts a message names. */
const MAX_NAMED = 5;

/**
 * Reads the conflicts of a refused apply. A conflict of versions has none, and only that one can be
 * retried.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   fieldConflictsOf([{
 *     reason: "FieldManagerConflict",
 *     field: ".spec.replicas",
 *     message: 'conflict with "kubectl" with subresource "scale" using apps/v1',
 *   }]),
 *   [{ field: ".spec.replicas", manager: "kubectl", subresource: "scale", apiVersion: "apps/v1" }],
 * );
 * ```
 *
 * @param causes The causes of a 409.
 * @see k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go
 */
export function fieldConflictsOf(causes: readonly StatusCause[]): FieldConflict[] {
  return causes.flatMap(({ reason, field = "", message = "" }) => {
    if (reason !== "FieldManagerConflict") return [];
    const [, manager = JSON.stringify(message), subresource, apiVersion, time] =
      CAUSE_REGEXP.exec(message) ?? [];
    return [{
      field,
      manager: unquote(manager),
      ...(subresource === undefined ? {} : { subresource }),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(time === undefined ? {} : { time }),
    }];
  });
}

/**
 * Says whose the fields are: `.spec.replicas belongs to "kubectl" (subresource scale)`. What the manager that
 * applies wrote itself, by another verb, is said to be its own: a server counts that as another manager.
 *
 * @param conflicts The conflicts.
 * @param own The manager that applies, where it is known.
 */
export function describeConflicts(conflicts: readonly FieldConflict[], own?: string): string {
  const named = conflicts.slice(0, MAX_NAMED).map((conflict) =>
    isOwn(conflict, own)
      ? `${conflict.field} was set by ${
        describeManager(conflict)
      } itself, by a create, a patch or ` +
        "the like and not by an apply"
      : `${conflict.field} belongs to ${describeManager(conflict)}`
  );
  const more = conflicts.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")}, and ${more} more do`;
}

/** The three ways out of a conflict; for what is one's own the one that is meant. */
export function conflictHint(conflicts: readonly FieldConflict[], own?: string): string {
  const [it, field] = conflicts.length === 1 ? ["it", "the field"] : ["them", "the fields"];
  if (conflicts.every((conflict) => isOwn(conflict, own))) {
    return `take ${it} over once with { force: true }, and apply from the beginning where you can`;
  }
  return `take ${it} over with { force: true }, leave ${field} out, or give ${it} the value ` +
    "that is there to share it";
}

/** Tells whether the manager that applies wrote the field itself; what it applied is never a conflict. */
function isOwn({ manager, apiVersion }: FieldConflict, own: string | undefined): boolean {
  return manager === own && apiVersion !== undefined;
}

function describeManager({ manager, subresource, apiVersion, time }: FieldConflict): string {
  const details = [
    subresource === undefined ? "" : `subresource ${subresource}`,
    apiVersion ?? "",
    time === undefined ? "" : `since ${time}`,
  ].filter((part) => part !== "");
  return details.length === 0
    ? JSON.stringify(manager)
    : `${JSON.stringify(manager)} (${details.join(", ")})`;
}

/** Undoes Go's %q, which writes what JSON writes for all that a manager's name may hold. */
function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
