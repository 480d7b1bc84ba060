/**
 * Events: what controllers say about objects, for `kubectl describe`. Layer 3.
 *
 * The same thing said again is counted: an event's name is made of what it says.
 *
 * @module
 * @see k8s.io/client-go/tools/record
 */
import { formatMicroTime, formatTime } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import { digestOf } from "../objects/digest.ts";
import type { ControllerContext } from "./controller.ts";

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

/** Says things about objects in the name of one component. */
export class EventRecorder {
  readonly #context: ControllerContext;
  readonly #component: string;

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
    const resource = cluster.resources.get("", "v1", "events");
    const namespace = object.metadata.namespace ?? "default";
    const { type, reason, message, fieldPath = "", host = "" } = text;
    const { uid = "", name: about = "" } = object.metadata;
    const id = digestOf(
      [uid, type, reason, message, fieldPath, host, this.#component].join("\n"),
      16,
    );
    const name = `${about}.${id}`;
    const timeMs = text.timeMs ?? cluster.clock.now();
    try {
      const isKnown = client.find(resource, { namespace, name }) !== undefined;
      if (isKnown) client.change(resource, { namespace, name }, (live) => again(live, timeMs));
      else client.create(resource, this.#event(object, text, namespace, name, timeMs));
    } catch (error) {
      // An event is no more than a remark: where it may not be written, it is left out.
      if (!(error instanceof Fault)) throw error;
    }
  }

  #event(
    object: ApiObject,
    { type, reason, message, fieldPath, action, host }: EventText,
    namespace: string,
    name: string,
    timeMs: number,
  ): ApiObject {
    const { metadata, apiVersion, kind } = object;
    const time = formatTime(timeMs);
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name, namespace },
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
