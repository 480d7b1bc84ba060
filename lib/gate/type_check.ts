/**
 * Checks the types of a script, with those of the library, by Deno itself. Layer 6.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConfigError } from "../core/errors.ts";
import { cacheDirectory } from "./cache_folder.ts";
import { denoEnvironment } from "./deno_environment.ts";
import { libraryImports, librarySpecifier } from "./library.ts";
import type { ScriptGraph } from "./module_graph.ts";
import { plainConfigOf } from "./project_config.ts";
import { shortPath } from "./short_path.ts";

/** What the type checker complains about. */
export interface TypeFault {
  /** The file, from where skiff was called where that is shorter. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** E.g. `TS2345`; empty for a fault of syntax. */
  readonly code: string;
  readonly message: string;
}

/**
 * Checks types; runs nothing.
 *
 * @param script Path of the script.
 * @param graph Its modules, those of types too.
 * @returns The faults in the order of Deno; none where all is well.
 * @throws {ConfigError} when Deno says something else than faults.
 */
export async function checkTypes(
  script: string,
  graph: ScriptGraph,
): Promise<readonly TypeFault[]> {
  const plain = plainConfigOf(dirname(script));
  const map = JSON.stringify(checkImportMap(graph, plain === undefined ? undefined : script));
  // Deno remembers what it has checked by the name of the map, among others.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(map));
  const cache = cacheDirectory("check");
  const importMap = join(cache, `${new Uint8Array(digest).toHex()}.json`);
  await Deno.writeTextFile(importMap, map, { mode: 0o600 });
  const root = plain === undefined ? script : await sharedRoot(cache);
  const config = plain?.config === undefined ? "--no-config" : `--config=${plain.config}`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      `--import-map=${importMap}`,
      ...(plain === undefined ? [] : [config]),
      root,
    ],
    env: { ...denoEnvironment(Deno.env.toObject()), NO_COLOR: "1" },
    clearEnv: true,
    // Deno looks for the project's configuration from here.
    cwd: dirname(script),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return [];
  const text = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  const faults = parseFaults(text);
  if (faults.length > 0) return faults;
  throw new ConfigError(
    `Cannot check the types of ${JSON.stringify(script)}: ${
      text.trim().split("\n")[0]?.replace(/^error: /, "") ?? "deno check failed"
    }`,
  );
}

/** The name under which the shared root imports the script. */
const SCRIPT_NAME = "script-to-check";

/**
 * The module that is checked in the place of any script, which it imports by a name: Deno remembers by the
 * first module what was checked, so that the types of the library, most of the work, are checked once for all
 * scripts.
 */
async function sharedRoot(cache: string): Promise<string> {
  const path = join(cache, "any_script.ts");
  // It comes to its place whole: another check may be reading it, and half of it imports nothing.
  const whole = await Deno.makeTempFile({ dir: cache, suffix: ".ts" });
  await Deno.writeTextFile(whole, `import ${JSON.stringify(SCRIPT_NAME)};\n`, { mode: 0o600 });
  await Deno.rename(whole, path);
  return path;
}

/**
 * Each import leads where the project's own configuration leads it; only the library is put in, and the script
 * where it is found by its name.
 */
function checkImportMap(graph: ScriptGraph, script: string | undefined): unknown {
  const scopes: Record<string, Record<string, string>> = {};
  for (const module of graph.modules.values()) {
    const scope: Record<string, string> = {};
    for (const { specifier, target } of module.edges) {
      const isBare = !/^(?:\.{0,2}\/|[a-zA-Z][a-zA-Z0-9+.-]*:)/.test(specifier);
      if (librarySpecifier(specifier) !== undefined || target === undefined || !isBare) continue;
      scope[specifier] = target.replace(/^npm:\//, "npm:");
    }
    if (Object.keys(scope).length > 0) scopes[module.specifier] = scope;
  }
  const found = script === undefined ? {} : { [SCRIPT_NAME]: pathToFileURL(script).href };
  return { imports: { ...libraryImports(), ...found }, scopes };
}

// What is indented belongs to the fault before it, e.g. TS2793 about an overload that nobody can call.
const FAULT_REGEXP = /^(TS\d+) \[ERROR\]: (?! {4})([\s\S]*?)\n\s+at (file:\S+):(\d+):(\d+)$/gm;
/** Between a message and its place stand the line of code and marks below it. */
const CODE_REGEXP = /\n[^\n]*\n\s*[~^]+(?:\s[\s\S]*)?$/;

function parseFaults(text: string): TypeFault[] {
  const faults: TypeFault[] = [];
  for (const [, code = "", body = "", address = "", line, column] of text.matchAll(FAULT_REGEXP)) {
    faults.push({
      file: shortPath(fileURLToPath(address)),
      line: Number(line),
      column: Number(column),
      code,
      message: body.replace(CODE_REGEXP, "").split("\n").map((part) => part.trim()).join(" "),
    });
  }
  return faults;
}
