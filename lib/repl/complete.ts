/**
 * Completes what is being typed: commands, names in scope, members, fields, live names. Layer 7.
 *
 * @module
 */
import { isQuery } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import type { Command, CommandTarget } from "./command.ts";
import { type Completed, type Word, words } from "./complete_words.ts";
import { completeFilter, completeText } from "./complete_filter.ts";
import { chainStart, readCursor } from "./cursor.ts";
import { collectionOf, fieldAt, fieldsOf, typeName } from "./fields.ts";
import { LiveCache, withinMs } from "./live_cache.ts";
import { evaluateChain, isDescription, type NameSource } from "./safe_chain.ts";
import { PLAN_WORDS } from "./plan_words.ts";
import { isKubeObject } from "./shapes.ts";

/** The prompt never waits longer for the cluster, in milliseconds. */
export const LIMIT_MS = 150;
const NOTHING: Completed = { words: [], partial: "" };

/** Completes lines of one session. */
export class Completions {
  readonly #session: CommandTarget;
  readonly #commands: readonly Command[];
  readonly #live = new LiveCache();

  /** Takes the session and the commands there are. */
  constructor(session: CommandTarget, commands: readonly Command[]) {
    this.#session = session;
    this.#commands = commands;
  }

  /**
   * Completes the end of a text.
   *
   * @param text The text before the cursor.
   * @returns Nothing but {@link Completed.later} where the cluster takes longer than a moment.
   */
  async complete(text: string): Promise<Completed> {
    const work = this.#complete(text);
    const found = await withinMs(work, LIMIT_MS);
    return found ?? { ...NOTHING, later: work.catch(() => NOTHING) };
  }

  async #complete(text: string): Promise<Completed> {
    const command = /^\s*\.([a-z]*)$/.exec(text);
    if (command !== null) {
      return words(`.${command[1]}`, this.#commands.map(({ name }) => ({ word: `.${name}` })));
    }
    const argument = /^\s*\.([a-z]+)\s+(.*)$/s.exec(text);
    const question = /^\s*\?\s*(.*)$/s.exec(text);
    if (question !== null) return await this.#path(question[1] ?? "");
    if (argument !== null) return await this.#argument(argument[1] ?? "", argument[2] ?? "");
    return await this.#code(text);
  }

