/**
 * `skiff undo` and `skiff runs`: what runs have changed, and how it is taken back. Layer 8.
 *
 * @module
 */
import type { ClusterAccess } from "../connect/access.ts";
import { loadAccess } from "../connect/access_loader.ts";
import { credentialProvider } from "../connect/credentials.ts";
import { openTransport } from "../connect/open_transport.ts";
import { ConfigError, EXIT_CODES, QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { Journal } from "../gate/journal.ts";
import {
  countWrites,
  findRun,
  listRuns,
  readRun,
  RunClaim,
  type RunJournal,
  type UnreadableRun,
} from "../gate/runs.ts";
import { canAsk, TerminalAsker } from "../gate/terminal_asker.ts";
import { undoRun } from "../gate/undo.ts";
import { STDERR, STDOUT } from "../process/output.ts";
import { connectOptions } from "../script/connect_flags.ts";
import type { RunsFlags, UndoFlags } from "./command_flags.ts";

/**
 * Takes a run back, and prints what became of each of its writes.
 *
 * @param flags The options of the command.
 * @param id The run; default: the last one on the cluster that has something to take back.
 * @returns The exit code: failed where something was left as it is.
 */
export async function runUndo(flags: UndoFlags, id: string | undefined): Promise<number> {
  if (flags.embedded === true) {
    throw new QueryError(
      "Cannot use --embedded with undo: the in-memory cluster of a run is gone when the run ends",
    );
  }
  const plan = flags.plan === true || flags["dry-run"] === true;
  if (flags["read-only"] === true && !plan) {
    throw new QueryError("Cannot use --read-only with undo: it writes: --plan says what it would");
  }
  const named = id === undefined ? undefined : readRun(id);
  const { context = named?.context, kubeconfig, as, namespace } = connectOptions(flags);
  if (named !== undefined) checkState(named);
  const access = await loadAccess({ context, kubeconfig, as, namespace });
  const found = named === undefined ? await lastRun(access) : undefined;
  const run = named ?? found!.run;
  if (access.server !== run.server) {
    throw new ConfigError(
      `Cannot undo the run "${run.id}": it changed the cluster at ${run.server}, and context ` +
        `"${access.contextName}" is another one: name its context, --context`,
    );
  }
  if (found !== undefined && !await isAgreed(found, plan, flags.yes === true)) {
    await STDERR.write("Nothing was undone.\n");
    return EXIT_CODES.done;
  }
  using claim = plan ? undefined : await RunClaim.take(run);
  await using transport = await openTransport(access, credentialProvider(access));
  using journal = new Journal({
    script: `undo of ${run.script}`,
    context: access.contextName,
    server: access.server,
    started: new Date().toISOString(),
    undoes: run.id,
  });
  const counts = { undone: 0, partly: 0, nothing: 0, left: 0, failed: 0 };
  const outcomes = undoRun(run, {
    transport,
    journal,
    plan,
    onTaken: (number) => claim?.markTaken(number),
  });
  for await (const { state, what, object } of outcomes) {
    counts[state]++;
    await STDOUT.write(sanitize(`${object} ${what}`) + "\n");
  }
  const remains = counts.partly + counts.left + counts.failed;
  if (remains + counts.undone + counts.nothing === 0) {
    await STDOUT.write("Nothing to undo: the run changed nothing.\n");
  }
  const code = remains === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
  journal.end(code);
  const by = journal.size > 0 ? journal.id : undefined;
  if (remains === 0 && by !== undefined) claim?.markUndone(by);
  // What was refused may pass another time; what was left alone stays so.
  else if (counts.failed === 0) claim?.markSpent(by);
  return code;
}

function checkState(run: RunJournal): void {
  if (run.undoneBy !== undefined) {
    throw new ConfigError(`Cannot undo the run "${run.id}": it was undone by ${run.undoneBy}`);
  }
  if (run.state === "undoing") {
    throw new ConfigError(
      `Cannot undo the run "${run.id}" of ${quote(run.script)}: another undo of it is going on: ` +
        "nothing was undone",
    );
  }
  if (run.state === "running") {
    throw new ConfigError(
      `Cannot undo the run "${run.id}" of ${quote(run.script)}: it is still running: ` +
        "wait for its end, or end it",
    );
  }
}

/** The run that an undo without a name is about. */
interface LastRun {
  readonly run: RunJournal;
  /** The newest run of all, where that is another one: why it is not undone. */
  readonly passed: string | undefined;
}

/** Says which run it is, and makes sure that it is meant: nobody has named it. */
async function isAgreed({ run, passed }: LastRun, plan: boolean, yes: boolean): Promise<boolean> {
  // Who says yes to the last run has not said it to one before that.
  const isMeant = plan || (yes && passed === undefined);
  if (!isMeant && !canAsk()) {
    throw new ConfigError(
      passed === undefined
        ? `Cannot undo the run "${run.id}" of ${quote(run.script)}: nobody can be asked whether ` +
          `it is the one that is meant: skiff undo ${run.id}, or --yes`
        : `Cannot undo the last run: ${passed}: the one before it is "${run.id}" of ` +
          `${quote(run.script)}: skiff undo ${run.id}`,
    );
  }
  if (passed !== undefined) {
    await STDERR.write(`${sanitize(`Not the last run: ${passed}`)}\n`);
  }
  await STDERR.write(`${sanitize(describeRun(run))}\n`);
  return isMeant || await new TerminalAsker().confirm("Undo it?");
}

/** The newest run on a cluster that has something to take back. */
async function lastRun({ server, contextName }: ClusterAccess): Promise<LastRun> {
  let passed: string | undefined;
  for (const id of listRuns()) {
    const run = findRun(id);
    if (run === undefined) continue;
    if ("fault" in run) {
      await STDERR.write(sanitize(`Warning: Cannot read the run "${id}": ${run.fault}`) + "\n");
      continue;
    }
    if (run.undoes !== undefined || run.server !== server) continue;
    const why = whyPassed(run);
    if (why !== undefined) {
      passed ??= `"${run.id}" of ${quote(run.script)} ${why}`;
      continue;
    }
    // What was before it must not be taken back from under it.
    checkState(run);
    return { run, passed };
  }
  throw new ConfigError(
    `Cannot undo a run on context ${quote(contextName)}: there is none that has something to ` +
      "take back: skiff runs lists all of them",
  );
}

/** Why nothing of a run can be taken back by an undo without its name. */
function whyPassed(run: RunJournal): string | undefined {
  if (run.undoneBy !== undefined) return `was undone by ${run.undoneBy}`;
  if (run.spent !== undefined) return "was undone as far as it can be";
  return countWrites(run) === 0 && run.state === "ended" ? "changed nothing" : undefined;
}

function describeRun(run: RunJournal): string {
  const writes = countWrites(run);
  return `Run ${run.id}: ${quote(run.script)}, started ${run.started}, context ${
    quote(run.context)
  }, ${writes} ${writes === 1 ? "write" : "writes"}`;
}

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

function stateOf({ undoneBy, undoes, code, state, spent }: RunJournal): string {
  if (state === "undoing") return "being undone";
  if (undoneBy !== undefined) return `undone by ${undoneBy}`;
  if (spent?.by !== undefined) return `undone in part by ${spent.by}`;
  if (spent !== undefined) return "nothing more to undo";
  if (state === "running") return "running";
  if (undoes !== undefined) return `undid ${undoes}`;
  return code === undefined ? "cut off" : `ended with ${code}`;
}
