/**
 * Where objects came from, so that no verb reaches another cluster by accident. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Connection } from "./connection.ts";
import type { Target } from "./target.ts";

/** The connection and kind that an object was read through. */
export interface Origin {
  readonly connection: Connection;
  readonly kind: Kind;
}

/** Hears of objects that were read or written. */
export interface ObjectListener {
  (object: KubeObject, kind: Kind): void;
}

let hear: ObjectListener | undefined;

/**
 * Says who hears of all objects at a prompt.
 *
 * @param listener Who does; `undefined`: nobody any more.
 */
export function setObjectListener(listener: ObjectListener | undefined): void {
  hear = listener;
}

const ORIGINS = new WeakMap<KubeObject, Origin>();

/** Remembers where an object came from, for as long as the object lives. */
export function rememberOrigin<T extends KubeObject>(object: T, origin: Origin): T {
  const { connection: { current }, kind } = origin;
  hear?.(object, kind);
  ORIGINS.set(object, current === origin.connection ? origin : { connection: current, kind });
  return object;
}

/** Tells where an object came from, or `undefined` for an object that was not read from a cluster. */
export function originOf(object: KubeObject): Origin | undefined {
  return ORIGINS.get(object);
}

const WATCHED = new WeakMap<object, Target>();

/** Remembers what a watch is about, for those who show its events. */
export function rememberWatched<E extends object>(events: E, target: Target): E {
  WATCHED.set(events, target);
  return events;
}

/** Tells what a watch is about, or `undefined` for anything else. */
export function watchedTarget(events: object): Target | undefined {
  return WATCHED.get(events);
}
