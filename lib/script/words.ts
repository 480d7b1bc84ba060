/**
 * Words of a command line as what they are: options with their values, and arguments. Layer 6.
 *
 * @module
 */
import type { Option } from "./option.ts";

/** One part of a command line. */
export type Part =
  | { readonly type: "option"; readonly option: Option; readonly value: string | undefined }
  /** Its value was not there: the end, or another option. */
  | { readonly type: "valueless"; readonly option: Option }
  | { readonly type: "unknown"; readonly word: string }
  | { readonly type: "argument"; readonly word: string };

/**
 * Takes a command line apart. Options may stand anywhere before `--`; a value follows as a word of its own,
 * after `=`, or glued to a short option.
 *
 * @param words The words after the program's name.
 * @param options All options there are.
 */
export function takeApart(words: readonly string[], options: readonly Option[]): readonly Part[] {
  const parts: Part[] = [];
  const rest = [...words];
  let word: string | undefined;
  while ((word = rest.shift()) !== undefined) {
    if (word === "--") {
      for (const after of rest) parts.push({ type: "argument", word: after });
      break;
    }
    if (word.startsWith("--")) parts.push(longOption(word, rest, options));
    else if (isShort(word, options)) parts.push(...shortOptions(word, rest, options));
    else parts.push({ type: "argument", word });
  }
  return parts;
}

/** Finds the option that a word names: `--replicas`, `--no-prune` or `-r`. */
export function optionNamed(word: string, options: readonly Option[]): Option | undefined {
  return options.find(({ flag, short }) =>
    word === `--${flag}` || (short !== undefined && word === `-${short}`)
  ) ?? negated(word, options);
}

function negated(word: string, options: readonly Option[]): Option | undefined {
  return options.find((option) => canBeNegated(option) && word === `--no-${option.flag}`);
}

/** Tells whether a switch is on unless told otherwise. */
export function canBeNegated({ placeholder, fallback }: Option): boolean {
  return placeholder === undefined && fallback === true;
}

function longOption(word: string, rest: string[], options: readonly Option[]): Part {
  const [, name = word, glued] = /^(--[^=]+)=([\s\S]*)$/.exec(word) ?? [];
  const option = options.find(({ flag }) => name === `--${flag}`);
  if (option !== undefined) return withValue(option, glued, rest, options);
  const opposite = negated(name, options);
  if (opposite === undefined || glued !== undefined) return { type: "unknown", word: name };
  return { type: "option", option: opposite, value: "false" };
}

function withValue(
  option: Option,
  glued: string | undefined,
  rest: string[],
  options: readonly Option[],
): Part {
  if (option.placeholder === undefined || glued !== undefined) {
    return { type: "option", option, value: glued };
  }
  const next = rest[0];
  if (next === undefined || optionNamed(next, options) !== undefined) {
    return { type: "valueless", option };
  }
  rest.shift();
  return { type: "option", option, value: next };
}

/** A minus alone and negative numbers are arguments. */
function isShort(word: string, options: readonly Option[]): boolean {
  if (!word.startsWith("-") || word === "-") return false;
  return !/^-[\d.]/.test(word) || optionNamed(word.slice(0, 2), options) !== undefined;
}

/** `-v`, `-vq`, `-nshop`, `-n=shop` or `-n shop`. */
function shortOptions(word: string, rest: string[], options: readonly Option[]): Part[] {
  const parts: Part[] = [];
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const option = options.find(({ short }) => short === letter);
    if (option === undefined) return [...parts, { type: "unknown", word: `-${letter}` }];
    const after = word.slice(index + 1);
    if (option.placeholder !== undefined || after.startsWith("=")) {
      const glued = after === "" ? undefined : after.replace(/^=/, "");
      return [...parts, withValue(option, glued, rest, options)];
    }
    parts.push({ type: "option", option, value: undefined });
  }
  return parts;
}
