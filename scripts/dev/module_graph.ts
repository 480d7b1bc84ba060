/**
 * Reads every import of the project's modules through `deno info --json`.
 *
 * @module
 */

import { join, relative } from "node:path";
import { listFiles } from "./config.ts";
import { runDeno } from "./deno_command.ts";

/** One import of one module. */
export interface Edge {
  /** The importing file, relative to the root. */
  readonly from: string;
  /** The specifier as it is written. */
  readonly specifier: string;
  /** The imported file relative to the root, or the full specifier of what is no file below it. */
  readonly to: string;
  /** Whether it vanishes when types are stripped. */
  readonly isType: boolean;
}

/** The modules of a tree and their imports. */
export interface ModuleGraph {
  readonly files: readonly string[];
  readonly edges: readonly Edge[];
  /** Imports that lead nowhere. */
  readonly problems: readonly string[];
}

interface InfoTarget {
  readonly specifier?: string;
  readonly error?: string;
}

interface InfoModule {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: InfoTarget;
    readonly type?: InfoTarget;
  }[];
}

/**
 * Reads the imports of all TypeScript files below some folders.
 *
 * @param root Folder that the paths are relative to; its `deno.json` resolves bare specifiers.
 * @param folders Folders or files below it.
 */
export async function readModuleGraph(
  root: string,
  folders: readonly string[],
): Promise<ModuleGraph> {
  const files: string[] = [];
  for (const folder of folders) {
    if (folder.endsWith(".ts")) files.push(folder);
    else files.push(...await listFiles(folder, ".ts", root));
  }
  const directory = await Deno.makeTempDir({ prefix: "skiff-graph-" });
  try {
    // One root that imports everything: the command takes a single module.
    const all = join(directory, "all.ts");
    const lines = files.map((file) => `import "${new URL(`file://${join(root, file)}`)}";\n`);
    await Deno.writeTextFile(all, lines.join(""));
    const config = join(root, "deno.json");
    const args = ["info", "--json", "--no-lock", "--config", config, all];
    const { code, stdout, output } = await runDeno(args, { cwd: root });
    if (code !== 0) throw new Error(`Cannot read the module graph: ${output}`);
    const { modules } = JSON.parse(stdout) as { modules: readonly InfoModule[] };
    return asGraph(root, files, modules);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function asGraph(
  root: string,
  files: readonly string[],
  modules: readonly InfoModule[],
): ModuleGraph {
  const own = new Set(files);
  const edges: Edge[] = [];
  const problems: string[] = [];
  for (const module of modules) {
    const from = relativePath(root, module.specifier);
    if (module.error !== undefined) problems.push(`${from}: ${module.error}`);
    if (!own.has(from)) continue;
    for (const { specifier, code, type } of module.dependencies ?? []) {
      const target = code?.specifier ?? type?.specifier;
      const error = code?.error ?? type?.error;
      if (target === undefined) {
        problems.push(`${from}: cannot resolve "${specifier}": ${error ?? "unknown"}`);
        continue;
      }
      edges.push({ from, specifier, to: relativePath(root, target), isType: code === undefined });
    }
  }
  return { files, edges, problems };
}

function relativePath(root: string, specifier: string): string {
  if (!specifier.startsWith("file://")) return specifier;
  const path = decodeURIComponent(new URL(specifier).pathname);
  return path.startsWith(`${root}/`) ? relative(root, path) : path;
}
