/**
 * Secrets without what is secret in them. Layer 1: pure.
 *
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";

/** What kubectl apply keeps of an object, the data of a Secret included. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const DATA: ReadonlySet<string> = new Set(["data", "stringData"]);

/**
 * Takes the data out of a Secret, of each in a list, and of each in the rows of a table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   withoutSecretData({ kind: "Secret", metadata: { name: "a" }, data: { key: "YQ==" } }),
 *   { kind: "Secret", metadata: { name: "a" } },
 * );
 * ```
 *
 * @param value An answer to a request for Secrets.
 */
export function withoutSecretData(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, part] of Object.entries(value)) {
    if (DATA.has(name)) continue;
    if (name === "items" && Array.isArray(part)) kept[name] = part.map(withoutSecretData);
    else if (name === "rows" && Array.isArray(part)) {
      kept[name] = part.map((row) =>
        isObject(row) && "object" in row ? { ...row, object: withoutSecretData(row.object) } : row
      );
    } else kept[name] = name === "metadata" ? withoutLastApplied(part) : part;
  }
  return kept;
}

function withoutLastApplied(metadata: unknown): unknown {
  if (!isObject(metadata) || !isObject(metadata["annotations"])) return metadata;
  const { [LAST_APPLIED]: _, ...annotations } = metadata["annotations"];
  return { ...metadata, annotations };
}
