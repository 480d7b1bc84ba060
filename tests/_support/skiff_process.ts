/**
 * Starts `skiff` as a person does, in a process of its own with exactly the permissions it needs.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** An API server of a test: where it listens, and the folder with its kubeconfig. */
export interface ServedApi {
  readonly port: number;
  readonly kubeconfig: string;
  readonly folder: string;
}

/** The entry, or that of a build which is to behave in the same way. */
const ENTRY = Deno.env.get("SKIFF_TEST_ENTRY") ??
  fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
/** What a build imports later it reads with the process's permissions, where sources need none. */
const BUILD = dirname(dirname(dirname(ENTRY)));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** How a process ended and what it wrote. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words after `deno` that start skiff for a fake API server. */
export function skiffArguments(api: ServedApi, words: readonly string[]): string[] {
  return [
    "run",
    "--no-prompt",
    "--quiet",
    `--config=${CONFIG}`,
    `--allow-net=127.0.0.1:${api.port}`,
    `--allow-read=${ROOT},${api.folder},${BUILD}`,
    `--allow-write=${api.folder}`,
    "--allow-env",
    "--allow-sys=osRelease",
    ENTRY,
    ...words,
  ];
}

/** The environment of such a process: nothing of the user's own. */
export function skiffEnvironment(api: ServedApi): Record<string, string> {
  const cache = Deno.env.get("DENO_DIR");
  const home = Deno.env.get("HOME");
  return {
    KUBECONFIG: api.kubeconfig,
    HOME: api.folder,
    XDG_CACHE_HOME: `${api.folder}/cache`,
    SKIFF_HISTORY: `${api.folder}/history`,
    NO_COLOR: "1",
    TERM: "xterm",
    DENO_DIR: cache ?? `${home}/.cache/deno`,
    PATH: "/usr/bin:/bin",
  };
}

/** Options of {@link runSkiff}. */
export interface RunSkiffOptions {
  /** Text on standard input; default: none. */
  readonly stdin?: string;
  /** Variables beside those of {@link skiffEnvironment}. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs skiff to its end.
 *
 * @param api The API server that its kubeconfig names.
 * @param words The words after `skiff`.
 * @param options Standard input.
 */
export async function runSkiff(
  api: ServedApi,
  words: readonly string[],
  { stdin, env = {} }: RunSkiffOptions = {},
): Promise<ProcessResult> {
  const child = new Deno.Command(Deno.execPath(), {
    args: skiffArguments(api, words),
    env: { ...skiffEnvironment(api), ...env },
    clearEnv: true,
    cwd: api.folder,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    // The process may end before it has read everything.
    await writer.write(new TextEncoder().encode(stdin)).catch(() => undefined);
    await writer.close().catch(() => undefined);
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
