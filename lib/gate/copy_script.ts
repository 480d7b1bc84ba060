/**
 * Reads, checks and copies the modules of a script, and checks once more what Deno will load of the copy.
 * Loaded only where a script is new or has changed. Layer 6.
 *
 * @module
 */
import { GrantError } from "../core/errors.ts";
import { type CheckedScript, checkScriptGraph } from "./graph_check.ts";
import { isLibraryModule } from "./library.ts";
import { readScriptGraph, type ScriptGraph } from "./module_graph.ts";
import { withoutNodeModules } from "./node_modules.ts";
import { copyPackages, neededPackages } from "./npm_packages.ts";
import { dirname, join, pathOfAddress } from "./paths.ts";
import { compilerOptionsOf } from "./project_config.ts";
import { isInside, realPathOf, type ScriptRoot } from "./script_files.ts";
import { rememberScript } from "./script_memory.ts";
import { GRAPH_FLAGS } from "./script_process.ts";
import { type Snapshot, writeSnapshot } from "./snapshot.ts";

/** What is copied, and where to. */
export interface CopyScriptOptions {
  /** What the script is called in messages. */
  readonly name: string;
  /** Its path, without symbolic links. */
  readonly path: string;
  readonly root: ScriptRoot;
  /** What it may read, without symbolic links. */
  readonly granted: readonly string[];
  /** Where its copies are kept. */
  readonly folder: string;
  /** Deno's cache of this script alone. */
  readonly denoDirectory: string;
}

/**
 * Copies a script and remembers it.
 *
 * @param options What is copied, and where to.
 * @throws {GrantError} when it is made of something that it may not import.
 * @throws {ConfigError} when it cannot be parsed, or imports what does not exist.
 */
export async function copyScript(
  { name, path, root, granted, folder, denoDirectory }: CopyScriptOptions,
): Promise<Snapshot> {
  const graph = withoutNodeModules(await readScriptGraph(path));
  const checked = checkScriptGraph(graph, { name, root, granted });
  const contents = await readContents(checked);
  const copy = await Deno.makeTempDir({ dir: folder, prefix: "copy-" });
  const snapshot = await writeSnapshot(checked, {
    root,
    folder: copy,
    contents,
    compilerOptions: compilerOptionsOf(dirname(path)),
  });
  await copyPackages(neededPackages(await checkSnapshot(name, snapshot, copy)), denoDirectory);
  await rememberScript(folder, snapshot, checked, contents);
  await removeOldCopies(folder, copy);
  return snapshot;
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

async function readContents(
  { modules }: CheckedScript,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const paths = modules.flatMap(({ path }) => path === undefined ? [] : [path]);
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readUnmoved(path)] as const)),
  );
}

/**
 * Reads a file by its path without links; a link that has taken its place since it was checked is refused.
 *
 * @param path The path, without symbolic links.
 * @throws {GrantError} when another file is there now.
 */
export async function readUnmoved(path: string): Promise<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  const content = await new Response(ReadableStream.from(copyOf(file))).bytes();
  const [opened, found] = [await file.stat(), await Deno.lstat(path)];
  const isSame = realPathOf(path) === path && opened.isFile && found.isFile &&
    opened.dev === found.dev && opened.ino === found.ino;
  if (isSame) return content;
  throw new GrantError(
    `Cannot run a script that imports ${
      JSON.stringify(path)
    }: the file was moved while it was read`,
  );
}

/** The file stays open beside it. */
async function* copyOf(file: Deno.FsFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(64 * 1024);
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    yield buffer.slice(0, count);
  }
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
    const path = specifier.startsWith("file:") ? realPathOf(pathOfAddress(specifier)) : undefined;
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
