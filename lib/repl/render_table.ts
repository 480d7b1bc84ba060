/**
 * Tables of results: columns, numbers of rows, colours. Layer 7.
 *
 * @module
 */
import type { Query } from "../api/query.ts";
import type { Ref } from "../api/ref.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { Row, Table } from "../core/table.ts";
import type { RenderOptions } from "./render_options.ts";
import { isKubeObject, type NamedObject, objectColumns } from "./shapes.ts";

/** Text that cannot control the terminal as it is, the colours in it aside. */
export class SafeText {
  /** The text. */
  readonly text: string;

  /** Takes text that was made harmless. */
  constructor(text: string) {
    this.text = text;
  }
}

/** A part of the output. */
export type Piece = string | SafeText;

/** Refers to the object of a row. */
export type RefOfRow = (row: Row) => Ref | undefined;

/** Refers to the objects of a query's rows, where somebody wants to know. */
export async function refsOfQuery(
  query: Query,
  { columns }: Table,
  { onRows }: RenderOptions,
): Promise<RefOfRow | undefined> {
  if (onRows === undefined) return undefined;
  const { rowRefs } = await import("../api/row_refs.ts");
  return rowRefs(query, columns);
}

/** Lists objects with the columns that their server would print. */
export async function* renderObjects(
  objects: readonly NamedObject[],
  options: RenderOptions,
  ask: boolean,
): AsyncGenerator<Piece> {
  const { kindColumns } = await import("./kind_columns.ts");
  const columns = await kindColumns(objects, { ask, signal: options.signal });
  const table = objectColumns(objects, { columns });
  yield* renderTable(
    {
      columns: table.columns,
      rows: objects.map((object) => ({ ...table.row(object), object })),
    },
    options,
    await objectRefs(objects, options),
  );
}

async function objectRefs(
  objects: readonly NamedObject[],
  { onRows }: RenderOptions,
): Promise<RefOfRow | undefined> {
  if (onRows === undefined) return undefined;
  const [{ originOf }, { ref }] = await Promise.all([
    import("../api/origin.ts"),
    import("../api/connect.ts"),
  ]);
  // Objects of unknown origin are of no cluster: there is nothing to refer to.
  if (objects.some((object) => originOf(object) === undefined)) return undefined;
  return ({ object }) => isKubeObject(object) ? ref<KubeObject>(object) : undefined;
}

/** Prints a table; its rows are numbered where it is known whose they are. */
export async function* renderTable(
  table: Table,
  { format, onRows, note, terminal = false, color = false, width }: RenderOptions,
  refOf?: RefOfRow,
): AsyncGenerator<Piece> {
  const { formatCsv, TablePrinter } = await import("../core/table.ts");
  if (format.type === "csv") {
    const text = formatCsv(table);
    yield text === "" || text.endsWith("\n") ? text : `${text}\n`;
    return;
  }
  const isNumbered = onRows !== undefined && refOf !== undefined;
  if (isNumbered) {
    const { rows } = table;
    onRows({ length: rows.length, refAt: (index) => rows[index] && refOf(rows[index]) });
  }
  const shown = isNumbered && terminal ? numbered(table) : table;
  const painting = color && terminal
    ? { paint: (await import("./state_color.ts")).paintState }
    : {};
  const cut = width === undefined || format.type === "wide" ? {} : { width };
  const printer = new TablePrinter(shown.columns, {
    wide: format.type === "wide",
    ...painting,
    ...cut,
  });
  for (let start = 0; start < shown.rows.length; start += ROWS_AT_ONCE) {
    const rows = shown.rows.slice(start, start + ROWS_AT_ONCE);
    yield new SafeText(printer.print(rows));
  }
  if (printer.hidden.length > 0) note?.(saysHidden(printer.hidden));
}

function saysHidden(names: readonly string[]): string {
  const columns = names.length === 1 ? "1 column is" : `${names.length} columns are`;
  return `${columns} cut off: ${names.join(", ")} (.wide shows all)`;
}

/** More rows are printed in several pieces; so many decide how wide the columns are. */
const ROWS_AT_ONCE = 10_000;

/** Puts a column of `$1`, `$2`, … before the others. */
function numbered({ columns, rows }: Table): Table {
  return {
    columns: [{ name: "", priority: 0 }, ...columns],
    rows: rows.map((row, index) => ({ ...row, cells: [`$${index + 1}`, ...row.cells] })),
  };
}
