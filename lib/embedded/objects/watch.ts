/**
 * Watching a collection: a stream of one JSON line a change. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/storage/cacher
 */
import { expired, type Fault } from "../fault.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import type { Call } from "../server/context.ts";
import type { StoreEvent } from "../store/history.ts";
import type { ListOptions } from "./list_options.ts";
import { checkNotInFuture, type ListTarget } from "./read.ts";

/** How often a bookmark says how far a silent watch has come. */
const BOOKMARK_MS = 60_000;
/** A watch that names no end of its own gets one, as the server does to spread reconnections. */
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const INITIAL_EVENTS_END = "k8s.io/initial-events-end";
/** A client that is so many changes behind loses its watch, and may go on from what it has read. */
const MAX_LAG = 10_000;
/** About how many characters go out in one piece. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Opens a watch.
 *
 * @param call The call; its signal ends the watch.
 * @param target What is watched.
 * @param options From where on, and with which extras.
 * @param represent Gives an object the form that was asked for.
 * @returns The lines, written as they are read; closed at the end of the watch, and early where its reader
 * falls too far behind.
 * @throws {Fault} when it cannot begin.
 */
export function openWatch(
  call: Call,
  target: ListTarget,
  options: ListOptions,
  represent: (object: ApiObject) => JsonObject,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  checkNotInFuture(call.cluster, options.resourceVersion);
  const watch = new Watch(call, target, options, represent);
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => watch.start(controller),
    pull: () => watch.drain(),
    cancel: () => watch.stop(),
  });
}

const encoder = new TextEncoder();

/** A line that is still to be written. */
interface Line {
  readonly type: string;
  readonly object: () => JsonObject;
}

class Watch {
  readonly #call: Call;
  readonly #target: ListTarget;
  readonly #options: ListOptions;
  readonly #represent: (object: ApiObject) => JsonObject;
  readonly #endings: (() => void)[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #lines: Line[] = [];
  /** How many of the lines are written. */
  #written = 0;
  #isEnding = false;
  /** How many lines may wait; unlimited until all is there that the watch begins with. */
  #maxWaiting = Infinity;

  constructor(
    call: Call,
    target: ListTarget,
    options: ListOptions,
    represent: (object: ApiObject) => JsonObject,
  ) {
    this.#call = call;
    this.#target = target;
    this.#options = options;
    this.#represent = represent;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): void {
    this.#controller = controller;
    const { store, clock } = this.#call.cluster;
    const { resource } = this.#target;
    const { signal } = this.#call;
    if (signal?.aborted) return this.#end();
    const fault = this.#replay();
    this.#maxWaiting = this.#lines.length + MAX_LAG;
    if (fault !== undefined) {
      this.#line("ERROR", () => fault.toStatus());
      return this.#endAfterLines();
    }
    this.#endings.push(store.listen(resource.collection, (event) => this.#onEvent(event)));
    const timeoutMs = (this.#options.timeoutSeconds ?? 0) * 1000 || DEFAULT_TIMEOUT_MS;
    this.#endings.push(clock.timer(timeoutMs, () => this.#endAfterLines()));
    if (this.#options.bookmarks) this.#scheduleBookmark();
    if (signal !== undefined) {
      const onAbort = () => this.#end();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#endings.push(() => signal.removeEventListener("abort", onAbort));
    }
    this.#endings.push(this.#call.onWatch(() => this.#end()));
  }

  /** Nobody reads any more. */
  stop(): void {
    this.#controller = undefined;
    this.#lines = [];
    this.#leave();
  }

  /** Writes what is there, as far as it is read. */
  drain(): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    while (this.#written < this.#lines.length && (controller.desiredSize ?? 0) > 0) {
      let piece = "";
      while (this.#written < this.#lines.length && piece.length < PIECE_LENGTH) {
        const { type, object } = this.#lines[this.#written++]!;
        piece += `${JSON.stringify({ type, object: object() })}\n`;
      }
      controller.enqueue(encoder.encode(piece));
    }
    if (this.#written > MAX_LAG || this.#written === this.#lines.length) {
      this.#lines = this.#lines.slice(this.#written);
      this.#written = 0;
    }
    if (this.#isEnding && this.#lines.length === 0) this.#end();
  }

  #leave(): void {
    for (const ending of this.#endings.splice(0)) ending();
  }

  #endAfterLines(): void {
    this.#isEnding = true;
    this.#leave();
    this.drain();
  }

  #end(): void {
    const controller = this.#controller;
    this.stop();
    controller?.close();
  }

  /** Sends what was before the watch began, as far as it was asked for. */
  #replay(): Fault | undefined {
    const { store } = this.#call.cluster;
    const { resource, namespace, selection } = this.#target;
    const { resourceVersion, sendInitialEvents } = this.#options;
    const wantsState = sendInitialEvents ?? !resourceVersion;
    if (wantsState) {
      for (const object of store.list(resource.collection, namespace)) {
        const shown = resource.toVersion(object);
        if (selection.matches(shown)) this.#line("ADDED", () => this.#represent(shown));
      }
      if (sendInitialEvents) this.#bookmark({ [INITIAL_EVENTS_END]: "true" });
      return undefined;
    }
    if (!resourceVersion) return undefined;
    const events = store.since(resource.collection, resourceVersion);
    if (events === undefined) {
      return expired(`too old resource version: ${resourceVersion} (${store.forgotten})`);
    }
    for (const event of events) this.#onEvent(event);
    return undefined;
  }

  #onEvent(event: StoreEvent): void {
    const { resource, namespace, selection } = this.#target;
    if (namespace && event.object.metadata.namespace !== namespace) return;
    const object = resource.toVersion(event.object);
    const previous = event.previous === undefined ? undefined : resource.toVersion(event.previous);
    const isIn = event.type !== "DELETED" && selection.matches(object);
    const wasIn = previous !== undefined && selection.matches(previous);
    if (isIn) {
      this.#line(wasIn ? "MODIFIED" : "ADDED", () => this.#represent(object));
    } else if (wasIn) {
      // Whoever watches a selection sees the last state that belonged to it.
      const gone = event.type === "DELETED" ? object : {
        ...previous,
        metadata: { ...previous.metadata, resourceVersion: String(event.revision) },
      };
      this.#line("DELETED", () => this.#represent(gone));
    }
    if (this.#lines.length - this.#written > this.#maxWaiting) this.#endAfterLines();
  }

  #scheduleBookmark(): void {
    const { clock } = this.#call.cluster;
    let cancel = () => {};
    const next = () => {
      cancel = clock.timer(BOOKMARK_MS, () => {
        this.#bookmark();
        next();
      });
    };
    next();
    this.#endings.push(() => cancel());
  }

  #bookmark(annotations?: JsonObject): void {
    const empty = this.#target.resource.empty();
    const metadata: JsonObject = {
      resourceVersion: String(this.#call.cluster.store.revision),
      ...(annotations === undefined ? {} : { annotations }),
    };
    this.#line("BOOKMARK", () => this.#represent({ ...empty, metadata }));
  }

  #line(type: string, object: () => JsonObject): void {
    if (this.#controller === undefined || this.#isEnding) return;
    this.#lines.push({ type, object });
    // What the watch begins with is asked for once it has begun.
    if (this.#maxWaiting < Infinity) this.drain();
  }
}
