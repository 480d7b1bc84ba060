/**
 * Brings the words of a command line into the one order and spelling that the parser takes: options may
 * stand before the command, values may be glued to short options, `help` is a command too. Layer 8.
 *
 * @module
 */

/** Long options that take a value and are the same for every command. */
const GLOBAL_WITH_VALUE: readonly string[] = [
  "context",
  "namespace",
  "kubeconfig",
  "as",
  "as-group",
  "as-uid",
  "request-timeout",
];
/** Long options of `run` that take a value. */
const RUN_WITH_VALUE: readonly string[] = [
  "max-writes",
  "max-deletes",
  "deadline",
  "record",
  "grants",
  "output",
];
/** Long options without a value that are the same for every command. */
const GLOBAL_SWITCHES: readonly string[] = [
  "read-only",
  "dry-run",
  "embedded",
  "all-namespaces",
];
/** Short options that take a value. */
const SHORT_WITH_VALUE = "no";
/** Commands whose first argument is a script: what stands behind it is the script's own. */
const SCRIPT_COMMANDS: readonly string[] = ["run"];
/** Commands that take Deno's permissions, and nothing that is a script's own. */
const PERMISSION_COMMANDS: readonly string[] = ["compile"];
/** Options whose value, where they have one, is glued to them, and their short forms, as with Deno. */
const PERMISSION_REGEXP = /^--(?:allow|deny)-[a-z]+$/;
const SHORT_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ["E", "--allow-env"],
  ["N", "--allow-net"],
  ["R", "--allow-read"],
  ["S", "--allow-sys"],
  ["W", "--allow-write"],
]);

/**
 * Normalises a command line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(
 *   normalizeArguments(["-nshop", "eval", "-ojson", "ns().pods"]),
 *   ["eval", "-n", "shop", "-o", "json", "ns().pods"],
 * );
 * ```
 *
 * @param words The words after `skiff`.
 * @returns Words with the command first, each value a word of its own.
 */
export function normalizeArguments(words: readonly string[]): string[] {
  const script = findScript(words);
  if (script !== undefined) {
    const own = words.slice(0, script).flatMap(splitPermission);
    return [...normalizeOwn(own), "--", ...words.slice(script)];
  }
  const command = words.find((word) => !word.startsWith("-")) ?? "";
  return normalizeOwn(
    PERMISSION_COMMANDS.includes(command) ? words.flatMap(splitPermission) : words,
  );
}

function normalizeOwn(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  const options = end < 0 ? words : words.slice(0, end);
  const rest = end < 0 ? [] : words.slice(end);
  const split = options.flatMap(splitGlued);
  const { moved, command, after } = takeCommand(split);
  if (command === "help") return [...after.slice(0, 1), "--help"];
  if (command === undefined) return [...moved, ...rest];
  return [command, ...moved, ...after, ...rest];
}

/** Where the script stands in the words of a command that runs one. */
function findScript(words: readonly string[]): number | undefined {
  let command: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === "--") return undefined;
    if (word.startsWith("-") && word !== "-") {
      if (takesValue(word) || RUN_WITH_VALUE.includes(word.slice(2))) index++;
      continue;
    }
    if (command !== undefined) return index;
    if (!SCRIPT_COMMANDS.includes(word)) return undefined;
    command = word;
  }
  return undefined;
}

function splitPermission(word: string): string[] {
  const short = /^-([A-Z])(?:=([\s\S]*))?$/.exec(word);
  const long = short === null ? undefined : SHORT_PERMISSIONS.get(short[1]!);
  if (long !== undefined) return [long, short?.[2] ?? ""];
  return PERMISSION_REGEXP.test(word) ? [word, ""] : [word];
}

function splitGlued(word: string): string[] {
  const empty = /^(--[a-z][a-z-]*)=$/.exec(word);
  if (empty !== null) return [empty[1]!, ""];
  const glued = /^-([a-zA-Z])=?([\s\S]+)$/.exec(word);
  if (glued === null || !SHORT_WITH_VALUE.includes(glued[1]!)) return [word];
  return [`-${glued[1]}`, glued[2]!];
}

/**
 * Tells whether a word is an option whose value is the next word.
 *
 * @param word E.g. `--context` or `-n`.
 */
export function takesValue(word: string): boolean {
  const long = /^--([^=]+)$/.exec(word)?.[1];
  if (long !== undefined) return GLOBAL_WITH_VALUE.includes(long);
  return /^-[a-zA-Z]$/.test(word) && SHORT_WITH_VALUE.includes(word[1]!);
}

interface Taken {
  /** Options that stood before the command. */
  readonly moved: string[];
  readonly command: string | undefined;
  readonly after: string[];
}

function takeCommand(words: readonly string[]): Taken {
  const moved: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (!word.startsWith("-")) return { moved, command: word, after: words.slice(index + 1) };
    moved.push(word);
    if (takesValue(word)) {
      const value = words[index + 1];
      if (value !== undefined) moved.push(value);
      index++;
    } else if (!isKnownSwitch(word)) {
      // An option that only the parser can judge: it must see the words as they are.
      return { moved: [...moved, ...words.slice(index + 1)], command: undefined, after: [] };
    }
  }
  return { moved, command: undefined, after: [] };
}

function isKnownSwitch(word: string): boolean {
  const long = /^--([^=]+)/.exec(word)?.[1];
  if (long === undefined) return word === "-A";
  return GLOBAL_SWITCHES.includes(long) || (word.includes("=") && GLOBAL_WITH_VALUE.includes(long));
}
