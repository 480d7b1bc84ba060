/**
 * What a filter that the server does not know makes of changes: an object that begins to fit is added,
 * one that ceases to fit is deleted, as the server does for selectors. Layer 3: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { WatchEvent } from "./events.ts";

/** Tells whether an object fits. */
export type Matcher<T extends KubeObject> = (object: T) => boolean;

/** How changes are selected. */
export interface SelectionOptions<T extends KubeObject> {
  /** The filter; left out: everything fits. */
  readonly matches?: Matcher<T> | undefined;
  /** Whether the states before changes are kept; default `true`. */
  readonly old?: boolean | undefined;
  /** Called with an object that was made here, of one that arrived. */
  readonly onMade?: ((object: T) => void) | undefined;
}

/**
 * Selects changes. {@link Selection.keep} goes into the store: it asks the filter once for each state of an
 * object, and keeps whole only what is needed again.
 */
export class Selection<T extends KubeObject> {
  readonly #matches: Matcher<T> | undefined;
  readonly #old: boolean;
  readonly #onMade: ((object: T) => void) | undefined;
  /** The kept states that fit. */
  readonly #fitting = new WeakSet<T>();
  /** The kept form of a state that has just arrived. */
  readonly #kept = new WeakMap<T, T>();

  /** Makes a selection for one store. */
  constructor({ matches, old = true, onMade }: SelectionOptions<T>) {
    this.#matches = matches;
    this.#old = old;
    this.#onMade = onMade;
  }

  /** Gives what a store is to keep of an object. */
  readonly keep = (object: T): T => {
    // Without a filter there is nothing to remember of an object.
    if (this.#matches === undefined) return this.#old ? object : identityOf(object);
    const fits = this.#matches(object);
    const kept = fits && this.#old ? object : identityOf(object);
    this.#kept.set(object, kept);
    if (fits) this.#fitting.add(kept);
    return kept;
  };

  /**
   * Selects.
   *
   * @param change A change of the store that keeps by {@link Selection.keep}.
   * @returns The event for the caller, or `undefined` where it is none of theirs.
   */
  select(change: WatchEvent<T>): WatchEvent<T> | undefined {
    const { type, object, old } = change;
    if (this.#matches === undefined) return this.#old ? change : { type, object };
    const before = old !== undefined && this.#fitting.has(old);
    const known = before && this.#old ? { old } : {};
    if (type === "DELETED") return before ? { type, object, ...known } : undefined;
    const kept = this.#kept.get(object);
    const after = kept !== undefined && this.#fitting.has(kept);
    if (after) return { type: before ? "MODIFIED" : "ADDED", object, ...known };
    if (!before) return undefined;
    // As for a selector: the last state that fitted, at the version of the change.
    const last = atVersionOf(this.#old ? old : object, object);
    this.#onMade?.(last);
    return { type: "DELETED", object: last, ...known };
  }
}

/** An object's type and identity, without anything else. */
function identityOf<T extends KubeObject>(object: T): T {
  const { name, namespace, uid, resourceVersion } = object.metadata ?? {};
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion,
  };
  // What is kept stands for the object where only its identity matters.
  return { apiVersion: object.apiVersion, kind: object.kind, metadata } as T;
}

function atVersionOf<T extends KubeObject>(object: T, newer: KubeObject): T {
  const resourceVersion = newer.metadata?.resourceVersion;
  const metadata = { ...object.metadata };
  if (resourceVersion !== undefined) metadata.resourceVersion = resourceVersion;
  return { ...object, metadata };
}
