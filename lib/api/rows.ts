/**
 * From a server's rows to the table that people see. Layer 5.
 *
 * @module
 */
import type { Column, FormatTableOptions, Row, Table } from "../core/table.ts";
import { formatTable } from "../core/table.ts";
import type { QuerySpec } from "../query/plan.ts";
import type { MatchingRows } from "./execute.ts";

/** The columns of the table that kubectl prints, and its rows. */
export class ObjectTable implements Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];

  /** Made by `Query.table()`. */
  constructor(columns: readonly Column[], rows: readonly Row[]) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Formats the table as kubectl prints it.
   *
   * @param options Wide, headers.
   */
  format(options: FormatTableOptions = {}): string {
    return formatTable(this, options);
  }

  /** The table as kubectl prints it. */
  toString(): string {
    return this.format().trimEnd();
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** Makes the table of a query: with a column of namespaces first where it asks for several. */
export function tableOf(spec: QuerySpec, { columns, rows }: MatchingRows): ObjectTable {
  const severalNamespaces = spec.kind.namespaced && spec.namespace === undefined;
  if (!severalNamespaces) return new ObjectTable(columns, rows);
  return new ObjectTable(
    [{ name: "Namespace", priority: 0 }, ...columns],
    rows.map((row) => ({ ...row, cells: [row.object?.metadata?.namespace ?? "", ...row.cells] })),
  );
}
