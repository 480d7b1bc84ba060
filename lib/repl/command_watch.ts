/**
 * `.watch`: a table that follows a watch, drawn anew in its place. Layer 7.
 *
 * @module
 */
import { isQuery } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { QueryError } from "../core/errors.ts";
import { TablePrinter } from "../core/table.ts";
import type { CommandTarget } from "./command.ts";
import { kindColumns } from "./kind_columns.ts";
import { isKubeObject, type NamedEvent, type NamedObject, objectColumns } from "./shapes.ts";

/** How often the table is drawn at most while changes come, and how often its ages are. */
const DRAW_MS = 150;
const AGE_MS = 1000;

/**
 * Shows what a query or a reference means until Ctrl-C: one watch, and nothing else is sent.
 *
 * @param session The session.
 * @param source What to watch.
 * @param signal Ends it.
 * @throws {QueryError} when it is neither.
 */
export async function watchResult(
  session: CommandTarget,
  source: string,
  signal?: AbortSignal,
): Promise<void> {
  const value = source === "" ? undefined : await session.evaluate(source, signal);
  if (!isQuery(value) && !(value instanceof Ref)) {
    throw new QueryError("Cannot watch the input: it is no query: .watch ns().pods");
  }
  const events = value.watch(signal === undefined ? {} : { signal }) as AsyncIterable<NamedEvent>;
  // A pipe gets the changes as they come: nothing in it can be drawn again.
  if (!session.terminal) return await session.show(events, { signal });
  const table = new LiveTable(session);
  try {
    await follow(events, table);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    await table.draw();
  }
}

async function follow(events: AsyncIterable<NamedEvent>, table: LiveTable): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  // A failure is told when it is waited for again.
  next.catch(() => undefined);
  try {
    for (;;) {
      const limitMs = table.isDirty ? DRAW_MS : AGE_MS;
      const result = await orLater(next, limitMs);
      if (result === undefined) {
        await table.draw();
        continue;
      }
      if (result.done === true) break;
      table.take(result.value);
      next = iterator.next();
      next.catch(() => undefined);
      if (table.isDue) await table.draw();
    }
    await table.draw();
  } finally {
    // What it still waits for may never come, and its end has nobody left to tell.
    iterator.return?.().catch(() => undefined);
  }
}

async function orLater<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A table on the terminal that is drawn over what it was before. */
class LiveTable {
  readonly #session: CommandTarget;
  readonly #objects = new Map<string, NamedObject>();
  #drawnLines = 0;
  #drawnAtMs = -Infinity;
  /** Whether something has changed since it was drawn. */
  isDirty = false;

  constructor(session: CommandTarget) {
    this.#session = session;
  }

  /** Whether it has been shown as it was for long enough. */
  get isDue(): boolean {
    return this.isDirty && performance.now() - this.#drawnAtMs > DRAW_MS;
  }

  take({ type, object }: NamedEvent): void {
    if (!isKubeObject(object)) return;
    const { namespace = "", name = "" } = object.metadata ?? {};
    const key = `${namespace}/${name}`;
    if (type === "DELETED") this.#objects.delete(key);
    else this.#objects.set(key, object);
    this.isDirty = true;
  }

  async draw(): Promise<void> {
    const objects = [...this.#objects].sort(([a], [b]) => a < b ? -1 : 1).map(([, object]) =>
      object
    );
    const lines = objects.length === 0 ? ["nothing matches"] : await this.#lines(objects);
    const up = this.#drawnLines === 0 ? "" : `\x1b[${this.#drawnLines}A\r\x1b[J`;
    await this.#session.write(`${up}${lines.map((line) => `${line}\n`).join("")}`, true);
    this.#drawnLines = lines.length;
    this.#drawnAtMs = performance.now();
    this.isDirty = false;
  }

  async #lines(objects: readonly NamedObject[]): Promise<readonly string[]> {
    const { columns: width, rows: height } = this.#session.size() ?? { columns: 80, rows: 24 };
    const columns = objectColumns(objects, { columns: await kindColumns(objects, { ask: true }) });
    const painting = this.#session.color
      ? { paint: (await import("./state_color.ts")).paintState }
      : {};
    const printer = new TablePrinter(columns.columns, { width, ...painting });
    // The headings, the prompt, and a line that says what is missing.
    const room = Math.max(1, height - 3);
    const shown = objects.length > room ? objects.slice(0, room - 1) : objects;
    const text = printer.print(shown.map((object) => columns.row(object))).trimEnd();
    const more = objects.length - shown.length;
    return [...text.split("\n"), ...(more > 0 ? [`and ${more} more`] : [])];
  }
}
