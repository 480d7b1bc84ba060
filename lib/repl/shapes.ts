/**
 * What a value looks like to a person: an object of a cluster, a table, a list of plain values. Layer 7.
 *
 * @module
 */
import { formatAge } from "../core/duration.ts";
import { type KubeObject, parseApiVersion } from "../core/gvk.ts";
import type { Column, Row, Table } from "../core/table.ts";
import type { WatchEvent } from "../watch/events.ts";

/** An object that says what it is. */
export interface NamedObject extends KubeObject {
  apiVersion: string;
  kind: string;
}

/** Tells whether a value is an object as a cluster stores it: it has a kind and metadata. */
export function isKubeObject(value: unknown): value is NamedObject {
  return isRecord(value) && typeof value["kind"] === "string" &&
    typeof value["apiVersion"] === "string" && isRecord(value["metadata"]);
}

/** Tells whether a value is a table, as a query's `table()` gives it. */
export function isTable(value: unknown): value is Table {
  return isRecord(value) && Array.isArray(value["columns"]) && Array.isArray(value["rows"]);
}

/**
 * Gives one line for each value where that says it all: text, numbers, dates, and lists of them.
 *
 * @param value Anything.
 * @returns The lines, or `undefined` where the value has more structure.
 */
export function oneLinePerValue(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) {
    const lines = value.map(scalarText);
    return lines.every((line) => line !== undefined) ? lines : undefined;
  }
  const line = scalarText(value);
  return line === undefined ? undefined : [line];
}

function scalarText(value: unknown): string | undefined {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  }
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return value === null ? "null" : undefined;
  }
}

/** An event whose object says what it is. */
export type NamedEvent = WatchEvent<NamedObject>;

/** Tells whether a value is an event of a watch. */
export function isWatchEvent(value: unknown): value is NamedEvent {
  return isRecord(value) && EVENT_TYPES.has(value["type"]) && isKubeObject(value["object"]);
}

const EVENT_TYPES: ReadonlySet<unknown> = new Set(["ADDED", "MODIFIED", "DELETED"]);

/** Which columns are shown beside those of the kind. */
export interface ObjectColumnsOptions {
  /** Whether the first column says what happened; default `false`. */
  readonly event?: boolean;
  /** Whether a column names the namespaces; default: where the objects have several. */
  readonly severalNamespaces?: boolean | undefined;
  /** The columns of the kind; default: name and age. */
  readonly columns?: readonly KindColumn[] | undefined;
  /** The time that ages count to, in milliseconds; default: now. */
  readonly now?: number;
}

/** One column of a kind. */
export interface KindColumn {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly priority?: number;
  cell(object: NamedObject, nowMs: number): unknown;
}

/** Columns for objects that were read without their server's. */
export interface ObjectColumns {
  readonly columns: readonly Column[];
  /** The widest text that is to be expected in the first columns, where it is known. */
  readonly widest: readonly string[];
  /** The row of an object, and of what happened to it. */
  row(object: NamedObject, event?: string): Row;
}

/**
 * Chooses columns for objects that were read without their server's: those of the kind, or name and age;
 * kind where they differ, namespace where they live in more than one.
 *
 * @param objects Objects of one kind or several; some, where more are to come.
 * @param options The kind's columns, and what else is shown.
 */
export function objectColumns(
  objects: readonly NamedObject[],
  options: ObjectColumnsOptions = {},
): ObjectColumns {
  const { event = false, columns = PLAIN_COLUMNS, now } = options;
  const severalKinds = new Set(objects.map(({ kind }) => kind)).size > 1;
  const severalNamespaces = options.severalNamespaces ??
    new Set(objects.map(({ metadata }) => metadata?.namespace)).size > 1;
  const before = [
    ...(event ? ["Event"] : []),
    ...(severalNamespaces ? ["Namespace"] : []),
    ...(severalKinds ? ["Kind"] : []),
  ];
  return {
    columns: [
      ...before.map((name) => ({ name, priority: 0 })),
      ...columns.map(({ name, priority = 0 }) => ({ name, priority })),
    ],
    widest: event ? ["MODIFIED"] : [],
    row: (object, type) => ({
      cells: [
        ...(event ? [type ?? ""] : []),
        ...(severalNamespaces ? [object.metadata?.namespace ?? ""] : []),
        ...(severalKinds ? [object.kind] : []),
        ...columns.map(({ cell }) => cell(object, now ?? Date.now())),
      ],
    }),
  };
}

/** What every object has. */
const PLAIN_COLUMNS: readonly KindColumn[] = [
  { name: "Name", cell: ({ metadata }) => metadata?.name ?? "" },
  { name: "Age", cell: ({ metadata }, nowMs) => ageOf(metadata?.creationTimestamp, nowMs) },
];

/**
 * Names an object as `-o name` does: `pod/web-0`, `deployment.apps/web`.
 *
 * @param object An object with kind and name.
 */
export function objectName({ apiVersion = "v1", kind = "", metadata }: KubeObject): string {
  const { group } = parseApiVersion(apiVersion);
  const resource = group === "" ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  return `${resource}/${metadata?.name ?? ""}`;
}

function ageOf(created: string | undefined, now: number): string {
  const time = Date.parse(created ?? "");
  return Number.isNaN(time) ? "<unknown>" : formatAge(now - time);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
