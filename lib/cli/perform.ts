/**
 * Does the work of a command and ends it with its exit code, a failure in one line. Layer 8.
 *
 * @module
 */
import { describeFailure } from "../process/failure.ts";
import type { Context } from "./app_flags.ts";

/**
 * Does the work of a command.
 *
 * @param context Takes the exit code.
 * @param work The work.
 */
export async function perform(context: Context, work: () => Promise<number>): Promise<void> {
  try {
    context.finish(await work());
  } catch (error) {
    const { line, exitCode } = describeFailure(error);
    if (line !== undefined) context.process.stderr.write(`error: ${line}\n`);
    context.finish(exitCode);
  }
}
