/**
 * `skiff undo`: what a run has changed is taken back. Layer 8.
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
  hasChanged,
  listRuns,
  readRun,
  RunClaim,
  type RunJournal,
} from "../gate/runs.ts";
import { lastNoted } from "../gate/last_run.ts";
import { statesTakenBack } from "../gate/taken_back.ts";
import { canAsk, TerminalAsker } from "../gate/terminal_asker.ts";
import { undoRun } from "../gate/undo.ts";
import { STDERR, STDOUT } from "../process/output.ts";
import { connectOptions } from "../script/connect_flags.ts";
import type { UndoFlags } from "./command_flags.ts";
import { OutcomeCounts } from "./undo_counts.ts";
import { undoLines, undoPreview } from "./undo_lines.ts";

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
  // Whoever has written all of it knows which one it is.
  if (named !== undefined && named.id !== id) await sayRun(named);
  const { context = named?.context, kubeconfig, as, namespace } = connectOptions(flags);
  if (named !== undefined) checkState(named);
  const access = await loadAccess({ context, kubeconfig, as, namespace, front: "tool" });
  const found = named === undefined ? await lastRun(access) : undefined;
  const run = named ?? found!.run;
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
  const options = { transport, journal, takenBack: statesTakenBack(run) };
  const preview = () =>
    undoPreview(undoRun(run, { ...options, plan: true }), countWrites(run), run.id);
  if (found !== undefined && !await isAgreed(found, { plan, yes: flags.yes === true, preview })) {
    await STDERR.write("Nothing was undone.\n");
    return EXIT_CODES.done;
  }
  using claim = plan ? undefined : await RunClaim.take(run);
  const outcomes = undoRun(run, {
    ...options,
    plan,
    onTaken: (number) => claim?.markTaken(number),
  });
  const counts = new OutcomeCounts();
  try {
    for await (const line of undoLines(outcomes, (outcome) => counts.add(outcome))) {
      await STDOUT.write(`${line}\n`);
    }
  } catch (error) {
    if (!plan) {
      await STDERR.write(
        `${counts.done} of ${countWrites(run)} writes are undone, and then it ended: ` +
          `skiff undo ${run.id} goes on\n`,
      );
    }
    throw error;
  }
  if (counts.isEmpty) await STDOUT.write("Nothing to undo: the run changed nothing.\n");
  const { code } = counts;
  journal.end(code);
  const by = journal.size > 0 ? journal.id : undefined;
  if (code === EXIT_CODES.done && by !== undefined) claim?.markUndone(by);
  // What was refused may pass another time; what was left alone stays so.
  else if (!counts.mayPass) claim?.markSpent(by);
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

/** What somebody says beforehand, and what would be done, for who is asked. */
interface Agreement {
  readonly plan: boolean;
  readonly yes: boolean;
  readonly preview: () => Promise<readonly string[]>;
}

/** Says which run it is, and makes sure that it is meant: nobody has named it. */
async function isAgreed(
  { run, passed }: LastRun,
  { plan, yes, preview }: Agreement,
): Promise<boolean> {
  // Who says yes to the last run has not said it to one before that.
  const isMeant = plan || (yes && passed === undefined);
  if (!isMeant && !canAsk()) {
    throw new ConfigError(
      passed === undefined
        ? `Cannot undo the run "${run.id}" of ${quote(run.script)}: nobody can be asked whether ` +
          `it is the one that is meant: skiff undo ${run.id}, or --yes`
        : `Cannot undo the last run: ${passed}: the one before it is "${run.id}" of ` +
          `${quote(run.script)}, started ${run.started}: skiff undo ${run.id}`,
    );
  }
  if (passed !== undefined) {
    await STDERR.write(`${sanitize(`Not the last run: ${passed}`)}\n`);
  }
  await sayRun(run);
  if (isMeant) return true;
  for (const line of await preview()) await STDERR.write(`  ${line}\n`);
  return await new TerminalAsker().confirm("Undo it?");
}

/** The newest run on a cluster that has something to take back. */
async function lastRun({ server, contextName }: ClusterAccess): Promise<LastRun> {
  const noted = await lastNoted(server);
  let passed: string | undefined;
  const ids = listRuns();
  const isNothing = noted !== undefined && !ids.includes(noted.id);
  for (const id of ids) {
    const run = findRun(id);
    if (run === undefined) continue;
    if ("fault" in run) {
      await STDERR.write(sanitize(`Warning: Cannot read the run "${id}": ${run.fault}`) + "\n");
      continue;
    }
    if (run.undoes !== undefined || run.server !== server) continue;
    if (isNothing && noted.id > id) {
      passed ??= `${quote(noted.id)} of ${quote(noted.script)} changed nothing`;
    }
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
  return !hasChanged(run) && run.state === "ended" ? "changed nothing" : undefined;
}

async function sayRun(run: RunJournal): Promise<void> {
  await STDERR.write(`${sanitize(describeRun(run))}\n`);
}

function describeRun(run: RunJournal): string {
  const writes = countWrites(run);
  return `Run ${run.id}: ${quote(run.script)}, started ${run.started}, context ${
    quote(run.context)
  }, ${writes} ${writes === 1 ? "write" : "writes"}`;
}
