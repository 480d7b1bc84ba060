/**
 * What a strategic merge patch adds, without the words that say how to merge it. Layer 3.
 *
 * @module
 */
import { isObject, type JsonObject, type JsonValue } from "../json.ts";

const DIRECTIVE = "$patch";
const SPECIAL = /^\$(?:patch$|retainKeys$|deleteFromPrimitiveList\/|setElementOrder\/)/;

/** The value without directives; `undefined` where it is to be deleted. */
export function withoutDirectives(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const kept = value.map(withoutDirectives).filter((item) => item !== undefined);
    return kept.length === 0 && value.length > 0 ? undefined : kept;
  }
  if (!isObject(value)) return value;
  if (value[DIRECTIVE] === "delete") return undefined;
  const kept: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || SPECIAL.test(key)) continue;
    const cleaned = withoutDirectives(inner);
    if (cleaned !== undefined) kept[key] = cleaned;
  }
  return kept;
}
