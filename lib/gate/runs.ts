/**
 * The runs whose journals there are: what each changed, how it ended, and whether it was taken back.
 * Layer 6.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { isMissing } from "./cache_folder.ts";
import { JOURNAL_SUFFIX } from "./journal.ts";
import { join } from "./paths.ts";
import {
  changedNothing,
  formatLine,
  type JournaledWrite,
  JournalFault,
  type Line,
  parseRunRecord,
  type RunRecord,
} from "./run_lines.ts";
import { journalFolder } from "./state_folder.ts";

/** A run whose journal was read. */
export interface RunJournal extends RunRecord {
  readonly id: string;
  /** What goes on: its gate holds the journal, or an undo does. */
  readonly state: "running" | "undoing" | "ended";
}

/** A run whose journal cannot be read. */
export interface UnreadableRun {
  readonly id: string;
  /** Why. */
  readonly fault: string;
}

const LINE_END = 10;
const LOCK_TRIES = 50;
const LOCK_PAUSE_MS = 20;
const ID_REGEXP = /^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$/;
/** Enough of one to be meant, and not all of it. */
const PREFIX_REGEXP = /^[0-9][0-9a-f-]{3,20}$/;
const MAX_NAMED = 3;

/**
 * Lists the runs that wrote something, the newest first.
 *
 * @throws {ConfigError} when the folder of the journals cannot be read.
 */
export function listRuns(): readonly string[] {
  const folder = journalFolder();
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name }) => name.endsWith(JOURNAL_SUFFIX))
      .map(({ name }) => name.slice(0, -JOURNAL_SUFFIX.length))
      .filter((id) => ID_REGEXP.test(id))
      .sort().reverse();
  } catch (error) {
    if (isMissing(error)) return [];
    throw new ConfigError(`Cannot list the runs in ${quote(folder)}: ${fileFault(error, "read")}`);
  }
}

/**
 * Tells whether a text is the name of a run.
 *
 * @param text The text.
 */
export function isRunId(text: string): boolean {
  return ID_REGEXP.test(text);
}

/**
 * Reads a run's journal where that can be done.
 *
 * @param id The run, as {@link listRuns} gives it.
 * @returns The run, or why it cannot be read; `undefined` where there is none.
 */
