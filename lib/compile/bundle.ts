/**
 * Makes few modules of a script and all that it uses, npm packages and Skiff included: nothing else has to
 * be there when it runs. Layer 7.
 *
 * @module
 */
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ConnectPolicy } from "../api/connection.ts";
import { ConfigError, GrantError } from "../core/errors.ts";
import { type CheckedScript, checkScriptGraph } from "../gate/graph_check.ts";
import { libraryImports } from "../gate/library.ts";
import { readScriptGraph } from "../gate/module_graph.ts";
import { checkScriptFile, scriptRootOf } from "../gate/prepare_script.ts";
import { compilerOptionsOf } from "../gate/project_config.ts";
import { realPathOf } from "../gate/script_files.ts";
import { GRAPH_FLAGS } from "../gate/script_process.ts";
import { readsWords } from "../gate/script_words.ts";
import { keyOf, targetOf } from "../gate/snapshot.ts";
import { safeLine } from "../core/message.ts";
import { type DenoResult, runDeno } from "./deno.ts";

/** A module of the tool. */
export interface BundledFile {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What becomes of a script. */
export interface BundleOptions {
  /** A private folder to work in. */
  readonly folder: string;
  /** Paths that the script's imports may lie in beside its own folder. */
  readonly readable: readonly string[];
  /** What the tool says of itself. */
  readonly info: string;
  /** The rules that its connections are held to. */
  readonly policy?: ConnectPolicy | undefined;
}

/** The modules of a tool, written to a folder. */
export interface Bundle {
  /** The one to run. */
  readonly main: string;
  /** All, the one to run first. */
  readonly files: readonly BundledFile[];
}

const MAIN = "main.js";
const BOOT = new URL("boot.ts", import.meta.url);

/**
 * Bundles a script.
 *
 * @param script Its path.
 * @param options Where, and what it may consist of.
 * @throws {GrantError} when it is made of something that it may not import.
 * @throws {ConfigError} when it does not exist or cannot be bundled.
 */
export async function bundleScript(script: string, options: BundleOptions): Promise<Bundle> {
  const { folder } = options;
  const checked = await readChecked(script, options).catch((error) => {
    throw asCompiling(error);
  });
  const path = fileURLToPath(checked.root);
  // It lies in a folder of its own, so that the modules that are made have plain names.
  const source = join(folder, "source");
  await Deno.mkdir(source);
  const entry = join(source, `main${extname(path).replace(/^\.m/, ".")}`);
  const { info, policy } = options;
  const code = (await Deno.readTextFile(path)).replace(/^#!.*/, "");
  const handed = [info, { policy, readsWords: readsWords(code) }].map((part) =>
    JSON.stringify(part)
  );
  const boot = `import { boot } from ${JSON.stringify(BOOT.href)};\nboot(${handed.join(", ")});\n`;
  await Deno.writeTextFile(join(source, "boot.ts"), boot);
  await Deno.writeTextFile(entry, `import "./boot.ts";${code}`);
  const config = join(source, "deno.json");
  const compilerOptions = compilerOptionsOf(dirname(path)) ?? {};
  await Deno.writeTextFile(config, JSON.stringify({ compilerOptions }));
  const importMap = join(source, "import_map.json");
  await Deno.writeTextFile(importMap, JSON.stringify(importMapOf(checked, entry)));
  const output = join(folder, "bundle");
  const result = await runDeno([
    "bundle",
    "--quiet",
    "--minify",
    "--code-splitting",
    `--outdir=${output}`,
    ...GRAPH_FLAGS.filter((flag) => flag !== "--no-config"),
    `--config=${config}`,
    `--import-map=${importMap}`,
    entry,
  ]);
  if (!result.success) throw bundleFault(script, result);
  const main = join(output, MAIN);
  await checkComplete(script, main);
  return { main, files: await readFiles(output) };
}

/** What may not run in the sandbox is not compiled either. */
function asCompiling(error: unknown): unknown {
  if (!(error instanceof ConfigError || error instanceof GrantError)) return error;
  const message = error.message.replace(/^Cannot run /, "Cannot compile ");
  return error instanceof GrantError
    ? new GrantError(message, { cause: error })
    : new ConfigError(message, { cause: error });
}

async function readChecked(
  script: string,
  { readable }: BundleOptions,
): Promise<CheckedScript> {
  const path = await checkScriptFile(script);
  const granted = readable.map(realPathOf);
  const graph = await readScriptGraph(path);
  return checkScriptGraph(graph, { name: script, root: scriptRootOf(path), granted });
}

interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Each import leads to where it was found to lead, from the place that its module has now. */
function importMapOf(script: CheckedScript, entry: string): ImportMap {
  const originals = new Map<string, string>();
  const scopes = script.modules.map(({ address, edges }) => {
    const base = address === script.root ? pathToFileURL(entry).href : address;
    const targets = edges.flatMap((edge) => {
      const target = targetOf(edge, originals);
      return target === undefined ? [] : [[keyOf(edge.specifier, base), target]];
    });
    return [base, Object.fromEntries(targets)];
  });
  return { imports: libraryImports(), scopes: Object.fromEntries(scopes) };
}

// deno-lint-ignore no-control-regex -- Deno colours what it says
const COLOR_REGEXP = /\u001b\[[0-9;]*m/g;

function bundleFault(script: string, { stderr }: DenoResult): ConfigError {
  const lines = stderr.replace(COLOR_REGEXP, "").split("\n").map((line) => line.trim())
    .filter((line) => line !== "");
  const line = lines.find((text) => /\berror\b/i.test(text)) ?? lines[0] ?? "deno bundle failed";
  return new ConfigError(
    `Cannot compile ${JSON.stringify(script)}: ${safeLine(line.replace(/^error: */i, ""))}`,
  );
}

/** What cannot be put into a bundle would be missed when the tool runs: it is better missed now. */
async function checkComplete(script: string, main: string): Promise<void> {
  const { modules } = await readScriptGraph(main, { flags: GRAPH_FLAGS });
  for (const { specifier, error } of modules.values()) {
    if (error === undefined && /^(?:file|node|data):/.test(specifier)) continue;
    throw new ConfigError(
      `Cannot compile ${JSON.stringify(script)}: ${
        JSON.stringify(specifier)
      } cannot be put into the ` +
        "file: import it by a plain import",
    );
  }
}

async function readFiles(folder: string): Promise<readonly BundledFile[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name !== MAIN) names.push(name);
  return await Promise.all([MAIN, ...names.sort()].map(async (name) => ({
    name,
    content: await Deno.readFile(join(folder, name)),
  })));
}
