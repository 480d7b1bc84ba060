/**
 * `skiff undo` and `skiff runs`: what runs have changed, and how it is taken back. Layer 8.
 *
 * @module
 */
import { loadAccess } from "../connect/access_loader.ts";
import { credentialProvider } from "../connect/credentials.ts";
import { openTransport } from "../connect/open_transport.ts";
import { ConfigError, EXIT_CODES, QueryError } from "../core/errors.ts";
import { sanitize } from "../core/terminal.ts";
import { Journal, listRuns, markUndone, readRun, type RunJournal } from "../gate/journal.ts";
import { undoRun } from "../gate/undo.ts";
import { STDOUT } from "../process/output.ts";
import { connectOptions } from "../script/connect_flags.ts";
import type { RunsFlags, UndoFlags } from "./command_flags.ts";

/**
 * Takes a run back, and prints what became of each of its writes.
 *
 * @param flags The options of the command.
 * @param id The run; default: the last one that is not undone.
 * @returns The exit code: failed where something was left as it is.
 */
export async function runUndo(flags: UndoFlags, id: string | undefined): Promise<number> {
  if (flags.embedded === true) {
    throw new QueryError(
      "Cannot use --embedded with undo: the in-memory cluster of a run is gone when the run ends",
    );
  }
  const run = id === undefined ? lastRun() : readRun(id);
  if (run.undoneBy !== undefined) {
    throw new ConfigError(`Cannot undo the run "${run.id}": it was undone by ${run.undoneBy}`);
  }
  const { context = run.context, kubeconfig, as, namespace } = connectOptions(flags);
  const access = await loadAccess({ context, kubeconfig, as, namespace });
  if (access.server !== run.server) {
    throw new ConfigError(
      `Cannot undo the run "${run.id}": it changed the cluster at ${run.server}, and context ` +
        `"${access.contextName}" is another one: name its context, --context`,
    );
  }
  await using transport = await openTransport(access, credentialProvider(access));
  using journal = new Journal({
    script: `undo of ${run.script}`,
    context: access.contextName,
    server: access.server,
    started: new Date().toISOString(),
    undoes: run.id,
  });
  const plan = flags.plan === true;
  let left = 0;
  let count = 0;
  for await (const { state, what, object } of undoRun(run, { transport, journal, plan })) {
    count++;
    if (state === "left" || state === "failed") left++;
    await STDOUT.write(sanitize(`${object} ${what}`) + "\n");
  }
  if (count === 0) await STDOUT.write("Nothing to undo: the run changed nothing.\n");
  const code = left === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
  journal.end(code);
  if (!plan && left === 0 && journal.size > 0) markUndone(run.id, journal.id);
  return code;
}

function lastRun(): RunJournal {
  for (const id of listRuns()) {
    const run = readRun(id);
    if (run.undoneBy === undefined && run.undoes === undefined) return run;
  }
  throw new ConfigError("Cannot undo a run: there is none that changed something");
}

/**
 * Lists the runs that changed something, the newest first.
 *
 * @param flags The options of the command.
 * @returns The exit code.
 */
export async function runRuns(flags: RunsFlags): Promise<number> {
  const runs = listRuns().map(readRun).map(summarize);
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
    ...runs.map(({ id, script, context, writes, state }) => [
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

function summarize(run: RunJournal) {
  const { id, script, context, started, undoneBy, undoes } = run;
  const writes = run.writes.filter(({ outcome }) => (outcome?.status ?? 200) < 300).length;
  const state = undoneBy !== undefined
    ? `undone by ${undoneBy}`
    : undoes !== undefined
    ? `undid ${undoes}`
    : run.code === undefined
    ? "cut off"
    : `ended with ${run.code}`;
  return { id, script, context, started, writes, state };
}
