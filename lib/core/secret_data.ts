/**
 * The data of Secrets on its way to a server: text and bytes become base64 here, so that nobody else has to
 * know. Layer 0: pure.
 *
 * @module
 */
import { isObject, type JsonObject } from "./merge_patch.ts";
import { SecretValue } from "./secret_value.ts";

/** What can be written as a value of a Secret. */
export type SecretInput = string | Uint8Array | SecretValue;

/**
 * Moves `stringData` of a Secret, or of a patch for one, into `data`. The server would do the same, but
 * not for bytes, and a server-side apply would not see that a key is gone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(encodeSecretData({ data: { a: "YQ==" }, stringData: { b: "b", c: null } }), {
 *   data: { a: "YQ==", b: "Yg==", c: null },
 * });
 * ```
 *
 * @param body The object or the patch; not changed. Values that are neither text nor bytes stay where they
 * are, for the server to refuse.
 */
export function encodeSecretData(body: JsonObject): JsonObject {
  const { stringData, data, ...rest } = body;
  const encoded = isObject(data) ? mapValues(data, encodeBytes) : data;
  const kept = "data" in body ? { ...rest, data: encoded } : rest;
  if (!isObject(stringData)) return "stringData" in body ? { ...kept, stringData } : kept;
  const entries = Object.entries(stringData);
  const movable = Object.fromEntries(entries.filter(([, value]) => isMovable(value)));
  const others = Object.fromEntries(entries.filter(([, value]) => !isMovable(value)));
  const moved = mapValues(movable, encodeValue);
  return {
    ...kept,
    data: isObject(encoded) ? { ...encoded, ...moved } : moved,
    ...(Object.keys(others).length === 0 ? {} : { stringData: others }),
  };
}

/** Decodes one value as the API serves it. */
export function decodeSecretValue(base64: string): SecretValue {
  return new SecretValue(Uint8Array.fromBase64(base64));
}

/**
 * The texts in a request for a Secret that no message may repeat: its values as they were given, encoded
 * and decoded, the longest first. Values of one or two characters are letters of every message; they stay.
 *
 * @param body The body as it is sent: an object, a patch, or a list of operations.
 */
export function secretTexts(body: unknown): string[] {
  const texts = new Set<string>();
  for (const part of Array.isArray(body) ? body : [body]) {
    if (!isObject(part)) continue;
    collect(part["data"], texts);
    collect(part["stringData"], texts);
    if (typeof part["path"] === "string" && DATA_POINTER_REGEXP.test(part["path"])) {
      collect(part["value"], texts);
    }
  }
  return [...texts].filter((text) => text.length >= MIN_LENGTH)
    .sort((left, right) => right.length - left.length);
}

const DATA_POINTER_REGEXP = /^\/(?:data|stringData)(?:\/|$)/;
const MIN_LENGTH = 3;

function collect(value: unknown, texts: Set<string>): void {
  if (isObject(value)) {
    for (const child of Object.values(value)) collect(child, texts);
  } else if (typeof value === "string") {
    texts.add(value);
    const decoded = decodeText(value);
    if (decoded !== undefined) texts.add(decoded);
  } else if (typeof value === "number") texts.add(String(value));
}

function decodeText(base64: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(base64));
  } catch {
    // No base64, or no text: then there is no such text to repeat.
    return undefined;
  }
}

function isMovable(value: unknown): boolean {
  return typeof value === "string" || value === null || value instanceof Uint8Array ||
    value instanceof SecretValue;
}

function encodeValue(value: unknown): unknown {
  return typeof value === "string"
    ? new TextEncoder().encode(value).toBase64()
    : encodeBytes(value);
}

function encodeBytes(value: unknown): unknown {
  if (value instanceof SecretValue) return value.bytes().toBase64();
  return value instanceof Uint8Array ? value.toBase64() : value;
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
