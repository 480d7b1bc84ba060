/**
 * What a value looks like to a person: an object of a cluster, a table, a list of plain values. Layer 7.
 *
 * @module
 */
import { formatAge } from "../core/duration.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { Table } from "../core/table.ts";

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

/**
 * Lists objects that were read without their server's columns: name and age, kind where they differ,
 * namespace where they live in more than one.
 *
 * @param objects Objects of one kind or several.
 * @param now The time that ages count to, in milliseconds; default: now.
 */
export function objectsTable(objects: readonly KubeObject[], now: number = Date.now()): Table {
  const severalKinds = new Set(objects.map(({ kind }) => kind)).size > 1;
  const severalNamespaces = new Set(objects.map(({ metadata }) => metadata?.namespace)).size > 1;
  const names = [
    ...(severalNamespaces ? ["Namespace"] : []),
    ...(severalKinds ? ["Kind"] : []),
    "Name",
    "Age",
  ];
  return {
    columns: names.map((name) => ({ name, priority: 0 })),
    rows: objects.map(({ kind, metadata }) => ({
      cells: [
        ...(severalNamespaces ? [metadata?.namespace ?? ""] : []),
        ...(severalKinds ? [kind ?? ""] : []),
        metadata?.name ?? "",
        ageOf(metadata?.creationTimestamp, now),
      ],
    })),
  };
}

function ageOf(created: string | undefined, now: number): string {
  const time = Date.parse(created ?? "");
  return Number.isNaN(time) ? "<unknown>" : formatAge(now - time);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
