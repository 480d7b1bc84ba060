/**
 * Tables for a notebook. Layer 7: pure.
 *
 * @module
 */
import type { Column, Table } from "../../core/table.ts";
import { stateOf } from "../state.ts";
import { escapeHtml, shorten } from "./html.ts";

/** How a table is shown. */
export interface HtmlTableOptions {
  /** The most rows; default 200. */
  readonly maxRows?: number | undefined;
  /** Show the columns of lower priority, too; default `false`. */
  readonly wide?: boolean | undefined;
}

const MAX_ROWS = 200;
const MAX_CELL = 200;
/** Legible on light and on dark pages. */
const COLORS: Readonly<Record<"well" | "pending" | "failed", string>> = {
  well: "#1a7f37",
  pending: "#9a6700",
  failed: "#cf222e",
};

/**
 * Writes a table as HTML, states in colour, and says how many rows it leaves out.
 *
 * @param table Columns and rows.
 * @param options Rows and columns.
 */
export function formatHtmlTable(table: Table, options: HtmlTableOptions = {}): string {
  const { maxRows = MAX_ROWS, wide = false } = options;
  const shown = [...table.columns.keys()].filter((index) =>
    wide || (table.columns[index]?.priority ?? 0) === 0
  );
  const headings = shown.map((index) =>
    `<th style="text-align:left">${escapeHtml(table.columns[index]?.name ?? "")}</th>`
  );
  const rows = table.rows.slice(0, maxRows).map(({ cells }) =>
    `<tr>${shown.map((index) => formatCell(cells[index], table.columns[index])).join("")}</tr>`
  );
  const left = table.rows.length - rows.length;
  const rest = left > 0
    ? `<p>and ${left.toLocaleString("en")} more rows: narrow the query, or take limit()</p>`
    : "";
  return `<table><thead><tr>${headings.join("")}</tr></thead><tbody>${
    rows.join("")
  }</tbody></table>${rest}`;
}

function formatCell(value: unknown, column: Column | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const state = stateOf(text, column);
  const color = state === undefined ? "" : `;color:${COLORS[state]}`;
  return `<td style="text-align:left${color}">${escapeHtml(shorten(text, MAX_CELL))}</td>`;
}
