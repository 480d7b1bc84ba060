/**
 * Builds the commands that must start fast from many small modules into few large ones: Deno takes a fifth
 * of a millisecond for each, and looks even at those that are imported later, if ever.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { ROOT, runDeno } from "./deno_command.ts";

/** The entry of a build, relative to its folder. */
export const BUILT_ENTRY = join("lib", "cli", "main.js");
/** What `skiff run` loads in the process of a script. */
const BUILT_LIBRARY = "script";
/** A file that is older than the build, and newer than what it was made from; it says what that was. */
export const BUILD_STAMP = "stamp";

const BUILD_TIMEOUT_MS = 600_000;
/** How the bundler names the files that are loaded when they are needed. */
const LATER_REGEXP = /\bimport\("(\.{1,2}\/(?:\.\.\/)*[\w-]+-[A-Z0-9]{8}\.js)"\)/g;

/**
 * Builds `lib/cli/main.ts` with everything it loads, packages included, and the library for the scripts
 * that it runs.
 *
 * @param directory Where to; made where it is not there.
 * @throws {Error} when the bundler fails, with what it said.
 */
export async function buildCommands(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true });
  // Before anything is read: what changes meanwhile is newer than the build.
  await Deno.writeTextFile(join(directory, BUILD_STAMP), ROOT);
  await bundle(directory, [
    join("lib", "cli", "main.ts"),
    // A second entry makes the bundler keep the folders of the first.
    "mod.ts",
  ]);
  // By itself, since what the two have in common would be taken apart into many more files.
  await bundle(join(directory, BUILT_LIBRARY), [
    join("lib", "gate", "inside.ts"),
    "mod.ts",
    join("lib", "client_node", "mod.ts"),
    join("lib", "repl", "notebook", "mod.ts"),
    join("lib", "testing", "mod.ts"),
    // What its packages need of CommonJS would be loaded by everything.
  ], ["--external=npm:@kubernetes/client-node*"]);
}

async function bundle(
  directory: string,
  entries: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const args = [
    "bundle",
    "--quiet",
    "--frozen",
    "--code-splitting",
    `--outdir=${directory}`,
    ...flags,
  ];
  const options = { cwd: ROOT, timeoutMs: BUILD_TIMEOUT_MS };
  const { code, output } = await runDeno([...args, ...entries], options);
  if (code !== 0) throw new Error(`Cannot build the commands: ${output.trim()}`);
  const folders = new Set(entries.map((entry) => join(directory, dirname(entry))));
  for (const folder of [directory, ...folders]) {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".js")) await hideImports(join(folder, name));
    }
  }
}

/** Writes imports in a way that Deno does not see before they are reached. */
async function hideImports(file: string): Promise<void> {
  const text = await Deno.readTextFile(file);
  const hidden = text.replace(LATER_REGEXP, 'import(["$1"][0])');
  if (hidden !== text) await Deno.writeTextFile(file, hidden);
}
