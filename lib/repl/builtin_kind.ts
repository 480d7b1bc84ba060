/**
 * Kinds by the words that people have for them. Layer 7: pure.
 *
 * @module
 */
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { BuiltinKind } from "../kinds/builtin_row.ts";

/**
 * Finds the kind that kubectl calls so.
 *
 * @param word A plural, a singular, or a short name.
 */
export function builtinKind(word: string): BuiltinKind | undefined {
  const wanted = word.toLowerCase();
  return BUILTIN_KINDS.find(({ plural, singular, shortNames, accessor }) =>
    accessor !== undefined && (plural === wanted || singular === wanted ||
      shortNames.includes(wanted))
  );
}

/**
 * How the objects of a kind are written by a word for it alone: `ns().pods` for `pods` and `po`,
 * `ns().pod("NAME")` for `pod`.
 *
 * @param word A plural, a singular, a short name, or how the library writes these.
 */
export function writtenAs(word: string): string | undefined {
  const kind =
    BUILTIN_KINDS.find(({ accessor, singularAccessor }) =>
      accessor !== undefined && (accessor === word || singularAccessor === word)
    ) ?? builtinKind(word);
  if (kind === undefined) return undefined;
  const scope = kind.namespaced ? "ns()" : "cluster";
  const isOne = word === kind.singularAccessor || word === kind.singular;
  return isOne ? `${scope}.${kind.singularAccessor}("NAME")` : `${scope}.${kind.accessor}`;
}
