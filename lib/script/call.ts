/**
 * One call of a script, whoever makes it. Layer 6.
 *
 * @module
 */
import { cluster as defaultCluster } from "../api/connect.ts";
import { checkBySchema } from "./check.ts";
import type { ScriptDefinition, ScriptRunOptions } from "./definition.ts";

/**
 * Checks options and arguments, and runs the script.
 *
 * @throws {QueryError} when its schemas refuse an option or argument; else what the script throws.
 */
export async function callScript<OptionsIn, Options, ArgsIn, Args, Result>(
  definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>,
  options: OptionsIn,
  context: ScriptRunOptions<ArgsIn>,
): Promise<Result> {
  const { name } = definition;
  const { cluster = defaultCluster, signal = new AbortController().signal } = context;
  const checked = definition.options === undefined
    ? {} as Options
    : await checkBySchema(definition.options, options, sayer(name, "option"));
  const args = definition.args === undefined
    ? {} as Args
    : await checkBySchema(definition.args, context.args ?? {}, sayer(name, "argument"));
  const ns = (namespace?: string) => cluster.ns(namespace);
  return await definition.run({ options: checked, args, cluster, ns, signal });
}

function sayer(name: string, what: string): (key: string | undefined, fault: string) => string {
  return (key, fault) =>
    key === undefined
      ? `Cannot run ${name}: its ${what}s are not valid: ${fault}`
      : `Cannot run ${name}: ${what} "${key}": ${fault}`;
}
