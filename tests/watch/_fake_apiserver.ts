/**
 * A small API server for config maps: lists in pages, watches with history, bookmarks and streamed lists,
 * as a function from Request to Response. Its state is what a quorum list would say.
 *
 * @module
 */
import type { KubeObject } from "../../lib/core/gvk.ts";
import { matchLabels, parseLabelSelector } from "../../lib/core/labels.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import type { WatchEventType } from "../../lib/watch/events.ts";
import { INITIAL_EVENTS_END } from "../../lib/watch/events.ts";

/** A config map. */
export interface Item extends KubeObject {
  data?: Record<string, string>;
}

/** One change of one object. */
export interface Entry {
  readonly version: number;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

type Filter = (item: Item) => boolean;

interface Watcher {
  readonly fits: Filter;
  send(line: unknown): void;
  end(): void;
}

/** The kind that the server serves. */
export const CONFIG_MAPS: Kind = builtinKind("v1", "ConfigMap") as Kind;

/** An API server in memory. */
export class FakeApiServer {
  /** Whether lists can be streamed. */
  streams = true;
  /** Whether there is a bookmark among the initial events, which is not their end. */
  bookmarksEarly = false;
  /** Never more objects than this in one answer where a limit was asked for. */
  pageSize = Infinity;
  /** What it says to whoever is content with any state (`resourceVersion=0`): a state that is so many changes old. */
  lag = 0;
  /** Every request, as method, path and decoded query. */
  readonly requests: string[] = [];
  /** Every change there ever was, in order. */
  readonly log: Entry[] = [];
  readonly #items = new Map<string, Item>();
  readonly #watchers = new Set<Watcher>();
  #history: Entry[] = [];
  #snapshots = new Map<string, { readonly version: number; readonly items: Item[] }>();
  #version = 100;
  #compacted = 0;
  #uids = 0;
  #tokens = 0;

