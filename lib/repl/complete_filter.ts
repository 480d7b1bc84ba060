/**
 * Completes what stands in the arguments of a call: names of objects, filters, labels, containers. Layer 7.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { NamespaceScope } from "../api/namespace.ts";
import { isQuery, type Query } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import { type Completed, type Word, words } from "./complete_words.ts";
import { chainStart, type Cursor } from "./cursor.ts";
import {
  collectionOf,
  fieldAt,
  fieldsOf,
  sampleLabels,
  sampleObjects,
  typeName,
} from "./fields.ts";
import type { LiveCache } from "./live_cache.ts";
import { memberOf } from "./safe_chain.ts";
import { valuesOfField } from "./unknown_values.ts";

/** What completion works with. */
export interface CompletionContext {
  /** The text before the cursor. */
  readonly text: string;
  readonly cursor: Cursor;
  readonly live: LiveCache;
  /** Evaluates what only describes a part of the cluster. */
  evaluate(chain: string): Promise<unknown>;
  namespaces(): Promise<readonly Word[]>;
  kinds(): Promise<readonly Word[]>;
}

/** A call that the cursor stands in. */
interface Call {
  /** What the method is of, as text; empty for a function. */
  readonly owner: string;
  readonly method: string;
  /** The keys of the objects from the call down to the cursor. */
  readonly path: readonly string[];
  /** Whether the cursor is in an object of the arguments. */
  readonly inObject: boolean;
}

