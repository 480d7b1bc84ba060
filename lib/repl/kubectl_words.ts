/**
 * What to type at the prompt for a command of kubectl. Layer 7: pure.
 *
 * @module
 */
import { builtinKind } from "./builtin_kind.ts";

/** A command of kubectl, taken apart. */
interface Given {
  /** The words, `kubectl` aside. */
  readonly words: readonly string[];
  /** What follows the verb and is no option, e.g. `deploy/web`. */
  readonly rest: readonly string[];
  /** How the object is written, e.g. `ns("shop").pod("web-0")`; where none is named, with `NAME`. */
  readonly object: string;
  /** How all of the kind are written. */
  readonly all: string;
  /** Whether an object is named. */
  readonly named: boolean;
  /** The kind's plural. */
  readonly plural: string;
}

/** What to write for each verb. */
const VERBS: ReadonlyMap<string, (given: Given) => string> = new Map([
  ["get", list],
  ["describe", list],
  ["wait", ({ words, object }: Given) => `${object}.wait(${conditionOf(words)}) waits for it`],
  ["delete", act("delete()", "deletes it")],
  ["edit", ({ object }: Given) => `.edit ${object} opens it in your editor`],
  ["label", act('label({ KEY: "VALUE" })', "labels it")],
  ["annotate", act('annotate({ KEY: "VALUE" })', "annotates it")],
  ["patch", act("patch({ ... })", "patches it")],
  ["scale", ({ words, ...given }: Given) => act(`scale(${countOf(words)})`, "scales it")(given)],
  ["logs", act("logs()", "shows its log")],
  ["apply", ({ words }: Given) => `apply(await Deno.readTextFile("${fileOf(words)}")) applies it`],
  ["create", () => "ns().create({ apiVersion, kind, ... }) creates an object"],
  ["explain", ({ rest }: Given) => `.explain ${rest[0] ?? "pod.spec"} explains it`],
  ["config", ({ words }: Given) => useOf(words)],
  ["version", () => "cluster.version() gives it"],
  ["api-resources", () => "cluster.kinds() lists them"],
  ["events", () => "ns().events lists events"],
]);

/** Verbs that the library has nothing for. */
const OTHER_VERBS: ReadonlySet<string> = new Set([
  ...["attach", "auth", "cordon", "cp", "debug", "diff", "drain", "exec", "expose", "port-forward"],
  ...["replace", "rollout", "run", "set", "taint", "top", "uncordon"],
]);

/** Options of kubectl whose value is a word of its own. */
const WITH_VALUE_REGEXP =
  /^(?:-n|--namespace|-l|--selector|-o|--output|-c|--container|-f|--filename|--context|--replicas)$/;

/**
 * Says what to write for a command of kubectl.
 *
 * @param source What was typed.
 * @returns `undefined` where it is none.
 */
export function hintAtKubectl(source: string): string | undefined {
  const words = source.trim().split(/\s+/);
  const isCalled = words[0] === "kubectl" || words[0] === "k";
  if (isCalled) words.shift();
  const [verb = "", ...rest] = withoutOptions(words);
  const hint = VERBS.get(verb);
  if (hint !== undefined) return hint(read(words, rest, verb));
  if (OTHER_VERBS.has(verb)) return `there is no ${verb} here, kubectl has it`;
  return isCalled ? list(read(words, [], "get")) : undefined;
}

function withoutOptions(words: readonly string[]): readonly string[] {
  return words.filter((word, index) =>
    !word.startsWith("-") && !WITH_VALUE_REGEXP.test(words[index - 1] ?? "")
  );
}

function read(words: readonly string[], rest: readonly string[], verb: string): Given {
  const [first = ""] = rest;
  const target = verb === "logs" && !first.includes("/") ? `pod/${first}` : first;
  const [kindWord = "", name = rest[1]] = target.split("/");
  const kind = builtinKind(kindWord) ?? builtinKind("pod")!;
  const scope = kind.namespaced ? `ns(${namespaceOf(words)})` : "cluster";
  const named = builtinKind(kindWord) !== undefined && Boolean(name);
  return {
    words,
    rest,
    named,
    object: `${scope}.${kind.singularAccessor}(${named ? JSON.stringify(name) : '"NAME"'})`,
    all: `${scope}.${kind.accessor}`,
    plural: kind.plural,
  };
}

function list({ named, object, all, plural }: Given): string {
  return named ? `${object} shows it` : `${all} lists ${plural}`;
}

function act(call: string, does: string): (given: Omit<Given, "words">) => string {
  return ({ object }) => `${object}.${call} ${does}`;
}

function namespaceOf(words: readonly string[]): string {
  if (words.includes("-A") || words.includes("--all-namespaces")) return '"*"';
  const name = optionOf(words, "-n", "--namespace");
  return name === undefined ? "" : JSON.stringify(name);
}

function countOf(words: readonly string[]): string {
  return /^\d+$/.exec(optionOf(words, "--replicas") ?? "")?.[0] ?? "3";
}

function fileOf(words: readonly string[]): string {
  return (optionOf(words, "-f", "--filename") ?? "FILE").replace(/[^\w./-]/g, "");
}

function conditionOf(words: readonly string[]): string {
  const wanted = optionOf(words, "--for") ?? "";
  if (wanted === "delete") return "deleted()";
  return `condition("${/^condition=(\w+)/.exec(wanted)?.[1] ?? "Ready"}")`;
}

function useOf(words: readonly string[]): string {
  const at = words.indexOf("use-context");
  const namespace = optionOf(words, "--namespace");
  if (namespace !== undefined) return `.ns ${namespace} uses another namespace`;
  return at < 0 ? ".ctx lists contexts" : `.ctx ${words[at + 1] ?? "NAME"} uses another context`;
}

/** The value of an option, behind it or behind its equals sign. */
function optionOf(words: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1];
    const name = names.find((name) => word.startsWith(`${name}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return undefined;
}
