/**
 * The command line of a script: everything it takes, and what a given one says. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { CONNECT_OPTIONS, type GlobalFlags } from "./connect_flags.ts";
import { type Argument, isSwitch, type Option, readArguments, readOptions } from "./option.ts";
import type { ScriptSchema } from "./schema.ts";
import { valueOf } from "./values.ts";
import { type Part, takeApart } from "./words.ts";

/** What a script says of itself. */
export interface ScriptDescription {
  readonly name: string;
  readonly description: string;
  readonly version?: string | undefined;
  readonly examples?: readonly string[] | undefined;
  readonly options?: ScriptSchema | undefined;
  readonly args?: ScriptSchema | undefined;
}

/** Everything that a script's command line takes. */
export interface CommandLine {
  readonly description: ScriptDescription;
  /** Its own options. */
  readonly own: readonly Option[];
  readonly args: readonly Argument[];
  /** Help, version and completion. */
  readonly common: readonly Option[];
  /** All options: its own, those of the connection, the common ones. */
  readonly all: readonly Option[];
}

/** What a command line says. */
export type Said =
  | { readonly type: "help" }
  | { readonly type: "version" }
  | { readonly type: "completions"; readonly shell: string }
  | {
    readonly type: "run";
    readonly options: Readonly<Record<string, unknown>>;
    readonly args: Readonly<Record<string, unknown>>;
    readonly connect: GlobalFlags;
  };

const SWITCH = { types: ["boolean"], values: [], many: undefined, required: false } as const;
const HELP: Option = {
  ...SWITCH,
  key: "help",
  flag: "help",
  short: "h",
  brief: "Show this help and end",
};
const VERSION: Option = {
  ...SWITCH,
  key: "version",
  flag: "version",
  brief: "Show the version and end",
};
const COMPLETIONS: Option = {
  ...SWITCH,
  types: ["string"],
  key: "completions",
  flag: "completions",
  placeholder: "SHELL",
  brief: "Print the completion script of bash, zsh, fish or kubectl, and end",
  complete: ["bash", "zsh", "fish", "kubectl"],
};

/**
 * Reads what a script's command line takes.
 *
 * @throws {TypeError} when its schemas want what no command line can say, or a name twice.
 */
export function commandLineOf(description: ScriptDescription): CommandLine {
  const { name, options, args, version } = description;
  const own = options === undefined ? [] : readOptions(name, options);
  const common = version === undefined ? [HELP, COMPLETIONS] : [HELP, VERSION, COMPLETIONS];
  const reserved = [...CONNECT_OPTIONS, ...common];
  for (const [index, option] of own.entries()) {
    const others = [...own.slice(0, index), ...reserved];
    const taken = others.find(({ flag, short }) =>
      flag === option.flag || (short !== undefined && short === option.short)
    );
    if (taken === undefined) continue;
    throw new TypeError(
      `Cannot make the script "${name}": option "${option.key}" is called as --${taken.flag} is`,
    );
  }
  return {
    description,
    own,
    args: args === undefined ? [] : readArguments(name, args),
    common,
    all: [...own, ...reserved],
  };
}

/**
 * Reads a command line.
 *
 * @param line What the script takes.
 * @param words The words after its name.
 * @throws {QueryError} when a word is unknown, missing, too many or of the wrong type.
 */
export function readCommandLine(line: CommandLine, words: readonly string[]): Said {
  const parts = takeApart(words, line.all);
  if (parts.some((part) => part.type === "option" && part.option === HELP)) return { type: "help" };
  const given = new Map<Option, string[]>();
  const rest: string[] = [];
  for (const part of parts) {
    if (part.type === "argument") rest.push(part.word);
    else if (part.type === "option") {
      given.set(part.option, [...given.get(part.option) ?? [], part.value ?? "true"]);
    } else throw faultOf(part, line.all);
  }
  if (given.has(VERSION)) return { type: "version" };
  const shell = given.get(COMPLETIONS);
  if (shell !== undefined) {
    return { type: "completions", shell: String(valueOf(COMPLETIONS, shell, "--completions")) };
  }
  return {
    type: "run",
    options: readGiven(line.own, given, line.description.name),
    args: readPlaces(line, rest),
    connect: readGiven(CONNECT_OPTIONS, given, line.description.name),
  };
}

function faultOf(part: Extract<Part, { type: "unknown" | "valueless" }>, all: readonly Option[]) {
  if (part.type === "valueless") {
    return new QueryError(`Cannot use --${part.option.flag}: its value is missing`);
  }
  const near = suggest(part.word.replace(/^-+/, ""), all.map(({ flag }) => flag));
  const help = near === undefined ? "--help lists them" : `did you mean "--${near}"`;
  return new QueryError(`Cannot use ${part.word}: no such option: ${help}`);
}

function readGiven(
  options: readonly Option[],
  given: ReadonlyMap<Option, readonly string[]>,
  name: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const option of options) {
    const words = given.get(option);
    const label = `--${option.flag}`;
    if (words !== undefined) {
      // The last one counts, so that an alias can be overruled.
      const last = isSwitch(option) ? words.slice(-1) : words;
      values[option.key] = valueOf(option, last, label);
    } else if (option.required) {
      throw new QueryError(`Cannot run ${name}: ${label} is missing: --help shows how`);
    }
  }
  return values;
}

function readPlaces({ args, description: { name } }: CommandLine, words: readonly string[]) {
  const values: Record<string, unknown> = {};
  let rest = words;
  for (const argument of args) {
    const own = argument.many === undefined ? rest.slice(0, 1) : rest;
    rest = rest.slice(own.length);
    if (own.length > 0) values[argument.key] = valueOf(argument, own, argument.placeholder);
    else if (argument.required && argument.many === undefined) {
      throw new QueryError(
        `Cannot run ${name}: ${argument.placeholder} is missing: --help shows how`,
      );
    } else if (argument.required) values[argument.key] = [];
  }
  const [extra] = rest;
  if (extra === undefined) return values;
  const help = args.length === 0 ? "it takes options only" : "--help shows how";
  throw new QueryError(`Cannot use "${extra}": it is one argument too many: ${help}`);
}
