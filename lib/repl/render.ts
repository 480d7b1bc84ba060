/**
 * Turns a result into text: a query is run and becomes the table that kubectl prints, objects become
 * tables or YAML, and long lists come out piece by piece. Layer 7.
 *
 * @module
 */
import { isQuery, type Query } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { writtenOf } from "../api/written.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { WriteOutcome, WriteOutcomes } from "../core/outcomes.ts";
import { formatJson } from "./json_text.ts";
import type { RenderOptions } from "./render_options.ts";
import { type Piece, refsOfQuery, renderObjects, renderTable, SafeText } from "./render_table.ts";
import { isKubeObject, isTable, type NamedObject, objectName, oneLinePerValue } from "./shapes.ts";

/**
 * Renders a result.
 *
 * @param value What an expression gave: a query and a ref are read from the cluster first.
 * @param options Format, terminal, signal.
 * @returns Pieces of text, in order; together they end with a newline, or are empty.
 * @throws {QueryError} when the value cannot be printed in the format.
 * @throws {KubeError} when a query or ref cannot be read.
 */
export async function* render(
  value: unknown,
  options: RenderOptions,
): AsyncGenerator<string, void, void> {
  const { terminal = false } = options;
  for await (const piece of pieces(value, options)) {
    if (piece instanceof SafeText) yield piece.text;
    else yield terminal ? await harmless(piece) : piece;
  }
}

/** Whatever is shown may hold text of the cluster, so nothing of it reaches the terminal as it is. */
async function harmless(text: string): Promise<string> {
  const { sanitize } = await import("../core/terminal.ts");
  return sanitize(text);
}

async function* pieces(value: unknown, options: RenderOptions): AsyncGenerator<Piece> {
  const { signal } = options;
  if (isQuery(value)) yield* renderQuery(value, options);
  else if (value instanceof Ref) yield* renderValue(await value.get(callOptions(signal)), options);
  else if (isAsyncIterable(value)) yield* renderOverTime(value, options);
  else if (value instanceof Response) yield* renderResponse(value);
  else yield* renderValue(value, options);
}

async function* renderOverTime(
  items: AsyncIterable<unknown>,
  options: RenderOptions,
): AsyncGenerator<string> {
  const { renderStream } = await import("./render_stream.ts");
  yield* renderStream(items, options);
}

async function* renderQuery(query: Query, options: RenderOptions): AsyncGenerator<Piece> {
  const { format, signal, note, mask = same } = options;
  const call = callOptions(signal);
  switch (format.type) {
    case "json":
      yield* jsonList(query.stream(call), mask);
      break;
    case "yaml":
      yield* yamlList(query.stream(call), mask);
      break;
    case "name":
      for await (const object of query.stream(call)) yield `${objectName(object)}\n`;
      break;
    case "jsonpath":
      yield* renderJsonPath(listOf(await query.list(call)), options);
      break;
    default: {
      const table = await query.table(call);
      if (table.rows.length === 0 && format.type !== "csv") {
        note?.(nothingFound(query));
        if (note !== undefined) { for (const hint of await hintsAtValues(query)) note(hint); }
      } else yield* renderTable(table, options, await refsOfQuery(query, table, options));
    }
  }
}

function same<T>(value: T): T {
  return value;
}

function nothingFound(query: Query): string {
  const { namespaced, namespace } = query.explain();
  return namespaced && namespace !== undefined
    ? `No resources found in ${namespace} namespace.`
    : "No resources found";
}

async function hintsAtValues(query: Query): Promise<readonly string[]> {
  const { unknownValues } = await import("./unknown_values.ts");
  return await unknownValues(query);
}

