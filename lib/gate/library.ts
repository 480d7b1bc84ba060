/**
 * Where the library lies that a script in the sandbox imports as `skiff`: the running one, whatever the
 * script's own import map says. Layer 6.
 *
 * @module
 */

/** Entries of the package by the path behind its name, and their files below its root. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ["", "mod.ts"],
  ["client-node", "lib/client_node/mod.ts"],
  ["testing", "lib/testing/mod.ts"],
]);

const NAME_REGEXP = /^(?:skiff|(?:(?:npm|jsr):\/?)?@skiff-k8s\/skiff(?:@[^/]+)?)(?:\/(.*))?$/;
const ROOT = new URL("../../", import.meta.url);

/** What a specifier means to the library. */
export type LibrarySpecifier =
  | { readonly entry: string }
  | { readonly missing: string };

/**
 * Tells whether a specifier names the library, and which of its entries.
 *
 * @param specifier The specifier as it is written.
 * @returns The entry's address, or the name of an entry that there is not; `undefined` for other specifiers.
 */
export function librarySpecifier(specifier: string): LibrarySpecifier | undefined {
  const match = NAME_REGEXP.exec(specifier);
  if (match === null) return undefined;
  const file = ENTRIES.get(match[1] ?? "");
  return file === undefined ? { missing: specifier } : { entry: new URL(file, ROOT).href };
}

/** The library's names as an import map has them. */
export function libraryImports(): Record<string, string> {
  const imports: Record<string, string> = {};
  for (const name of ["skiff", "@skiff-k8s/skiff"]) {
    for (const [path, file] of ENTRIES) {
      imports[path === "" ? name : `${name}/${path}`] = new URL(file, ROOT).href;
    }
  }
  return imports;
}

/** The module that a script's process runs before the script. */
export function insideModule(): string {
  return new URL("lib/gate/inside.ts", ROOT).href;
}

/**
 * Tells whether an address is a module of the library, which is as trusted as the gate itself.
 *
 * @param address A module's address.
 */
export function isLibraryModule(address: string): boolean {
  if (!address.startsWith(ROOT.href)) return false;
  const path = address.slice(ROOT.href.length);
  return path === "mod.ts" || /^lib\/[\w/]+\.(?:ts|js)$/.test(path);
}
