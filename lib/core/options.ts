/**
 * The options that a call knows: names and types are data, and whatever else is given is refused, since nobody
 * checks types in `eval` and at a prompt. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { quote, quoteList } from "./message.ts";
import { suggest } from "./suggest.ts";

/** What an option is to be; `any` where its own check says more. */
export type OptionType = "boolean" | "string" | "number" | "function" | "any";

/**
 * A type for each option of an interface; one that is left out, is too much or has another type does not compile.
 *
 * @typeParam O The options.
 */
export type OptionTypes<O> = { readonly [K in keyof O]-?: TypeOf<Exclude<O[K], undefined>> };

type TypeOf<V> = [V] extends [boolean] ? "boolean"
  : [V] extends [number] ? "number"
  : [V] extends [string] ? "string"
  : [V] extends [(...parameters: never[]) => unknown] ? "function"
  : "any";

/** How {@link checkOptions} speaks of a call. */
export interface CheckingOptions {
  /** What cannot be done then, e.g. `delete pod "shop/web"`; asked only where something is wrong. */
  readonly cannot: () => string;
  /** Where to say what is often taken for an option; gives `undefined` for anything else. */
  readonly elsewhere?: (name: string) => string | undefined;
}

/**
 * Refuses options that a call does not know, and those of another type: a dry run that is misspelt would be none.
 *
 * @param options What was given.
 * @param known What the call knows.
 * @param checking How to speak of the call.
 * @throws {QueryError} when there is one that the call does not know.
 */
export function checkOptions(
  options: unknown,
  known: Readonly<Record<string, OptionType>>,
  { cannot, elsewhere = () => undefined }: CheckingOptions,
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const given = options === null ? "null" : Array.isArray(options) ? "a list" : say(options);
    throw refusal(cannot, `options are an object such as { ${exampleOf(known)} }, not ${given}`);
  }
  for (const name of Object.keys(options)) {
    const type = Object.hasOwn(known, name) ? known[name] : undefined;
    if (type === undefined) {
      const names = Object.keys(known);
      const near = suggest(name, names);
      const other = near === undefined ? elsewhere(name) : `did you mean ${quote(near)}`;
      const help = other ??
        (names.length === 0 ? "there is none" : `there are ${quoteList(names)}`);
      throw refusal(cannot, `there is no option ${quote(name)}: ${help}`);
    }
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (type === "any" || value === undefined || typeof value === type) continue;
    const good = type === "boolean" ? "true or false" : `a ${type}`;
    throw refusal(cannot, `the option ${quote(name)} is ${say(value)}: give ${good}`);
  }
}

function refusal(cannot: () => string, fault: string): QueryError {
  return new QueryError(`Cannot ${cannot()}: ${fault}`);
}

function say(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

function exampleOf(known: Readonly<Record<string, OptionType>>): string {
  return "dryRun" in known ? "dryRun: true" : 'timeout: "30s"';
}
