/**
 * `skiff check`: types, rights and permissions of a script, none of which is run. Layer 6.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../core/errors.ts";
import { type CheckedScript, checkScriptGraph, syntaxFault } from "./graph_check.ts";
import { isLibrarySource } from "./library.ts";
import { readScriptGraph } from "./module_graph.ts";
import { checkScriptFile, scriptRootOf } from "./prepare_script.ts";
import { compilerOptionsOf } from "./project_config.ts";
import { parseModule } from "./script_syntax.ts";
import { type ClusterUse, findUses, type ModuleUses } from "./script_uses.ts";
import { shortPath } from "./short_path.ts";
import { checkTypes, type TypeFault } from "./type_check.ts";

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
  const path = await checkScriptFile(script).catch(failChecking);
  checkStrict(path);
  const graph = await readScriptGraph(path, { types: true });
  const checked = asChecking(() =>
    checkScriptGraph(graph, { name: script, root: scriptRootOf(path), granted: [] })
  );
  const [types, uses] = await Promise.all([checkTypes(path, graph), findAllUses(checked)]);
  return {
    types,
    cluster: uses.flatMap(({ cluster }) => cluster),
    deno: uses.flatMap(({ deno }) => deno),
  };
}

/** What may not run is said to be so; a fault of the file itself is one of checking it. */
function asChecking<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    failChecking(error);
  }
}

function failChecking(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  const message = error.message.replace(/^Cannot run /, "Cannot check ");
  throw new ConfigError(message, { cause: error });
}

/**
 * Looks for what a script and the modules of its own ask of Deno, whatever else it imports; checks no types.
 *
 * @param script Its path.
 * @throws {ConfigError} when it does not exist or cannot be parsed.
 */
export async function findDenoUses(script: string): Promise<ModuleUses["deno"]> {
  const graph = await readScriptGraph(await checkScriptFile(script));
  const found: ModuleUses["deno"][] = [];
  for (const { specifier, mediaType, error = "" } of graph.modules.values()) {
    const fault = syntaxFault(error);
    if (fault !== undefined) {
      throw new ConfigError(`Cannot look through ${JSON.stringify(script)}: ${fault}`);
    }
    const isOwn = specifier.startsWith("file:") && !specifier.includes("/node_modules/") &&
      !isLibrarySource(specifier);
    if (isOwn && CODE.has(mediaType)) found.push((await usesOf(fileURLToPath(specifier))).deno);
  }
  return found.flat();
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
    found.push(await usesOf(path));
  }
  return found;
}

async function usesOf(path: string): Promise<ModuleUses> {
  const file = shortPath(path);
  return findUses(await parseModule(await Deno.readTextFile(path), file), file);
}
