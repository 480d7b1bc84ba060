/**
 * Makes a script ready to run in the sandbox: its modules are read, checked and copied, and what Deno will
 * load of the copy is checked once more. Layer 6.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, GrantError } from "../core/errors.ts";
import { cacheDirectory } from "./cache_folder.ts";
import { type CheckedScript, checkScriptGraph } from "./graph_check.ts";
import { insideModule, isLibraryModule } from "./library.ts";
import { readScriptGraph, type ScriptGraph } from "./module_graph.ts";
import { withoutNodeModules } from "./node_modules.ts";
import { copyPackages, neededPackages } from "./npm_packages.ts";
import { readablePaths, type ScriptPermissions } from "./permissions.ts";
import { compilerOptionsOf } from "./project_config.ts";
import { findScriptRoot, isInside, realPathOf, type ScriptRoot } from "./script_files.ts";
import { recallScript, rememberScript } from "./script_memory.ts";
import { GRAPH_FLAGS } from "./script_process.ts";
import { type Snapshot, writeSnapshot } from "./snapshot.ts";

/** A script that is ready. */
export interface PreparedScript {
  readonly snapshot: Snapshot;
  /** Deno's cache of this script alone. */
  readonly denoDirectory: string;
}

/**
 * Makes a script ready.
 *
 * @param script Path of the script.
 * @param permissions What it may read may be a part of it.
 * @throws {GrantError} when it is made of something that it may not import.
 * @throws {ConfigError} when it does not exist or cannot be parsed.
 */
export async function prepareScript(
  script: string,
  permissions: ScriptPermissions,
): Promise<PreparedScript> {
  const path = await checkScriptFile(script);
  const root = rootOf(path);
  const granted = readablePaths(permissions);
  const folder = cacheDirectory(join("run", await keyOf(path)));
  const denoDirectory = join(folder, "deno");
  const remembered = await recallScript(folder, root, granted);
  if (remembered !== undefined) return { snapshot: remembered, denoDirectory };
  const graph = withoutNodeModules(await readScriptGraph(path));
  const checked = checkScriptGraph(graph, { name: script, root, granted });
  const contents = await readContents(checked);
  const copy = await Deno.makeTempDir({ dir: folder, prefix: "copy-" });
  const snapshot = await writeSnapshot(checked, {
    root,
    folder: copy,
    contents,
    compilerOptions: compilerOptionsOf(dirname(path)),
  });
  await copyPackages(neededPackages(await checkSnapshot(script, snapshot, copy)), denoDirectory);
  await rememberScript(folder, snapshot, checked, contents);
  await removeOldCopies(folder, copy);
  return { snapshot, denoDirectory };
}

const OLD_COPY_MS = 7 * 24 * 60 * 60_000;

/** Removes copies that nobody runs any more; what still runs may load more of its own. */
async function removeOldCopies(folder: string, current: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith("copy-") || path === current) continue;
    const { mtime } = await Deno.stat(path);
    const isOld = Date.now() - (mtime?.getTime() ?? 0) > OLD_COPY_MS;
    if (isOld) await Deno.remove(path, { recursive: true });
  }
}

/**
 * Finds the folder whose files a script may import.
 *
 * @param path The script, without symbolic links.
 */
export function rootOf(path: string): ScriptRoot {
  const shared = [Deno.env.get("HOME"), Deno.env.get("TMPDIR"), "/tmp", "/var/tmp"];
  return findScriptRoot(path, shared.filter((folder) => folder !== undefined).map(realPathOf));
}

/**
 * Finds where a script's modules may lie.
 *
 * @param path The script's path, without symbolic links.
 */
export function scriptRootOf(path: string): ScriptRoot {
  const shared = [Deno.env.get("HOME"), Deno.env.get("TMPDIR"), "/tmp", "/var/tmp"]
    .filter((folder) => folder !== undefined).map(realPathOf);
  return findScriptRoot(path, shared);
}

async function keyOf(path: string): Promise<string> {
  const text = new TextEncoder().encode(`${path}\n${insideModule()}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return digest.subarray(0, 16).toHex();
}

/**
 * Makes sure that a script is a file.
 *
 * @param script Its path.
 * @returns Its path without symbolic links.
 * @throws {ConfigError} when it is none.
 */
export async function checkScriptFile(script: string): Promise<string> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(script)) {
    throw new ConfigError(`Cannot run ${JSON.stringify(script)}: only a file runs in the sandbox`);
  }
  try {
    const path = await Deno.realPath(script);
    if ((await Deno.stat(path)).isFile) return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ConfigError(`Cannot run ${JSON.stringify(script)}: there is no such file`);
  }
  throw new ConfigError(`Cannot run ${JSON.stringify(script)}: it is not a file`);
}

async function readContents(
  { modules }: CheckedScript,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const paths = modules.flatMap(({ path }) => path === undefined ? [] : [path]);
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await Deno.readFile(path)] as const)),
  );
}

/** Makes sure that Deno finds nothing in the copy but the copy itself, the library and npm packages. */
async function checkSnapshot(
  script: string,
  snapshot: Snapshot,
  folder: string,
): Promise<ScriptGraph> {
  const own = await Deno.realPath(folder);
  const graph = await readScriptGraph(snapshot.main, {
    flags: [...GRAPH_FLAGS, `--import-map=${snapshot.importMap}`],
    env: { DENO_NO_PACKAGE_JSON: "1" },
  });
  for (const { specifier } of graph.modules.values()) {
    if (/^(?:node|npm|data):/.test(specifier) || isLibraryModule(specifier)) continue;
    const path = specifier.startsWith("file:") ? realPathOf(fileURLToPath(specifier)) : undefined;
    if (path !== undefined && isInside(path, own)) continue;
    throw new GrantError(
      `Cannot run ${JSON.stringify(script)}: it imports ${
        JSON.stringify(specifier)
      } in a way that ` +
        "the check did not see",
    );
  }
  return graph;
}
