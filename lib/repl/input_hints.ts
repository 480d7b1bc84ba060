/**
 * What to do about input that is no TypeScript, where its first words tell what was meant: a command of
 * kubectl, or the rest of an expression. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import { shortenSource } from "../query/source_text.ts";
import { continuedLine, isContinuation } from "./command_line.ts";
import type { Engine, ReadyInput } from "./engine.ts";
import type { NameSource } from "./safe_chain.ts";

/**
 * Finds out whether what was typed can run, see {@link Engine.prepare}; where not, says what to do.
 *
 * @throws {QueryError} when it cannot.
 */
export async function prepareTyped(
  engine: Engine,
  source: string,
): Promise<ReadyInput | undefined> {
  try {
    return await engine.prepare(source);
  } catch (error) {
    throw error instanceof QueryError ? await explained(source, error) : error;
  }
}

async function explained(source: string, error: QueryError): Promise<QueryError> {
  if (isContinuation(source)) {
    const begin = /^\s*(\S\s*[\w$]*)/.exec(source)?.[1] ?? "";
    return continuedLine(begin, error);
  }
  const { hintAtWords } = await import("./word_hints.ts");
  return hintAtWords(source, error) ?? error;
}

/**
 * Says what to type instead of a word that has no value, where it is one of a shell or of kubectl, or a command
 * whose dot is missing.
 *
 * @param source What was typed.
 * @param error What came of it.
 * @returns The error that says so, or the same one.
 */
export async function explainWord(source: string, error: unknown): Promise<unknown> {
  // `api-resources` is a difference of two names.
  if (!(error instanceof ReferenceError) || !/^\s*[\w-]+[\s;]*$/.test(source)) return error;
  const { hintAtWords } = await import("./word_hints.ts");
  return hintAtWords(source, error) ?? error;
}

/**
 * Refuses a method of a scope, a query or a reference as a result: whoever names it means to call it.
 *
 * @throws {QueryError} when the value is one.
 */
export async function refuseUncalled(
  source: string,
  value: unknown,
  names: NameSource,
): Promise<void> {
  const [, owner = "", name = ""] = /^\s*(.+)\.\s*(\w+)[\s;]*$/s.exec(source) ?? [];
  if (name === "") return;
  const { evaluateChain, isDescription, memberOf } = await import("./safe_chain.ts");
  const described = await evaluateChain(owner, names);
  if (!isDescription(described) || memberOf(described, name) !== value) return;
  const isSingular = BUILTIN_KINDS.some(({ singularAccessor }) => singularAccessor === name);
  const text = shortenSource(`${owner.trim()}.${name}`);
  const hint = `write ${text}(${isSingular ? '"NAME"' : ""})`;
  throw new QueryError(`Cannot show ${text}: it is a function: ${hint}`, { hint });
}

/** Says in terms of the prompt what to do about a refusal. */
export function atPrompt(line: string): string {
  return line.replace(
    /: connect without (readOnly|dryRun)$/,
    (_, option: string) => `: .${option.toLowerCase()} off`,
  );
}
