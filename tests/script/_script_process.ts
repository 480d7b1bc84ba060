/** Starts a user's script in a process of its own, from a folder of its own. */
import { fileURLToPath } from "node:url";
import type { FakeApi } from "../_support/fake_api.ts";
import { type ProcessResult, skiffEnvironment } from "../_support/skiff_process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MOD = new URL("../../mod.ts", import.meta.url).href;

/** The first lines of a script that lies outside the checkout. */
export const IMPORTS = `import { script } from ${JSON.stringify(MOD)};
import { z } from "npm:zod@4.6.7";
`;

/** Writes a script into the folder of a fake API server. */
export async function writeScript(api: FakeApi, text: string): Promise<string> {
  const file = `${api.folder}/tool.ts`;
  await Deno.writeTextFile(file, `${IMPORTS}${text}`);
  return file;
}

/** The words after `deno` that start it, with the permissions it needs and no more. */
export function scriptWords(api: FakeApi, words: readonly string[]): string[] {
  return [
    "run",
    "--no-prompt",
    "--quiet",
    "--cached-only",
    `--allow-net=127.0.0.1:${api.port}`,
    `--allow-read=${ROOT},${api.folder}`,
    "--allow-env",
    `${api.folder}/tool.ts`,
    ...words,
  ];
}

/** A process with a script. */
export function scriptCommand(api: FakeApi, words: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: scriptWords(api, words),
    env: skiffEnvironment(api),
    clearEnv: true,
    cwd: api.folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the script of a folder to its end. */
export async function runScript(api: FakeApi, ...words: readonly string[]): Promise<ProcessResult> {
  const { code, stdout, stderr } = await scriptCommand(api, words).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
