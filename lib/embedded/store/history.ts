/**
 * What happened to the objects of a store, as far back as it remembers. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";

/** One change of one object. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** The collection, e.g. `apps/deployments`. */
  readonly collection: string;
  /** The object's place in the collection. */
  readonly key: string;
  /** The object after the change; the last state of a deleted one, with the version of its deletion. */
  readonly object: ApiObject;
  /** The object before the change. */
  readonly previous: ApiObject | undefined;
  /** The store's version after the change. */
  readonly revision: number;
}

/** The last changes of a store, in order. */
export class History {
  #events: StoreEvent[] = [];
  /** Events before this index are forgotten; they are cut off in larger pieces. */
  #start = 0;
  #limit: number;
  #forgotten = 0;

  /** @param limit How many changes are remembered. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The version up to which changes are forgotten: what is older has expired. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Remembers a change. */
  add(event: StoreEvent): void {
    this.#events.push(event);
    this.#trim();
  }

  /** Forgets everything up to a version. */
  forget(revision: number): void {
    this.#events = [];
    this.#start = 0;
    this.#forgotten = Math.max(this.#forgotten, revision);
  }

  /** Sets how many changes are remembered; 0 forgets all. */
  setLimit(limit: number): void {
    this.#limit = limit;
    this.#trim();
  }

  /**
   * The changes after a version.
   *
   * @returns The changes in order, or `undefined` where some of them are forgotten.
   */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.#forgotten) return undefined;
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low);
  }

  #trim(): void {
    const extra = this.#events.length - this.#start - this.#limit;
    if (extra <= 0) return;
    this.#start += extra;
    this.#forgotten = this.#events[this.#start - 1]?.revision ?? this.#forgotten;
    if (this.#start > this.#limit + 1000) {
      this.#events = this.#events.slice(this.#start);
      this.#start = 0;
    }
  }
}
