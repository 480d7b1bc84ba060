/**
 * Runs a query's plan: sends what the server can decide and decides the rest here, in the cheapest
 * representation that answers the question. Layer 5.
 *
 * @module
 */
import { type CallOptions, type Deadline, startDeadline } from "../client/call.ts";
import { type ListRequest, PAGE_SIZE, readList, readPages } from "../client/lists.ts";
import { describeCollection, type ReadOptions } from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import { readTable, type TableColumn, type TableRow } from "../client/tables.ts";
import { ApiError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { compileFilter } from "../query/evaluate.ts";
import { compareBy } from "../query/order.ts";
import { parametersOf, planQuery, type QueryPlan, type QuerySpec } from "../query/plan.ts";

/** A question about a collection, on an open session. */
export interface Execution {
  readonly session: Session;
  readonly spec: QuerySpec;
}

/** Which part of each object an answer needs: all, or what the residual filter and the order do. */
export type Representation = "object" | "needed";

/**
 * Reads all matching objects in one request and keeps only those.
 *
 * @param representation What the caller needs of each object.
 */
export async function collect(
  execution: Execution,
  representation: Representation,
  options: ReadOptions,
): Promise<KubeObject[]> {
  const { session, spec } = execution;
  const { limit, orderBy } = spec;
  if (limit !== undefined && !isOrdered(spec)) {
    const objects: KubeObject[] = [];
    for await (const object of stream(execution, representation, options)) objects.push(object);
    return objects;
  }
  const deadline = deadlineOf(execution, options);
  return await ask(spec, async (plan) => {
    const matches = compileFilter(plan.residual, spec.kind);
    const objects: KubeObject[] = [];
    await readList(session, requestOf(plan, representation, options), deadline, (object) => {
      if (matches(object)) objects.push(object);
    });
    if (isOrdered(spec)) objects.sort(compareBy(orderBy ?? []));
    return limit === undefined ? objects : objects.slice(0, limit);
  }, { nothing: [] });
}

/**
 * Reads matching objects page by page, so that memory holds two pages however many there are.
 *
 * An order needs all objects at once: then they are collected first.
 */
export async function* stream(
  execution: Execution,
  representation: Representation,
  options: ReadOptions,
): AsyncGenerator<KubeObject, void, void> {
  const { session, spec } = execution;
  if (isOrdered(spec)) {
    yield* await collect(execution, representation, options);
    return;
  }
  const begun = await ask(spec, async (plan) => {
    const decidedByServer = plan.residual.type === "true";
    const request = {
      ...requestOf(plan, representation, options),
      limit: decidedByServer ? spec.limit : undefined,
    };
    const pages = readPages(session, request, options);
    return { plan, pages, first: await pages.next() };
  }, { nothing: undefined });
  if (begun === undefined) return;
  const { plan, pages, first } = begun;
  let left = spec.limit ?? Infinity;
  try {
    const matches = compileFilter(plan.residual, spec.kind);
    for (let page = first; page.done !== true; page = await pages.next()) {
      for (const object of page.value) {
        if (!matches(object)) continue;
        yield object;
        if (--left <= 0) return;
      }
    }
  } finally {
    await pages.return();
  }
}

/**
 * Counts matching objects: by `remainingItemCount` in one small request where nothing selects, by rows
 * without objects where the server decides, by reading otherwise.
 */
export async function count(execution: Execution, options: CallOptions): Promise<number> {
  const { session, spec } = execution;
  const deadline = deadlineOf(execution, options);
  const total = await ask(spec, async (plan) => {
    if (plan.unfiltered) return await countAll(session, plan, deadline);
    if (plan.residual.type === "true") {
      return (await rowsWithoutObjects(session, plan, deadline)).length;
    }
    return undefined;
  }, { nothing: 0 });
  if (total !== undefined) return Math.min(total, spec.limit ?? Infinity);
  let matching = 0;
  for await (const _ of stream(unordered(execution), "needed", options)) matching++;
  return matching;
}

async function countAll(session: Session, plan: QueryPlan, deadline: Deadline): Promise<number> {
  let first = 0;
  const request: ListRequest = {
    ...requestOf(plan, "needed", {}),
    representation: "metadata",
    limit: 1,
  };
  const { metadata } = await readList(session, request, deadline, () => void first++);
  if (metadata?.continue && metadata.remainingItemCount === undefined) {
    return (await rowsWithoutObjects(session, plan, deadline)).length;
  }
  return first + (metadata?.remainingItemCount ?? 0);
}

/** Gives the names of matching objects: from rows without objects where the server decides. */
export async function names(execution: Execution, options: CallOptions): Promise<string[]> {
  const { session, spec } = execution;
  if (!isOrdered(spec)) {
    const deadline = deadlineOf(execution, options);
    const fromRows = await ask(spec, async (plan) => {
      if (plan.residual.type !== "true") return undefined;
      const rows = await rowsWithoutObjects(session, plan, deadline, spec.limit);
      return rows.every((name) => name !== undefined) ? rows : undefined;
    }, { nothing: [] });
    if (fromRows !== undefined) return fromRows;
  }
  const objects = await collect(execution, "needed", options);
  return objects.map((object) => object.metadata?.name ?? "");
}

/** The name cell of each row; `undefined` where the table has no column of names. */
async function rowsWithoutObjects(
  session: Session,
  plan: QueryPlan,
  deadline: Deadline,
  limit?: number,
): Promise<string[]> {
  const rows: TableRow[] = [];
  const { columns } = await readRows(
    session,
    plan,
    "None",
    deadline,
    limit,
    (row) => rows.push(row),
  );
  const nameAt = columns.findIndex(({ format }) => format === "name");
  return rows.map(({ cells }) => cells[nameAt] as string);
}

/** Columns and rows of a server's table that match a query. */
export interface MatchingRows {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/**
 * Reads matching objects as the server's table, with as little of each object as the filter, the order
 * and the namespace column need.
 */
export async function table(execution: Execution, options: CallOptions): Promise<MatchingRows> {
  const { session, spec } = execution;
  const deadline = deadlineOf(execution, options);
  return await ask(spec, async (plan) => {
    const decidedByServer = plan.residual.type === "true" && !isOrdered(spec);
    const severalNamespaces = spec.kind.namespaced && spec.namespace === undefined;
    const includeObject = decidedByServer
      ? (severalNamespaces ? "Metadata" : "None")
      : (plan.metadataOnly ? "Metadata" : "Object");
    const matches = compileFilter(plan.residual, spec.kind);
    const rows: TableRow[] = [];
    const limit = decidedByServer ? spec.limit : undefined;
    const { columns } = await readRows(session, plan, includeObject, deadline, limit, (row) => {
      if (decidedByServer || matches(row.object ?? {})) rows.push(row);
    });
    if (isOrdered(spec)) {
      const compare = compareBy(spec.orderBy ?? []);
      rows.sort((a, b) => compare(a.object ?? {}, b.object ?? {}));
    }
    return { columns, rows: spec.limit === undefined ? rows : rows.slice(0, spec.limit) };
  }, { nothing: { columns: [], rows: [] } });
}

async function readRows(
  session: Session,
  plan: QueryPlan,
  includeObject: "None" | "Metadata" | "Object",
  deadline: Deadline,
  limit: number | undefined,
  onRow: (row: TableRow) => void,
): Promise<{ columns: readonly TableColumn[] }> {
  const { spec } = plan;
  // Rows without objects are so small that one answer holds them all; objects come in pages.
  const pageSize = includeObject === "Object" ? PAGE_SIZE : Infinity;
  let columns: readonly TableColumn[] = [];
  let token: string | undefined;
  let read = 0;
  do {
    const left = Math.min(pageSize, (limit ?? Infinity) - read);
    const page = await readTable(
      session,
      {
        kind: spec.kind,
        namespace: spec.namespace,
        ...parametersOf(plan),
        includeObject,
        limit: left === Infinity ? undefined : left,
        continue: token,
      },
      deadline,
      (row) => {
        read++;
        onRow(row);
      },
    );
    if (columns.length === 0) columns = page.columns;
    token = page.continue;
  } while (token !== undefined && read < (limit ?? Infinity));
  return { columns };
}

function requestOf(
  plan: QueryPlan,
  representation: Representation,
  options: ReadOptions,
): ListRequest {
  const { kind, namespace } = plan.spec;
  return {
    kind,
    namespace,
    ...parametersOf(plan),
    representation: representation === "needed" && plan.metadataOnly ? "metadata" : "object",
    managedFields: options.managedFields,
  };
}

function unordered({ session, spec: { orderBy: _, ...spec } }: Execution): Execution {
  return { session, spec };
}

function isOrdered(spec: QuerySpec): boolean {
  return spec.orderBy !== undefined && spec.orderBy.length > 0;
}

function deadlineOf({ session, spec }: Execution, options: CallOptions): Deadline {
  return startDeadline(session, options, describeCollection("list", spec.kind, spec.namespace));
}

const UNSUPPORTED_FIELD_REGEXP = /field label not supported: ([\w.-]+)/;

/** Runs a plan where anything is wanted: to the server a limit of 0 means none. */
async function ask<R>(
  spec: QuerySpec,
  run: (plan: QueryPlan) => Promise<R>,
  { nothing }: { readonly nothing: R },
): Promise<R> {
  return spec.limit === 0 ? nothing : await replanning(spec, run);
}

/**
 * Runs a plan, and once more without a field selector that this server does not know (older servers know
 * fewer): the filter then decides here what the server would have.
 */
export async function replanning<R>(
  spec: QuerySpec,
  run: (plan: QueryPlan) => Promise<R>,
): Promise<R> {
  try {
    return await run(planQuery(spec));
  } catch (error) {
    const field = error instanceof ApiError && error.status === 400
      ? UNSUPPORTED_FIELD_REGEXP.exec(error.message)?.[1]
      : undefined;
    const refused = spec.unselectable ?? [];
    // A field that no server can select by is the user's mistake, as it is for kubectl.
    const isSelectable = spec.kind.fields.some(({ selector }) => selector === field);
    if (field === undefined || !isSelectable || refused.includes(field)) throw error;
    return await replanning({ ...spec, unselectable: [...refused, field] }, run);
  }
}
