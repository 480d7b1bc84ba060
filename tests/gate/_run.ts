/** Runs `skiff run` as a person does, in a folder of the test's own. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FakeApi } from "../_support/fake_api.ts";
import type { ProcessResult } from "../_support/skiff_process.ts";

/** The sources, or a build of them that is to do the same. */
const ENTRY = Deno.env.get("SKIFF_TEST_ENTRY") ??
  fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** What is said on standard error before a script is run for its plan, and before it is run by that. */
export function planningOf(script: string, context: string): string {
  return `skiff: planning ${script} for context "${context}", nothing is written: ` +
    "what follows is printed by the script\n";
}
/** The same of the script of most tests, on the cluster of tests/gate/_cluster.ts. */
export const PLANNING = planningOf("a.ts", "admin");
export const RUNNING = "skiff: running by the plan, now it is written\n";

/** The words after `deno` that start skiff with its user's rights, as its launcher does. */
export function launcher(words: readonly string[]): string[] {
  return ["run", "--quiet", "--allow-all", `--config=${CONFIG}`, ENTRY, ...words];
}

/** The environment of a user of that API server. */
export function userEnvironment(
  api: Pick<FakeApi, "kubeconfig" | "folder">,
): Record<string, string> {
  const home = Deno.env.get("HOME");
  return {
    KUBECONFIG: api.kubeconfig,
    HOME: join(api.folder, "home"),
    XDG_CACHE_HOME: join(api.folder, "cache"),
    TMPDIR: join(api.folder, "tmp"),
    SECRET_IN_ENVIRONMENT: "canary-environment",
    NO_COLOR: "1",
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${home}/.cache/deno`,
    PATH: "/usr/bin:/bin",
  };
}

/** A folder with files, and skiff to be run in it. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  /** What skiff is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command that runs skiff here; standard streams piped. */
  command(words: readonly string[], options?: Deno.CommandOptions): Deno.Command;
  /** Runs skiff to its end. */
  run(...words: readonly string[]): Promise<ProcessResult>;
  /** What a run may leave behind: folders of gates, and sockets. */
  leftovers(): string[];
}

/**
 * Makes a folder with files in it.
 *
 * @param api The API server that the kubeconfig names.
 * @param files Their content by path.
 */
export async function project(
  api: Pick<FakeApi, "kubeconfig" | "folder">,
  files: Readonly<Record<string, string>>,
): Promise<Project> {
  const environment = userEnvironment(api);
  for (const folder of ["HOME", "TMPDIR"]) {
    await Deno.mkdir(environment[folder]!, { recursive: true });
  }
  // The folder for temporary files itself is nobody's project.
  const folder = await Deno.makeTempDir({ dir: environment["HOME"]!, prefix: "project-" });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  function command(words: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
    return new Deno.Command(Deno.execPath(), {
      args: launcher(words),
      env: environment,
      clearEnv: true,
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...options,
    });
  }
  return {
    folder,
    environment,
    command,
    async run(...words) {
      const { code, stdout, stderr } = await command(words).output();
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
    leftovers: () => [...Deno.readDirSync(environment["TMPDIR"]!)].map(({ name }) => name),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
