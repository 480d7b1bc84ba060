/**
 * The objects of a watched collection: a map with indexes, replaced at once when the collection is listed
 * again. Layer 3: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { suggest } from "../core/suggest.ts";
import { compareResourceVersions, type WatchEvent, type WatchEventType } from "./events.ts";

/** Gives the values under which an object is found in an index; none leaves it out. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** How a store keeps its objects. */
export interface StoreOptions<T extends KubeObject> {
  /**
   * Makes what is kept of an object, e.g. without the fields that nobody reads; type, name, namespace,
   * uid and resource version must stay. Default: the object itself.
   */
  readonly keep?: ((object: T) => T) | undefined;
  /** Indexes by name. */
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>> | undefined;
}

/** Called with each change, in order. */
export type ChangeListener<T extends KubeObject> = (change: WatchEvent<T>) => void;

/** A store that can be read only. */
export type ReadonlyStore<T extends KubeObject> = Pick<
  ObjectStore<T>,
  "size" | "get" | "list" | "byIndex" | "subscribe"
>;

/**
 * Names an object within its collection: `namespace/name`, or the name alone where there is no namespace.
 *
 * @param object The object.
 */
export function keyOf(object: KubeObject): string {
  const { namespace, name = "" } = object.metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The newest known state of a collection. */
export class ObjectStore<T extends KubeObject = KubeObject> {
  readonly #keep: (object: T) => T;
  readonly #indexFunctions: ReadonlyMap<string, IndexFunction<T>>;
  readonly #listeners = new Set<ChangeListener<T>>();
  #objects = new Map<string, T>();
  #indexes: Map<string, Map<string, Set<string>>>;

  /** Makes an empty store. */
  constructor({ keep = asItIs, indexes = {} }: StoreOptions<T> = {}) {
    this.#keep = keep;
    this.#indexFunctions = new Map(Object.entries(indexes));
    this.#indexes = this.#emptyIndexes();
  }

  /** How many objects there are. */
  get size(): number {
    return this.#objects.size;
  }

  /**
   * Finds an object.
   *
   * @param name Its name.
   * @param namespace Its namespace; left out for kinds without.
   */
  get(name: string, namespace?: string): T | undefined {
    return this.#objects.get(namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** All objects, as they are now. */
  list(): T[] {
    return [...this.#objects.values()];
  }

  /**
   * Finds the objects that an index gave a value to.
   *
   * @param index The index's name.
   * @param value The value.
   * @throws {QueryError} when there is no such index.
   */
  byIndex(index: string, value: string): T[] {
    const entries = this.#indexes.get(index);
    if (entries === undefined) {
      const meant = suggest(index, this.#indexes.keys());
      const hint = meant === undefined ? undefined : `did you mean "${meant}"`;
      throw new QueryError(
        `Cannot look up objects by index "${index}": there is none of that name${
          hint === undefined ? "" : `: ${hint}`
        }`,
        { hint },
      );
    }
    const found: T[] = [];
    for (const key of entries.get(value) ?? []) {
      const object = this.#objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /**
   * Follows the changes from now on. What a listener throws ends whatever feeds the store.
   *
   * @param listener Called with each change after the store holds it.
   * @returns What ends it.
   */
  subscribe(listener: ChangeListener<T>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Takes one change of the server.
   *
   * @returns What it came down to: nothing for what was known already, two changes where another object
   * has taken the name.
   */
  apply(type: WatchEventType, object: T): WatchEvent<T>[] {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (type === "DELETED") {
      if (old === undefined || isOlder(object, old)) return [];
      this.#unindex(key, old);
      this.#objects.delete(key);
      return this.#tell([{ type, object, old }]);
    }
    if (old === undefined) {
      this.#set(key, object);
      return this.#tell([{ type: "ADDED", object }]);
    }
    if (old.metadata?.resourceVersion === object.metadata?.resourceVersion) return [];
    this.#unindex(key, old);
    this.#set(key, object);
    return this.#tell(transition(old, object));
  }

  /**
   * Takes a whole new state: readers see either the old one or the new one.
   *
   * @param objects Every object there is, by {@link keyOf}.
   * @returns The changes, with the deletions that nobody saw first.
   */
  replace(objects: ReadonlyMap<string, T>): WatchEvent<T>[] {
    const changes: WatchEvent<T>[] = [];
    for (const [key, old] of this.#objects) {
      if (!objects.has(key)) changes.push({ type: "DELETED", object: old, old });
    }
    const next = new Map<string, T>();
    for (const [key, object] of objects) {
      const old = this.#objects.get(key);
      if (old !== undefined && isSame(old, object)) {
        next.set(key, old);
        continue;
      }
      next.set(key, this.#keep(object));
      if (old === undefined) changes.push({ type: "ADDED", object });
      else for (const change of transition(old, object)) changes.push(change);
    }
    const indexes = this.#emptyIndexes();
    for (const [key, object] of next) this.#index(indexes, key, object);
    this.#objects = next;
    this.#indexes = indexes;
    return this.#tell(changes);
  }

  #tell(changes: WatchEvent<T>[]): WatchEvent<T>[] {
    if (this.#listeners.size > 0) {
      for (const change of changes) {
        for (const listener of this.#listeners) listener(change);
      }
    }
    return changes;
  }

  #set(key: string, object: T): void {
    const kept = this.#keep(object);
    this.#objects.set(key, kept);
    this.#index(this.#indexes, key, kept);
  }

  #emptyIndexes(): Map<string, Map<string, Set<string>>> {
    return new Map([...this.#indexFunctions.keys()].map((name) => [name, new Map()]));
  }

  #index(indexes: Map<string, Map<string, Set<string>>>, key: string, object: T): void {
    for (const [name, valuesOf] of this.#indexFunctions) {
      const entries = indexes.get(name);
      for (const value of valuesOf(object)) {
        const keys = entries?.get(value);
        if (keys === undefined) entries?.set(value, new Set([key]));
        else keys.add(key);
      }
    }
  }

  #unindex(key: string, object: T): void {
    for (const [name, valuesOf] of this.#indexFunctions) {
      const entries = this.#indexes.get(name);
      for (const value of valuesOf(object)) {
        const keys = entries?.get(value);
        keys?.delete(key);
        if (keys?.size === 0) entries?.delete(value);
      }
    }
  }
}

function asItIs<T>(object: T): T {
  return object;
}

/** A new state under a known name: a change, or the end of one object and the start of another. */
function transition<T extends KubeObject>(old: T, object: T): WatchEvent<T>[] {
  if (old.metadata?.uid === object.metadata?.uid) return [{ type: "MODIFIED", object, old }];
  return [{ type: "DELETED", object: old, old }, { type: "ADDED", object }];
}

function isSame(left: KubeObject, right: KubeObject): boolean {
  return left.metadata?.uid === right.metadata?.uid &&
    left.metadata?.resourceVersion === right.metadata?.resourceVersion;
}

/** Whether a deletion is of an earlier state than the one that is held. */
function isOlder(deleted: KubeObject, held: KubeObject): boolean {
  const order = compareResourceVersions(
    deleted.metadata?.resourceVersion ?? "",
    held.metadata?.resourceVersion ?? "",
  );
  return order !== undefined && order < 0;
}
