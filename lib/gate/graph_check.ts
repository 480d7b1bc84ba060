/**
 * Checks the modules of a script before any of it runs: Deno loads what is imported by name without asking
 * for a permission, so that an import of text would read any file of the user. Layer 6.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ConfigError, GrantError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { isLibraryModule, librarySpecifier } from "./library.ts";
import type { GraphModule, ModuleEdge, ScriptGraph } from "./module_graph.ts";
import { mayImport, realPathOf, type ScriptRoot } from "./script_files.ts";
import { shortPath } from "./short_path.ts";

/** One module of the script that is copied. */
export interface ScriptModule {
  /** Its address. */
  readonly address: string;
  /** Its path, without symbolic links; `undefined` where the address holds the text itself. */
  readonly path: string | undefined;
  /** As Deno names it. */
  readonly mediaType: string;
  /** What it is imported as: `json`, `text`, `bytes`, or none for code. */
  readonly type: string | undefined;
  readonly edges: readonly ModuleEdge[];
}

/** A script that may run. */
export interface CheckedScript {
  /** The script's own address. */
  readonly root: string;
  readonly modules: readonly ScriptModule[];
}

/** What the check goes by. */
export interface CheckOptions {
  /** What the script is called in messages. */
  readonly name: string;
  readonly root: ScriptRoot;
  /** What the script may read, without symbolic links. */
  readonly granted: readonly string[];
}

/**
 * Checks every module that a script can import by name.
 *
 * @param graph Its modules.
 * @param options Where they may lie.
 * @returns The modules to copy.
 * @throws {GrantError} when it imports a file that is none of its own, or something from elsewhere.
 * @throws {ConfigError} when it imports what does not exist or cannot be parsed.
 */
export function checkScriptGraph(graph: ScriptGraph, options: CheckOptions): CheckedScript {
  const found = new Map<string, ScriptModule>();
  const queue: { address: string; from: string; edge?: ModuleEdge }[] = [
    { address: graph.root, from: options.name },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { address, from, edge } = next;
    if (found.has(address) || !isCopied(address)) continue;
    const module = graph.modules.get(address);
    // What is not there is an error of the import() that asks for it, when it does.
    if (module?.error !== undefined && edge?.isDynamic === true) continue;
    if (module === undefined || module.error !== undefined) {
      throw brokenModule(options.name, address, from, module);
    }
    const path = address.startsWith("file:") ? realPathOf(fileURLToPath(address)) : undefined;
    if (path !== undefined && !mayImport(path, options.root, options.granted)) {
      throw foreignFile(options, from, path, edge);
    }
    found.set(address, {
      address,
      path,
      mediaType: module.mediaType,
      type: edge?.type,
      edges: module.edges,
    });
    for (const edge of module.edges) {
      const target = checkEdge(edge, address, options.name);
      if (target !== undefined) queue.push({ address: target, from: address, edge });
    }
  }
  return { root: graph.root, modules: [...found.values()] };
}

/** Tells whether a module is one of the script's own. */
function isCopied(address: string): boolean {
  return /^(?:file|data):/.test(address) && !isLibraryModule(address);
}

/** Checks one import and gives the module of the script's own that it leads to. */
function checkEdge(edge: ModuleEdge, from: string, script: string): string | undefined {
  const library = librarySpecifier(edge.specifier, edge.target);
  if (library !== undefined) {
    if ("entry" in library) return undefined;
    throw new ConfigError(
      `Cannot run ${quote(script)}: ${place(from)} imports ${quote(library.missing)}: ` +
        "the package has no such entry",
    );
  }
  const { target } = edge;
  if (target === undefined) {
    if (edge.isDynamic) return undefined;
    throw new ConfigError(
      `Cannot run ${quote(script)}: ${edge.error ?? "an import leads nowhere"}${
        bareHint(edge.specifier)
      }`,
    );
  }
  if (/^(?:node|npm|file|data):/.test(target)) return target;
  if (/^blob:/.test(target)) return undefined;
  throw new GrantError(
    `Cannot run ${quote(script)}: ${place(from)} imports ${
      quote(target)
    }: code from elsewhere does ` +
      "not run in the sandbox: use an npm package, or keep a copy beside the script",
  );
}

/** What somebody may have meant by an import that no import map knows. */
function bareHint(specifier: string): string {
  if (!/^(?:@[\w.-]+\/)?[\w.-]+(?:\/|$)/.test(specifier)) return "";
  const near = suggest(specifier, ["skiff"]);
  return near === undefined
    ? `: write ${quote(`npm:${specifier}`)}, or name it in the imports of a deno.json`
    : `: did you mean ${quote(near)}`;
}

function foreignFile(
  { name, root }: CheckOptions,
  from: string,
  path: string,
  edge: ModuleEdge | undefined,
): GrantError {
  const kind = edge?.type === undefined ? "" : ` as ${edge.type}`;
  const where = root.folder === undefined
    ? "a script that does not lie in a folder of its own may import nothing else"
    : `it is outside of ${root.folder}, or hidden`;
  return new GrantError(
    `Cannot run ${quote(name)}: ${place(from)} imports ${quote(path)}${kind}: ${where}: ` +
      `add --allow-read=${path} if that is meant`,
  );
}

function brokenModule(
  script: string,
  address: string,
  from: string,
  module: GraphModule | undefined,
): ConfigError {
  const said = module?.error ?? "it was not found";
  const fault = syntaxFault(said);
  if (fault !== undefined) return new ConfigError(`Cannot run ${quote(script)}: ${fault}`);
  const [line = "not found"] = said.split("\n");
  const importer = from === script ? "" : ` imported by ${place(from)}`;
  return new ConfigError(`Cannot run ${quote(script)}: ${place(address)}${importer}: ${line}`);
}

const PLACE_REGEXP = /\n\s+at (file:\S+?):(\d+):(\d+)\s*$/;
/** The line of code that Deno shows, with its number before it. */
const CODE_REGEXP = /^\s*\d+ \| ?(.*)$/m;

/**
 * What is wrong with a module's syntax, and where: `a.ts:3:11: Expression expected: const b = ;`.
 *
 * @param said What Deno says of the module, on several lines.
 * @returns `undefined` where it names no place.
 */
export function syntaxFault(said: string): string | undefined {
  const place = PLACE_REGEXP.exec(said);
  if (place === null) return undefined;
  const [, address = "", line, column] = place;
  const [first = ""] = said.split("\n");
  const code = CODE_REGEXP.exec(said)?.[1]?.trim() ?? "";
  const what = first.replace(/^(?:SyntaxError|The module's source code could not be parsed): /, "")
    .replace(/ at file:\S+$/, "");
  const where = `${shortPath(fileURLToPath(address))}:${line}:${column}`;
  return `${where}: ${what}${code === "" ? "" : `: ${cut(code)}`}`;
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** A module as people call it: a path, or the beginning of an address. */
function place(address: string): string {
  if (!address.startsWith("file:")) return quote(address);
  return quote(fileURLToPath(address));
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 197)}...` : text);
}
