/**
 * Remembers that a script was checked: as long as no byte of it has changed, its copy runs again. Layer 6.
 *
 * @module
 */
import { isMissing } from "./cache_folder.ts";
import type { CheckedScript } from "./graph_check.ts";
import { dirname, join, pathOfAddress } from "./paths.ts";
import { ancestors, CONFIG_FILES, mayImport, realPathOf, type ScriptRoot } from "./script_files.ts";
import type { Snapshot } from "./snapshot.ts";

/** A file and what was in it; `null` where there was none. */
interface Remembered {
  /** The path by which it is reached. */
  readonly path: string;
  /** The path without symbolic links. */
  readonly real: string;
  readonly hash: string | null;
}

/** What is kept of a check. */
interface Memory {
  readonly format: typeof FORMAT;
  readonly deno: string;
  readonly snapshot: Snapshot;
  readonly modules: readonly Remembered[];
  /** Configuration that says what imports mean, present or not. */
  readonly configs: readonly Remembered[];
}

/** Changes whenever the form of the file or of copies does. */
const FORMAT = 1;
const FILE = "checked.json";

/**
 * Finds the copy of a script that is as it was when it was checked.
 *
 * @param folder Where the script's copies are kept.
 * @param root Where its files may lie.
 * @param granted What it may read now, without symbolic links.
 * @returns The copy; `undefined` where there is none, or anything has changed.
 */
export async function recallScript(
  folder: string,
  root: ScriptRoot,
  granted: readonly string[],
): Promise<Snapshot | undefined> {
  const memory = readMemory(join(folder, FILE));
  if (memory === undefined || !memory.modules.some(({ real }) => real === root.script)) {
    return undefined;
  }
  const files = [...memory.modules, ...memory.configs];
  const unchanged = await Promise.all(files.map((file) => isUnchanged(file)));
  if (unchanged.includes(false)) return undefined;
  if (!memory.modules.every(({ real }) => mayImport(real, root, granted))) return undefined;
  return exists(memory.snapshot.main) ? memory.snapshot : undefined;
}

/**
 * Remembers a copy.
 *
 * @param folder Where the script's copies are kept.
 * @param snapshot The copy.
 * @param script What it is a copy of.
 * @param contents What was copied, by path.
 */
export async function rememberScript(
  folder: string,
  snapshot: Snapshot,
  script: CheckedScript,
  contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const modules: Remembered[] = [];
  const folders = new Set<string>();
  for (const { address, path } of script.modules) {
    if (path === undefined) continue;
    const reached = pathOfAddress(address);
    modules.push({ path: reached, real: path, hash: await hashOf(contents.get(path)!) });
    for (const ancestor of ancestors(dirname(reached))) folders.add(ancestor);
  }
  const names = [...CONFIG_FILES, "deno.lock", "package-lock.json"];
  const configs = [...folders].flatMap((name) => names.map((file) => join(name, file)));
  const memory: Memory = {
    format: FORMAT,
    deno: Deno.version.deno,
    snapshot,
    modules,
    configs: await Promise.all(configs.map(lookAt)),
  };
  const temporary = join(folder, `.${crypto.randomUUID()}`);
  await Deno.writeTextFile(temporary, JSON.stringify(memory), { mode: 0o600 });
  await Deno.rename(temporary, join(folder, FILE));
}

function readMemory(path: string): Memory | undefined {
  try {
    const memory = JSON.parse(Deno.readTextFileSync(path)) as Memory;
    const isOurs = memory.format === FORMAT && memory.deno === Deno.version.deno;
    return isOurs ? memory : undefined;
  } catch (error) {
    // What cannot be read is as good as forgotten.
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function isUnchanged(remembered: Remembered): Promise<boolean> {
  const now = await lookAt(remembered.path);
  return now.hash === remembered.hash && now.real === remembered.real;
}

async function lookAt(path: string): Promise<Remembered> {
  try {
    const content = Deno.readFileSync(path);
    return { path, real: realPathOf(path), hash: await hashOf(content) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { path, real: path, hash: null };
  }
}

async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toBase64();
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
