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
      plan: flag("Say what would be done, and whether the server would take it, and do nothing"),
      yes: flag("Undo the last run without asking; one before it is never undone unasked"),
      ...GLOBAL_FLAGS,
      // By itself it is the current one, so that nothing is changed on a cluster that nobody thinks of.
      context: {
        ...GLOBAL_FLAGS.context,
        brief:
          "Context of the kubeconfig; default: the run's own where RUN is named, else the current",
      },
      // Known only to be refused with its reason.
      embedded: { ...GLOBAL_FLAGS.embedded, hidden: true },
    },
    aliases: NAMESPACE_ALIAS,
    positional: {
      kind: "tuple",
      parameters: [{
        parse: String,
        optional: true,
        placeholder: "RUN",
        brief:
          "The run, as skiff runs lists it, or its beginning; default: the last one on this cluster",
        proposeCompletions: proposeRuns,
      }],
    },
  },
  docs: {
    customUsage: ["[RUN]"],
    brief: "Take back what a run has changed",
    fullDescription:
      "Take back what a script changed, the last write first: what it made is deleted, what it changed\n" +
      "gets its old fields, what it deleted is made again. What others have changed since is left\n" +
      "alone and listed, and so are Secrets, whose data is in no journal, and what ran in containers.\n" +
      "Ends with 4 where your user lacks a right for some of it, with 1 where something else was left.\n\n" +
      "Without RUN it is the newest run on the cluster of the context that has something to take back;\n" +
      "which one is said, and asked. Where nobody can be asked it takes RUN or --yes, and RUN where that\n" +
      "is not the newest of all. A run that is still going is not undone.",
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
    fullDescription:
      "List the runs of scripts that have changed something, the newest first: those that are still\n" +
      "running, have ended, were cut off, or were undone.",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runRuns } = await import("./runs.ts");
      return await runRuns(flags);
    });
  },
});

async function proposeRuns(partial: string): Promise<readonly string[]> {
  const { listRuns } = await import("../gate/runs.ts");
  return listRuns().filter((id) => id.startsWith(partial));
}
