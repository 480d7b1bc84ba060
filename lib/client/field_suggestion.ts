/**
 * The field that a mistyped one most likely meant, by the schema of a kind. Layer 2: pure.
 *
 * @module
 */
import { suggest } from "../core/suggest.ts";
import type { Kind } from "../kinds/kind.ts";
import { type FieldSchema, schemaOf } from "../kinds/schema.ts";

/**
 * Finds the field that a mistyped one most likely meant.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinKind } from "../kinds/builtin.ts";
 * const deployment = builtinKind("apps/v1", "Deployment");
 * assert(deployment !== undefined);
 * assert.equal(suggestField(deployment, "spec.replcas"), "spec.replicas");
 * ```
 *
 * @param kind The object's kind.
 * @param path The unknown field as the server writes it, e.g. `spec.containers[0].imge`.
 * @returns The path with its last step mended, or `undefined` where none is near.
 */
export function suggestField(kind: Kind, path: string): string | undefined {
  const end = path.lastIndexOf(".");
  const parent = end < 0 ? "" : path.slice(0, end);
  const schema = schemaAt(schemaOf(kind), parent);
  const near = schema && suggest(path.slice(end + 1), schema.fieldNames());
  return near === undefined ? undefined : parent === "" ? near : `${parent}.${near}`;
}

function schemaAt(root: FieldSchema | undefined, path: string): FieldSchema | undefined {
  let schema = root;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|(\[[^\]]*\])/g)) {
    schema = index === undefined ? schema?.field(name ?? "") : schema?.item();
  }
  return schema;
}
