/**
 * `deno task install [--bin DIR]`: writes the launcher `skiff`, which runs this checkout from any folder.
 *
 * It names a Deno that stays: one that lies in npx's cache is copied first. Its flags are spelled out in it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { delimiter, join, resolve } from "node:path";

const CHECKOUT = resolve(import.meta.dirname ?? ".", "..");
/** Skiff itself reads kubeconfigs, runs credential plugins and reaches clusters: it has its user's rights. */
const FLAGS = [
  "--quiet",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-run",
  "--allow-sys",
];

/** A launcher that was written. */
interface Installed {
  readonly launcher: string;
  readonly deno: string;
}

/** The text of the launcher. */
export function launcherText(deno: string, checkout: string): string {
  const args = [
    "run",
    ...FLAGS,
    `--config=${join(checkout, "deno.json")}`,
    `--lock=${join(checkout, "deno.lock")}`,
    "--frozen",
    "--node-modules-dir=none",
    join(checkout, "lib", "cli", "main.ts"),
  ];
  return [
    "#!/bin/sh",
    "# The launcher of Skiff, written by: deno task install",
    "export DENO_NO_UPDATE_CHECK=1",
    `exec ${[deno, ...args].map(quoteForShell).join(" ")} "$@"`,
    "",
  ].join("\n");
}

/** Tells whether a file may go at any time, because it lies in a cache of npx. */
export function isPassing(path: string): boolean {
  return /[/\\]_npx[/\\]/.test(path);
}

async function install(bin: string, data: string): Promise<Installed> {
  const deno = await denoThatStays(data);
  await Deno.mkdir(bin, { recursive: true });
  const launcher = join(bin, "skiff");
  const text = launcherText(deno, CHECKOUT);
  await Deno.writeTextFile(launcher, text, { mode: 0o755 });
  await Deno.chmod(launcher, 0o755);
  return { launcher, deno };
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
  const { launcher, deno } = await install(bin, data);
  console.log(`Wrote ${launcher}, which runs ${CHECKOUT} with ${deno}`);
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
