/**
 * Which files a script may be made of: those below its root, and those that it may read anyway. Layer 6.
 *
 * @module
 */
import { dirname, join, resolve } from "./paths.ts";

/** Files by which a folder says that it is a project. */
export const CONFIG_FILES: readonly string[] = ["deno.json", "deno.jsonc", "package.json"];

/** Where a script's own files lie. */
export interface ScriptRoot {
  /** The folder, without symbolic links; `undefined`: only the script itself. */
  readonly folder: string | undefined;
  /** The script's own path, without symbolic links. */
  readonly script: string;
}

/**
 * Finds the folder whose files a script may import: that of its project, else its own. A home, a folder
 * above it or the folder for temporary files holds too much that is no part of a script.
 *
 * @param script Path of the script, without symbolic links.
 * @param shared Folders that are nobody's project, without symbolic links.
 */
export function findScriptRoot(script: string, shared: readonly string[]): ScriptRoot {
  const own = dirname(script);
  const project = ancestors(own).find((folder) =>
    CONFIG_FILES.some((name) => isFile(join(folder, name)))
  );
  const candidates = [project === undefined ? undefined : findWorkspace(project), project, own];
  const folder = candidates.find((candidate) =>
    candidate !== undefined && !shared.some((path) => isInside(path, candidate))
  );
  return { folder, script };
}

/** The folder of the workspace that a project belongs to. */
function findWorkspace(project: string): string | undefined {
  return ancestors(project).findLast((folder) =>
    CONFIG_FILES.some((name) => {
      const text = readText(join(folder, name));
      return text !== undefined && /"(?:workspace|workspaces)"\s*:/.test(text);
    })
  );
}

/** A folder and all above it, the nearest first. */
export function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** Tells whether a path is a folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/**
 * Tells whether a file may be a part of the script.
 *
 * @param path The file, without symbolic links.
 * @param root Where the script's own files lie.
 * @param granted What the script may read, without symbolic links.
 */
export function mayImport(path: string, root: ScriptRoot, granted: readonly string[]): boolean {
  if (path === root.script) return true;
  if (granted.some((folder) => isInside(path, folder))) return true;
  if (root.folder === undefined || !isInside(path, root.folder)) return false;
  // What a name hides (.env, .git, .ssh) is not meant to be a part of a program.
  return !path.slice(root.folder.length).split("/").some((segment) => segment.startsWith("."));
}

/**
 * The path without symbolic links; of what does not exist or may not be looked at, as it is.
 *
 * @param path Any path.
 */
export function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    // Deno looks into /proc and its like for those only who may do everything.
    const isHidden = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory ||
      error instanceof Deno.errors.NotCapable;
    if (isHidden) return resolve(path);
    throw error;
  }
}

/**
 * Tells whether there is a file.
 *
 * @param path Any path.
 */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // A folder that cannot be looked into is no project of the user's.
    return false;
  }
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // Likewise.
    return undefined;
  }
}
