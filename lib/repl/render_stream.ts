/**
 * Turns a result that comes over time into text: events of a watch, lines, objects, each as soon as it is
 * there. Layer 7.
 *
 * @module
 */
import { watchedTarget } from "../api/origin.ts";
import { QueryError } from "../core/errors.ts";
import { formatCsv, TablePrinter } from "../core/table.ts";
import type { OutputFormat } from "./output_format.ts";
import {
  isKubeObject,
  isWatchEvent,
  type NamedEvent,
  type NamedObject,
  type ObjectColumns,
  objectColumns,
  objectName,
  oneLinePerValue,
} from "./shapes.ts";

/** How what comes over time is rendered. */
export interface RenderStreamOptions {
  readonly format: OutputFormat;
  /** Ends the waiting for more; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** So many items are shown at once at most. */
const MAX_BATCH = 500;

/**
 * Renders what comes over time.
 *
 * Events and objects are rows of one table, with the kind of event first as by
 * `kubectl get --watch --output-watch-events`; `json` gives one line for each item, `yaml` one document.
 *
 * @param items Events, objects or anything else.
 * @param options Format and signal.
 * @returns Pieces of text, each a number of whole lines.
 * @throws {QueryError} when an item cannot be printed in the format.
 */
export async function* renderStream(
  items: AsyncIterable<unknown>,
  options: RenderStreamOptions,
): AsyncGenerator<string, void, void> {
  const print = await printerFor(items, options);
  for await (const batch of batches(items, options.signal)) yield await print(batch);
}

type Print = (batch: readonly unknown[]) => string | Promise<string>;

async function printerFor(
  items: AsyncIterable<unknown>,
  { format, signal }: RenderStreamOptions,
): Promise<Print> {
  // Made with the first rows: what they have in common decides about the columns.
  let table: ((batch: readonly unknown[]) => string) | undefined;
  async function rows(batch: readonly unknown[]): Promise<string> {
    table ??= await tablePrinter(items, batch, { format, signal });
    return table(batch);
  }
  switch (format.type) {
    case "json":
      return (batch) => batch.map((item) => `${JSON.stringify(item)}\n`).join("");
    case "yaml": {
      const { formatYaml } = await import("../core/yaml.ts");
      return (batch) => batch.map((item) => `---\n${formatYaml(item)}`).join("");
    }
    case "name":
      return (batch) =>
        batch.map((item) => `${objectName(requireObject(item, "names"))}\n`).join("");
    case "jsonpath": {
      const { formatJsonPath } = await import("../core/jsonpath.ts");
      return (batch) =>
        batch.map((item) => endLine(formatJsonPath(format.template, item))).join("");
    }
    case "auto":
      return (batch) => batch.every(isRow) ? rows(batch) : batch.map(formatLine).join("");
    default:
      return (batch) => {
        for (const item of batch) requireObject(item, "a table");
        return rows(batch);
      };
  }
}

async function tablePrinter(
  items: AsyncIterable<unknown>,
  first: readonly unknown[],
  { format, signal }: RenderStreamOptions,
): Promise<(batch: readonly unknown[]) => string> {
  const target = watchedTarget(items);
  const objects = first.map(objectOf);
  const { kindColumns } = await import("./kind_columns.ts");
  const columns: ObjectColumns = objectColumns(objects, {
    columns: await kindColumns(objects, { ask: format.type !== "auto", signal }),
    event: first.some(isWatchEvent),
    severalNamespaces: target === undefined
      ? undefined
      : objects.some(({ metadata }) => metadata?.namespace !== undefined) &&
        (target.scope.type === "all" || target.scope.type === "cluster"),
  });
  const rowOf = (item: unknown) =>
    columns.row(objectOf(item), isWatchEvent(item) ? item.type : undefined);
  if (format.type === "csv") {
    let noHeaders = false;
    return (batch: readonly unknown[]) => {
      const text = formatCsv({ columns: columns.columns, rows: batch.map(rowOf) }, { noHeaders });
      noHeaders = true;
      return text;
    };
  }
  const printer = new TablePrinter(columns.columns, {
    wide: format.type === "wide",
    widest: columns.widest,
  });
  return (batch: readonly unknown[]) => printer.print(batch.map(rowOf));
}

function isRow(item: unknown): item is NamedObject | NamedEvent {
  return isKubeObject(item) || isWatchEvent(item);
}

function objectOf(item: unknown): NamedObject {
  return requireObject(item, "a table");
}

function requireObject(item: unknown, what: string): NamedObject {
  if (isWatchEvent(item)) return item.object;
  if (isKubeObject(item)) return item;
  throw new QueryError(
    `Cannot print the result as ${what}: it holds no objects of the cluster: leave -o out or take json`,
  );
}

function formatLine(item: unknown): string {
  const lines = oneLinePerValue(item);
  if (lines !== undefined && !Array.isArray(item)) return lines.map(endLine).join("");
  return endLine(Deno.inspect(item, { colors: false, depth: 6, breakLength: Infinity }));
}

function endLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** Gathers what is there already, and never waits for more while something waits to be shown. */
async function* batches<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T[], void, void> {
  const iterator = items[Symbol.asyncIterator]();
  const aborted = rejectionOf(signal);
  let asked: Promise<IteratorResult<T>> = iterator.next();
  let ended = false;
  try {
    for (;;) {
      const batch: T[] = [];
      let next: IteratorResult<T> | undefined = await Promise.race([asked, aborted.promise]);
      while (next !== undefined && next.done !== true) {
        batch.push(next.value);
        asked = iterator.next();
        next = batch.length < MAX_BATCH ? await readyNow(asked) : undefined;
      }
      ended = next?.done === true;
      if (batch.length > 0) yield batch;
      if (ended) return;
    }
  } finally {
    aborted.stop();
    if (!ended) abandon(iterator, asked);
  }
}

/**
 * Lets an iterator go without waiting for it: what it waits for may never come. Its end, and what it throws
 * on the way there, have nobody left to tell.
 */
function abandon<T>(iterator: AsyncIterator<T>, asked: Promise<unknown>): void {
  asked.catch(() => undefined);
  iterator.return?.().catch(() => undefined);
}

async function readyNow<T>(asked: Promise<T>): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), 0);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A promise that only an abort settles. */
function rejectionOf(signal: AbortSignal | undefined) {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const onAbort = () => reject(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  return { promise, stop: () => signal?.removeEventListener("abort", onAbort) };
}
