/**
 * The journal of a run: what it changed, as it was before and after, in a file for the user alone. Each
 * write is written down before it is sent. Layer 6.
 *
 * @module
 */
import type { ResourceAttributes } from "../policy/attributes.ts";
import type { JsonObject } from "../core/merge_patch.ts";
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { isMissing } from "./cache_folder.ts";
import { join } from "./paths.ts";
import { journalFolder, makeJournalFolder } from "./state_folder.ts";

/** What a run was. */
export interface RunHead {
  readonly script: string;
  readonly context: string;
  readonly server: string;
  /** RFC 3339. */
  readonly started: string;
  /** The run that this one took back. */
  readonly undoes?: string;
}

/** One write of a run, before it was sent. */
export interface WriteEntry {
  readonly attributes: ResourceAttributes;
  /** Path of the object, without a query; of the collection for a create. */
  readonly path: string;
  /** The name of an object that is made, where it is known before. */
  readonly name?: string;
  /**
   * What was there: the objects that a write was about, none where it made one; absent where nobody knows,
   * so that the write cannot be taken back.
   */
  readonly before?: readonly JsonObject[];
}

/** What became of a write. */
export interface OutcomeEntry {
  readonly status: number;
  /** What is there now, where the answer said it. */
  readonly after?: JsonObject;
}

/** A write as a journal tells of it. */
export interface JournaledWrite extends WriteEntry {
  /** Absent where the run ended before the answer came: it may have been done or not. */
  readonly outcome?: OutcomeEntry;
}

/** A journal that was read. */
export interface RunJournal extends RunHead {
  readonly id: string;
  readonly writes: readonly JournaledWrite[];
  /** The script's exit code; absent where the run was cut off. */
  readonly code?: number;
  /** The run that took this one back. */
  readonly undoneBy?: string;
  /** Whether it goes on: its gate holds the journal. */
  readonly isRunning: boolean;
  /** What an undo that could not take all of it back has left: nothing more can be done. */
  readonly spent?: { readonly by?: string };
}

type Line =
  | ({ readonly type: "run"; readonly format: typeof FORMAT } & RunHead)
  | ({ readonly type: "write"; readonly number: number } & WriteEntry)
  | ({ readonly type: "outcome"; readonly number: number } & OutcomeEntry)
  | { readonly type: "end"; readonly code: number }
  | { readonly type: "undone"; readonly by: string }
  | { readonly type: "spent"; readonly by?: string };

const FORMAT = "skiff-run/1";
const SUFFIX = ".jsonl";
const ID_REGEXP = /^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$/;

/** Writes the journal of one run; there is no file before the first write. */
export class Journal implements Disposable {
  readonly id: string;
  readonly #head: RunHead;
  readonly #isKept: boolean;
  #file: Deno.FsFile | undefined;
  #count = 0;
  #done = 0;

  /**
   * Starts a journal; nothing is written yet.
   *
   * @param head What is known of the run.
   * @param options Whether it is to be kept: of a cluster that goes with the run nothing can be taken back.
   */
  constructor(head: RunHead, { isKept = true }: { readonly isKept?: boolean } = {}) {
    this.#head = head;
    this.#isKept = isKept;
    const [seconds = "", rest = ""] = head.started.replace(/[-:]/g, "").replace("T", "-").split(
      ".",
    );
    this.id = `${seconds}-${rest.slice(0, 3)}${crypto.randomUUID().slice(0, 3)}`;
  }

  /** How many writes it tells of. */
  get size(): number {
    return this.#count;
  }

  /** How many of them were done; none where nothing is kept. */
  get done(): number {
    return this.#isKept ? this.#done : 0;
  }

  /** Writes down what is about to be sent; gives the number of the write. */
  begin(entry: WriteEntry): number {
    this.#write({ type: "write", number: ++this.#count, ...entry });
    return this.#count;
  }

  /** Writes down what became of it. */
  settle(number: number, outcome: OutcomeEntry): void {
    if (outcome.status < 300) this.#done++;
    this.#write({ type: "outcome", number, ...outcome });
  }

