/**
 * Tables: what a server renders for people, printed as kubectl prints it, or as CSV. Layer 0: pure.
 *
 * @module
 */
import { formatGoNumber } from "./go_number.ts";
import type { KubeObject } from "./gvk.ts";
import { displayWidth, sanitize, truncate } from "./terminal.ts";

/** A column of a table. */
export interface Column {
  /** Its heading, e.g. `Name`. */
  readonly name: string;
  /** Columns above 0 are shown only when wide. */
  readonly priority: number;
  /** OpenAPI type: `string`, `integer`, `date`, … */
  readonly type?: string;
  /** `name` for the column that identifies the object. */
  readonly format?: string;
  /** What it shows. */
  readonly description?: string;
}

/** A row of a table. */
export interface Row {
  /** One value for each column: text, number, boolean or `null`. */
  readonly cells: readonly unknown[];
  /** The object it shows, or as much of it as was asked for. */
  readonly object?: KubeObject;
}

/** Columns and rows. */
export interface Table {
  /** The columns in order. */
  readonly columns: readonly Column[];
  /** The rows in order. */
  readonly rows: readonly Row[];
}

/** How a table is printed. */
export interface FormatTableOptions {
  /** Show the columns of lower priority, too; off by default. */
  readonly wide?: boolean;
  /** Leave the line of headings out; off by default. */
  readonly noHeaders?: boolean;
  /** Cut lines at this many columns; not at all by default. */
  readonly width?: number;
  /** Print the headings bold; off by default. */
  readonly color?: boolean;
}

