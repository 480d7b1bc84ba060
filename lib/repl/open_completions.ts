/**
 * Loads completion, which the first Tab asks for. Layer 7.
 *
 * @module
 */
import type { CommandTarget } from "./command.ts";
import type { Completions } from "./complete.ts";

/**
 * Loads it.
 *
 * @param session The session whose lines are completed.
 */
export async function openCompletions(session: CommandTarget): Promise<Completions> {
  const [{ Completions }, { COMMANDS }] = await Promise.all([
    import("./complete.ts"),
    import("./commands.ts"),
  ]);
  return new Completions(session, COMMANDS);
}
