/**
 * A command-line tool of one's own, in one file. Layer 6.
 *
 * Only what a script is lives here: reading its command line, help and completion are loaded by
 * {@link Script.main}.
 *
 * @module
 */
import type { NoOptions, ScriptDefinition, ScriptRunOptions } from "./definition.ts";

/** A command-line tool; made by {@link script}. */
export class Script<OptionsIn, Options, ArgsIn, Args, Result> {
  /** The definition that it was made of. */
  readonly definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>;

  /** Made by `script()`. */
  constructor(definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>) {
    this.definition = definition;
  }

  /**
   * Calls it from code, e.g. from a test: checks options and arguments, and runs it. Sends what the script
   * sends.
   *
   * @param options Its options by their keys.
   * @param context Arguments, cluster, namespace and signal.
   * @returns What the script's `run` returns.
   * @throws {QueryError} when its schemas refuse an option or argument, or do not know it; else what the
   * script throws.
   */
  async run(options: OptionsIn, context: ScriptRunOptions<ArgsIn> = {}): Promise<Result> {
    const { callScript } = await import("./call.ts");
    return await callScript(this.definition, options, context);
  }

  /**
   * Runs it as the program: reads the command line, shows help, connects, runs, says in one line what went
   * wrong, and ends the process with an exit code: 0 done, 1 failed, 2 usage, 3 not found, 4 forbidden,
   * 5 timeout, 130 interrupted.
   *
   * @param words The command line; default: `Deno.args`.
   */
  async main(words: readonly string[] = Deno.args): Promise<never> {
    const { runAsProgram } = await import("./program.ts");
    return await runAsProgram(this.definition, words);
  }
}

/**
 * Defines a command-line tool: help, checked options, `--context`, `-n`, exit codes and completion come
 * with it. Sends nothing.
 *
 * It runs by `deno run`, by `skiff run`, and compiled by `skiff compile`, also as a plugin of kubectl. The
 * schemas may be of any library that has Standard Schema and Standard JSON Schema, such as zod from 4.2.
 *
 * @example A tool in one file
 * ```ts
 * import assert from "node:assert/strict";
 * import { script } from "skiff";
 * import { z } from "zod";
 *
 * export const greet = script({
 *   name: "greet",
 *   description: "Greets somebody",
 *   options: z.object({
 *     times: z.number().int().min(1).default(1).describe("How often").meta({ short: "t" }),
 *   }),
 *   args: z.object({ who: z.string().describe("Whom") }),
 *   run: ({ options, args }) => `hello ${args.who} `.repeat(options.times).trim(),
 * });
 * if (import.meta.main) await greet.main();
 *
 * assert.equal(await greet.run({ times: 2 }, { args: { who: "you" } }), "hello you hello you");
 * ```
 *
 * @param definition Name, description, schemas of options and arguments, and what it does.
 * @returns The tool: `await tool.main()` in the file's `if (import.meta.main)`, `tool.run()` in a test.
 */
export function script<
  OptionsIn = NoOptions,
  Options = NoOptions,
  ArgsIn = NoOptions,
  Args = NoOptions,
  Result = void,
>(
  definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>,
): Script<OptionsIn, Options, ArgsIn, Args, Result> {
  return new Script(definition);
}
