/**
 * Makes a script ready to run in the sandbox: by its copy, where it is as it was when it was checked, and
 * else by checking and copying it. Layer 6.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { cacheDirectory } from "./cache_folder.ts";
import { insideModule } from "./library.ts";
import { join } from "./paths.ts";
import { readablePaths, type ScriptPermissions } from "./permissions.ts";
import { findScriptRoot, realPathOf, type ScriptRoot } from "./script_files.ts";
import { recallScript } from "./script_memory.ts";
import type { Snapshot } from "./snapshot.ts";

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
  const root = scriptRootOf(path);
  const granted = readablePaths(permissions);
  const folder = cacheDirectory(`run/${await keyOf(path)}`);
  const denoDirectory = join(folder, "deno");
  const remembered = await recallScript(folder, root, granted);
  if (remembered !== undefined) return { snapshot: remembered, denoDirectory };
  const { copyScript } = await import("./copy_script.ts");
  const snapshot = await copyScript({ name: script, path, root, granted, folder, denoDirectory });
  return { snapshot, denoDirectory };
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
