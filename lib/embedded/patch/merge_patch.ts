/**
 * JSON merge patches. Layer 3.
 *
 * @module
 * @see https://www.rfc-editor.org/rfc/rfc7396
 */
import { badRequest } from "../fault.ts";
import { type ApiObject, cloneJson, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { describeJsonFault } from "../server/json_text.ts";

/**
 * Parses the text of a merge patch.
 *
 * @param text The text.
 * @param prefix How the refusal of another text begins.
 * @throws {Fault} when it is no object.
 */
export function parseMergePatch(text: string, prefix = "error decoding patch: "): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest(`${prefix}${describeJsonFault(text)}`);
  }
  if (isObject(value)) return value;
  if (value === null) throw badRequest("Invalid JSON Patch");
  throw badRequest(
    `${prefix}json: cannot unmarshal ${
      Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value
    } into Go value of type map[string]interface {}`,
  );
}

/** Applies a merge patch to a copy. */
export function applyMergePatch(object: ApiObject, patch: JsonObject): ApiObject {
  return merge(object, patch) as ApiObject;
}

function merge(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return cloneJson(patch);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = merge(result[key], value);
  }
  return result;
}
