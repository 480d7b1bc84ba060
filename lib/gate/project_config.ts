/**
 * Reads of a script's project what matters to its copy. Layer 6.
 *
 * @module
 */
import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { ancestors } from "./script_files.ts";

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
