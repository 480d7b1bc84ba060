/**
 * `skiff runs`: the runs that have changed something, and what has become of that. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import { sanitize } from "../core/terminal.ts";
import {
  countLeft,
  countWrites,
  findRun,
  listRuns,
  type RunJournal,
  type UnreadableRun,
} from "../gate/runs.ts";
import { STDOUT } from "../process/output.ts";
import type { RunsFlags } from "./command_flags.ts";

/**
 * Lists the runs that changed something, the newest first.
 *
 * @param flags The options of the command.
 * @returns The exit code.
 */
export async function runRuns(flags: RunsFlags): Promise<number> {
  const runs = listRuns().flatMap((id) => {
    const run = findRun(id);
    return run === undefined || ("writes" in run && countWrites(run) === 0) ? [] : summarize(run);
  });
  if (flags.output === "json") {
    await STDOUT.write(`${JSON.stringify(runs, undefined, 2)}\n`);
    return EXIT_CODES.done;
  }
  if (runs.length === 0) {
    await STDOUT.write("No run has changed anything.\n");
    return EXIT_CODES.done;
  }
  const rows = [
    ["RUN", "SCRIPT", "CONTEXT", "WRITES", "STATE"],
    ...runs.map(({ id, script = "-", context = "-", writes = "-", state }) => [
      id,
      script,
      context,
      String(writes),
      state,
    ]),
  ].map((row) => row.map(sanitize));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]!));
    await STDOUT.write(`${cells.join("   ").trimEnd()}\n`);
  }
  return EXIT_CODES.done;
}

/** A run as a row; of one that cannot be read only why. */
interface RunRow {
  readonly id: string;
  readonly script?: string;
  readonly context?: string;
  readonly started?: string;
  readonly writes?: number;
  readonly state: string;
}

function summarize(run: RunJournal | UnreadableRun): RunRow {
  if ("fault" in run) return { id: run.id, state: `unreadable: ${run.fault}` };
  const { id, script, context, started } = run;
  return { id, script, context, started, writes: countWrites(run), state: stateOf(run) };
}

function stateOf(run: RunJournal): string {
  const { undoneBy, undoes, code, state, spent, undos } = run;
  if (state === "undoing") return "being undone";
  if (undoneBy !== undefined) return `undone by ${undoneBy}`;
  if (spent?.by !== undefined) return `undone in part by ${spent.by}, ${countLeft(run)} left`;
  if (spent !== undefined) return "nothing more to undo";
  if (state === "running") return "running";
  const left = countLeft(run);
  if (undos > 0 && left > 0) {
    return left < countWrites(run)
      ? `undone in part, ${left} left`
      : `an undo failed, ${left} left`;
  }
  if (undoes !== undefined) return code === 0 ? `undid ${undoes}` : `undid a part of ${undoes}`;
  return code === undefined ? "cut off" : `ended with ${code}`;
}
