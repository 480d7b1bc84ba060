/**
 * What the connection reads of the process it runs in: environment variables and the home directory,
 * with a missing Deno permission turned into the flag that grants it. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";

/** Reads environment variables; `Deno.env` is one. */
export interface EnvReader {
  /** The variable's value, or `undefined` where it is not set. */
  get(name: string): string | undefined;
}

/**
 * Reads an environment variable.
 *
 * @param env Where to read.
 * @param name The variable.
 * @returns Its value; an empty one counts as not set.
 * @throws {ConfigError} when Deno was not permitted to read it.
 */
export function readEnv(env: EnvReader, name: string): string | undefined {
  try {
    const value = env.get(name);
    return value === "" ? undefined : value;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    const flag = name.startsWith("KUBERNETES_") || name === "POD_NAMESPACE"
      ? "--allow-env=KUBECONFIG,HOME,KUBERNETES_SERVICE_HOST,KUBERNETES_SERVICE_PORT,POD_NAMESPACE"
      : "--allow-env=KUBECONFIG,HOME";
    throw new ConfigError(
      `Cannot read the environment variable "${name}": Deno was not permitted to: add ${flag}`,
      { cause: error },
    );
  }
}

/**
 * Finds the user's home directory.
 *
 * @param env Where to read.
 * @returns Its path, or `undefined` where the environment does not say.
 * @throws {ConfigError} when Deno was not permitted to read the variable.
 */
export function homeDirectory(env: EnvReader): string | undefined {
  const home = readEnv(env, "HOME");
  return home ?? (Deno.build.os === "windows" ? readEnv(env, "USERPROFILE") : undefined);
}
