/**
 * `skiff undo` and `skiff runs` as the parser knows them. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import { type Context, flag, GLOBAL_FLAGS, NAMESPACE_ALIAS } from "./app_flags.ts";
import type { RunsFlags, UndoFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** `skiff undo`. */
export const UNDO: Command<Context> = buildCommand<UndoFlags, [string?], Context>({
  parameters: {
    flags: {
      plan: flag("Say what would be done, and do nothing"),
      ...GLOBAL_FLAGS,
    },
    aliases: NAMESPACE_ALIAS,
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        optional: true,
        placeholder: "RUN",
        brief: "The run, as skiff runs lists it; default: the last one",
        proposeCompletions: proposeRuns,
      }],
    },
  },
  docs: {
    brief: "Take back what a run has changed",
    fullDescription:
      "Take back what a script changed, the last write first: what it made is deleted, what it changed\n" +
      "gets its old fields, what it deleted is made again. What others have changed since is left\n" +
      "alone and listed, and so are Secrets, whose data is in no journal, and what ran in containers.\n" +
      "Ends with 1 where something was left.",
  },
  async func(flags, run) {
    await perform(this, async () => {
      const { runUndo } = await import("./undo.ts");
      return await runUndo(flags, run);
    });
  },
});

/** `skiff runs`. */
export const RUNS: Command<Context> = buildCommand<RunsFlags, [], Context>({
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["text", "json"],
        optional: true,
        brief: "How to print the runs; default: text",
      },
    },
    aliases: { o: "output" },
  },
  docs: {
    brief: "List the runs that have changed something",
    fullDescription: "List the runs of scripts that have changed something, the newest first.",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runRuns } = await import("./undo.ts");
      return await runRuns(flags);
    });
  },
});

async function proposeRuns(partial: string): Promise<readonly string[]> {
  const { listRuns } = await import("../gate/journal.ts");
  return listRuns().filter((id) => id.startsWith(partial));
}
