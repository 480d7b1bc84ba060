/**
 * `skiff completions SHELL`: the script that a shell loads to complete `skiff`. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import { completionScript, type Shell } from "../process/completion.ts";
import { STDOUT } from "../process/output.ts";

/**
 * Prints the script of a shell.
 *
 * @param shell Which shell.
 * @returns The exit code.
 */
export async function runCompletions(shell: Shell): Promise<number> {
  await STDOUT.write(completionScript(shell, "skiff"));
  return EXIT_CODES.done;
}
