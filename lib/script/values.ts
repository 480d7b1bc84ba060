/**
 * The values of options and arguments: from words to what a schema takes. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import type { Parameter } from "./option.ts";

const NUMBER_REGEXP = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Turns the words that were given for an option or argument into its value.
 *
 * @param parameter The option or argument.
 * @param words Its words, at least one.
 * @param label What it is called on the command line, for messages: `--replicas` or `DEPLOYMENT`.
 * @returns A scalar, a list of them, or an object of them.
 * @throws {QueryError} when a word cannot be such a value.
 */
export function valueOf(parameter: Parameter, words: readonly string[], label: string): unknown {
  const { many } = parameter;
  if (many === "list") return words.map((word) => scalarOf(parameter, word, label));
  if (many === "pairs") {
    return Object.fromEntries(words.map((word) => pairOf(parameter, word, label)));
  }
  if (words.length > 1) {
    throw new QueryError(`Cannot use ${label} twice: one value is enough`);
  }
  return scalarOf(parameter, words[0] ?? "", label);
}

function pairOf(parameter: Parameter, word: string, label: string): [string, unknown] {
  const at = word.indexOf("=");
  if (at <= 0) throw new QueryError(`Cannot use ${label} "${word}": it takes KEY=VALUE`);
  return [word.slice(0, at), scalarOf(parameter, word.slice(at + 1), label)];
}

function scalarOf(parameter: Parameter, word: string, label: string): unknown {
  const { types, values } = parameter;
  const known = values.find((value) => String(value) === word);
  if (known !== undefined) return known;
  if (NUMBER_REGEXP.test(word)) {
    const number = Number(word);
    if (types.includes("number")) return number;
    if (types.includes("integer") && Number.isInteger(number)) return number;
  }
  if (types.includes("boolean") && (word === "true" || word === "false")) return word === "true";
  if (types.includes("string") || (types.length === 0 && values.length === 0)) return word;
  const near = suggest(word, values.map(String));
  const help = near === undefined ? "" : `: did you mean "${near}"`;
  throw new QueryError(`Cannot use ${label} "${word}": it takes ${expected(parameter)}${help}`);
}

const NAMES = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
} as const;

function expected({ types, values }: Parameter): string {
  return [...values.map(String), ...types.map((type) => NAMES[type])].join(" or ");
}
