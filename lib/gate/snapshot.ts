/**
 * Copies a script's modules to a private folder, so that what was checked is what runs. Layer 6.
 *
 * The copies are JavaScript; an import map leads each import to its copy, and nothing else.
 *
 * @module
 */
import { basename, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConfigError } from "../core/errors.ts";
import type { CheckedScript, ScriptModule } from "./graph_check.ts";
import { libraryImports, librarySpecifier } from "./library.ts";
import type { ModuleEdge } from "./module_graph.ts";
import { isInside, type ScriptRoot } from "./script_files.ts";
import { prepareCode } from "./source_map.ts";
import { transpile } from "./transpile.ts";

/** Where a copy of a script lies. */
export interface Snapshot {
  /** The module to run. */
  readonly main: string;
  /** The import map to run it with. */
  readonly importMap: string;
}

/** What a copy is made from. */
export interface SnapshotOptions {
  readonly root: ScriptRoot;
  /** A folder that exists and is the user's alone. */
  readonly folder: string;
  /** The content of each module with a path, read once. */
  readonly contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** `compilerOptions` of the script's project. */
  readonly compilerOptions: unknown;
}

/** Where Deno makes JavaScript of something else. */
const TRANSPILED: ReadonlyMap<string, string> = new Map([
  ["TypeScript", ".ts"],
  ["Mts", ".mts"],
  ["TSX", ".tsx"],
  ["JSX", ".jsx"],
]);
const MODULES: ReadonlySet<string> = new Set(["JavaScript", "Mjs"]);

/**
 * Copies a script.
 *
 * @param script Its modules, checked.
 * @param options From where to where.
 */
export async function writeSnapshot(
  script: CheckedScript,
  options: SnapshotOptions,
): Promise<Snapshot> {
  const files = new Map<string, string>();
  for (const [index, module] of script.modules.entries()) {
    if (module.path !== undefined) files.set(module.address, copyPath(module, index, options));
  }
  const made = await transpile(
    script.modules.filter(isTranspiled).map((module) => ({
      id: module.address,
      extension: TRANSPILED.get(module.mediaType)!,
      source: contentOf(module, options),
    })),
    { folder: options.folder, compilerOptions: options.compilerOptions },
  );
  for (const module of script.modules) {
    const file = files.get(module.address);
    if (file === undefined) continue;
    const content = made.get(module.address) ?? contentOf(module, options);
    await Deno.mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
    await Deno.writeFile(file, prepare(module, content), { mode: 0o600 });
  }
  const importMap = join(options.folder, "import_map.json");
  const map = formatImportMap(script, files, options);
  await Deno.writeTextFile(importMap, JSON.stringify(map), { mode: 0o600 });
  return { main: files.get(script.root)!, importMap };
}

function isTranspiled({ path, type, mediaType }: ScriptModule): boolean {
  return path !== undefined && type === undefined && TRANSPILED.has(mediaType);
}

function contentOf({ path }: ScriptModule, { contents }: SnapshotOptions): Uint8Array<ArrayBuffer> {
  const content = contents.get(path ?? "");
  if (content === undefined) throw new ConfigError(`Cannot copy ${JSON.stringify(path)}: not read`);
  return content;
}

function prepare(module: ScriptModule, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const isCode = isTranspiled(module) ||
    (module.type === undefined && MODULES.has(module.mediaType));
  if (!isCode) return content;
  const code = new TextDecoder().decode(content);
  return new TextEncoder().encode(prepareCode(code, module.address));
}

/** A copy has the place of its original below the root, and says by its name that it is JavaScript. */
function copyPath(module: ScriptModule, index: number, options: SnapshotOptions): string {
  const { root, folder } = options;
  const path = fileURLToPath(module.address);
  const place = root.folder !== undefined && isInside(path, root.folder)
    ? join("src", relative(root.folder, path))
    : join("elsewhere", String(index), basename(path));
  const isMade = isTranspiled(module) && extname(path) !== ".mjs";
  return join(folder, isMade ? `${place}.js` : place);
}

interface ImportMap {
  readonly imports: Record<string, string>;
  readonly scopes: Record<string, Record<string, string>>;
}

function formatImportMap(
  script: CheckedScript,
  files: ReadonlyMap<string, string>,
  { root, folder }: SnapshotOptions,
): ImportMap {
  const scopes: ImportMap["scopes"] = {};
  for (const module of script.modules) {
    const base = addressOf(module.address, files);
    const scope: Record<string, string> = {};
    for (const edge of module.edges) {
      const target = targetOf(edge, files);
      if (target !== undefined) scope[keyOf(edge.specifier, base)] = target;
    }
    if (Object.keys(scope).length > 0) scopes[base] = scope;
  }
  const imports = libraryImports();
  if (root.folder !== undefined) {
    // What is imported by a name that is made up while the script runs lies in no copy: then the original
    // is meant, for which the script needs the right to read.
    imports[folderAddress(join(folder, "src"))] = folderAddress(root.folder);
    const main = addressOf(script.root, files);
    imports[main] = main;
  }
  return { imports, scopes };
}

function folderAddress(path: string): string {
  return `${pathToFileURL(path).href}/`;
}

function addressOf(address: string, files: ReadonlyMap<string, string>): string {
  const file = files.get(address);
  return file === undefined ? address : pathToFileURL(file).href;
}

/**
 * What an import map leads an import to.
 *
 * @param edge The import.
 * @param files Where copies of modules lie, by the modules' addresses.
 */
export function targetOf(
  edge: ModuleEdge,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const library = librarySpecifier(edge.specifier, edge.target);
  if (library !== undefined) return "entry" in library ? library.entry : undefined;
  if (edge.target === undefined) return undefined;
  // Deno writes the address of a package with a slash that no import has.
  return addressOf(edge.target, files).replace(/^npm:\//, "npm:");
}

/**
 * What an import map looks a specifier up by: an address where it is one, else the specifier itself.
 *
 * @param specifier As it is written.
 * @param base Address of the module that imports it.
 */
export function keyOf(specifier: string, base: string): string {
  if (!/^(?:\.{0,2}\/|[a-zA-Z][a-zA-Z0-9+.-]*:)/.test(specifier)) return specifier;
  return URL.parse(specifier, base)?.href ?? specifier;
}
