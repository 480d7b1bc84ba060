/**
 * Reading collections as tables: the server renders the columns that `kubectl get` prints. Layer 2.
 *
 * @module
 */
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { ACCEPT_TABLE } from "../core/media.ts";
import { resourcePath } from "../core/path.ts";
import { wrongAnswer } from "./answer.ts";
import { type Deadline, send } from "./call.ts";
import { readElements } from "./elements.ts";
import type { ListRequest } from "./lists.ts";
import { describeCollection } from "./objects.ts";
import type { Session } from "./session.ts";

/** One column of a server's table. */
export interface TableColumn {
  readonly name: string;
  /** OpenAPI type: `string`, `integer`, `date`, … */
  readonly type: string;
  /** `name` for the column that identifies the object. */
  readonly format: string;
  /** Columns above 0 are shown only when wide. */
  readonly priority: number;
  readonly description: string;
}

/** One row of a server's table. */
export interface TableRow {
  readonly cells: readonly unknown[];
  /** As much of the object as was asked for. */
  readonly object?: KubeObject;
}

/** What to read of a collection, and how much of each object beside its cells. */
export interface TableRequest extends Omit<ListRequest, "representation" | "managedFields"> {
  readonly includeObject: "None" | "Metadata" | "Object";
}

/** A part of a table and where it goes on. */
export interface TablePage {
  readonly columns: readonly TableColumn[];
  readonly continue: string | undefined;
}

/**
 * Reads one answer of a collection as a table, handing out each row as soon as it has arrived: one GET.
 *
 * @param onRow Called with each row in the server's order.
 * @returns The columns, and where to continue.
 */
export async function readTable(
  session: Session,
  request: TableRequest,
  deadline: Deadline,
  onRow: (row: TableRow) => void,
): Promise<TablePage> {
  const { kind, namespace } = request;
  const call = describeCollection("list", kind, namespace);
  const path = resourcePath({ resource: kind, namespace }, {
    fieldSelector: request.fieldSelector,
    includeObject: request.includeObject,
    labelSelector: request.labelSelector,
    limit: request.limit,
    continue: request.continue,
  });
  const response = await send(session, call, path, deadline, { headers: { accept: ACCEPT_TABLE } });
  const apiVersion = formatApiVersion(kind);
  const envelope = await readElements<TableRow>(response, call, { field: "rows" }, (row) => {
    if (!Array.isArray(row.cells)) throw wrongAnswer(call, "the answer has a row without cells");
    if (!row.object) return onRow({ cells: row.cells });
    delete row.object.metadata?.managedFields;
    onRow({ cells: row.cells, object: { ...row.object, apiVersion, kind: kind.kind } });
  });
  const { columnDefinitions } = envelope;
  if (!Array.isArray(columnDefinitions)) {
    throw wrongAnswer(call, "the answer is not a table");
  }
  return { columns: columnDefinitions, continue: envelope.metadata?.continue || undefined };
}
