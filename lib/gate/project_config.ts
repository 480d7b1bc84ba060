/**
 * Reads of a script's project what matters to its copy. Layer 6.
 *
 * @module
 */
import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { ancestors, isFile } from "./script_files.ts";

const TOKEN_REGEXP = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*[}\]])/g;

/**
 * Finds the `compilerOptions` of the nearest `deno.json` that has any, as what is made of JSX and of
 * decorators depends on them.
 *
 * @param folder Where the script lies.
 * @returns The options; `undefined` where there are none.
 * @throws {ConfigError} when a `deno.json` is no JSON.
 */
export function compilerOptionsOf(folder: string): unknown {
  for (const ancestor of ancestors(folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const options = readConfig(join(ancestor, name))?.["compilerOptions"];
      if (options !== undefined) return options;
    }
  }
  return undefined;
}

/** What in a `deno.json` matters to how types are checked, beside where imports lead. */
const CHECK_SETTINGS = ["compilerOptions", "nodeModulesDir", "workspace", "links", "unstable"];

/**
 * Tells whether a script's types are checked as those of any other: nothing above it says otherwise.
 *
 * @param folder Where the script lies.
 * @returns The nearest `deno.json`, if there is one; `undefined` where the project has its own way.
 * @throws {ConfigError} when a `deno.json` is no JSON.
 */
export function plainConfigOf(folder: string): { readonly config?: string } | undefined {
  let nearest: string | undefined;
  for (const ancestor of ancestors(folder)) {
    if (isFile(join(ancestor, "package.json"))) return undefined;
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(ancestor, name);
      const config = readConfig(path);
      if (config === undefined) continue;
      if (CHECK_SETTINGS.some((setting) => setting in config)) return undefined;
      nearest ??= path;
    }
  }
  return nearest === undefined ? {} : { config: nearest };
}

/**
 * Finds the nearest `deno.json`.
 *
 * @param folder Where to look first.
 * @throws {ConfigError} when it is no JSON.
 */
export function configOf(
  folder: string,
): { readonly path: string; readonly config: Readonly<Record<string, unknown>> } | undefined {
  for (const ancestor of ancestors(folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(ancestor, name);
      const config = readConfig(path);
      if (config !== undefined) return { path, config };
    }
  }
  return undefined;
}

function readConfig(path: string): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return JSON.parse(withoutComments(text)) as Record<string, unknown>;
  } catch (error) {
    throw new ConfigError(`Cannot read ${JSON.stringify(path)}: it is not JSON`, { cause: error });
  }
}

/** Takes comments and trailing commas away, which Deno allows in its configuration. */
function withoutComments(text: string): string {
  const plain = text.replace(TOKEN_REGEXP, (token) => token.startsWith("/") ? " " : token);
  return plain.replace(TOKEN_REGEXP, (token) => token === "," ? "" : token);
}
