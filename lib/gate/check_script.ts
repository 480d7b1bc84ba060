/**
 * `skiff check`: types, rights and permissions of a script, none of which is run. Layer 6.
 *
 * @module
 */
import { dirname } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { type CheckedScript, checkScriptGraph } from "./graph_check.ts";
import { readScriptGraph } from "./module_graph.ts";
import { checkScriptFile, scriptRootOf } from "./prepare_script.ts";
import { compilerOptionsOf } from "./project_config.ts";
import { parseModule } from "./script_syntax.ts";
import { type ClusterUse, findUses, type ModuleUses } from "./script_uses.ts";
import { checkTypes, shortPath, type TypeFault } from "./type_check.ts";

/** What is known of a script before it runs. */
export interface ScriptReport {
  readonly types: readonly TypeFault[];
  /** What it does in the cluster. */
  readonly cluster: readonly ClusterUse[];
  /** What it asks of Deno. */
  readonly deno: ModuleUses["deno"];
}

/** Kinds of modules that can be looked through; JSX is made JavaScript of by Deno only. */
const CODE: ReadonlySet<string> = new Set(["TypeScript", "JavaScript", "Mts", "Mjs"]);

/**
 * Checks a script and the modules of its own.
 *
 * @param script Its path.
 * @returns Faults of types, and what it uses.
 * @throws {GrantError} when it imports what `skiff run` would refuse.
 * @throws {ConfigError} when it does not exist or cannot be parsed.
 */
export async function checkScript(script: string): Promise<ScriptReport> {
  const path = await checkScriptFile(script);
  checkStrict(path);
  const graph = await readScriptGraph(path, { types: true });
  const checked = checkScriptGraph(graph, { name: script, root: scriptRootOf(path), granted: [] });
  const [types, uses] = await Promise.all([checkTypes(path, graph), findAllUses(checked)]);
  return {
    types,
    cluster: uses.flatMap(({ cluster }) => cluster),
    deno: uses.flatMap(({ deno }) => deno),
  };
}

/** Without strict types the checker does not come to an end on the types of queries. */
function checkStrict(path: string): void {
  const options = compilerOptionsOf(dirname(path)) as { readonly strict?: unknown } | undefined;
  if (options?.strict !== false) return;
  throw new ConfigError(
    `Cannot check ${
      JSON.stringify(path)
    }: compilerOptions.strict of its deno.json is false, which ` +
      "the types of queries need: take it out",
  );
}

async function findAllUses({ modules }: CheckedScript): Promise<ModuleUses[]> {
  const found: ModuleUses[] = [];
  for (const { path, type, mediaType } of modules) {
    if (path === undefined || type !== undefined || !CODE.has(mediaType)) continue;
    const file = shortPath(path);
    found.push(findUses(await parseModule(await Deno.readTextFile(path), file), file));
  }
  return found;
}
