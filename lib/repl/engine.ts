/**
 * Runs what a person types: expressions at once, statements after a rewrite, TypeScript after its types
 * are taken off. The names that a line declares live in a scope of the session's own, so no line can
 * overwrite the globals that the program itself stands on by declaring a variable. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { compileInput, type InputResult, isCompiled } from "./compile.ts";
import { type Edit, Places } from "./places.ts";
import { type CompiledInput, IMPORT_NAME } from "./rewrite.ts";
import { PLAIN_RUNNER, type Runner, type ScopedBody } from "./runner.ts";

/** What an engine starts with. */
export interface EngineOptions {
  /** Names that are there from the first line on; a line may declare them again. */
  readonly bindings?: Readonly<Record<string, unknown>>;
  /** Modules that imports find under a name of their own, e.g. `skiff`: loaded ones, or where they are. */
  readonly modules?: Readonly<Record<string, string | object>>;
  /** The URL that relative imports start from; default the working directory. */
  readonly baseUrl?: string;
  /** Whether declarations stay local to their input; for one evaluation only. */
  readonly local?: boolean;
  /** What compiles and starts; by default without a limit of time. */
  readonly runner?: Runner;
}

/** Input that was found ready to run. */
export interface ReadyInput {
  /** What was typed. */
  readonly source: string;
  readonly body: string;
  readonly declared: readonly string[];
  readonly constants: readonly string[];
  readonly edits: readonly Edit[];
  readonly headLength: number;
  /** Whether its members were looked for before it ran: the syntax tree was there anyway. */
  readonly checked?: boolean;
}

/** Evaluates lines one after another; what one declares, the next ones see. */
export class Engine {
  readonly #scope: Record<string, unknown> = Object.create(null);
  readonly #local: boolean;
  readonly #runner: Runner;
  readonly #places: Places;
  /** Names that mean what the session gives them until a line declares them. */
  readonly #offered = new Set<string>();

