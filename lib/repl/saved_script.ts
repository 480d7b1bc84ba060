/**
 * A session as a script: the inputs that declare and act, in order, the others as comments. Layer 7.
 *
 * @module
 */
import type { AnyNode } from "npm:acorn@8.19.0";
import { type Meanings, rootOf, type SavedLine, textOf } from "./saved_line.ts";
import { nameFor } from "./saved_name.ts";
import type { SavedStep } from "./saved_steps.ts";

/** What a script is made of. */
export interface SavedSession {
  readonly steps: readonly SavedStep[];
  /** The options of `skiff run` that it needs. */
  readonly flags: readonly string[];
  /** The names that `skiff` exports. */
  readonly exported: ReadonlySet<string>;
  /** How the script is run and tested, one line each. */
  readonly usage: readonly string[];
}

/**
 * Writes the script.
 *
 * @param session What was typed, and what is kept of it.
 * @returns TypeScript that `skiff run` runs, with a function `main` for tests.
 */
export function scriptOf(session: SavedSession): string {
  const writer = new Writer(session);
  for (const step of session.steps) writer.add(step);
  return writer.text();
}

/** What needs no parentheses behind `await` and in front of a dot. */
const TIGHT: ReadonlySet<string> = new Set([
  ...["CallExpression", "MemberExpression", "Identifier", "NewExpression", "ThisExpression"],
  ...["TemplateLiteral", "ArrayExpression"],
]);

/** Declarations of types, which end with their brace. */
const TYPE_REGEXP = /^(?:declare\s+)?(?:const\s+)?(?:interface|enum|namespace)\b[\s\S]*\}$/;

class Writer {
  readonly #session: SavedSession;
  readonly #imports = new Set<string>();
  readonly #lines: string[] = [];
  readonly #declared = new Set<string>();
  readonly #taken: Set<string>;
  /** What `_` is written as, by the line that gave it. */
  readonly #names = new Map<SavedLine, string>();
  /** What the session's variables are called in the script, where that is another name. */
  readonly #renamed = new Map<string, string>();

  constructor(session: SavedSession) {
    this.#session = session;
    const lines = session.steps.map(({ line }) => line);
    this.#taken = new Set([
      ...session.exported,
      "main",
      ...lines.flatMap(({ uses, declared }) => [...uses, ...declared]),
    ]);
  }

  add(step: SavedStep): void {
    const { line, fate, reason } = step;
    if (fate === "dropped" && reason === undefined) return;
    if (fate === "kept") return this.#keep(step);
    const { namespace } = line.input;
    const whole = textOf(line, [0, line.source.length], { namespace, names: this.#renamed });
    const text = reason === undefined
      ? whole
      : `Left out, since ${reason}${line.holdsSecret ? "" : `: ${whole}`}`;
    const comment = text.split("\n").map((part) => `// ${part}`.trimEnd()).join("\n");
    if (this.#lines.at(-1)?.trim() !== comment) this.#write(comment);
  }

  #keep({ line, last: before, gives }: SavedStep): void {
    const { namespace, result } = line.input;
    for (const text of line.imports) {
      if (!/from\s*["'](?:@skiff-k8s\/)?skiff["']/.test(text)) {
        this.#imports.add(`${text.replace(/;$/, "")};`);
      }
    }
    const last = before === undefined ? undefined : this.#names.get(before);
    const own = this.#declare(line);
    const meanings = { namespace, last, names: this.#renamed, own };
    const head = textOf(line, line.head, meanings);
    const isClosed = TYPE_REGEXP.test(head) || (line.headIsBlock && head.endsWith("}"));
    if (head !== "") this.#write(isClosed ? head : `${head};`);
    this.#keepValue({ line, before, gives, result, meanings });
    for (const [name, now] of own) this.#renamed.set(name, now);
  }

  /** A name that is declared again is another variable, and gets another name. */
  #declare({ declared, imported }: SavedLine): ReadonlyMap<string, string> {
    const own = new Map<string, string>();
    for (const name of declared) {
      let now = name;
      if (this.#declared.has(name) && !imported.has(name)) {
        for (let n = 2; this.#taken.has(now); n++) now = `${name}${n}`;
      }
      this.#taken.add(now);
      this.#declared.add(name);
      own.set(name, now);
    }
    return own;
  }

  #keepValue({ line, before, gives, result, meanings }: {
    readonly line: SavedLine;
    readonly before: SavedLine | undefined;
    readonly gives: boolean;
    readonly result: SavedLine["input"]["result"];
    readonly meanings: Meanings;
  }): void {
    const expression = line.last;
    if (expression === undefined) return;
    const text = textOf(line, line.lastRange, meanings);
    const tight = TIGHT.has(expression.type) ? text : `(${text})`;
    const isWaited = isPromise(line, expression, before);
    if (gives) {
      const name = nameFor(expression, this.#taken);
      this.#names.set(line, name);
      const value = result === "query"
        ? `await ${tight}.list()`
        : result === "ref" || !isWaited
        ? text
        : `await ${tight}`;
      this.#write(`const ${name} = ${value};`);
    } else if (line.lastActs) {
      this.#write(isWaited ? `await ${tight};` : `${text};`);
    }
  }

  text(): string {
    const { flags, exported, usage } = this.#session;
    const body = this.#lines.join("\n");
    const code = body.replace(/^\s*\/\/.*$/gm, "");
    const used = (name: string) =>
      new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(code);
    const names = [...exported].filter(used).sort();
    const lines = [
      `#!/usr/bin/env -S skiff run ${flags.join(" ")}`.trimEnd(),
      "/**",
      " * Saved from a session at the prompt of skiff.",
      " *",
      ...usage.map((line) => ` * ${line}`),
      " *",
      " * @module",
      " */",
      ...this.#imports,
      ...(names.length === 0 ? [] : [`import { ${names.join(", ")} } from "skiff";`]),
      "",
      "/** Does what the session did. */",
      `export ${/\bawait\b/.test(code) ? "async " : ""}function main(): ${
        /\bawait\b/.test(code) ? "Promise<void>" : "void"
      } {`,
      body,
      "}",
      "",
      `if (import.meta.main) ${/\bawait\b/.test(code) ? "await " : ""}main();`,
      "",
    ];
    return lines.filter((line, index) => line !== "" || lines[index - 1] !== "").join("\n");
  }

  #write(text: string): void {
    const indent = "  ";
    // What stands in a template is text.
    const indented = text.includes("`")
      ? `${indent}${text}`
      : text.split("\n").map((line) => `${indent}${line}`).join("\n");
    if (text !== "") this.#lines.push(indented);
  }
}

/** Whether a line waits for its expression without saying so: the prompt awaits every value. */
function isPromise(
  { sends, waits }: SavedLine,
  expression: AnyNode,
  before: SavedLine | undefined,
): boolean {
  if (expression.type === "AwaitExpression") return false;
  // What was sent is the query behind `_`.
  if (rootOf(expression) === "_" && before?.input.result === "query") return false;
  // In a plan a wait counts as met, and sends nothing.
  if (sends || waits) return true;
  if (expression.type === "NewExpression") return true;
  return expression.type === "CallExpression" && expression.callee.type === "Identifier" &&
    rootOf(expression) !== "console";
}