  /** The newest resource version. */
  get version(): string {
    return String(this.#version);
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#watchers.size;
  }

  /** What a quorum list would say, by name. */
  state(): Map<string, Item> {
    return new Map(this.#items);
  }

  /** Creates or changes an object. */
  put(name: string, data: Record<string, string>, labels: Record<string, string> = {}): void {
    const before = this.#items.get(name);
    const version = ++this.#version;
    const uid = before?.metadata?.uid ?? `uid-${++this.#uids}`;
    const after: Item = {
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: {
        name,
        namespace: "test",
        uid,
        resourceVersion: String(version),
        labels,
        managedFields: [{ manager: 'm\\"]}', fieldsV1: { 'k:{"a":"]"}': {} } }],
      },
      data,
    };
    this.#items.set(name, after);
    this.#record({ version, before, after });
  }

  /** Deletes an object; nothing where there is none. */
  remove(name: string): void {
    const before = this.#items.get(name);
    if (before === undefined) return;
    this.#items.delete(name);
    this.#record({ version: ++this.#version, before, after: undefined });
  }

  /** Forgets all history and all continue tokens. */
  compact(): void {
    this.#compacted = this.#version;
    this.#history = [];
    this.#snapshots = new Map();
  }

  /** Sends a bookmark to every watch. */
  bookmark(): void {
    for (const watcher of this.#watchers) watcher.send(bookmarkOf(this.#version));
  }

  /** Sends a line to every watch: an object as JSON, text as it is. */
  say(line: unknown): void {
    for (const watcher of this.#watchers) watcher.send(line);
  }

  /** Ends every watch in good order. */
  endWatches(): void {
    for (const watcher of [...this.#watchers]) watcher.end();
  }

  /** Answers a request. */
  handle(request: Request): Response {
    const url = new URL(request.url);
    const { searchParams: query } = url;
    this.requests.push(`${request.method} ${decodeURIComponent(url.pathname + url.search)}`);
    const fits = filterOf(query);
    return query.get("watch") === "true" ? this.#watch(query, fits) : this.#list(query, fits);
  }

  #record(entry: Entry): void {
    this.log.push(entry);
    this.#history.push(entry);
    for (const watcher of this.#watchers) sendEntry(watcher, entry);
  }

  #list(query: URLSearchParams, fits: Filter): Response {
    const wanted = query.get("resourceVersion");
    if (wanted !== null && Number(wanted) > this.#version) return tooLarge();
    const token = query.get("continue");
    const limit = query.has("limit")
      ? Math.min(Number(query.get("limit")), this.pageSize)
      : Infinity;
    const now = this.#stateFor(wanted);
    let { version } = now;
    let items = now.items.filter(fits);
    if (token !== null) {
      const rest = this.#snapshots.get(token);
      if (rest === undefined) return status(410, "Expired", "the continue token is too old");
      ({ version, items } = rest);
    }
    const metadata: Record<string, string> = { resourceVersion: String(version) };
    if (items.length > limit) {
      const next = `token-${++this.#tokens}`;
      this.#snapshots.set(next, { version, items: items.slice(limit) });
      metadata["continue"] = next;
    }
    return json(200, {
      kind: "ConfigMapList",
      apiVersion: "v1",
      metadata,
      items: items.slice(0, limit),
    });
  }

  /** The state for a request: the newest, except for whoever is content with any. */
  #stateFor(wanted: string | null): { readonly version: number; readonly items: Item[] } {
    const version = wanted === "0"
      ? this.log.at(-1 - this.lag)?.version ?? this.#version
      : this.#version;
    const items = new Map<string, Item>();
    if (version === this.#version) return { version, items: [...this.#items.values()] };
    for (const entry of this.log) {
      if (entry.version > version) break;
      const name = (entry.after ?? entry.before)?.metadata?.name ?? "";
      if (entry.after === undefined) items.delete(name);
      else items.set(name, entry.after);
    }
    return { version, items: [...items.values()] };
  }

  #watch(query: URLSearchParams, fits: Filter): Response {
    const streaming = query.get("sendInitialEvents") === "true";
    if (streaming && !this.streams) {
      return status(422, "Invalid", "sendInitialEvents: Forbidden: not served");
    }
    const now = this.#stateFor(query.get("resourceVersion"));
    const from = Number(query.get("resourceVersion") ?? this.#version);
    if (from > this.#version) return tooLarge();
    if (!streaming && from < this.#compacted) {
      return status(410, "Expired", `too old resource version: ${from} (${this.#compacted})`);
    }
    const watchers = this.#watchers;
    const start: unknown[] = [];
    if (streaming) {
      for (const item of now.items) {
        if (fits(item)) start.push({ type: "ADDED", object: item });
        if (this.bookmarksEarly && start.length === 1) start.push(bookmarkOf(now.version));
      }
      start.push(bookmarkOf(now.version, { [INITIAL_EVENTS_END]: "true" }));
    }
    const since = streaming ? now.version : from;
    const missed = this.#history.filter(({ version }) => version > since);
    const encoder = new TextEncoder();
    let watcher: Watcher;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        watcher = {
          fits,
          send(line) {
            const text = typeof line === "string" ? line : JSON.stringify(line);
            controller.enqueue(encoder.encode(`${text}\n`));
          },
          end() {
            if (watchers.delete(watcher)) controller.close();
          },
        };
        watchers.add(watcher);
        for (const line of start) watcher.send(line);
        for (const entry of missed) sendEntry(watcher, entry);
      },
      cancel() {
        watchers.delete(watcher);
      },
    });
    return new Response(body, { headers: { "content-type": "application/json" } });
  }
}

/** A Status as a response. */
export function status(
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return json(code, statusOf(code, reason, message), headers);
}

/** A Status. */
export function statusOf(code: number, reason: string, message: string): Record<string, unknown> {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message };
}

/** What a server says to a version that it has not reached. */
export function tooLarge(): Response {
  const body = statusOf(504, "Timeout", "Too large resource version: 1, current: 0");
  return json(504, { ...body, details: { causes: [{ reason: "ResourceVersionTooLarge" }] } });
}

function json(code: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status: code,
    headers: { "content-type": "application/json", ...headers },
  });
}

function bookmarkOf(version: number, annotations?: Record<string, string>): unknown {
  const metadata = { resourceVersion: String(version), annotations };
  return { type: "BOOKMARK", object: { kind: "ConfigMap", apiVersion: "v1", metadata } };
}

/** Sends a change as the watch's selector sees it. */
function sendEntry(watcher: Watcher, { version, before, after }: Entry): void {
  const was = before !== undefined && watcher.fits(before);
  const is = after !== undefined && watcher.fits(after);
  if (!was && !is) return;
  const type: WatchEventType = !was ? "ADDED" : is ? "MODIFIED" : "DELETED";
  const object = is ? after : atVersion(before as Item, version);
  watcher.send({ type, object });
}

function atVersion(item: Item, version: number): Item {
  return { ...item, metadata: { ...item.metadata, resourceVersion: String(version) } };
}

function filterOf(query: URLSearchParams): Filter {
  const labels = query.get("labelSelector");
  const selector = labels === null ? undefined : parseLabelSelector(labels);
  const field = /^metadata\.name=(.*)$/.exec(query.get("fieldSelector") ?? "")?.[1];
  return (item) =>
    (field === undefined || item.metadata?.name === field) &&
    (selector === undefined || matchLabels(selector, item.metadata?.labels ?? {}));
}
