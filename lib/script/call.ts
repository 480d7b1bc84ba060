/**
 * One call of a script, whoever makes it. Layer 6.
 *
 * @module
 */
import { Cluster, connectionOf } from "../api/cluster.ts";
import { cluster as defaultCluster } from "../api/connect.ts";
import { Connection } from "../api/connection.ts";
import { checkNamespace } from "../connect/namespace.ts";
import { QueryError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { checkBySchema } from "./check.ts";
import type { ScriptDefinition, ScriptRunOptions } from "./definition.ts";
import { knownKeys } from "./option.ts";
import type { ScriptSchema } from "./schema.ts";

/** What a call takes beside the options. */
const CONTEXT_KEYS: readonly (keyof ScriptRunOptions<unknown>)[] = [
  "args",
  "cluster",
  "namespace",
  "signal",
];

/**
 * Checks options and arguments, and runs the script.
 *
 * @throws {QueryError} when its schemas refuse an option or argument, or do not know it; else what the script
 * throws.
 */
export async function callScript<OptionsIn, Options, ArgsIn, Args, Result>(
  definition: ScriptDefinition<OptionsIn, Options, ArgsIn, Args, Result>,
  options: OptionsIn,
  context: ScriptRunOptions<ArgsIn>,
): Promise<Result> {
  const { name } = definition;
  refuseUnknown(context, CONTEXT_KEYS, (key) => `Cannot run ${name}: run() takes no "${key}"`);
  const { namespace, signal = new AbortController().signal } = context;
  const cluster = inNamespace(context.cluster ?? defaultCluster, namespace);
  checkKeys(definition.options, options, sayer(name, "option"));
  checkKeys(definition.args, context.args, sayer(name, "argument"));
  const checked = definition.options === undefined
    ? {} as Options
    : await checkBySchema(definition.options, options, sayer(name, "option"));
  const args = definition.args === undefined
    ? {} as Args
    : await checkBySchema(definition.args, context.args ?? {}, sayer(name, "argument"));
  const ns = (namespace?: string) => cluster.ns(namespace);
  return await definition.run({ options: checked, args, cluster, ns, signal });
}

/** The same cluster with another namespace of its own; it is not closed with it. */
function inNamespace(cluster: Cluster, namespace: string | undefined): Cluster {
  if (namespace === undefined) return cluster;
  const name = checkNamespace(namespace, "run()");
  const connection = connectionOf(cluster);
  return new Cluster(
    new Connection(async () => {
      const session = await connection.session();
      const { context = "", server = "", user = "", readOnly = false, dryRun = false } =
        connection.info ?? {};
      return {
        session: { ...session, namespace: name, [Symbol.asyncDispose]: async () => {} },
        info: { context, namespace: name, server, user, readOnly, dryRun },
      };
    }),
  );
}

/** A schema leaves out what it does not know, and says nothing. */
function checkKeys(
  schema: ScriptSchema | undefined,
  values: unknown,
  say: (key: string | undefined, fault: string) => string,
): void {
  const known = schema === undefined ? [] : knownKeys(schema);
  if (known !== undefined) refuseUnknown(values, known, (key) => say(key, "there is no such one"));
}

function refuseUnknown(
  values: unknown,
  known: readonly string[],
  say: (key: string) => string,
): void {
  if (typeof values !== "object" || values === null) return;
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || known.includes(key)) continue;
    const near = suggest(key, known);
    throw new QueryError(`${say(key)}${near === undefined ? "" : `: did you mean "${near}"`}`);
  }
}

function sayer(name: string, what: string): (key: string | undefined, fault: string) => string {
  return (key, fault) =>
    key === undefined
      ? `Cannot run ${name}: its ${what}s are not valid: ${fault}`
      : `Cannot run ${name}: ${what} "${key}": ${fault}`;
}
