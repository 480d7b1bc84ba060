/**
 * What plain YAML texts mean to kubectl: the rules of go-yaml v2 (YAML 1.1 with exceptions).
 * Layer 0: pure.
 *
 * @module
 */

/** A plain text resolved to a value; timestamps stay texts. */
export interface YamlScalar {
  /** The tag it resolves to. */
  readonly tag: "null" | "bool" | "int" | "float" | "timestamp" | "str";
  /** The value; integers as bigint, so that none is rounded unseen. */
  readonly value: null | boolean | bigint | number | string;
}

const WORDS: ReadonlyMap<string, YamlScalar> = new Map([
  ...words("bool", true, ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]),
  ...words("bool", false, ["n", "N", "no", "No", "NO", "false", "False", "FALSE"]),
  ...words("bool", false, ["off", "Off", "OFF"]),
  ...words("null", null, ["", "~", "null", "Null", "NULL"]),
  ...words("float", NaN, [".nan", ".NaN", ".NAN"]),
  ...words("float", Infinity, [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]),
  ...words("float", -Infinity, ["-.inf", "-.Inf", "-.INF"]),
]);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
const INT_REGEXP = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT_REGEXP = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const POINT_FLOAT_REGEXP = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const DATE_REGEXP = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(.*)$/s;
const TIME_REGEXP =
  /^([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?$/;
const BASE60_REGEXP = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/**
 * Resolves a plain text.
 *
 * @param text The text, without quotes.
 * @returns Its tag and value; `str` and the text itself where it means nothing else.
 */
export function resolveYamlScalar(text: string): YamlScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const plain: YamlScalar = { tag: "str", value: text };
  if (text.startsWith(".")) {
    return POINT_FLOAT_REGEXP.test(text) ? resolveFloat(text.replaceAll("_", "")) ?? plain : plain;
  }
  if (!/^[-+0-9]/.test(text)) return plain;
  if (isTimestamp(text)) return { tag: "timestamp", value: text };
  const digits = text.replaceAll("_", "");
  return resolveInt(digits) ?? (FLOAT_REGEXP.test(digits) ? resolveFloat(digits) : undefined) ??
    plain;
}

/**
 * Tells whether a text would be read as something else than itself if it were written plain.
 *
 * @param text The text.
 */
export function needsYamlQuotes(text: string): boolean {
  return resolveYamlScalar(text).tag !== "str" || BASE60_REGEXP.test(text);
}

function resolveInt(digits: string): YamlScalar | undefined {
  const [match, sign = "", hex, binary, octal, decimal] = INT_REGEXP.exec(digits) ?? [];
  if (match === undefined) return undefined;
  const amount = hex !== undefined
    ? BigInt(`0x${hex}`)
    : binary !== undefined
    ? BigInt(`0b${binary}`)
    : octal !== undefined
    ? BigInt(`0o${octal}`)
    : BigInt(decimal ?? "");
  const max = sign === "" ? MAX_UINT : sign === "-" ? MAX_INT + 1n : MAX_INT;
  if (amount > max) return undefined;
  return { tag: "int", value: sign === "-" ? -amount : amount };
}

function resolveFloat(digits: string): YamlScalar | undefined {
  const value = Number(digits);
  return Number.isFinite(value) ? { tag: "float", value } : undefined;
}

function isTimestamp(text: string): boolean {
  const [match, year, month, day, rest = ""] = DATE_REGEXP.exec(text) ?? [];
  if (match === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return false;
  if (rest === "") return true;
  const [time, separator, hour, minute, second, zone] = TIME_REGEXP.exec(rest) ?? [];
  if (time === undefined || (separator === " ") !== (zone === undefined)) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function words(
  tag: YamlScalar["tag"],
  value: YamlScalar["value"],
  texts: readonly string[],
): [string, YamlScalar][] {
  return texts.map((text) => [text, Object.freeze({ tag, value })]);
}
