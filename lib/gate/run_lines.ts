/**
 * The lines of a journal, and what they tell together. Layer 6.
 *
 * @module
 */
import { parseJsonObject } from "../core/json.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { isSameVersion } from "../policy/undo_limit.ts";

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
  /** Whether an undo has taken it back, all of it. */
  readonly taken?: true;
}

/**
 * Tells whether a write has left what it was about as it was; a delete has not, whatever it answers.
 *
 * @param write The write.
 */
export function changedNothing({ attributes, before, outcome }: JournaledWrite): boolean {
  const [was, is] = [before?.[0], outcome?.after];
  return was !== undefined && is !== undefined && !attributes.verb.startsWith("delete") &&
    isSameVersion(was, is);
}

/** What the lines of a journal tell. */
export interface RunRecord extends RunHead {
  readonly writes: readonly JournaledWrite[];
  /** The script's exit code; absent where the run was cut off, or goes on. */
  readonly code?: number;
  /** How often somebody began to take it back. */
  readonly undos: number;
  /** The run that took this one back. */
  readonly undoneBy?: string;
  /** What an undo that could not take all of it back has left: nothing more can be done. */
  readonly spent?: { readonly by?: string };
}

/** A line of a journal. */
export type Line =
  | ({ readonly type: "run"; readonly format: typeof FORMAT } & RunHead)
  | ({ readonly type: "write"; readonly number: number } & WriteEntry)
  | ({ readonly type: "outcome"; readonly number: number } & OutcomeEntry)
  | { readonly type: "end"; readonly code: number }
  | { readonly type: "undoing" }
  | { readonly type: "taken"; readonly number: number }
  | { readonly type: "undone"; readonly by: string }
  | { readonly type: "spent"; readonly by?: string };

/** What a journal says of itself in its first line. */
export const FORMAT = "skiff-run/1";

/** Says why a journal tells of nothing. */
export class JournalFault extends Error {}

/**
 * Writes a line.
 *
 * @param line What it tells.
 */
export function formatLine(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Reads a journal.
 *
 * @param text All of it; a last line that was cut off tells of nothing that was sent.
 * @throws {JournalFault} when it is damaged, or of another version.
 */
export function parseRunRecord(text: string): RunRecord {
  const lines = text.split("\n").slice(0, -1);
  const [first, ...rest] = lines;
  const head = readHead(first, text);
  const writes: JournaledWrite[] = [];
  let record: RunRecord = { ...head, writes, undos: 0 };
  for (const [index, text] of rest.entries()) {
    const line = parseJsonObject(text);
    const changed = line === undefined ? undefined : readLine(line, record, writes);
    if (changed === undefined) throw damaged(`line ${index + 2} tells of nothing`);
    record = changed;
  }
  return record;
}

function readHead(first: string | undefined, text: string): RunHead {
  if (first === undefined) {
    throw damaged(text === "" ? "it is empty" : "its first line is cut off");
  }
  const head = parseJsonObject(first);
  const format = head?.["type"] === "run" ? head["format"] : undefined;
  if (typeof format === "string" && format !== FORMAT) {
    throw new JournalFault(
      `another version of Skiff wrote its journal: it is ${quote(format)}, not ${FORMAT}`,
    );
  }
  const { script, context, server, started, undoes } = head ?? {};
  if (
    format === undefined || typeof script !== "string" || typeof context !== "string" ||
    typeof server !== "string" || typeof started !== "string" || !isTextOrAbsent(undoes)
  ) {
    throw damaged("its first line tells of no run");
  }
  return { script, context, server, started, ...(undoes === undefined ? {} : { undoes }) };
}

/** What is told with one more line; `undefined`: it is none. */
function readLine(
  line: JsonObject,
  record: RunRecord,
  writes: JournaledWrite[],
): RunRecord | undefined {
  const { type, number, by, code } = line;
  const write = typeof number === "number" ? writes[number - 1] : undefined;
  switch (type) {
    case "write":
      if (number !== writes.length + 1 || !isWriteEntry(line)) return undefined;
      writes.push(entryOf(line));
      return record;
    case "outcome": {
      if (write === undefined || !isOutcomeEntry(line)) return undefined;
      const { status, after } = line;
      const outcome = { status, ...(after === undefined ? {} : { after }) };
      writes[number as number - 1] = { ...write, outcome };
      return record;
    }
    case "taken":
      if (write === undefined) return undefined;
      writes[number as number - 1] = { ...write, taken: true };
      return record;
    case "end":
      return typeof code === "number" ? { ...record, code } : undefined;
    case "undoing":
      return { ...record, undos: record.undos + 1 };
    case "undone":
      return typeof by === "string" ? { ...record, undoneBy: by } : undefined;
    case "spent":
      if (!isTextOrAbsent(by)) return undefined;
      return { ...record, spent: by === undefined ? {} : { by } };
    default:
      return undefined;
  }
}

const ATTRIBUTES = ["verb", "group", "version", "resource", "subresource", "namespace", "name"];

function isWriteEntry(line: JsonObject): line is JsonObject & WriteEntry {
  const { attributes, path, name, before } = line;
  return isObject(attributes) && ATTRIBUTES.every((key) => typeof attributes[key] === "string") &&
    typeof path === "string" && isTextOrAbsent(name) &&
    (before === undefined || (Array.isArray(before) && before.every(isObject)));
}

function entryOf({ attributes, path, name, before }: WriteEntry): WriteEntry {
  return {
    attributes,
    path,
    ...(name === undefined ? {} : { name }),
    ...(before === undefined ? {} : { before }),
  };
}

function isOutcomeEntry(line: JsonObject): line is JsonObject & OutcomeEntry {
  const { status, after } = line;
  return typeof status === "number" && (after === undefined || isObject(after));
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function damaged(how: string): JournalFault {
  return new JournalFault(`its journal is damaged: ${how}`);
}
