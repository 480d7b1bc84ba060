/**
 * Copies the npm packages that a script needs, and no others, to Deno's cache of that script alone. Layer 6.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { isMissing } from "./cache_folder.ts";
import type { GraphPackage, ScriptGraph } from "./module_graph.ts";

/**
 * Picks the packages that a script imports, with what those depend on.
 *
 * @param graph The script's modules; imports of types alone are not followed.
 */
export function neededPackages(graph: ScriptGraph): readonly GraphPackage[] {
  const packages = new Map<string, GraphPackage>();
  function take(id: string): void {
    const found = graph.packages.get(id);
    if (found === undefined || packages.has(id)) return;
    packages.set(id, found);
    for (const dependency of found.dependencies) take(dependency);
  }
  const seen = new Set<string>();
  const queue = [graph.root];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    const module = graph.modules.get(address);
    if (module === undefined || seen.has(address)) continue;
    seen.add(address);
    if (module.npmPackage !== undefined) take(module.npmPackage);
    for (const { target } of module.edges) if (target !== undefined) queue.push(target);
  }
  return [...packages.values()];
}

/**
 * Copies packages.
 *
 * @param packages As they lie in the user's cache.
 * @param denoDirectory The cache of the script.
 */
export async function copyPackages(
  packages: readonly GraphPackage[],
  denoDirectory: string,
): Promise<void> {
  const npm = join(denoDirectory, "npm");
  await Deno.remove(npm, { recursive: true }).catch(ignoreMissing);
  const versions = new Map<string, Set<string>>();
  const names = new Set(packages.map(({ name }) => name));
  for (const { name, version, localPath } of packages) {
    const from = dirname(localPath);
    const registry = from.slice(0, -name.length - 1);
    const to = join(npm, basename(registry), name);
    await copyFolder(localPath, join(to, basename(localPath)));
    const known = versions.get(from) ?? new Set();
    versions.set(from, known.add(version));
    await copyManifest(join(from, "registry.json"), join(to, "registry.json"), { known, names });
  }
}

/** What a copied manifest may speak of. */
interface Copied {
  /** The versions of the package itself. */
  readonly known: ReadonlySet<string>;
  /** The names of all packages. */
  readonly names: ReadonlySet<string>;
}

/** What the registry says of one version; only what is read here. */
interface VersionManifest {
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Copies what the registry says of a package, without the versions and the optional peers that are not there. */
async function copyManifest(from: string, to: string, { known, names }: Copied): Promise<void> {
  const manifest = JSON.parse(await Deno.readTextFile(from)) as {
    readonly versions: Readonly<Record<string, VersionManifest>>;
    readonly "dist-tags"?: Readonly<Record<string, string>>;
  };
  const kept = {
    ...manifest,
    versions: Object.fromEntries(
      Object.entries(manifest.versions)
        .filter(([version]) => known.has(version))
        .map(([version, said]) => [version, withoutAbsentPeers(said, names)]),
    ),
    "dist-tags": Object.fromEntries(
      Object.entries(manifest["dist-tags"] ?? {}).filter(([, version]) => known.has(version)),
    ),
  };
  await Deno.writeTextFile(to, JSON.stringify(kept));
}

/** Deno would ask the registry for a peer that nobody has, optional or not. */
function withoutAbsentPeers(said: VersionManifest, names: ReadonlySet<string>): VersionManifest {
  const { peerDependencies, peerDependenciesMeta } = said;
  if (peerDependencies === undefined) return said;
  const peers = Object.entries(peerDependencies).filter(([name]) =>
    names.has(name) || peerDependenciesMeta?.[name]?.optional !== true
  );
  return { ...said, peerDependencies: Object.fromEntries(peers) };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyFolder(source, target);
    else if (entry.isFile) await Deno.copyFile(source, target);
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
