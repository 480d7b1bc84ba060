/**
 * Where a saved script finds Skiff: by the `deno.json` of its project, else by one that is written beside it.
 * Layer 7.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { projectAddress } from "../gate/library.ts";
import { configOf } from "../gate/project_config.ts";

/** What leads a script of a folder to Skiff. */
export interface SavedPlace {
  /** The project's configuration, where there is one. */
  readonly config: string | undefined;
  /** The imports that it lacks, by name. */
  readonly missing: Readonly<Record<string, string>>;
}

/** The entries that a script and its test import. */
const NEEDED = ["skiff", "skiff/testing"] as const;

/**
 * Looks for the configuration that holds for a file.
 *
 * @param file The script, which need not be there.
 * @throws {ConfigError} when a `deno.json` is no JSON.
 */
export function findPlace(file: string): SavedPlace {
  const found = configOf(dirname(resolve(file)));
  const imports = found?.config["imports"];
  const known = typeof imports === "object" && imports !== null ? Object.keys(imports) : [];
  const hasMap = found?.config["importMap"] !== undefined;
  return {
    config: found?.path,
    missing: Object.fromEntries(
      NEEDED.filter((name) => !hasMap && !known.includes(name)).map((name) => [
        name,
        projectAddress(name),
      ]),
    ),
  };
}

/**
 * Writes a `deno.json` beside a script in a folder that has none.
 *
 * @returns Its path; `undefined` where there is one already.
 */
export async function writePlace(file: string, { config, missing }: SavedPlace): Promise<
  string | undefined
> {
  if (config !== undefined) return undefined;
  const path = join(dirname(file), "deno.json");
  await Deno.writeTextFile(path, `${JSON.stringify({ imports: missing }, undefined, 2)}\n`, {
    createNew: true,
  });
  return path;
}
