/**
 * Virtual environments of Python with pinned packages, kept between runs.
 *
 * @module
 */

import { join } from "node:path";

const INSTALL_TIMEOUT_MS = 600_000;

/**
 * Gives the Python of an environment with pinned packages, making it on the first use.
 *
 * @param requirements The file that names the packages.
 * @returns Undefined where there is no `python3`.
 * @throws {Error} when the environment cannot be made or filled.
 */
export async function pythonWith(requirements: string): Promise<string | undefined> {
  if (!await hasPython()) return undefined;
  const home = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "", ".cache");
  const text = await Deno.readTextFile(requirements);
  const directory = join(home, "skiff", "bench", `python-${await hashOf(text)}`);
  const python = join(directory, "bin", "python");
  // Written last: an environment without it was left half filled.
  const mark = join(directory, "filled");
  if (await exists(mark)) return python;
  // Python writes what there is to write: tests may write nothing outside of the temporary folder.
  await run("python3", ["-m", "venv", "--clear", directory]);
  await run(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
  await run(python, ["-c", "import sys; open(sys.argv[1], 'w').close()", mark]);
  return python;
}

async function hasPython(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("python3", {
      args: ["-c", "import venv, ensurepip"],
    })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function run(command: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    signal: AbortSignal.timeout(INSTALL_TIMEOUT_MS),
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).slice(-600);
  throw new Error(`Cannot run ${command} ${args.join(" ")}: ${said}`);
}
