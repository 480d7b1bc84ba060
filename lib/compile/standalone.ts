/**
 * Writes a tool by `deno compile`, where the runtime that it needs can be had. Layer 7.
 *
 * @module
 */
import { join } from "node:path";
import { GRAPH_FLAGS } from "../gate/script_process.ts";
import { safeLine } from "../core/message.ts";
import { runDeno } from "./deno.ts";

/** What becomes a file. */
export interface StandaloneOptions {
  /** The tool's module to run. */
  readonly main: string;
  /** A private folder to work in. */
  readonly folder: string;
  /** Permissions, as flags. */
  readonly flags: readonly string[];
  /** The system that it is for; `undefined`: this one. */
  readonly target: string | undefined;
  /** What the tool says of itself; it is asked for where it can run here. */
  readonly info: string;
}

/** Where the file lies, or why there is none. */
export type StandaloneResult = { readonly path: string } | { readonly reason: string };

/**
 * Makes the file.
 *
 * @param options What it consists of.
 * @returns Its path in the folder, or why it cannot be made.
 */
export async function makeStandalone(options: StandaloneOptions): Promise<StandaloneResult> {
  const { target, folder } = options;
  const path = join(folder, target?.includes("windows") ? "standalone.exe" : "standalone");
  const result = await runDeno([
    "compile",
    "--quiet",
    "--no-check",
    "--no-npm",
    ...GRAPH_FLAGS,
    ...options.flags,
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--output=${path}`,
    options.main,
  ]);
  if (!result.success) return { reason: reasonOf(result.stderr) };
  if (target !== undefined && target !== Deno.build.target) return { path };
  // A wrong DENORT_BIN gives a file, too, but not one that is the tool.
  const asked = await runDeno(["--skiff-info"], path);
  if (asked.stdout.trimEnd() === options.info.trimEnd()) return { path };
  return { reason: "what it made does not run: DENORT_BIN has to lead to a denort, not to a deno" };
}

/** The innermost cause, where Deno gives several. */
function reasonOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const end = lines.findIndex((line) => /^Stack backtrace/.test(line));
  const said = end < 0 ? lines : lines.slice(0, end);
  const address = said.map((line) => /https:\/\/[^\s)]+/.exec(line)?.[0]).find(Boolean);
  const last = safeLine((said.at(-1) ?? "it failed").replace(/^(?:\d+: |error: )/, ""));
  if (address !== undefined) return `${address} cannot be had: ${last}`;
  return Deno.env.get("DENORT_BIN") === undefined ? last : `DENORT_BIN cannot be used: ${last}`;
}
