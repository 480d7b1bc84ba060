/**
 * What a notebook shows of a value: a query is run and becomes a table, an object is YAML, and the data of
 * Secrets stays hidden. Layer 7.
 *
 * @module
 */
import { isQuery } from "../../api/query.ts";
import { Ref } from "../../api/ref.ts";
import type { Table } from "../../core/table.ts";
import { maskSecrets } from "../mask_secrets.ts";
import { render } from "../render.ts";
import { isKubeObject, isTable, type NamedObject, objectColumns } from "../shapes.ts";
import { escapeHtml, shorten } from "./html.ts";
import { formatHtmlTable, type HtmlTableOptions } from "./html_table.ts";
import type { MimeBundle } from "./mime_bundle.ts";

/** A longer text is cut: a notebook keeps what it shows. */
const MAX_TEXT = 100_000;

/**
 * Shows a value: a query is read as its server's table (one request), a ref as its object.
 *
 * @param given Anything that Skiff gives.
 * @param options Rows and columns of tables.
 * @returns HTML, and the text that the prompt would print.
 * @throws {KubeError} when a query or ref cannot be read.
 */
export async function displayValue(
  given: unknown,
  options: HtmlTableOptions = {},
): Promise<MimeBundle> {
  const read = isQuery(given)
    ? await given.table()
    : given instanceof Ref
    ? await given.get()
    : given;
  const value = maskSecrets(read);
  const table = await tableOf(value);
  if (table === undefined) return preformatted(await plainText(value));
  if (table.rows.length === 0) return preformatted("No resources found\n");
  const { maxRows } = options;
  const rows = table.rows.slice(0, maxRows ?? table.rows.length);
  return {
    "text/plain": await plainText({ columns: table.columns, rows }, options.wide),
    "text/html": formatHtmlTable(table, options),
  };
}

async function tableOf(value: unknown): Promise<Table | undefined> {
  if (isTable(value)) return value;
  if (!isObjectList(value)) return undefined;
  const { kindColumns } = await import("../kind_columns.ts");
  const made = objectColumns(value, { columns: await kindColumns(value, { ask: true }) });
  return { columns: made.columns, rows: value.map((object) => made.row(object)) };
}

/** Tells whether a value is a list of objects of a cluster. */
export function isObjectList(value: unknown): value is readonly NamedObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isKubeObject);
}

async function plainText(value: unknown, wide = false): Promise<string> {
  let text = "";
  const format = { type: wide ? "wide" : "auto" } as const;
  for await (const piece of render(value, { format, terminal: true })) {
    text += piece;
    if (text.length > MAX_TEXT) break;
  }
  return shorten(text, MAX_TEXT);
}

function preformatted(text: string): MimeBundle {
  return { "text/plain": text, "text/html": `<pre>${escapeHtml(text)}</pre>` };
}
