/**
 * Careful reading of JSON whose shape is the server's or a file's word only. Layer 2: pure.
 *
 * @module
 */

/** An object of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Tells whether a value is an object, and neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects in a list; nothing where it is no list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts in a list; nothing where it is no list. */
export function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The text, or the empty text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
