/**
 * The events of a watch: what a caller gets, and how the server's lines are read. Layer 3: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Status } from "../core/status.ts";
import { cutManagedFields } from "./managed_fields.ts";

/** What happened to an object. */
export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/** One change of one object, as a watch reports it. */
export interface WatchEvent<T extends KubeObject = KubeObject> {
  /** What happened: the object came to be (or began to fit), changed, or went (or ceased to fit). */
  readonly type: WatchEventType;
  /** The object after the change; for DELETED its last state. */
  readonly object: T;
  /** The object before the change, where it was seen before. */
  readonly old?: T;
}

/** One line of a watch stream. */
export type WireEvent =
  | {
    readonly type: WatchEventType;
    readonly object: KubeObject;
    readonly resourceVersion: string;
  }
  | {
    readonly type: "BOOKMARK";
    readonly resourceVersion: string;
    /** Whether every object that existed at the start has been sent. */
    readonly initialEventsEnd: boolean;
  }
  | { readonly type: "ERROR"; readonly status: Status };

/** Marks the bookmark that ends the initial events of a streamed list (KEP-3157). */
export const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

/** How lines are read. */
export interface ParseEventOptions {
  /** Whether `metadata.managedFields` is kept; default `false`. */
  readonly managedFields?: boolean | undefined;
}

/**
 * Reads one line of a watch stream.
 *
 * @param line The line without its line break.
 * @param options What to leave out.
 * @returns The event, or `undefined` when the line is none.
 */
export function parseWireEvent(
  line: string,
  options: ParseEventOptions = {},
): WireEvent | undefined {
  const keep = options.managedFields === true;
  const value = parseJson(keep ? line : cutManagedFields(line));
  if (!isRecord(value) || !isRecord(value["object"])) return undefined;
  const object: KubeObject & Record<string, unknown> = value["object"];
  const type = value["type"];
  if (type === "ERROR") return { type, status: object as Status };
  const { metadata } = object;
  if (!isRecord(metadata)) return undefined;
  const { resourceVersion, name, annotations } = metadata;
  if (typeof resourceVersion !== "string") return undefined;
  if (type === "BOOKMARK") {
    const initialEventsEnd = isRecord(annotations) && annotations[INITIAL_EVENTS_END] === "true";
    return { type, resourceVersion, initialEventsEnd };
  }
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return undefined;
  if (typeof name !== "string") return undefined;
  // Where the text was of an unusual form the field is still there.
  if (!keep && metadata.managedFields !== undefined) delete metadata.managedFields;
  return { type, object, resourceVersion };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord<V>(value: V): value is V & Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const DECIMAL_REGEXP = /^[1-9][0-9]*$/;

/**
 * Compares two resource versions of one kind.
 *
 * @returns Negative when the first is older, 0 when they are equal, positive when it is newer;
 * `undefined` where they are different and not the numbers that Kubernetes promises (KEP-5504).
 */
export function compareResourceVersions(left: string, right: string): number | undefined {
  if (left === right) return 0;
  if (!DECIMAL_REGEXP.test(left) || !DECIMAL_REGEXP.test(right)) return undefined;
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : 1;
}
