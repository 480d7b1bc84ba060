/**
 * Runs the Deno that runs this. Layer 7.
 *
 * @module
 */
import { denoEnvironment } from "../gate/deno_environment.ts";

/** How a run of Deno ended. */
export interface DenoResult {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end, without input.
 *
 * @param args Its arguments.
 * @param program Default: this Deno.
 */
export async function runDeno(
  args: readonly string[],
  program: string = Deno.execPath(),
): Promise<DenoResult> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: {
      ...denoEnvironment(Deno.env.toObject()),
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
      DENO_NO_PACKAGE_JSON: "1",
    },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
