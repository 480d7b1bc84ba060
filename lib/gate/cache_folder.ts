/**
 * Where the gate keeps copies of scripts: in the user's cache, for the user alone. Layer 6.
 *
 * @module
 */
import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";

/**
 * Makes sure that a folder is there, which only its user can enter.
 *
 * @param name The folder's name below Skiff's own.
 * @returns Its path.
 */
export function cacheDirectory(name: string): string {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  if (!cache) {
    throw new ConfigError("Cannot keep a copy of the script: HOME is not set: set XDG_CACHE_HOME");
  }
  const folder = join(cache, "skiff", name);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Tells whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
