/**
 * What to do about input that is no TypeScript, where its first words tell what was meant: a command of
 * kubectl, or the rest of an expression. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import { shortenSource } from "../query/source_text.ts";
import { isContinuation } from "./command_line.ts";
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
    throw error instanceof QueryError ? explained(source, error) : error;
  }
}

function explained(source: string, error: QueryError): QueryError {
  if (isContinuation(source)) {
    const begin = /^\s*(\S\s*[\w$]*)/.exec(source)?.[1] ?? "";
    const hint = "end the line before with a dot or an open parenthesis to go on with it";
    return new QueryError(`Cannot begin a line with ${quote(begin)}: ${hint}`, {
      hint,
      cause: error,
    });
  }
  const words = source.trim().split(/\s+/);
  if (words[0] === "kubectl" || words[0] === "k") words.shift();
  else if (!KUBECTL_VERBS.has(words[0] ?? "")) return error;
  const hint = `this is TypeScript: ${asTypeScript(words)}, .help for more`;
  return new QueryError(`Cannot evaluate ${quote(shortenSource(source))}: ${hint}`, {
    hint,
    cause: error,
  });
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

const KUBECTL_VERBS: ReadonlySet<string> = new Set([
  ...["annotate", "apply", "attach", "config", "cordon", "create", "debug", "delete", "describe"],
  ...["diff", "drain", "edit", "events", "exec", "explain", "expose", "get", "label", "logs"],
  ...["patch", "port-forward", "replace", "rollout", "run", "scale", "set", "taint", "top"],
  ...["uncordon", "wait"],
]);

/** What to write for the kind and the name that a command has. */
function asTypeScript(given: readonly string[]): string {
  const words = given.filter((word, index) =>
    !word.startsWith("-") && !/^(?:-n|--namespace)$/.test(given[index - 1] ?? "")
  );
  const [verb] = words;
  const target = verb === "logs" && !words[1]?.includes("/")
    ? `pod/${words[1] ?? ""}`
    : words[1] ?? "";
  const [kindWord = "", name = words[2]] = target.split("/");
  const found = builtinOf(kindWord);
  const { plural, accessor, singularAccessor, namespaced } = found ?? PODS;
  const scope = namespaced ? `ns(${namespaceOf(given)})` : "cluster";
  if (!name || singularAccessor === undefined || found === undefined) {
    return `${scope}.${accessor} lists ${plural}`;
  }
  const ref = `${scope}.${singularAccessor}(${JSON.stringify(name)})`;
  if (verb === "delete") return `${ref}.delete() deletes it`;
  return verb === "logs" ? `${ref}.logs() shows its log` : `${ref} shows it`;
}

const PODS = { plural: "pods", accessor: "pods", singularAccessor: "pod", namespaced: true };

/** The kind that kubectl calls so. */
function builtinOf(word: string) {
  return BUILTIN_KINDS.find(({ plural, singular, shortNames }) =>
    [plural, singular, ...shortNames].includes(word.toLowerCase())
  );
}

function namespaceOf(words: readonly string[]): string {
  if (words.includes("-A") || words.includes("--all-namespaces")) return '"*"';
  const at = words.findIndex((word) => word === "-n" || word === "--namespace");
  const name = at < 0 ? undefined : words[at + 1];
  return name === undefined ? "" : JSON.stringify(name);
}
