/**
 * JSON of others, which may be none. Layer 0: pure.
 *
 * @module
 */
import { isObject, type JsonObject } from "./merge_patch.ts";

/**
 * Reads a text as JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseJson("[1]"), [1]);
 * assert.equal(parseJson("<html>"), undefined);
 * ```
 *
 * @param text The text.
 * @returns The value; `undefined` for what is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Reads a text as a JSON object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseJsonObject('{"a":1}'), { a: 1 });
 * assert.equal(parseJsonObject("[1]"), undefined);
 * ```
 *
 * @param text The text.
 * @returns The object; `undefined` for anything else.
 */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}
