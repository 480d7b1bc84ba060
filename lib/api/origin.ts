/**
 * Where objects came from, so that no verb reaches another cluster by accident. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Connection } from "./connection.ts";

/** The connection and kind that an object was read through. */
export interface Origin {
  readonly connection: Connection;
  readonly kind: Kind;
}

const ORIGINS = new WeakMap<KubeObject, Origin>();

/** Remembers where an object came from, for as long as the object lives. */
export function rememberOrigin<T extends KubeObject>(object: T, origin: Origin): T {
  ORIGINS.set(object, origin);
  return object;
}

/** Tells where an object came from, or `undefined` for an object that was not read from a cluster. */
export function originOf(object: KubeObject): Origin | undefined {
  return ORIGINS.get(object);
}