const PADDING = 3;
const MIN_WIDTH = 6;
const BOLD = "\x1b[1m";
const RESET = "\x1b[0m";
const CSV_SPECIAL_REGEXP = /[",\r\n]/;

/**
 * Prints a table as `kubectl get` does: headings in capitals, columns three blanks apart, each cell up to
 * its first line break, nothing at all for no rows. Cells cannot control the terminal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const columns = [{ name: "Name", priority: 0 }, { name: "Ready", priority: 0 }];
 * assert.equal(formatTable({ columns, rows: [{ cells: ["web-0", 1] }] }), "NAME    READY\nweb-0   1\n");
 * ```
 *
 * @param table Columns and rows.
 * @param options Wide, headings, width, colour.
 * @returns Lines, each with its line break.
 * @see kubectl's tableprinter.go
 */
export function formatTable(table: Table, options: FormatTableOptions = {}): string {
  return new TablePrinter(table.columns, options).print(table.rows);
}

/** How a table whose rows come over time is printed. */
export interface TablePrinterOptions extends FormatTableOptions {
  /** The widest text that is to be expected in each column, where it is known. */
  readonly widest?: readonly string[] | undefined;
  /**
   * Colours a cell: adds sequences that take no room.
   *
   * @param text The cell as it is printed, blanks behind it included.
   * @param column Its column; `undefined` for its heading.
   */
  readonly paint?: ((text: string, column: Column | undefined) => string) | undefined;
}

/** Prints a table whose rows come over time: headings once, columns never narrower than they were. */
export class TablePrinter {
  readonly #table: Pick<Table, "columns">;
  readonly #options: TablePrinterOptions;
  readonly #shown: readonly number[];
  readonly #widths: number[];
  #hidden: readonly string[] = [];
  #begun = false;

  /** Starts without rows; see {@link formatTable}. */
  constructor(columns: readonly Column[], options: TablePrinterOptions = {}) {
    this.#table = { columns };
    this.#options = options;
    this.#shown = shownColumns(this.#table, options);
    this.#widths = this.#shown.map((index) => {
      const widest = options.widest?.[index] ?? "";
      return Math.max(MIN_WIDTH, widest === "" ? 0 : displayWidth(widest) + PADDING);
    });
  }

  /** The headings of columns of which nothing fitted into the width, as far as rows were printed. */
  get hidden(): readonly string[] {
    return this.#hidden;
  }

  /**
   * Prints further rows, after the headings where they are the first.
   *
   * @param rows Any number of rows; nothing is printed for none.
   * @returns Lines, each with its line break.
   */
  print(rows: readonly Row[]): string {
    if (rows.length === 0) return "";
    const { noHeaders = false, width, color = false } = this.#options;
    const lines = rows.map(({ cells }) => this.#shown.map((index) => formatCell(cells[index])));
    const withHeadings = !this.#begun && !noHeaders;
    this.#begun = true;
    if (withHeadings) {
      lines.unshift(this.#shown.map((index) => headingOf(this.#table, index).toUpperCase()));
    }
    for (const line of lines) {
      for (const [index, cell] of line.entries()) {
        const wanted = displayWidth(cell) + PADDING;
        if (wanted > (this.#widths[index] ?? 0)) this.#widths[index] = wanted;
      }
    }
    if (width !== undefined) this.#hidden = this.#beyond(width);
    const last = this.#shown.length - 1;
    return lines.map((line, row) => {
      const isHeading = row === 0 && withHeadings;
      const padded = line.map((cell, index) =>
        index === last ? cell : pad(cell, this.#widths[index] ?? 0)
      );
      const cut = width === undefined ? padded : cutCells(padded, Math.max(width, 1));
      const text = cut.map((cell, index) => this.#paint(cell, index, isHeading)).join("");
      return color && isHeading ? `${BOLD}${text}${RESET}\n` : `${text}\n`;
    }).join("");
  }

  /** Columns that begin where a line has ended, or where there is only room to say that it is cut. */
  #beyond(width: number): readonly string[] {
    let begin = 0;
    return this.#shown.flatMap((column, index) => {
      const isHidden = begin >= width - 1 && index > 0;
      begin += this.#widths[index] ?? 0;
      return isHidden ? [headingOf(this.#table, column).toUpperCase()] : [];
    });
  }

  #paint(cell: string, index: number, isHeading: boolean): string {
    const { paint } = this.#options;
    if (paint === undefined) return cell;
    return paint(cell, isHeading ? undefined : this.#table.columns[this.#shown[index] ?? 0]);
  }
}

/**
 * Prints a table as CSV (RFC 4180) with a line of headings, for programs: cells are whole and unchanged.
 *
 * @param table Columns and rows.
 * @param options Wide and headings; the rest does not apply.
 * @returns Lines that end with CR LF.
 */
export function formatCsv(table: Table, options: FormatTableOptions = {}): string {
  const shown = shownColumns(table, options);
  const lines = table.rows.map(({ cells }) => shown.map((index) => cellText(cells[index])));
  if (options.noHeaders !== true) lines.unshift(shown.map((index) => headingOf(table, index)));
  return lines.map((line) => `${line.map(quoteCsv).join(",")}\r\n`).join("");
}

function shownColumns(
  { columns }: Pick<Table, "columns">,
  { wide = false }: FormatTableOptions,
): number[] {
  return columns.flatMap(({ priority }, index) => wide || priority === 0 ? [index] : []);
}

function headingOf({ columns }: Pick<Table, "columns">, index: number): string {
  const column = columns[index];
  return column === undefined ? "" : formatCell(column.name);
}

function formatCell(value: unknown): string {
  const text = cellText(value);
  const end = text.search(/[\f\n\r]/);
  const line = end < 0 ? text : text.slice(0, end);
  return sanitize(line).replaceAll("\t", " ") + (end < 0 ? "" : "...");
}

function cellText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return formatGoNumber(value);
    case "object":
      return value === null ? "" : JSON.stringify(value);
    case "undefined":
      return "";
    default:
      return String(value);
  }
}

/** Cuts a line that is made of cells. */
function cutCells(cells: readonly string[], width: number): readonly string[] {
  let room = width;
  const cut: string[] = [];
  for (const cell of cells) {
    if (room <= 0) break;
    const size = displayWidth(cell);
    // What is cut says so, also where only blanks would have been left of the next cell.
    cut.push(size > room ? truncate(cell, room) : cell);
    room -= size;
  }
  if (cut.length < cells.length && room === 0) {
    const last = cut.pop() ?? "";
    if (cells.slice(cut.length + 1).some((cell) => cell.trim() !== "")) {
      cut.push(truncate(`${last}x`, displayWidth(last)));
    } else cut.push(last);
  }
  return cut;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(width - displayWidth(text), 0));
}

function quoteCsv(text: string): string {
  return CSV_SPECIAL_REGEXP.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