  async #argument(command: string, text: string): Promise<Completed> {
    switch (command) {
      case "ctx":
        return words(text, (await this.#session.contexts()).map(({ name }) => ({ word: name })));
      case "ns":
        return words(text, await this.#namespaces());
      case "explain":
        return await this.#path(text);
      case "watch":
      case "edit":
        return await this.#code(text);
      case "yaml":
      case "json":
        return words(text, [{ word: "secrets" }]);
      case "time":
      case "readonly":
      case "dryrun":
        return words(text, [{ word: "on" }, { word: "off" }]);
      case "plan":
        return words(text, PLAN_WORDS.map((word) => ({ word })));
      default:
        return NOTHING;
    }
  }

  /** A path of fields such as `pod.spec.tol`. */
  async #path(text: string): Promise<Completed> {
    const parts = text.split(".");
    const partial = parts.pop() ?? "";
    const [kind, ...path] = parts;
    if (kind === undefined) return words(partial, await this.#kinds());
    const target = collectionOf(this.#session.cluster.kind(kind));
    const schema = fieldAt(await fieldsOf(target), path);
    return words(partial, fieldWords(schema?.type === "list" ? schema.item() : schema));
  }

  async #code(text: string): Promise<Completed> {
    const cursor = readCursor(text);
    const context = {
      text,
      cursor,
      live: this.#live,
      evaluate: (chain: string) => this.#evaluate(chain),
      namespaces: () => this.#namespaces(),
      kinds: () => this.#kinds(),
    };
    if (cursor.string !== undefined) return await completeText(context);
    const filter = await completeFilter(context);
    if (filter !== undefined) return filter;
    const partial = /[\w$]*$/.exec(text)?.[0] ?? "";
    const before = text.slice(0, text.length - partial.length).trimEnd();
    if (!before.endsWith(".")) {
      if (partial === "") return NOTHING;
      return words(partial, [...this.#session.names(), ...KEYWORDS].map((word) => ({ word })));
    }
    const end = before.endsWith("?.") ? before.length - 2 : before.length - 1;
    const chain = text.slice(chainStart(text, end, cursor.pairs), end);
    return words(partial, await this.#members(chain, text));
  }

  async #members(chain: string, text: string): Promise<readonly Word[]> {
    const value = await this.#evaluate(chain);
    if (isDescription(value)) return memberWords(value as object);
    if (typeof value === "string") return memberWords(String.prototype);
    if (typeof value === "object" && value !== null) {
      const own = Object.keys(value).map((word) => ({ word }));
      if (Array.isArray(value)) return memberWords(Array.prototype);
      if (!isKubeObject(value)) {
        const prototype: unknown = Object.getPrototypeOf(value);
        return prototype === null || prototype === Object.prototype ? own : memberWords(value);
      }
      const { apiVersion, kind } = value;
      const target = collectionOf(this.#session.cluster.kind(`${apiVersion}/${kind}`));
      return [...fieldWords(await fieldsOf(target)), ...own];
    }
    return await this.#typedMembers(chain, text);
  }

  /** Members of what a predicate takes, or of what a verb will give. */
  async #typedMembers(chain: string, text: string): Promise<readonly Word[]> {
    const awaited = /^\(\s*await\s+(.*)\.(?:first|one|get|find)\([^()]*\)\s*\)(.*)$/s.exec(chain);
    const parts = (awaited === null ? chain : `it${awaited[2]}`).split(/[.?![\]\s]+/);
    const [name = "", ...path] = parts.filter((part) => part !== "");
    const owner = awaited === null ? this.#predicateOwner(name, text) : awaited[1];
    const about = owner === undefined ? undefined : await this.#evaluate(owner);
    if (!isQuery(about) && !(about instanceof Ref)) return [];
    const schema = fieldAt(await fieldsOf(collectionOf(about)), path);
    return schema?.type === "list" ? memberWords(Array.prototype) : fieldWords(schema);
  }

  /** The chain whose method was given a function with a parameter of this name. */
  #predicateOwner(name: string, text: string): string | undefined {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return undefined;
    const pattern = new RegExp(
      `\\.\\w+\\(\\s*\\(?\\s*${name.replaceAll("$", "\\$")}\\b[^=]*=>`,
      "g",
    );
    const at = [...text.matchAll(pattern)].at(-1)?.index;
    if (at === undefined) return undefined;
    return text.slice(chainStart(text, at, readCursor(text.slice(0, at)).pairs), at);
  }

  async #evaluate(chain: string): Promise<unknown> {
    const names: NameSource = {
      valueOf: (name) => this.#session.valueOf(name),
      isOwn: (name, value) => this.#session.isOwn(name, value),
    };
    return chain === "" ? undefined : await evaluateChain(chain, names);
  }

  async #namespaces(): Promise<readonly Word[]> {
    const names = await this.#live.get(
      "namespaces",
      (signal) => this.#session.cluster.namespaces.names({ signal }),
    );
    return [...names ?? [], "*"].map((word) => ({ word }));
  }

  async #kinds(): Promise<readonly Word[]> {
    const { BUILTIN_KINDS } = await import("../kinds/builtin.ts");
    const { connectionOf } = await import("../api/cluster.ts");
    const served = await this.#live.get("kinds", async (signal) => {
      const session = await connectionOf(this.#session.cluster).session();
      return await session.discovery.kinds({ signal });
    });
    return (served ?? BUILTIN_KINDS).flatMap(({ plural, group, shortNames }) => [
      { word: plural },
      ...shortNames.map((word) => ({ word })),
      ...(BUILTIN_KINDS.some((kind) => kind.group === group)
        ? []
        : [{ word: `${plural}.${group}` }]),
    ]);
  }
}

const KEYWORDS = ["await", "const", "let", "import", "function", "class", "for", "console", "Deno"];

/** The fields of a schema with their types. */
export function fieldWords(
  schema: ReturnType<typeof fieldAt>,
): readonly Word[] {
  return (schema?.fieldNames() ?? []).map((word) => {
    const field = schema?.field(word);
    return { word, detail: field === undefined ? "" : typeName(field) };
  });
}

function memberWords(value: object): readonly Word[] {
  const found = new Set<string>();
  for (
    let owner: object | null = value;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) found.add(name);
  }
  found.delete("constructor");
  const names = [...found].filter((name) => /^[A-Za-z$][\w$]*$/.test(name));
  return isDescription(value) ? names.map(rankedMember) : names.map((word) => ({ word }));
}

function rankedMember(word: string): Word {
  const rank = FREQUENT.indexOf(word);
  return rank < 0 ? { word } : { word, rank };
}

/** What is asked for most comes first. */
const FREQUENT: readonly string[] = [
  ...["pods", "deployments", "services", "configMaps", "secrets", "jobs", "events", "nodes"],
  ...["namespaces", "pod", "deployment", "service", "configMap", "secret", "job", "node"],
  ...["statefulSets", "daemonSets", "ingresses", "kind", "ns"],
  ...["where", "get", "list", "first", "count", "names", "watch", "wait", "limit", "orderBy"],
  ...["logs", "exec", "rollout", "scale", "patch", "edit", "apply", "label", "delete"],
];
