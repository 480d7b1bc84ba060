/**
 * JSON as kubectl prints it: four blanks of indentation, keys in order. Layer 7.
 *
 * @module
 */

const INDENT = "    ";

/**
 * Formats a value as JSON with sorted keys.
 *
 * @param value Plain data.
 * @param depth How deep the text will stand, in steps of indentation; the first line is not indented.
 * @throws {TypeError} when the value holds itself or a bigint.
 */
export function formatJson(value: unknown, depth = 0): string {
  const text = JSON.stringify(value, sortKeys, INDENT) ?? "null";
  return depth === 0 ? text : text.replaceAll("\n", `\n${INDENT.repeat(depth)}`);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}