/** Completes text between quotes. */
export async function completeText(context: CompletionContext): Promise<Completed> {
  const { text, cursor } = context;
  const start = cursor.string!.at;
  const partial = text.slice(start + 1);
  const call = readCall(text.slice(0, start), cursor);
  if (call === undefined) return words(partial, []);
  if (call.inObject) return words(partial, await wordsInObject(context, call, start));
  const isFirst = /\(\s*$/.test(text.slice(0, start));
  return isFirst ? await completeName(context, call, partial) : words(partial, []);
}

/** Completes a key of a filter, or a value that is not begun; `undefined` where the cursor is elsewhere. */
export async function completeFilter(context: CompletionContext): Promise<Completed | undefined> {
  const { text, cursor } = context;
  const partial = /[\w$]*$/.exec(text)?.[0] ?? "";
  const start = text.length - partial.length;
  if (cursor.open.at(-1)?.bracket !== "{" || text.charAt(start - 1) === ".") return undefined;
  const call = readCall(text.slice(0, start), cursor);
  if (call === undefined) return undefined;
  const found = await wordsInObject(context, call, start);
  if (found.length === 0) return undefined;
  const isKey = keyBefore(text.slice(0, start)) === undefined;
  return words(
    partial,
    found.map(({ word, ...rest }) => ({
      word: isKey && /^[A-Za-z_$][\w$]*$/.test(word) ? word : JSON.stringify(word),
      ...rest,
    })),
  );
}

async function completeName(
  context: CompletionContext,
  { owner, method }: Call,
  partial: string,
): Promise<Completed> {
  if (owner === "") {
    return words(partial, method === "ns" ? await context.namespaces() : []);
  }
  const value = await context.evaluate(owner);
  if (value instanceof Cluster && method === "ns") {
    return words(partial, await context.namespaces());
  }
  if (value instanceof Cluster || value instanceof NamespaceScope) {
    if (method === "kind") return words(partial, await context.kinds());
    const kind = BUILTIN_KINDS.find(({ singularAccessor }) => singularAccessor === method);
    const query = kind?.accessor === undefined ? undefined : memberOf(value, kind.accessor);
    return words(partial, isQuery(query) ? await objectNames(context, query, owner) : []);
  }
  if (isQuery(value)) {
    if (method === "ref" || method === "get") {
      return words(partial, await objectNames(context, value, owner));
    }
    if (method === "where" || method === "orderBy") return await completePath(value, partial);
  }
  if (value instanceof Ref && method === "value") {
    return words(partial, await secretKeys(context, value, owner));
  }
  return words(partial, []);
}

async function objectNames(
  { live }: CompletionContext,
  query: Query,
  owner: string,
): Promise<readonly Word[]> {
  const { resource } = query.explain();
  const names = await live.get(
    `names ${owner} ${resource}`,
    (signal) => query.limit(MAX_NAMES).names({ signal }),
  );
  return (names ?? []).map((word) => ({ word }));
}

const MAX_NAMES = 500;

async function completePath(query: Query, partial: string): Promise<Completed> {
  const path = partial.split(".");
  const last = path.pop() ?? "";
  const schema = fieldAt(await fieldsOf(collectionOf(query)), path);
  const before = partial.slice(0, partial.length - last.length);
  return words(
    partial,
    schemaWords(schema).map(({ word, ...rest }) => ({ word: before + word, ...rest })),
  );
}

async function secretKeys(
  { live }: CompletionContext,
  ref: Ref,
  owner: string,
): Promise<readonly Word[]> {
  const object = await live.get(`object ${owner}`, (signal) => ref.get({ signal }));
  const data: unknown = object !== undefined && "data" in object ? object.data : undefined;
  return Object.keys(typeof data === "object" && data !== null ? data : {}).map((word) => ({
    word,
  }));
}

async function wordsInObject(
  context: CompletionContext,
  call: Call,
  start: number,
): Promise<readonly Word[]> {
  const { owner, method, path } = call;
  const value = owner === "" ? undefined : await context.evaluate(owner);
  const key = keyBefore(context.text.slice(0, start));
  if (isQuery(value) && method === "where") {
    return key === undefined
      ? await filterKeys(context, { query: value, owner, path })
      : await filterValues(context, { query: value, owner, path: [...path, key] });
  }
  if (isQuery(value) && method === "selector" && key === "labels") {
    return await selectorWords(context, value, owner);
  }
  const isMark = method === "label";
  if (isMark && key === undefined && (isQuery(value) || value instanceof Ref)) {
    const query = isQuery(value) ? value : undefined;
    return query === undefined ? [] : await labelKeys(context, query, owner);
  }
  if (value instanceof Ref && key === "container") {
    const object = await context.live.get(`object ${owner}`, (signal) => value.get({ signal }));
    return containerNames(object).map((word) => ({ word }));
  }
  return [];
}

/** A filter, down to where the cursor is. */
interface FilterPlace {
  readonly query: Query;
  readonly owner: string;
  readonly path: readonly string[];
}

async function filterKeys(
  context: CompletionContext,
  { query, owner, path }: FilterPlace,
): Promise<readonly Word[]> {
  if (path.join(".") === "metadata.labels") return await labelKeys(context, query, owner);
  return schemaWords(fieldAt(await fieldsOf(collectionOf(query)), path));
}

async function filterValues(
  context: CompletionContext,
  { query, owner, path }: FilterPlace,
): Promise<readonly Word[]> {
  const [first, second, label] = path;
  if (first === "metadata" && second === "labels" && label !== undefined) {
    const labels = await labelsOf(context, query, owner);
    return unique(labels.flatMap((map) => map[label] === undefined ? [] : [map[label]]));
  }
  const known = await valuesOfField(collectionOf(query), path);
  if (known !== undefined) return unique(known);
  if ((await fieldAtPath(query, path))?.type !== "string") return [];
  const objects = await context.live.get(
    `objects ${owner}`,
    (signal) => sampleObjects(query, signal),
  );
  return unique((objects ?? []).flatMap((object) => valuesAt(object, path)));
}

async function fieldAtPath(
  query: Query,
  path: readonly string[],
): Promise<FieldSchema | undefined> {
  return fieldAt(await fieldsOf(collectionOf(query)), path);
}

async function labelKeys(
  context: CompletionContext,
  query: Query,
  owner: string,
): Promise<readonly Word[]> {
  return unique((await labelsOf(context, query, owner)).flatMap(Object.keys));
}

async function selectorWords(
  context: CompletionContext,
  query: Query,
  owner: string,
): Promise<readonly Word[]> {
  const labels = await labelsOf(context, query, owner);
  return unique(
    labels.flatMap((map) => [
      ...Object.keys(map),
      ...Object.entries(map).map(([key, value]) => `${key}=${value}`),
    ]),
  );
}

async function labelsOf(
  { live }: CompletionContext,
  query: Query,
  owner: string,
): Promise<readonly Readonly<Record<string, string>>[]> {
  return await live.get(`labels ${owner}`, (signal) => sampleLabels(collectionOf(query), signal)) ??
    [];
}

function valuesAt(value: unknown, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === "string" ? [value] : [];
  if (Array.isArray(value)) {
    return value.flatMap((item) => valuesAt(item, name.startsWith("$") ? rest : path));
  }
  if (typeof value !== "object" || value === null) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}

function containerNames(object: unknown): readonly string[] {
  return [
    ...valuesAt(object, ["spec", "containers", "$some", "name"]),
    ...valuesAt(object, ["spec", "template", "spec", "containers", "$some", "name"]),
  ];
}

function unique(texts: readonly string[]): readonly Word[] {
  return [...new Set(texts)].map((word) => ({ word }));
}

function schemaWords(schema: FieldSchema | undefined): readonly Word[] {
  if (schema?.type === "list") return ["$some", "$every", "$size"].map((word) => ({ word }));
  return (schema?.fieldNames() ?? []).map((word) => {
    const field = schema?.field(word);
    return { word, detail: field === undefined ? "" : typeName(field) };
  });
}

/** Reads from the text before the cursor which call it stands in. */
function readCall(before: string, { open, pairs }: Cursor): Call | undefined {
  const path: string[] = [];
  for (const { bracket, at } of [...open].reverse()) {
    if (bracket === "(") {
      const callee = before.slice(chainStart(before, at, pairs), at);
      const method = /[\w$]+$/.exec(callee)?.[0];
      if (method === undefined) return undefined;
      const owner = callee.slice(0, callee.length - method.length).replace(/\??\.\s*$/, "").trim();
      return { owner, method, path: path.reverse(), inObject: open.at(-1)?.bracket === "{" };
    }
    const key = keyBefore(before.slice(0, at));
    if (key !== undefined) path.push(key);
  }
  return undefined;
}

/** The key whose value begins here. */
function keyBefore(text: string): string | undefined {
  const found = /(?:([\w$]+)|"([^"]*)"|'([^']*)')\s*:\s*\[?\s*$/.exec(text);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}
