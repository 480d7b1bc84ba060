/**
 * Which flag lets Deno run a credential plugin. Layer 1.
 *
 * @module
 */
import { delimiter, isAbsolute, join } from "node:path";
import type { EnvReader } from "./environment.ts";

/**
 * Names the flag that is missing, with the plugin's absolute path where it can be found out.
 *
 * @param command The plugin as the kubeconfig names it.
 * @param error What Deno said.
 * @param env Where `PATH` is read.
 * @returns What to add, completing a message.
 */
export async function pluginPermissionHint(
  command: string,
  error: Error,
  env: EnvReader,
): Promise<string> {
  const loader = /\b(?:LD|DYLD)_[A-Z_]+/.exec(error.message);
  if (loader !== null) {
    return `with ${loader[0]} set it runs nothing from a list: unset it or add --allow-run`;
  }
  return `add --allow-run=${await findPlugin(command, env)}`;
}

/**
 * Finds the program of a plugin.
 *
 * @param command The plugin as the kubeconfig names it.
 * @param env Where `PATH` is read.
 * @returns Its absolute path; the command as it is where that cannot be found out.
 */
export async function findPlugin(command: string, env: EnvReader): Promise<string> {
  if (isAbsolute(command)) return command;
  try {
    for (const folder of (env.get("PATH") ?? "").split(delimiter)) {
      const path = join(folder, command);
      if (isAbsolute(folder) && await isFile(path)) return path;
    }
  } catch (error) {
    // Without the rights to look it up the bare name is as good: Deno looks it up itself.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  return command;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}
