/**
 * Watching a collection as an endless sequence of events. Layer 3.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import { CALL_OPTIONS, type CallOptions } from "../client/call.ts";
import type { Session } from "../client/session.ts";
import { parseDuration } from "../core/duration.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { OptionTypes } from "../core/options.ts";
import { SYSTEM_CLOCK, type WatchClock } from "./clock.ts";
import type { WatchEvent } from "./events.ts";
import { reflect, type WatchStatus } from "./reflector.ts";
import { type Matcher, Selection } from "./selection.ts";
import type { SilenceLimits, WatchRequest } from "./source.ts";
import { ObjectStore } from "./store.ts";

/** A collection, and which of its objects are meant. */
export interface WatchTarget<T extends KubeObject = KubeObject> extends WatchRequest {
  /** The part of a filter that the server cannot evaluate; asked once for each state of an object. */
  readonly matches?: Matcher<T> | undefined;
}

/** How objects are watched. */
export interface WatchOptions extends CallOptions {
  /**
   * Whether what is there at the start is left out, as by `kubectl get --watch-only`; default `false`:
   * it comes first, as ADDED.
   */
  readonly watchOnly?: boolean | undefined;
  /** Whether events carry the state before, which keeps all objects in memory; default `true`. */
  readonly old?: boolean | undefined;
  /** Whether `metadata.managedFields` is kept; default `false`. */
  readonly managedFields?: boolean | undefined;
  /** Hears when the watch is synced, resumed, relisted or retried; what it throws ends the watch. */
  readonly onStatus?: ((status: WatchStatus) => void) | undefined;
}

/** The options of watching. */
export const WATCH_OPTIONS: OptionTypes<WatchOptions> = {
  ...CALL_OPTIONS,
  watchOnly: "boolean",
  old: "boolean",
  managedFields: "boolean",
  onStatus: "function",
};

/** How a collection is watched, with what only tests and caches decide. */
export interface WatchSettings extends WatchOptions {
  /** Whether state is streamed where the server can (KEP-3157); default `true`. */
  readonly stream?: boolean | undefined;
  /** How long a server may be silent. */
  readonly silence?: SilenceLimits | undefined;
  /** Stands in for time and chance in tests. */
  readonly clock?: WatchClock | undefined;
  /** Called once with each object that events are to hold. */
  readonly onObject?: ((object: KubeObject) => void) | undefined;
}

/**
 * Watches a collection: sends one watch that begins with every object there is (or pages of 500 and then a
 * watch), and goes on through lost connections, expired versions and restarts of the server.
 *
 * No change is reported twice, none backwards. After an interruption longer than the server's memory the
 * outcome is reported, deletions included, and `onStatus` says `relisted`. Nothing is read ahead of the
 * caller: a slow loop body slows the server down and costs no memory.
 *
 * @param session The connection; its default timeout does not apply.
 * @param target What to watch.
 * @param options Signal, timeout (left out: for ever), status.
 * @returns Events, beginning with ADDED for what is there. Ends when the timeout passes.
 * @throws the signal's reason; {ForbiddenError} when the rights are missing; {KubeError} when the server
 * refuses the watch or cannot be reached at the start.
 * @see kubectl get --watch
 */
export async function* watchObjects<T extends KubeObject = KubeObject>(
  session: Session,
  target: WatchTarget<T>,
  options: WatchSettings = {},
): AsyncGenerator<WatchEvent<T>, void, void> {
  const { matches, ...rest } = target;
  const request = { ...rest, managedFields: options.managedFields ?? rest.managedFields };
  const clock = options.clock ?? session.clock ?? SYSTEM_CLOCK;
  const { onObject } = options;
  const selection = new Selection<T>({ matches, old: options.old, onMade: onObject });
  const store = new ObjectStore<T>({ keep: selection.keep });
  const end = new AbortController();
  const cancel = options.timeout === undefined
    ? undefined
    : clock.timer(parseDuration(options.timeout), () => end.abort(end));
  const signal = anySignal(end.signal, session.signal, options.signal);
  const reflecting = {
    ...options,
    signal,
    transform: onObject && ((object: KubeObject) => {
      onObject(object);
      return object;
    }),
  };
  let skipping = options.watchOnly === true;
  try {
    for await (const changes of reflect<T>(session, request, store, reflecting)) {
      for (const change of changes) {
        const event = selection.select(change);
        if (event === undefined || skipping) continue;
        yield event;
        signal.throwIfAborted();
      }
      skipping = false;
    }
  } catch (error) {
    if (error !== end) throw error;
  } finally {
    cancel?.();
  }
}