  /** Makes an engine with its bindings in scope. */
  constructor(options: EngineOptions = {}) {
    const { bindings = {}, modules = {}, baseUrl, local = false, runner = PLAIN_RUNNER } = options;
    this.#local = local;
    this.#runner = runner;
    this.#places = new Places(runner.firstLine);
    for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(bindings))) {
      Object.defineProperty(this.#scope, name, { ...value, configurable: true });
    }
    Object.defineProperty(this.#scope, IMPORT_NAME, {
      value: async (specifier: unknown, options?: ImportCallOptions) => {
        const name = String(specifier);
        const known = Object.hasOwn(modules, name) ? modules[name] : undefined;
        if (typeof known === "object") return known;
        return await import(known ?? resolveSpecifier(name, baseUrl), options);
      },
    });
  }

  /** The names in scope, bindings included. */
  names(): string[] {
    return Object.keys(this.#scope);
  }

  /** The value of a name in scope; `undefined` where there is none. */
  valueOf(name: string): unknown {
    return this.#scope[name];
  }

  /** Puts a name into scope, or replaces its value. */
  bind(name: string, value: unknown): void {
    Object.defineProperty(this.#scope, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }

  /** Makes `_` the last result, unless a line has declared a variable of that name. */
  setLast(value: unknown): void {
    this.offer("_", value);
  }

  /** Binds a name, unless a line has declared a variable of that name. */
  offer(name: string, value: unknown): void {
    if (name in this.#scope && !this.#offered.has(name)) return;
    this.#offered.add(name);
    this.bind(name, value);
  }

  /** Takes away what was offered under a name. */
  withdraw(name: string): void {
    if (this.#offered.delete(name)) delete this.#scope[name];
  }

  /**
   * Says where in the input a failure came up.
   *
   * @param error What {@link Engine.run} threw.
   * @returns `line 1, column 5`, or `undefined` where it is not known.
   */
  placeOf(error: unknown): string | undefined {
    return this.#places.describe(error);
  }

  /** Leaves in the stack of a failure what the user wrote, by its own lines. */
  cutStack(error: unknown): void {
    this.#places.cutStack(error);
  }

  /**
   * Finds out whether input can run, without running it.
   *
   * @param source What was typed.
   * @returns The input ready to run, or `undefined` where it is incomplete and more lines are expected.
   * @throws {QueryError} when it is neither JavaScript nor TypeScript.
   */
  async prepare(source: string): Promise<ReadyInput | undefined> {
    const expression = asExpression(source);
    if (expression !== undefined) {
      await this.#checkArguments(source);
      const before = { start: 0, end: 0, text: "return (" };
      return {
        source,
        body: `${before.text}${expression}\n);`,
        declared: [],
        constants: [],
        edits: [before],
        headLength: 0,
      };
    }
    const result: InputResult = await compileInput(source, { local: this.#local });
    if (isCompiled(result)) {
      const { body, declared, constants, edits, headLength } = result;
      await this.#checkMembers(result);
      return { source, body, declared, constants, edits, headLength, checked: true };
    }
    if (result.incomplete) return undefined;
    throw result.error;
  }

  /**
   * Runs prepared input.
   *
   * The promise also settles when the signal does: what the input was waiting for is left alone then.
   *
   * @param input What {@link Engine.prepare} gave.
   * @param signal Ends the wait.
   * @returns The value of the last expression; a promise is awaited.
   */
  async run(input: ReadyInput, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const scope = this.#scope;
    const fresh = input.declared.filter((name) => !(name in scope));
    for (const name of input.declared) {
      this.#offered.delete(name);
      this.bind(name, scope[name]);
    }
    try {
      const value = await untilAborted(this.#start(input), signal);
      if (value === undefined) await this.#explainMembers(input);
      return value;
    } catch (error) {
      if (error instanceof TypeError) await this.#explainMembers(input);
      // A name whose declaration was never reached does not exist.
      for (const name of fresh) if (scope[name] === undefined) delete scope[name];
      throw await this.#explain(error);
    } finally {
      for (const name of input.constants) {
        if (name in scope) Object.defineProperty(scope, name, { writable: false });
      }
    }
  }

  /**
   * Prepares and runs input.
   *
   * @param source What was typed.
   * @param signal Ends the wait.
   * @returns The value of the last expression.
   * @throws {QueryError} when the input is incomplete or not valid.
   */
  async evaluate(source: string, signal?: AbortSignal): Promise<unknown> {
    return await this.run(await this.whole(source), signal);
  }

  /**
   * Prepares input that has no more lines.
   *
   * @throws {QueryError} when it is incomplete or not valid.
   */
  async whole(source: string): Promise<ReadyInput> {
    const input = await this.prepare(source);
    if (input !== undefined) return input;
    throw new QueryError("Cannot evaluate the input: it ends too early: close what is open");
  }

  async #start(input: ReadyInput): Promise<unknown> {
    const body: ScopedBody = this.#runner.compile(input.body, this.#places.add(input));
    return await this.#runner.start(() => body(this.#scope));
  }

  /** Refuses calls with more arguments than they take, which JavaScript would ignore. */
  async #checkArguments(source: string): Promise<void> {
    if (!SEVERAL_ARGUMENTS_REGEXP.test(source)) return;
    const { mayHaveSurplus } = await import("./members.ts");
    if (!mayHaveSurplus(source)) return;
    const result = await compileInput(source, { local: this.#local });
    if (isCompiled(result)) await this.#checkMembers(result);
  }

  /** Looks for members that are not there, where an expression gave nothing or something to be wrong with. */
  async #explainMembers({ source, checked }: ReadyInput): Promise<void> {
    if (checked === true || !/[.[]/.test(source)) return;
    const result = await compileInput(source, { local: this.#local });
    if (isCompiled(result)) await this.#checkMembers(result);
  }

  async #checkMembers({ program, text }: CompiledInput): Promise<void> {
    const { findUnknownMember } = await import("./members.ts");
    const fault = findUnknownMember(program, { source: text, scope: this.#scope });
    if (fault !== undefined) throw fault;
  }

  async #explain(error: unknown): Promise<unknown> {
    if (!(error instanceof ReferenceError)) return error;
    const name = /^(\S+) is not defined$/.exec(error.message)?.[1];
    if (name === undefined) return error;
    const { hintAtName } = await import("./unknown_name.ts");
    const hint = hintAtName(name, this.names());
    return hint === undefined
      ? error
      : new ReferenceError(`${error.message}: ${hint}`, { cause: error });
  }
}

const NEEDS_REWRITE_REGEXP = /\bimport\b|^\s*(?:async\s+)?function\b|^\s*class\b/;
/** A call of a method whose first argument is short and has another one behind it. */
const SEVERAL_ARGUMENTS_REGEXP = /\.\w+\(\s*(?:"[^"]*"|'[^']*'|`[^`]*`|[\w.]+)\s*,/;
const TYPE_ARGUMENTS_REGEXP = /[\w$]<[^()]*>\s*\(/;

// Most input is one expression of plain JavaScript: the engine's own parser says so at no cost. Text
// that is an expression in round and in square brackets alike cannot have closed the brackets itself.
function asExpression(source: string): string | undefined {
  const text = source.replace(/[;\s]+$/, "");
  if (NEEDS_REWRITE_REGEXP.test(text) || TYPE_ARGUMENTS_REGEXP.test(text)) return undefined;
  try {
    for (const probe of [`return (${text}\n);`, `return [${text}\n];`]) {
      new Function(`return async function () { "use strict";\n${probe}\n}`);
    }
    return text;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function resolveSpecifier(specifier: string, baseUrl: string | undefined): string {
  if (!/^\.{0,2}\//.test(specifier)) return specifier;
  const base = baseUrl ?? `file://${encodeURI(Deno.cwd())}/`;
  return new URL(specifier, base).href;
}

async function untilAborted(work: Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  // An abort ends the wait before the work does: its failure, if any, has nobody left to tell.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
