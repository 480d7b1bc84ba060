/**
 * JSON patches as data. Layer 0: pure.
 *
 * @see RFC 6902
 * @module
 */

/** One operation of a JSON patch; `path` and `from` are JSON pointers such as `/spec/replicas`. */
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly from: string; readonly path: string };

const OPERATIONS: ReadonlySet<unknown> = new Set([
  "add",
  "replace",
  "test",
  "remove",
  "move",
  "copy",
]);

/**
 * Writes a path as a JSON pointer: `~` and `/` in a name are escaped.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   jsonPointer("metadata", "labels", "app.kubernetes.io/name"),
 *   "/metadata/labels/app.kubernetes.io~1name",
 * );
 * ```
 *
 * @param path Names of fields, indices of lists, `-` for the end of a list.
 * @returns The pointer, for `path` of an operation.
 */
export function jsonPointer(...path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(
    "",
  );
}

/**
 * Says what is wrong with a JSON patch as far as that shows without the object: the server itself only
 * says that something is.
 *
 * @returns The fault with its place, or `undefined`.
 */
export function jsonPatchFault(patch: readonly unknown[]): string | undefined {
  for (const [index, operation] of patch.entries()) {
    const fault = operationFault(operation);
    if (fault !== undefined) return `operation ${index} ${fault}`;
  }
  return undefined;
}

function operationFault(operation: unknown): string | undefined {
  if (typeof operation !== "object" || operation === null) return "is no object";
  const fields: Readonly<Record<string, unknown>> = { ...operation };
  if (!OPERATIONS.has(fields["op"])) {
    return "has no known op: the ops are add, remove, replace, move, copy, test";
  }
  for (const name of fields["op"] === "move" || fields["op"] === "copy" ? POINTERS : PATH_ONLY) {
    const pointer = fields[name];
    if (typeof pointer !== "string") return `has no ${name}`;
    if (pointer !== "" && !pointer.startsWith("/")) return `has a ${name} without a leading "/"`;
    if (/~(?![01])/.test(pointer)) return `has a ${name} with "~" that is not "~0" or "~1"`;
  }
  const takesValue = fields["op"] === "add" || fields["op"] === "replace" ||
    fields["op"] === "test";
  return takesValue && fields["value"] === undefined ? "has no value" : undefined;
}

const POINTERS = ["path", "from"] as const;
const PATH_ONLY = ["path"] as const;
