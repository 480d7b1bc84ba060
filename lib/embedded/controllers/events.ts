/**
 * Events: what controllers say about objects, for `kubectl describe`. Layer 3.
 *
 * The same thing said again is counted; much that is alike is said together, and of one object only so much
 * is said at a time. Names of events grow with time, so that a list has them in order.
 *
 * @module
 * @see k8s.io/client-go/tools/record
 */
import { formatMicroTime, formatTime } from "../clock.ts";
import { Fault } from "../fault.ts";
import { type ApiObject, type JsonObject, textOf } from "../json.ts";
import type { Store } from "../store/store.ts";
import type { ControllerContext } from "./controller.ts";
import { EventThinning } from "./event_thinning.ts";

/** What is said about an object. */
export interface EventText {
  readonly type: "Normal" | "Warning";
  /** One word, e.g. `Scheduled`. */
  readonly reason: string;
  readonly message: string;
  /** The part of the object that is meant, e.g. `spec.containers{web}`. */
  readonly fieldPath?: string;
  /** What was being done, e.g. `Binding`; events that name it have no first and last time, but one only. */
  readonly action?: string;
  /** When, in milliseconds since 1970; default now. */
  readonly timeMs?: number;
  /** The node that says so. */
  readonly host?: string;
}

const EVENTS = "events";

/** How many things that were said are remembered, to be counted when they are said again. */
const MAX_SAID = 4096;
const NANOSECONDS = 1_000_000n;

/** Events are kept for an hour, as a server keeps them unless told otherwise. */
const TTL_MS = 60 * 60_000;
const CLEANING_MS = 60_000;

/** The last moment that an event of a cluster is named after: each event has one of its own. */
const moments = new WeakMap<Store, bigint>();
/** When the old events of a cluster were removed last. */
const cleanings = new WeakMap<Store, number>();

/** Removes events that nobody has written to for an hour. */
function removeOld(store: Store, nowMs: number): void {
  const last = cleanings.get(store);
  if (last !== undefined && nowMs - last < CLEANING_MS) return;
  cleanings.set(store, nowMs);
  for (const event of store.list(EVENTS)) {
    const { namespace, name = "", creationTimestamp = "" } = event.metadata;
    const times = [creationTimestamp, textOf(event["lastTimestamp"])].map((text) =>
      text === "" ? 0 : Date.parse(text)
    );
    if (nowMs - Math.max(...times) > TTL_MS) store.remove({ collection: EVENTS, namespace, name });
  }
}

/** The end of an event's name: nanoseconds since 1970 in hexadecimal digits. */
function nextMoment(store: Store, timeMs: number): string {
  const now = BigInt(Math.floor(timeMs)) * NANOSECONDS;
  const last = moments.get(store) ?? 0n;
  const moment = now > last ? now : last + 1n;
  moments.set(store, moment);
  return moment.toString(16);
}

/** Says things about objects in the name of one component. */
export class EventRecorder {
  readonly #context: ControllerContext;
  readonly #component: string;
  readonly #thinning = new EventThinning();
  /** The names of events by what they say. */
  readonly #said = new Map<string, string>();

  /**
   * @param context The controller's.
   * @param component Who says it, e.g. `job-controller`.
   */
  constructor(context: ControllerContext, component: string) {
    this.#context = context;
    this.#component = component;
  }

  /** Says something about an object, or counts that it is said again. */
  record(object: ApiObject, text: EventText): void {
    const { cluster, client } = this.#context;
    const resource = cluster.resources.get("", "v1", EVENTS);
    const namespace = object.metadata.namespace ?? "default";
    const { type, reason, fieldPath = "", host = "" } = text;
    const { uid = "", name: about = "" } = object.metadata;
    const timeMs = text.timeMs ?? cluster.clock.now();
    // Events that name an action are of the newer kind, which counts them in series instead.
    const thinned = text.action === undefined
      ? this.#thinning.thin(uid, `${type} ${reason}`, text.message, timeMs)
      : { message: text.message, isCombined: false };
    if (thinned === undefined) return;
    const { message, isCombined } = thinned;
    const what = [uid, type, reason, isCombined ? "" : message, fieldPath, host].join("\n");
    const known = this.#said.get(what);
    removeOld(cluster.store, cluster.clock.now());
    try {
      const name = known ?? "";
      if (known !== undefined && client.find(resource, { namespace, name }) !== undefined) {
        const change = (live: ApiObject) => ({ ...again(live, timeMs), message });
        client.change(resource, { namespace, name }, change);
        return;
      }
      const fresh = `${about}.${nextMoment(cluster.store, cluster.clock.now())}`;
      const place = { namespace, name: fresh };
      client.create(resource, this.#event(object, { ...text, message }, place, timeMs));
      this.#remember(what, fresh);
    } catch (error) {
      // An event is no more than a remark: where it may not be written, it is left out.
      if (!(error instanceof Fault)) throw error;
    }
  }

  #remember(what: string, name: string): void {
    this.#said.set(what, name);
    if (this.#said.size <= MAX_SAID) return;
    const [oldest = ""] = this.#said.keys();
    this.#said.delete(oldest);
  }

  #event(
    object: ApiObject,
    { type, reason, message, fieldPath, action, host }: EventText,
    place: { readonly namespace: string; readonly name: string },
    timeMs: number,
  ): ApiObject {
    const { metadata, apiVersion, kind } = object;
    const time = formatTime(timeMs);
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { ...place },
      involvedObject: {
        kind,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        name: metadata.name ?? "",
        uid: metadata.uid ?? "",
        apiVersion,
        resourceVersion: metadata.resourceVersion ?? "",
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      reason,
      message,
      source: action === undefined ? this.#source(host) : {},
      type,
      reportingComponent: this.#component,
      reportingInstance: host ?? (action === undefined ? "" : this.#component),
      ...(action === undefined
        ? { firstTimestamp: time, lastTimestamp: time, count: 1, eventTime: null }
        : {
          firstTimestamp: null,
          lastTimestamp: null,
          eventTime: formatMicroTime(timeMs),
          action,
        }),
    };
  }

  #source(host: string | undefined): JsonObject {
    const component = this.#component;
    return host === undefined ? { component } : { component, host };
  }
}

function again(live: ApiObject, timeMs: number): ApiObject {
  const { action, series, count } = live;
  if (action === undefined) {
    return {
      ...live,
      count: (typeof count === "number" ? count : 1) + 1,
      lastTimestamp: formatTime(timeMs),
    };
  }
  const before = typeof series === "object" && series !== null && !Array.isArray(series)
    ? Number(series["count"])
    : 1;
  return { ...live, series: { count: before + 1, lastObservedTime: formatMicroTime(timeMs) } };
}
