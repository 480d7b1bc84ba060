/**
 * Where the library lies that a script in the sandbox imports as `skiff`: the running one, whatever the
 * script's own import map says. Layer 6.
 *
 * @module
 */

import { addressOfFolder, pathOfAddress } from "./paths.ts";

/** Entries of the package by the path behind its name, and their files below its root. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ["", "mod"],
  ["client-node", "lib/client_node/mod"],
  ["repl", "lib/repl/notebook/mod"],
  ["testing", "lib/testing/mod"],
]);

const NAME_REGEXP = /^(?:skiff|(?:(?:npm|jsr):\/?)?@skiff-k8s\/skiff(?:@[^/]+)?)(?:\/(.*))?$/;

/** The running library: its sources, or a build of them. */
interface Library {
  /** Its folder. */
  readonly root: URL;
  readonly extension: ".ts" | ".js";
  /** The folder of the sources, by which a script may import it as well. */
  readonly sources: URL | undefined;
}

/** Beside a build lies a file that says which sources it was made from. */
const STAMP = "../stamp";
/** Where in a build of the commands that of the library lies. */
const BUILT_LIBRARY = "../../script/";

let library: Library = {
  root: new URL("../../", import.meta.url),
  extension: ".ts",
  sources: undefined,
};

/**
 * Takes the library that belongs to a command line; before anything else here is called.
 *
 * @param main Address of `lib/cli/main`: the source, or built.
 */
export function useLibraryOfCommand(main: string): void {
  // Another program that runs scripts brings the sources along.
  if (!main.endsWith("/lib/cli/main.js")) return;
  const root = new URL(BUILT_LIBRARY, main);
  library = { root, extension: ".js", sources: sourcesOf(root) };
}

function sourcesOf(build: URL): URL | undefined {
  try {
    const path = Deno.readTextFileSync(new URL(STAMP, build)).trim();
    return path === "" ? undefined : addressOfFolder(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What a specifier means to the library. */
export type LibrarySpecifier =
  | { readonly entry: string }
  | { readonly missing: string };

/**
 * Tells whether an import means the library, and which of its entries.
 *
 * @param specifier The specifier as it is written.
 * @param target What it resolves to, where that is known.
 * @returns The entry's address, or the name of an entry that there is not; `undefined` for other imports.
 */
export function librarySpecifier(
  specifier: string,
  target?: string,
): LibrarySpecifier | undefined {
  for (const file of ENTRIES.values()) {
    if (target !== undefined && target === sourceAddress(file)) {
      return { entry: address(file) };
    }
  }
  const match = NAME_REGEXP.exec(specifier);
  if (match === null) return undefined;
  const file = ENTRIES.get(match[1] ?? "");
  return file === undefined ? { missing: specifier } : { entry: address(file) };
}

/** The library's names as an import map has them. */
export function libraryImports(): Record<string, string> {
  const imports: Record<string, string> = {};
  for (const name of ["skiff", "@skiff-k8s/skiff"]) {
    for (const [path, file] of ENTRIES) {
      imports[path === "" ? name : `${name}/${path}`] = address(file);
    }
  }
  return imports;
}

/**
 * The address of an entry for the `deno.json` of a project: that of its source, since a build is replaced by
 * the next one.
 *
 * @param name E.g. `skiff/testing`.
 */
export function projectAddress(name: "skiff" | "skiff/testing"): string {
  return sourceAddress(ENTRIES.get(name === "skiff" ? "" : "testing") ?? "mod");
}

/** The module that a script's process runs before the script. */
export function insideModule(): string {
  return address("lib/gate/inside");
}

/**
 * The files that a script's process loads of the library. Parts of it that are loaded later by a name which
 * Deno does not see need the right to be read; there is nothing secret in them.
 */
export function libraryFiles(): readonly string[] {
  const { root, extension } = library;
  if (extension === ".js") return [pathOfAddress(root.href)];
  return [pathOfAddress(new URL("mod.ts", root).href), pathOfAddress(new URL("lib", root).href)];
}

/**
 * Tells whether an address is a module of the library, which is as trusted as the gate itself.
 *
 * @param address A module's address.
 */
export function isLibraryModule(address: string): boolean {
  const { root, extension } = library;
  if (!address.startsWith(root.href)) return false;
  const path = address.slice(root.href.length);
  if (extension === ".js") return /^(?:[\w-]+\/)*[\w-]+\.js$/.test(path);
  return isSource(path);
}

/**
 * Tells whether an address is a module of the library or of the sources that it was built from: a script may
 * import them by their paths. It is not trusted for that.
 *
 * @param address A module's address.
 */
export function isLibrarySource(address: string): boolean {
  const { href } = library.sources ?? library.root;
  return isLibraryModule(address) ||
    address.startsWith(href) && isSource(address.slice(href.length));
}

function isSource(path: string): boolean {
  return path === "mod.ts" || /^lib\/[\w/]+\.ts$/.test(path);
}

function address(file: string): string {
  return new URL(file + library.extension, library.root).href;
}

function sourceAddress(file: string): string {
  return new URL(`${file}.ts`, library.sources ?? library.root).href;
}