async function* renderValue(given: unknown, options: RenderOptions): AsyncGenerator<Piece> {
  const { format, mask = same } = options;
  if (format.type === "auto" && typeof given === "object" && given !== null) {
    const did = writtenOf(given);
    if (did !== undefined) {
      yield `${did.name} ${did.state}${did.dryRun ? " (server dry run)" : ""}\n`;
      return;
    }
  }
  // One outcome is a line for people, and as a table has one row.
  const value = given instanceof WriteOutcome && TABULAR.has(format.type)
    ? new WriteOutcomes([given])
    : mask(given);
  switch (format.type) {
    case "json":
      yield `${formatJson(value)}\n`;
      break;
    case "yaml": {
      const { formatYaml } = await import("../core/yaml.ts");
      yield formatYaml(value);
      break;
    }
    case "name":
      for (const object of requireObjects(value, "names")) yield `${objectName(object)}\n`;
      break;
    case "jsonpath":
      yield* renderJsonPath(Array.isArray(value) ? listOf(value) : value, options);
      break;
    case "table":
    case "wide":
    case "csv":
      if (isTable(value)) yield* renderTable(value, options);
      else yield* renderObjects(requireObjects(value, "a table"), options, true);
      break;
    default:
      yield* renderAuto(value, options);
  }
}

const TABULAR: ReadonlySet<string> = new Set(["name", "table", "wide", "csv"]);

async function* renderAuto(value: unknown, options: RenderOptions): AsyncGenerator<Piece> {
  const { plain = "yaml", call = callNow } = options;
  if (value === undefined) return;
  if (isTable(value)) {
    yield* renderTable(value, options);
  } else if (isKubeObject(value)) {
    const { formatYaml } = await import("../core/yaml.ts");
    yield formatYaml(value);
  } else if (Array.isArray(value) && value.length > 0 && value.every(isKubeObject)) {
    yield* renderObjects(value, options, false);
  } else if (plain === "inspect") {
    yield `${call(() => inspect(value))}\n`;
  } else {
    const lines = oneLinePerValue(value);
    if (lines !== undefined) {
      for (const line of lines) yield `${line}\n`;
    } else if (isPlainData(value)) {
      const { formatYaml } = await import("../core/yaml.ts");
      yield formatYaml(value);
    } else {
      yield `${call(() => inspect(value))}\n`;
    }
  }
}

function inspect(value: unknown): string {
  return Deno.inspect(value, { colors: false, depth: 6, iterableLimit: 200 });
}

function callNow<T>(work: () => T): T {
  return work();
}

async function* renderJsonPath(data: unknown, { format }: RenderOptions): AsyncGenerator<string> {
  if (format.type !== "jsonpath") return;
  const { formatJsonPath } = await import("../core/jsonpath.ts");
  const text = formatJsonPath(format.template, data);
  yield text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

async function* renderResponse(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  let last = "\n";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    if (text !== "") last = text;
    yield text;
  }
  if (!last.endsWith("\n")) yield "\n";
}

async function* jsonList(
  objects: AsyncIterable<KubeObject>,
  mask: (value: unknown) => unknown,
): AsyncGenerator<string> {
  // Nothing is begun before the first answer is there: it may be a failure.
  let head = '{\n    "apiVersion": "v1",\n    "items": [';
  let separator = "\n";
  for await (const object of objects) {
    yield `${head}${separator}        ${formatJson(mask(object), 2)}`;
    head = "";
    separator = ",\n";
  }
  const close = separator === "\n" ? "" : "\n    ";
  yield `${head}${close}],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n`;
}

async function* yamlList(
  objects: AsyncIterable<KubeObject>,
  mask: (value: unknown) => unknown,
): AsyncGenerator<string> {
  const { formatYaml } = await import("../core/yaml.ts");
  let head = "apiVersion: v1\nitems:\n";
  for await (const object of objects) {
    yield head + formatYaml([mask(object)]);
    head = "";
  }
  if (head !== "") yield "apiVersion: v1\nitems: []\n";
  yield 'kind: List\nmetadata:\n  resourceVersion: ""\n';
}

function listOf(items: readonly unknown[]): unknown {
  return { apiVersion: "v1", kind: "List", metadata: { resourceVersion: "" }, items };
}

function requireObjects(value: unknown, what: string): readonly NamedObject[] {
  if (isKubeObject(value)) return [value];
  if (isTable(value)) {
    const objects = value.rows.flatMap(({ object }) => isKubeObject(object) ? [object] : []);
    if (objects.length === value.rows.length) return objects;
  }
  if (Array.isArray(value) && value.every(isKubeObject)) return value;
  throw new QueryError(
    `Cannot print the result as ${what}: it holds no objects of the cluster: leave -o out or take json`,
  );
}

function callOptions(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function isPlainData(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
