/**
 * What may come next on a script's command line: options, fixed values, names of the cluster. Layer 6.
 *
 * @module
 */
import type { ConnectOptions } from "../api/connection.ts";
import { type Completion, formatCompletions, joinTyped } from "../process/completion.ts";
import type { CommandLine } from "./command_line.ts";
import { isSwitch, type Option, type Parameter } from "./option.ts";
import { canBeNegated, optionNamed, type Part, takeApart } from "./words.ts";

/** Gives the names of a kind's objects, or contexts, that begin so. */
export type NameFinder = (
  what: string,
  partial: string,
  connect: ConnectOptions,
) => Promise<readonly string[]>;

/**
 * Proposes words for a shell, in the form that it reads.
 *
 * @param line What the script takes.
 * @param asked The shell's name and the words after the script's; the last one is being typed.
 * @param names Finds live names; default: asks the kubeconfig and the cluster.
 */
export async function completionsFor(
  line: CommandLine,
  [shell, ...typed]: readonly string[],
  names: NameFinder = liveNames,
): Promise<string> {
  const words = [...joinTyped(typed)];
  const last = words.pop() ?? "";
  const [, prefix = "", glued] = /^(--[^=]+=)([\s\S]*)$/.exec(last) ?? [];
  const completions = glued === undefined
    ? await propose(line, words, last, names)
    : await proposeValue(line, words, prefix.slice(0, -1), glued, names);
  return formatCompletions(shell, completions, prefix);
}

async function propose(
  line: CommandLine,
  words: readonly string[],
  partial: string,
  names: NameFinder,
): Promise<readonly Completion[]> {
  const open = words.at(-1) ?? "";
  const isAfterEnd = words.includes("--");
  const option = isAfterEnd ? undefined : optionNamed(open, line.all);
  if (option?.placeholder !== undefined) {
    return await valuesOf(option, { line, words: words.slice(0, -1), partial, names });
  }
  if (partial.startsWith("-") && !isAfterEnd) return proposeOptions(line, words, partial);
  const parts = takeApart(words, line.all);
  const place = parts.filter(({ type }) => type === "argument").length;
  const last = line.args.at(-1);
  const argument = line.args[place] ?? (last?.many === undefined ? undefined : last);
  if (argument === undefined) return [];
  return await valuesOf(argument, { line, words, partial, names });
}

async function proposeValue(
  line: CommandLine,
  words: readonly string[],
  word: string,
  partial: string,
  names: NameFinder,
): Promise<readonly Completion[]> {
  const option = optionNamed(word, line.all);
  return option === undefined ? [] : await valuesOf(option, { line, words, partial, names });
}

function proposeOptions(
  { all }: CommandLine,
  words: readonly string[],
  partial: string,
): readonly Completion[] {
  const given = new Set(
    takeApart(words, all).flatMap((part) =>
      part.type === "option" && part.option.many === undefined ? [part.option] : []
    ),
  );
  return all.filter((option) => !given.has(option)).flatMap(spellings)
    .filter(({ word }) => word.startsWith(partial));
}

function spellings(option: Option): readonly Completion[] {
  const { flag, brief } = option;
  const found = [{ word: `--${flag}`, brief }];
  return canBeNegated(option) ? [...found, { word: `--no-${flag}`, brief }] : found;
}

interface Asked {
  readonly line: CommandLine;
  readonly words: readonly string[];
  readonly partial: string;
  readonly names: NameFinder;
}

async function valuesOf(
  parameter: Parameter,
  { line, words, partial, names }: Asked,
): Promise<readonly Completion[]> {
  const { complete, values } = parameter;
  const fixed = isSwitch(parameter) ? ["true", "false"] : [
    ...values.map(String),
    ...(typeof complete === "object" ? complete : []),
  ];
  const live = typeof complete === "string"
    ? await names(complete, partial, typedConnection(takeApart(words, line.all)))
    : [];
  return [...fixed.filter((word) => word.startsWith(partial)), ...live]
    .map((word) => ({ word, brief: "" }));
}

/** The connection as far as it was typed. */
function typedConnection(parts: readonly Part[]): ConnectOptions {
  const typed = new Map<string, string | undefined>();
  for (const part of parts) {
    if (part.type === "option") typed.set(part.option.key, part.value);
  }
  return Object.fromEntries(
    ["context", "namespace", "kubeconfig", "as", "request-timeout"].flatMap((key) => {
      const value = typed.get(key);
      return value === undefined ? [] : [[key === "request-timeout" ? "timeout" : key, value]];
    }),
  );
}

async function liveNames(
  what: string,
  partial: string,
  connect: ConnectOptions,
): Promise<readonly string[]> {
  const { contextNames, objectNames } = await import("./live_names.ts");
  try {
    return what === "contexts"
      ? await contextNames(partial, connect)
      : await objectNames(what, partial, connect);
  } catch {
    // No kubeconfig, no cluster, no right to list: then there is nothing to propose.
    return [];
  }
}
