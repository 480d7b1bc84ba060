/**
 * The annotation in which `kubectl apply` keeps what it applied last, before servers did. Layer 3.
 *
 * @module
 */
import { type ApiObject, isObject, type JsonValue, textOf, textsOf } from "../json.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import type { FieldSet } from "./field_set.ts";
import { compareTyped, fieldSetOf } from "./typed.ts";

/** The annotation's key. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The configuration that was applied last, as text; `""` where there is none. */
export function lastAppliedOf(object: ApiObject): string {
  return textsOf(object.metadata["annotations"])[LAST_APPLIED] ?? "";
}

/** The fields that are still as kubectl applied them: they are its own, whoever is noted. */
export function allowedByLastApplied(schema: ValueSchema, live: ApiObject): FieldSet | undefined {
  const text = lastAppliedOf(live);
  if (text === "") return undefined;
  let last: JsonValue;
  try {
    last = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isObject(last) || textOf(last["apiVersion"]) !== live.apiVersion) return undefined;
  const { added, modified, removed } = compareTyped(schema, last, live);
  return fieldSetOf(schema, last).difference(modified).difference(added).difference(removed);
}
