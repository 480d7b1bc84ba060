/**
 * `deno task install [--bin DIR]`: writes the launcher `skiff`, which runs this checkout from any folder.
 *
 * It names a Deno that stays: one that lies in npx's cache is copied first. Its flags are spelled out in it.
 *
 * The commands that one waits for are built into few files, which start faster. The launcher uses the build
 * only while it is newer than every source; after a change the sources themselves run, until the next
 * `deno task install`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { delimiter, join, resolve } from "node:path";
import { YOUNG_GENERATION_FLAG } from "../../lib/process/young_generation.ts";
import { BUILD_STAMP, buildCommands, BUILT_ENTRY } from "./build_commands.ts";

const CHECKOUT = resolve(import.meta.dirname ?? ".", "..", "..");
/** Skiff itself reads kubeconfigs, runs credential plugins and reaches clusters: it has its user's rights. */
const FLAGS = [
  "--quiet",
  YOUNG_GENERATION_FLAG,
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-run",
  "--allow-sys",
];

/** The commands that are run from a build; the others need the sources beside them. */
const BUILT_COMMANDS = ["eval", "repl", "run", "doctor", "completions", "__complete"];
/** What a build is made from. */
const SOURCES = ["lib", "mod.ts", "deno.json", "deno.lock"];

/** A launcher that was written. */
interface Installed {
  readonly launcher: string;
  readonly deno: string;
  /** Why the commands could not be built; they run from the sources then. */
  readonly fault: unknown;
}

/**
 * The text of the launcher.
 *
 * @param deno The Deno that runs it.
 * @param checkout The folder of the sources.
 * @param build The folder of a build of them, if there is one.
 */
export function launcherText(deno: string, checkout: string, build?: string): string {
  const source = join(checkout, "lib", "cli", "main.ts");
  const args = [
    "run",
    ...FLAGS,
    `--config=${join(checkout, "deno.json")}`,
    `--lock=${join(checkout, "deno.lock")}`,
    "--frozen",
    "--node-modules-dir=none",
  ];
  return [
    "#!/bin/sh",
    "# The launcher of Skiff, written by: deno task install",
    "export DENO_NO_UPDATE_CHECK=1",
    `main=${quoteForShell(source)}`,
    ...(build === undefined ? [] : chooseBuild(checkout, build)),
    `exec ${[deno, ...args].map(quoteForShell).join(" ")} "$main" "$@"`,
    "",
  ].join("\n");
}

/** Lines that take the build in place of the sources, unless one of those is newer or cannot be looked at. */
function chooseBuild(checkout: string, build: string): string[] {
  const sources = SOURCES.map((name) => quoteForShell(join(checkout, name))).join(" ");
  const stamp = quoteForShell(join(build, BUILD_STAMP));
  return [
    'case "${1-}" in',
    `${BUILT_COMMANDS.join("|")})`,
    `  if newer=$(find ${sources} -newer ${stamp} -print -quit 2>/dev/null) && [ -z "$newer" ]`,
    `  then main=${quoteForShell(join(build, BUILT_ENTRY))}`,
    "  fi",
    "esac",
  ];
}

/** Tells whether a file may go at any time, because it lies in a cache of npx. */
export function isPassing(path: string): boolean {
  return /[/\\]_npx[/\\]/.test(path);
}

async function install(bin: string, data: string): Promise<Installed> {
  const deno = await denoThatStays(data);
  await Deno.mkdir(bin, { recursive: true });
  const launcher = join(bin, "skiff");
  const builds = join(data, "skiff", "builds");
  const build = join(builds, Date.now().toString(36));
  let fault: unknown;
  try {
    await buildCommands(build);
  } catch (error) {
    fault = error;
  }
  const text = launcherText(deno, CHECKOUT, fault === undefined ? build : undefined);
  await Deno.writeTextFile(launcher, text, { mode: 0o755 });
  await Deno.chmod(launcher, 0o755);
  await removeOldBuilds(builds);
  return { launcher, deno, fault };
}

/** The last one stays: a prompt that runs from it may still load parts of it. */
async function removeOldBuilds(builds: string): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(builds))).map(({ name }) => name);
  const newestFirst = names.sort((a, b) => parseInt(b, 36) - parseInt(a, 36));
  for (const name of newestFirst.slice(2)) {
    await Deno.remove(join(builds, name), { recursive: true });
  }
}

async function denoThatStays(data: string): Promise<string> {
  const running = await Deno.realPath(Deno.execPath());
  if (!isPassing(running)) return running;
  const directory = join(data, "skiff", `deno-${Deno.version.deno}`);
  const copy = join(directory, "deno");
  await Deno.mkdir(directory, { recursive: true });
  // Beside its place first, so that nobody ever runs half a Deno.
  const unfinished = join(directory, `.deno-${Deno.pid}`);
  await Deno.copyFile(running, unfinished);
  await Deno.chmod(unfinished, 0o755);
  await Deno.rename(unfinished, copy);
  return copy;
}

function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { bin: { type: "string" } } });
  const home = Deno.env.get("HOME");
  if (home === undefined) throw new Error("Cannot install skiff: HOME is not set");
  const bin = resolve(values.bin ?? join(home, ".local", "bin"));
  const data = Deno.env.get("XDG_DATA_HOME") ?? join(home, ".local", "share");
  const { launcher, deno, fault } = await install(bin, data);
  console.log(`Wrote ${launcher}, which runs ${CHECKOUT} with ${deno}`);
  if (fault !== undefined) {
    const why = fault instanceof Error ? fault.message : String(fault);
    console.error(`Warning: it starts slower than it could: ${why}`);
  }
  if (!(Deno.env.get("PATH") ?? "").split(delimiter).includes(bin)) {
    console.log(`Not on your PATH yet: add to your shell's profile: export PATH="${bin}:$PATH"`);
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
