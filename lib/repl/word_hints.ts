/**
 * What to type instead of words of a shell or of kubectl. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { shortenSource } from "../query/source_text.ts";
import { COMMANDS } from "./commands.ts";
import { hintAtKubectl } from "./kubectl_words.ts";

/** What to write for what a shell would run; NAME stands for what follows the word. */
const SHELL_WORDS: ReadonlyMap<string, string> = new Map([
  ...["ls", "ll", "dir"].map((word) =>
    [word, "ns().pods lists pods, .ns lists namespaces, .ctx contexts"] as const
  ),
  ...["cd", "kubens", "use"].map((word) => [word, ".ns NAME uses another namespace"] as const),
  ["kubectx", ".ctx NAME uses another context"],
  ["pwd", "the prompt says which context and namespace"],
  ["man", "?pod.spec and ?apply show what these are"],
]);

/**
 * Says what to type instead of what cannot run, where its first word tells what was meant.
 *
 * @param source What was typed.
 * @param cause What came of it.
 * @returns `undefined` where nothing is known.
 */
export function hintAtWords(source: string, cause: Error): QueryError | undefined {
  const text = source.trim().replace(/[\s;]+$/, "");
  const kubectl = hintAtKubectl(text);
  const hint = kubectl === undefined
    ? hintAtWord(text)
    : `this is TypeScript: ${kubectl}, .help for more`;
  if (hint === undefined) return undefined;
  const message = `Cannot evaluate ${quote(shortenSource(text))}: ${hint}`;
  return new QueryError(message, { hint, cause });
}

function hintAtWord(text: string): string | undefined {
  const [word = "", ...rest] = text.split(/\s+/);
  const hint = SHELL_WORDS.get(word);
  if (hint !== undefined) {
    return rest.length === 0 ? hint : hint.replace("NAME", () => rest.join(" "));
  }
  return COMMANDS.some(({ name }) => name === word) ? `did you mean ".${text}"` : undefined;
}
