/**
 * The objects of an in-memory cluster with their versions: what etcd is to a real one. Layer 3.
 *
 * Every write is one step of the version counter, and one event to all who listen. Stored objects are
 * never changed, only replaced, so they can be handed out as they are.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";
import { Collection, objectKey } from "./collection.ts";
import { History, type StoreEvent } from "./history.ts";

/** How a store is made. */
export interface StoreOptions {
  /** How many changes can be watched from behind; default 20,000. */
  readonly historyLimit?: number;
}

/** Where an object is. */
export interface Place {
  /** The collection, e.g. `apps/deployments`. */
  readonly collection: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

const DEFAULT_HISTORY = 20_000;

/** Versioned objects, their history, and listeners. */
export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #history: History;
  readonly #listeners = new Map<string, Set<(event: StoreEvent) => void>>();
  readonly #everything = new Set<(event: StoreEvent) => void>();
  #revision = 1;

  constructor({ historyLimit = DEFAULT_HISTORY }: StoreOptions = {}) {
    this.#history = new History(historyLimit);
  }

  /** The version of the newest write. */
  get revision(): number {
    return this.#revision;
  }

  /** The newest version that is forgotten: watches and lists from before it have expired. */
  get forgotten(): number {
    return this.#history.forgotten;
  }

  /** Sets how many changes can be watched from behind; 0 makes every earlier version expire. */
  setHistoryLimit(limit: number): void {
    this.#history.setLimit(limit);
  }

  /** The object at a place, as it is now. */
  get({ collection, namespace, name }: Place): ApiObject | undefined {
    return this.#collections.get(collection)?.get(objectKey(namespace, name));
  }

  /** The objects of a collection in the server's order, as they are now. */
  list(collection: string, namespace?: string): ApiObject[] {
    return this.#collections.get(collection)?.list(namespace) ?? [];
  }

  /** How many objects a collection has. */
  count(collection: string): number {
    return this.#collections.get(collection)?.size ?? 0;
  }

  /**
   * The objects of a collection as they were at a version.
   *
   * @returns The objects in order, or `undefined` where that version is forgotten.
   */
  listAt(collection: string, revision: number, namespace?: string): ApiObject[] | undefined {
    if (revision >= this.#revision) return this.list(collection, namespace);
    const later = this.#history.since(revision);
    if (later === undefined) return undefined;
    const now = new Map(
      this.list(collection, namespace).map((object) => [keyOf(object), object]),
    );
    for (const event of later.reverse()) {
      if (event.collection !== collection) continue;
      if (namespace && event.object.metadata.namespace !== namespace) continue;
      if (event.previous === undefined) now.delete(event.key);
      else now.set(event.key, event.previous);
    }
    return [...now.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, object]) => object);
  }

  /**
   * Writes an object, new or changed, as the next version.
   *
   * @param place Where to.
   * @param object The object; its resource version is filled in.
   * @returns The object as stored.
   */
  put(place: Place, object: ApiObject): ApiObject {
    const key = objectKey(place.namespace, place.name);
    const collection = this.#collection(place.collection);
    const previous = collection.get(key);
    const revision = ++this.#revision;
    const stored = withVersion(object, revision);
    collection.set(key, stored);
    this.#emit({
      type: previous === undefined ? "ADDED" : "MODIFIED",
      collection: place.collection,
      key,
      object: stored,
      previous,
      revision,
    });
    return stored;
  }

  /**
   * Takes objects over from another store as they are there, versions included; nobody who listens hears
   * of it, and what was before is forgotten.
   *
   * @param collection The collection.
   * @param objects The objects.
   * @param revision The version of the other store.
   */
  load(collection: string, objects: readonly ApiObject[], revision: number): void {
    const target = this.#collection(collection);
    for (const object of objects) target.set(keyOf(object), object);
    this.#revision = Math.max(this.#revision, revision);
    this.#history.forget(this.#revision);
  }

  /**
   * Removes an object as the next version.
   *
   * @returns Its last state with the version of its deletion, or `undefined` where there was none.
   */
  remove(place: Place): ApiObject | undefined {
    const key = objectKey(place.namespace, place.name);
    const collection = this.#collection(place.collection);
    const previous = collection.get(key);
    if (previous === undefined) return undefined;
    const revision = ++this.#revision;
    collection.delete(key);
    const object = withVersion(previous, revision);
    this.#emit({
      type: "DELETED",
      collection: place.collection,
      key,
      object,
      previous,
      revision,
    });
    return object;
  }

  /**
   * The changes of a collection after a version.
   *
   * @returns The changes in order, or `undefined` where some of them are forgotten.
   */
  since(collection: string, revision: number): StoreEvent[] | undefined {
    return this.#history.since(revision)?.filter((event) => event.collection === collection);
  }

  /**
   * Calls back with each change, at once and in order.
   *
   * @param collection The collection, or `undefined` for all.
   * @returns What ends it.
   */
  listen(collection: string | undefined, listener: (event: StoreEvent) => void): () => void {
    if (collection === undefined) {
      this.#everything.add(listener);
      return () => void this.#everything.delete(listener);
    }
    const listeners = this.#listeners.get(collection) ?? new Set();
    this.#listeners.set(collection, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  #collection(name: string): Collection {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new Collection();
      this.#collections.set(name, collection);
    }
    return collection;
  }

  #emit(event: StoreEvent): void {
    this.#history.add(event);
    for (const listener of [...this.#listeners.get(event.collection) ?? []]) listener(event);
    for (const listener of [...this.#everything]) listener(event);
  }
}

function keyOf({ metadata }: ApiObject): string {
  return objectKey(metadata.namespace, metadata.name ?? "");
}

function withVersion(object: ApiObject, revision: number): ApiObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
