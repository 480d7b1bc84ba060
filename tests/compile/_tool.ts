/** Compiles tools as a person does, and starts them where there is no Deno. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FakeApi } from "../_support/fake_api.ts";
import { type ProcessResult, skiffEnvironment } from "../_support/skiff_process.ts";

const ENTRY = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** Runs `skiff compile` with the rights of the launcher. */
export async function compile(
  api: FakeApi,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  const allow = ["read", "write", "env", "net", "run", "sys"].map((what) => `--allow-${what}`);
  return await finish(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--config=${CONFIG}`,
        ...allow,
        ENTRY,
        "compile",
        ...words,
      ],
      env: { ...skiffEnvironment(api), ...env },
      clearEnv: true,
      cwd: api.folder,
      stdin: "null",
    }),
  );
}

/** The environment of a machine without Deno: its caches are not there either. */
export function toolEnvironment(api: FakeApi): Record<string, string> {
  return {
    KUBECONFIG: api.kubeconfig,
    HOME: api.folder,
    XDG_CACHE_HOME: join(api.folder, "tool-cache"),
    NO_COLOR: "1",
    PATH: "/usr/bin:/bin",
  };
}

/** Prepares a tool to be started. */
export function toolCommand(
  api: FakeApi,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.Command {
  return new Deno.Command(join(api.folder, "tool"), {
    args: [...words],
    env: { ...toolEnvironment(api), ...env },
    clearEnv: true,
    cwd: "/",
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a command to its end. */
export async function finish(command: Deno.Command): Promise<ProcessResult> {
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
