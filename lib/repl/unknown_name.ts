/**
 * What to write instead of a name that has no value. Layer 7: pure.
 *
 * @module
 */
import { suggest } from "../core/suggest.ts";
import { writtenAs } from "./builtin_kind.ts";

/**
 * Says what was meant by a name.
 *
 * @param name The name.
 * @param known The names that there are.
 * @returns What to do, or `undefined` where nothing is near.
 */
export function hintAtName(name: string, known: readonly string[]): string | undefined {
  const written = writtenAs(name);
  if (written !== undefined) return `write ${written}`;
  const near = suggest(name, likely(name, known));
  return near === undefined ? undefined : `did you mean "${near}"`;
}

// Of equally near names the first is suggested: those that begin as the word does, a value or a class.
function likely(word: string, names: readonly string[]): readonly string[] {
  const isLower = (text: string) => /^[a-z]/.test(text);
  const same = names.filter((name) => isLower(name) === isLower(word));
  return [...same, ...names.filter((name) => isLower(name) !== isLower(word))];
}
