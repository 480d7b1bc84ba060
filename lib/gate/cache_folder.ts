/**
 * Where the gate keeps copies of scripts: in the user's cache, for the user alone. Layer 6.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { dirname, join } from "./paths.ts";
import { isInside } from "./script_files.ts";

/**
 * Makes sure that a folder is there, which only its user can enter.
 *
 * @param name The folder's name below Skiff's own.
 * @returns Its path.
 * @throws {ConfigError} when there is no place for it, or the place belongs to somebody else.
 */
export function cacheDirectory(name: string): string {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  if (!cache) {
    throw new ConfigError("Cannot keep a copy of the script: HOME is not set: set XDG_CACHE_HOME");
  }
  const folder = join(cache, "skiff", name);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let path = folder; isInside(path, join(cache, "skiff")); path = dirname(path)) claim(path);
  return folder;
}

/** What others can write to is no place for code that will run: they could have laid the folder out before. */
function claim(folder: string): void {
  const { uid, mode } = Deno.lstatSync(folder);
  if (uid === null || mode === null) return;
  if (uid !== Deno.uid()) {
    throw new ConfigError(
      `Cannot keep a copy of the script in ${
        JSON.stringify(folder)
      }: the folder belongs to another ` +
        "user: set XDG_CACHE_HOME to a folder of your own",
    );
  }
  // A link has no mode of its own; what it leads to was made by the one that the link belongs to.
  if ((mode & 0o022) !== 0 && (mode & 0o170000) === 0o040000) Deno.chmodSync(folder, mode & 0o755);
}

/** Tells whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
