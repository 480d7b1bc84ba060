/**
 * Builds the control plane's binaries from pinned Go modules, once for each set of pins.
 *
 * They land in the user's cache, in a folder named by the hash of `go.mod`, `go.sum` and the flags.
 *
 * @module
 */

import { join } from "node:path";
import {
  type BuildModule,
  ETCD_MODULE,
  KUBERNETES_MODULES,
  KWOK_MODULE,
  unknownVersion,
} from "./versions.ts";

/** Absolute paths of what was built. */
export interface Binaries {
  readonly etcd: string;
  readonly apiserver: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
  readonly kwok: string;
  /** KWOK's descriptions of how nodes and pods live. */
  readonly stages: readonly string[];
}

/** How to build. */
export interface BuildOptions {
  /** Told what is being built, one line a step. */
  readonly onProgress?: (line: string) => void;
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
}

const MODULES_DIRECTORY = join(import.meta.dirname ?? ".", "modules");
const BUILD_ARGUMENTS = ["build", "-trimpath"];

/** The folder for everything that is kept between runs: `$XDG_CACHE_HOME/skiff/controlplane`. */
export function cacheDirectory(): string {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "", ".cache");
  return join(home, "skiff", "controlplane");
}

/** Tells whether there is a Go to build with. */
export async function isGoAvailable(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("go", { args: ["version"], stdout: "null" })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Tells whether everything of one version is in the cache. */
export async function isBuilt(version: string): Promise<boolean> {
  const kubernetes = KUBERNETES_MODULES.get(version);
  if (kubernetes === undefined) return false;
  const modules = [kubernetes, ETCD_MODULE, KWOK_MODULE];
  const found = modules.map(async (module) => await exists(await directoryOf(module)));
  return (await Promise.all(found)).every((flag) => flag);
}

/**
 * Gives the binaries of one version, building what is not in the cache yet.
 *
 * @param version A version of `versions.ts`, e.g. `v1.36.3`.
 * @throws {Error} when the version is not pinned, or Go reports an error.
 */
export async function buildControlPlane(
  version: string,
  options: BuildOptions = {},
): Promise<Binaries> {
  const module = KUBERNETES_MODULES.get(version);
  if (module === undefined) throw unknownVersion(version);
  const kubernetes = await buildModule(module, options);
  const etcd = await buildModule(ETCD_MODULE, options);
  const kwok = await buildModule(KWOK_MODULE, options);
  return {
    etcd: join(etcd, "etcd"),
    apiserver: join(kubernetes, "kube-apiserver"),
    controllerManager: join(kubernetes, "kube-controller-manager"),
    scheduler: join(kubernetes, "kube-scheduler"),
    kubectl: join(kubernetes, "kubectl"),
    kwok: join(kwok, "kwok"),
    stages: Object.keys(KWOK_MODULE.files?.paths ?? {}).map((name) => join(kwok, name)),
  };
}

async function buildModule(module: BuildModule, options: BuildOptions): Promise<string> {
  const source = join(MODULES_DIRECTORY, module.folder);
  const root = cacheDirectory();
  const directory = await directoryOf(module);
  if (await exists(directory)) return directory;
  if (!await isGoAvailable()) {
    throw new Error(
      `Cannot build "${module.folder}": no "go" on the PATH: install Go 1.26 or later`,
    );
  }
  await Deno.mkdir(root, { recursive: true });
  // Built beside its final place and moved there whole: a second builder at worst does the work twice.
  const unfinished = await Deno.makeTempDir({ dir: root, prefix: ".building-" });
  try {
    for (const [name, path] of Object.entries(module.commands)) {
      options.onProgress?.(`building ${name} (${module.folder})`);
      const output = join(unfinished, name);
      await runGo(
        [...BUILD_ARGUMENTS, "-ldflags", module.ldflags, "-o", output, path],
        source,
        options.signal,
      );
    }
    if (module.files !== undefined) {
      const list = ["list", "-m", "-f", "{{.Dir}}", module.files.module];
      const origin = (await runGo(list, source, options.signal)).trim();
      for (const [name, path] of Object.entries(module.files.paths)) {
        await Deno.writeFile(join(unfinished, name), await Deno.readFile(join(origin, path)));
      }
    }
    await moveInto(unfinished, directory);
  } finally {
    await Deno.remove(unfinished, { recursive: true }).catch(ignoreNotFound);
  }
  return directory;
}

async function runGo(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const command = new Deno.Command("go", {
    args: [...args],
    cwd,
    env: { CGO_ENABLED: "0" },
    ...(signal === undefined ? {} : { signal }),
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot run "go ${args[0]}" in "${cwd}": ${decoder.decode(stderr)}`);
  }
  return decoder.decode(stdout);
}

/** Where the binaries of a module lie, named by all that they are made from. */
async function directoryOf(module: BuildModule): Promise<string> {
  const source = join(MODULES_DIRECTORY, module.folder);
  const parts = [
    await Deno.readTextFile(join(source, "go.mod")),
    await Deno.readTextFile(join(source, "go.sum")),
    JSON.stringify([BUILD_ARGUMENTS, module]),
    Deno.build.target,
  ];
  const bytes = new TextEncoder().encode(parts.join("\0"));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return join(cacheDirectory(), `${module.folder}-${hash.slice(0, 16)}`);
}

async function moveInto(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!await exists(to)) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    ignoreNotFound(error);
    return false;
  });
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