export function findRun(id: string): RunJournal | UnreadableRun | undefined {
  if (!ID_REGEXP.test(id)) return undefined;
  const path = pathOf(id);
  try {
    if (!Deno.lstatSync(path).isFile) throw new JournalFault("its journal is no file");
    // Before it is read: a run that ends meanwhile is taken for one that goes on, not for one cut off.
    const isHeld = isLocked(path);
    const record = parseRunRecord(Deno.readTextFileSync(path));
    return { id, ...record, state: stateOf(record, isHeld) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    return { id, fault: error instanceof JournalFault ? error.message : fileFault(error, "read") };
  }
}

/**
 * Reads a run's journal.
 *
 * @param name The run, or so much of the beginning of its name that no other begins so.
 * @throws {ConfigError} when there is none, or more than one, or it cannot be read.
 */
export function readRun(name: string): RunJournal {
  const id = wholeId(name);
  const run = findRun(id);
  if (run !== undefined && !("fault" in run)) return run;
  throw new ConfigError(
    `Cannot read the run ${quote(id)}: ${run?.fault ?? "there is none: skiff runs lists them"}`,
  );
}

function wholeId(name: string): string {
  if (!PREFIX_REGEXP.test(name)) return name;
  const found = listRuns().filter((id) => id.startsWith(name));
  if (found.length <= 1) return found[0] ?? name;
  const named = found.slice(0, MAX_NAMED).map((id) => quote(id));
  const more = found.length - named.length;
  throw new ConfigError(
    `Cannot tell which run ${quote(name)} is: ${found.length} begin so: ${named.join(", ")}${
      more === 0 ? "" : ` and ${more} more`
    }: name more of it`,
  );
}

/**
 * Counts the writes of a run that were done, or may have been.
 *
 * @param run The run.
 */
export function countWrites({ writes }: RunRecord): number {
  return writes.filter(isDone).length;
}

/**
 * Tells whether a run has changed something, or may have.
 *
 * @param run The run.
 */
export function hasChanged({ writes }: RunRecord): boolean {
  return writes.some((write) => isDone(write) && !changedNothing(write));
}

/**
 * Counts those of them that no undo has taken back.
 *
 * @param run The run.
 */
export function countLeft({ writes }: RunRecord): number {
  return writes.filter((write) => isDone(write) && write.taken !== true).length;
}

/** Done, or perhaps. */
function isDone({ outcome }: JournaledWrite): boolean {
  return (outcome?.status ?? 200) < 300;
}

/** A run that nobody else can take back meanwhile. */
export class RunClaim implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Takes a run for oneself.
   *
   * @param run The run as it was read.
   * @throws {ConfigError} when another undo has it, or has had it since.
   */
  static async take(run: RunJournal): Promise<RunClaim> {
    const fail = (fault: string): never => {
      throw new ConfigError(`Cannot undo the run "${run.id}": ${fault}: nothing was undone`);
    };
    const path = pathOf(run.id);
    const file = openJournal(path, fail);
    try {
      if (!await tryLock(file)) fail("another undo of it is going on");
      const bytes = Deno.readFileSync(path);
      const { undos, undoneBy } = parseRunRecord(new TextDecoder().decode(bytes));
      if (undos !== run.undos || undoneBy !== run.undoneBy) fail("another undo of it was quicker");
      // Behind a line that was cut off the next one could not be read.
      const whole = bytes.lastIndexOf(LINE_END) + 1;
      if (whole < bytes.length) file.truncateSync(whole);
      const claim = new RunClaim(file);
      claim.#append({ type: "undoing" });
      return claim;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Writes down that one write was taken back.
   *
   * @param number Its number.
   */
  markTaken(number: number): void {
    this.#append({ type: "taken", number });
  }

  /**
   * Writes down that the run was taken back.
   *
   * @param by The run that did it.
   */
  markUndone(by: string): void {
    this.#append({ type: "undone", by });
  }

  /**
   * Writes down that nothing more of the run can be taken back.
   *
   * @param by The run that took a part of it back.
   */
  markSpent(by?: string): void {
    this.#append({ type: "spent", ...(by === undefined ? {} : { by }) });
  }

  /** Lets go of the run. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #append(line: Line): void {
    let bytes = new TextEncoder().encode(formatLine(line));
    while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
  }
}

function openJournal(path: string, fail: (fault: string) => never): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, append: true });
  } catch (error) {
    return fail(isMissing(error) ? "its journal is gone" : fileFault(error, "write"));
  }
}

/** The system lets go of the lock when this process ends, however it does. */
async function tryLock(file: Deno.FsFile): Promise<boolean> {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    if (file.tryLockSync(true)) return true;
    // Whoever lists runs holds each of them for a moment.
    await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
  }
  return false;
}

function pathOf(id: string): string {
  return join(journalFolder(), `${id}${JOURNAL_SUFFIX}`);
}

function isLocked(path: string): boolean {
  using file = Deno.openSync(path);
  return !file.tryLockSync(false);
}

/** A run that has begun to be taken back had ended before. */
function stateOf({ code, undos }: RunRecord, isHeld: boolean): RunJournal["state"] {
  if (!isHeld) return "ended";
  if (undos > 0) return "undoing";
  // Its gate is about to let go of it.
  return code === undefined ? "running" : "ended";
}

function fileFault(error: unknown, verb: "read" | "write"): string {
  const isDenied = error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
  if (isDenied) return `you may not ${verb} it`;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string") return `the system says ${code}`;
  throw error;
}
