/**
 * A session as a script: the inputs that succeeded, in order. Layer 7.
 *
 * @module
 */
import { compileInput, isCompiled } from "./compile.ts";
import type { CompiledInput } from "./rewrite.ts";
import type { RecordedInput } from "./session_record.ts";

/** What a script is made of. */
export interface SavedSession {
  readonly inputs: readonly RecordedInput[];
  /** The namespace that `ns()` meant. */
  readonly namespace: string;
  /** The options of `skiff run` that it needs. */
  readonly flags: readonly string[];
  /** The names that `skiff` exports. */
  readonly exported: readonly string[];
}

const LAST_REGEXP = /(?<![\w$.])_(?![\w$])/g;
const ROW_REGEXP = /(?<![\w$.])\$[1-9]\d*(?![\w$])/g;

/**
 * Writes the script.
 *
 * @param session What was typed, and where.
 * @returns TypeScript that `skiff run` runs, with a function `main` for tests.
 */
export async function scriptOf(session: SavedSession): Promise<string> {
  const writer = new Writer(session);
  for (const [index, input] of session.inputs.entries()) await writer.add(input, index);
  return writer.text();
}

class Writer {
  readonly #session: SavedSession;
  readonly #imports = new Set<string>();
  readonly #lines: string[] = [];
  readonly #declared = new Set<string>();
  #blocks = 0;
  /** What `_` means, where something has given a value. */
  #last: string | undefined;

  constructor(session: SavedSession) {
    this.#session = session;
  }

  async add(input: RecordedInput, index: number): Promise<void> {
    const source = input.source
      .replace(ROW_REGEXP, (name) => input.rows.get(name) ?? name)
      .replace(LAST_REGEXP, () => this.#last ?? "undefined")
      .trim().replace(/;$/, "");
    if (input.result === "stream") {
      return this.#write(`// Left out, since it never ends: ${source.split("\n")[0]}`);
    }
    const isObject = source.startsWith("{") && input.result !== "none";
    const compiled = isObject ? undefined : await compileInput(source);
    if (compiled === undefined) return this.#print("", source, input, index);
    if (!isCompiled(compiled)) return;
    if (compiled.declared.some((name) => this.#declared.has(name))) {
      // A name that is declared again means another variable from here on.
      this.#write("{");
      this.#blocks++;
      this.#declared.clear();
    }
    for (const name of compiled.declared) this.#declared.add(name);
    const rest = this.#withoutImports(source, compiled);
    const last = compiled.program.body.at(-1);
    // Enums are written by code of their own, so that places in the text do not hold.
    if (last?.type !== "ExpressionStatement" || compiled.text.length !== source.length) {
      return this.#write(rest === "" ? "" : `${rest};`);
    }
    const head = rest.slice(0, rest.length - (source.length - last.start)).trim();
    this.#print(head, source.slice(last.start), input, index);
  }

  text(): string {
    const { namespace, flags, exported } = this.#session;
    const body = this.#lines.join("\n");
    const used = (name: string) =>
      new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(body);
    const names = exported.filter((name) => !OWN.has(name) && used(name)).sort();
    const lines = [
      `#!/usr/bin/env -S skiff run ${flags.join(" ")}`.trimEnd(),
      "/** Saved from a session at the prompt of skiff. */",
      ...this.#imports,
      `import { cluster as current, ${[...names, "type Cluster"].join(", ")} } from "skiff";`,
      "",
      "/**",
      " * Does what the session did.",
      " *",
      " * @param cluster Where; default: the current context.",
      " */",
      "export async function main(cluster: Cluster = current): Promise<void> {",
      ...(used("ns")
        ? [`  const ns = (name = ${JSON.stringify(namespace)}) => cluster.ns(name);`]
        : []),
      ...(used("apply")
        ? ["  const apply: Cluster['apply'] = (...given) => cluster.apply(...given);"]
        : []),
      body,
      ...Array.from({ length: this.#blocks }, (_, i) => `${"  ".repeat(this.#blocks - i)}}`),
      "}",
      "",
      "if (import.meta.main) await main();",
      "",
    ];
    return lines.filter((line, index) => line !== "" || lines[index - 1] !== "").join("\n");
  }

  /** Writes what comes before a value, and what prints it. */
  #print(head: string, expression: string, { result }: RecordedInput, index: number): void {
    if (head !== "") this.#write(head);
    if (result === "none") return this.#write(`await (${expression});`);
    const name = `result${index + 1}`;
    const isAwaited = result === "value" || result === "ref";
    this.#write(`const ${name} = ${isAwaited ? `await (${expression})` : expression};`);
    this.#write(
      result === "query"
        ? `console.log(String(await ${name}.table()));`
        : `console.log(${result === "ref" ? `await ${name}.get()` : name});`,
    );
    this.#last = result === "query" ? `(await ${name}.list())` : name;
  }

  #withoutImports(source: string, { program }: CompiledInput): string {
    let rest = source;
    for (const statement of [...program.body].reverse()) {
      if (statement.type !== "ImportDeclaration") continue;
      const text = source.slice(statement.start, statement.end);
      if (statement.source.value !== "skiff") this.#imports.add(`${text.replace(/;$/, "")};`);
      rest = rest.slice(0, statement.start) + rest.slice(statement.end);
    }
    return rest.trim();
  }

  #write(text: string): void {
    const indent = "  ".repeat(1 + this.#blocks);
    // What stands in a template is text.
    const indented = text.includes("`")
      ? `${indent}${text}`
      : text.split("\n").map((line) => `${indent}${line}`).join("\n");
    if (text !== "") this.#lines.push(indented);
  }
}

/** What the function gets or makes itself. */
const OWN: ReadonlySet<string> = new Set(["cluster", "ns", "apply", "Cluster"]);
