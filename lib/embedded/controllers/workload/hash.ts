/**
 * Short names for states of a template. Layer 3.
 *
 * They are stable, but not those that a real cluster gives: these are made of JSON, those of Go values.
 *
 * @module
 */
import { isObject, type JsonValue } from "../../json.ts";

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The hash of a value.
 *
 * @param value Any JSON; the order of keys does not matter.
 * @param collisions How often the hash was taken already by another value.
 * @returns Up to ten letters and digits that spell no words.
 */
export function hashOf(value: JsonValue | undefined, collisions: number | undefined): string {
  const text = canonical(value) + (collisions === undefined ? "" : ` ${collisions}`);
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  }
  let word = "";
  for (const digit of String(hash)) word += ALPHABET[digit.charCodeAt(0) % ALPHABET.length];
  return word;
}

/** A value as text that does not depend on the order of keys. */
function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const parts = Object.keys(value).sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(",")}}`;
}
