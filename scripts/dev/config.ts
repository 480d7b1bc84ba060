/**
 * What the project's own checks read from `deno.json` and from the folders.
 *
 * @module
 */

import { join } from "node:path";
import { ROOT } from "./deno_command.ts";

/** The part of `deno.json` that the checks need. */
export interface ProjectConfig {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** Reads `deno.json`. */
export async function readConfig(root = ROOT): Promise<ProjectConfig> {
  return JSON.parse(await Deno.readTextFile(join(root, "deno.json"))) as ProjectConfig;
}

/** All files below a folder whose name ends so, relative to the root and sorted; none when it is missing. */
export async function listFiles(
  directory: string,
  suffix: string,
  root = ROOT,
): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(join(root, directory))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory) found.push(...await listFiles(path, suffix, root));
      else if (entry.name.endsWith(suffix)) found.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

/** The names of the folders right below one, sorted. */
export async function listFolders(directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(join(ROOT, directory))) {
    if (entry.isDirectory) names.push(entry.name);
  }
  return names.sort();
}