  /** Writes down how the run ended. */
  end(code: number): void {
    if (this.#file !== undefined) this.#write({ type: "end", code });
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #write(line: Line): void {
    if (!this.#isKept) return;
    if (this.#file === undefined) {
      const folder = journalFolder();
      makeJournalFolder(folder);
      const path = join(folder, `${this.id}${SUFFIX}`);
      this.#file = Deno.openSync(path, { createNew: true, append: true, mode: 0o600 });
      // The system lets go of it when this process ends, however it does.
      this.#file.lockSync(true);
      this.#append({ type: "run", format: FORMAT, ...this.#head });
    }
    this.#append(line);
  }

  #append(line: Line): void {
    let bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(this.#file!.writeSync(bytes));
  }
}

/** The runs that changed something, the newest first. */
export function listRuns(): readonly string[] {
  try {
    return [...Deno.readDirSync(journalFolder())]
      .filter(({ name }) => name.endsWith(SUFFIX))
      .map(({ name }) => name.slice(0, -SUFFIX.length))
      .filter((id) => ID_REGEXP.test(id))
      .sort().reverse();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Reads the journal of a run.
 *
 * @param id The run.
 * @throws {ConfigError} when there is none, or it cannot be read.
 */
export function readRun(id: string): RunJournal {
  if (!ID_REGEXP.test(id)) {
    throw new ConfigError(`Cannot read the run ${quote(id)}: there is none: skiff runs lists them`);
  }
  const path = join(journalFolder(), `${id}${SUFFIX}`);
  try {
    // Before it is read: a run that ends meanwhile is taken for one that goes on, not for one cut off.
    const isHeld = isLocked(path);
    return parseJournal(id, Deno.readTextFileSync(path), isHeld);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ConfigError(`Cannot read the run ${quote(id)}: there is none: skiff runs lists them`);
  }
}

function isLocked(path: string): boolean {
  using file = Deno.openSync(path);
  return !file.tryLockSync(false);
}

function parseJournal(id: string, text: string, isHeld: boolean): RunJournal {
  const lines = text.split("\n");
  // A line that was cut off tells of nothing that was sent.
  lines.pop();
  let head: RunHead | undefined;
  let code: number | undefined;
  let undoneBy: string | undefined;
  let spent: RunJournal["spent"];
  const writes: JournaledWrite[] = [];
  for (const text of lines) {
    const line = parseLine(id, text);
    if (line.type === "run") head = line;
    else if (line.type === "write") {
      const { type: _, number, ...entry } = line;
      writes[number - 1] = entry;
    } else if (line.type === "outcome") {
      const { type: _, number, ...outcome } = line;
      writes[number - 1] = { ...writes[number - 1]!, outcome };
    } else if (line.type === "end") code = line.code;
    else if (line.type === "spent") spent = { ...line.by === undefined ? {} : { by: line.by } };
    else undoneBy = line.by;
  }
  if (head === undefined) throw damaged(id);
  const { script, context, server, started, undoes } = head;
  return {
    id,
    script,
    context,
    server,
    started,
    writes,
    isRunning: isHeld && code === undefined,
    ...(spent === undefined ? {} : { spent }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(code === undefined ? {} : { code }),
    ...(undoneBy === undefined ? {} : { undoneBy }),
  };
}

function parseLine(id: string, text: string): Line {
  try {
    const line = JSON.parse(text) as Line;
    if (line.type !== "run" || line.format === FORMAT) return line;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(id);
}

function damaged(id: string): ConfigError {
  return new ConfigError(`Cannot read the run ${quote(id)}: its journal is damaged`);
}

/**
 * Writes down that a run was taken back.
 *
 * @param id The run.
 * @param by The run that did it.
 */
export function markUndone(id: string, by: string): void {
  mark(id, { type: "undone", by });
}

/**
 * Writes down that nothing more of a run can be taken back.
 *
 * @param id The run.
 * @param by The run that took a part of it back.
 */
export function markSpent(id: string, by?: string): void {
  mark(id, { type: "spent", ...(by === undefined ? {} : { by }) });
}

function mark(id: string, line: Line): void {
  Deno.writeTextFileSync(
    join(journalFolder(), `${id}${SUFFIX}`),
    `${JSON.stringify(line)}\n`,
    { append: true, create: false },
  );
}

/**
 * Counts the writes of a run that were done, or may have been.
 *
 * @param run The run.
 */
export function countWrites({ writes }: RunJournal): number {
  return writes.filter(({ outcome }) => (outcome?.status ?? 200) < 300).length;
}
