/**
 * Tables as `kubectl get` prints them, and as CSV. Layer 0: pure.
 *
 * @module
 */
import type { KubeObject } from "./gvk.ts";
import { displayWidth, sanitize } from "./terminal.ts";

/** One column of a table. */
export interface Column {
  /** As the server names it: `Name`, `Ready`. */
  readonly name: string;
  /** Columns above 0 are shown only when wide. */
  readonly priority: number;
}

/** One row of a table. */
export interface Row {
  /** One value a column. */
  readonly cells: readonly unknown[];
  /** As much of the object as is known. */
  readonly object?: KubeObject | undefined;
}

/** Columns and rows; prints as kubectl does. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** How a table is printed. */
export interface FormatTableOptions {
  /** Whether columns of a priority above 0 are shown; default `false`. */
  readonly wide?: boolean | undefined;
  /** Whether the line of column names is left out; default `false`. */
  readonly noHeaders?: boolean | undefined;
}

const MIN_WIDTH = 6, PADDING = 3;

/**
 * Formats a table with columns three spaces apart, nothing that could control a terminal left in it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const columns = [{ name: "Name", priority: 0 }, { name: "Age", priority: 0 }];
 * const rows = [{ cells: ["web-0", "5m"] }];
 * assert.equal(formatTable({ columns, rows }), "NAME    AGE\nweb-0   5m\n");
 * ```
 *
 * @param table Columns and rows.
 * @param options Wide, headers.
 * @returns Lines, each ended by a line break; empty for a table without rows and columns.
 * @see kubectl get -o wide
 */
export function formatTable(table: Table, options: FormatTableOptions = {}): string {
  const shown = shownColumns(table, options);
  if (shown.length === 0) return "";
  const lines = table.rows.map(({ cells }) => shown.map((at) => cellText(cells[at])));
  if (options.noHeaders !== true) {
    lines.unshift(shown.map((at) => (table.columns[at]?.name ?? "").toUpperCase()));
  }
  const widths = shown.map((_, column) =>
    lines.reduce((width, line) => {
      const text = displayWidth(line[column] ?? "") + PADDING;
      return text > width ? text : width;
    }, MIN_WIDTH)
  );
  const last = shown.length - 1;
  return lines.map((line) =>
    line.map((text, column) =>
      column === last ? text : text + " ".repeat((widths[column] ?? 0) - displayWidth(text))
    ).join("") + "\n"
  ).join("");
}

/**
 * Formats a table as comma-separated values (RFC 4180), all columns included.
 *
 * @param table Columns and rows.
 * @returns Lines ended by CR and LF, the column names first.
 */
export function formatCsv(table: Table): string {
  const lines = [table.columns.map(({ name }) => name), ...table.rows.map(({ cells }) => cells)];
  return lines.map((line) => line.map(csvField).join(",") + "\r\n").join("");
}

function shownColumns({ columns }: Table, { wide = false }: FormatTableOptions): number[] {
  return columns.flatMap(({ priority }, at) => wide || priority === 0 ? [at] : []);
}

/** A cell on one line: kubectl cuts text at its first line break. */
function cellText(value: unknown): string {
  const text = plainText(value);
  const end = text.search(/[\f\n\r]/);
  return sanitize(end < 0 ? text : `${text.slice(0, end)}...`);
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function csvField(value: unknown): string {
  const text = plainText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
