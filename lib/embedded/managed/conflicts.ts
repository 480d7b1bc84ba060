/**
 * What the server says when an apply would take fields from their owners. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import { formatPath } from "./field_set.ts";
import type { Managed } from "./managers.ts";
import type { FieldConflict } from "./update.ts";

/** The refusal that conflicts make. */
export function describeConflicts(conflicts: readonly FieldConflict[]): Fault {
  const [first] = conflicts;
  const message = conflicts.length === 1 && first !== undefined
    ? `Apply failed with 1 conflict: conflict with ${nameOf(first.owner)}: ${
      formatPath(first.path)
    }`
    : `Apply failed with ${conflicts.length} conflicts: ${byOwner(conflicts)}`;
  return new Fault(409, "Conflict", message, {
    causes: conflicts.map(({ owner, path }) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${nameOf(owner)}`,
      field: formatPath(path),
    })),
  });
}

function byOwner(conflicts: readonly FieldConflict[]): string {
  const owners = [...new Set(conflicts.map(({ owner }) => owner))]
    .sort((a, b) => nameOf(a) < nameOf(b) ? -1 : 1);
  return owners.flatMap((owner) => [
    `conflicts with ${nameOf(owner)}:`,
    ...conflicts.filter((conflict) => conflict.owner === owner)
      .map(({ path }) => `- ${formatPath(path)}`),
  ]).join("\n");
}

function nameOf({ manager, operation, apiVersion, subresource }: Managed): string {
  const below = subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === "Update" ? ` using ${apiVersion}` : "";
  return `${JSON.stringify(manager)}${below}${using}`;
}
