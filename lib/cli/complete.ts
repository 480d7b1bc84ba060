/**
 * The hidden command that the shells' completion scripts call: it prints the words that may come next,
 * one a line, with a short description after a tab where the shell shows one. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import { formatCompletions, joinTyped } from "../process/completion.ts";
import { proposeWords } from "./app.ts";
import { normalizeArguments, takesValue } from "./arguments.ts";
import { useTypedOptions } from "./live_names.ts";
import { STDOUT } from "../process/output.ts";

/**
 * Prints completions.
 *
 * @param args The shell's name and the words after `skiff`; the last one is being typed.
 * @returns The exit code: always done, a prompt is no place for an error.
 */
export async function runComplete(args: readonly string[]): Promise<number> {
  const [shell, ...typed] = args;
  const { words, prefix } = readWords(typed);
  useTypedOptions({
    context: valueOf(words, "context"),
    kubeconfig: valueOf(words, "kubeconfig"),
    timeout: valueOf(words, "request-timeout"),
  });
  const completions = await proposeWords(words).catch(() => {
    // No kubeconfig, no cluster, no right to list: then there is nothing to propose.
    return [];
  });
  await STDOUT.write(formatCompletions(shell, completions, prefix));
  return EXIT_CODES.done;
}

interface TypedWords {
  /** Words as the parser takes them. */
  readonly words: readonly string[];
  /** What the shell expects before each proposal. */
  readonly prefix: string;
}

/**
 * Brings typed words into the parser's form.
 *
 * @param typed Words as the shell split them; the last one is being typed.
 */
export function readWords(typed: readonly string[]): TypedWords {
  const joined = joinTyped(typed);
  const last = joined.at(-1) ?? "";
  const before = normalizeArguments(joined.slice(0, -1));
  const inline = /^(--[a-z][a-z-]*=)([\s\S]*)$/.exec(last);
  const words = inline === null ? [last] : [inline[1]!.slice(0, -1), inline[2]!];
  const context = before[0] === undefined || before[0].startsWith("-")
    ? withoutCommand(before, words)
    : before;
  return { words: [...context, ...words], prefix: inline?.[1] ?? "" };
}

// Before the command stand options that all commands have, so any command can tell their values.
function withoutCommand(before: readonly string[], words: readonly string[]): readonly string[] {
  const isValue = words.length > 1 || takesValue(before.at(-1) ?? "");
  if (isValue) return ["eval", ...before];
  return [];
}

function valueOf(words: readonly string[], option: string): string | undefined {
  const index = words.indexOf(`--${option}`);
  if (index >= 0 && index < words.length - 2) return words[index + 1];
  return words.slice(0, -1).find((word) => word.startsWith(`--${option}=`))?.slice(
    option.length + 3,
  );
}
