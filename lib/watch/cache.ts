/**
 * A collection in memory, kept equal to the cluster in the background. Layer 3.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import type { Session } from "../client/session.ts";
import type { KubeObject } from "../core/gvk.ts";
import { reflect, type ReflectOptions } from "./reflector.ts";
import type { WatchRequest } from "./source.ts";
import { ObjectStore, type ReadonlyStore, type StoreOptions } from "./store.ts";

/** How a cache is kept. */
export interface CacheOptions<T extends KubeObject>
  extends Omit<ReflectOptions, "signal">, Pick<StoreOptions<T>, "indexes"> {
  /** Ends the cache; before the first state its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** A collection in memory. */
export interface ObjectCache<T extends KubeObject> extends AsyncDisposable {
  /** The newest known state; never a part of one. */
  readonly store: ReadonlyStore<T>;
  /**
   * Ends with the cache: fulfilled when it was disposed of or its signal fired, rejected when the watch
   * failed for good or a listener threw. Left alone, such an error ends the process.
   */
  readonly done: Promise<void>;
}

/**
 * Opens a cache: lists and watches as {@link reflect} does, and returns when the first state is whole.
 *
 * @param session The connection.
 * @param request What to keep; `transform` prunes objects before they are kept.
 * @param options Indexes, pruning, signal, status.
 * @returns The cache; dispose it to end the watch.
 * @throws what {@link reflect} throws before the first state is whole.
 */
export async function openCache<T extends KubeObject = KubeObject>(
  session: Session,
  request: WatchRequest,
  options: CacheOptions<T> = {},
): Promise<ObjectCache<T>> {
  const store = new ObjectStore<T>({ indexes: options.indexes });
  const closed = new AbortController();
  const signal = anySignal(closed.signal, session.signal, options.signal);
  const changes = reflect<T>(session, request, store, { ...options, signal });
  await changes.next();
  const done = follow(changes, signal);
  return {
    store,
    done,
    async [Symbol.asyncDispose](): Promise<void> {
      closed.abort();
      await done;
    },
  };
}

async function follow(changes: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  try {
    for (;;) await changes.next();
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  }
}
