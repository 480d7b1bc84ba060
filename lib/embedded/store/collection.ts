/**
 * The objects of one resource in the order in which a server lists them. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";

/** The place of an object: namespaces keep their objects together. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** Objects by key, sorted when they are read. */
export class Collection {
  readonly #objects = new Map<string, ApiObject>();
  #keys: string[] = [];
  #isSorted = true;

  /** How many objects there are. */
  get size(): number {
    return this.#objects.size;
  }

  /** The object at a key. */
  get(key: string): ApiObject | undefined {
    return this.#objects.get(key);
  }

  /** Puts an object at a key. */
  set(key: string, object: ApiObject): void {
    if (!this.#objects.has(key)) {
      if (this.#isSorted && key < (this.#keys.at(-1) ?? "")) this.#isSorted = false;
      this.#keys.push(key);
    }
    this.#objects.set(key, object);
  }

  /** Removes what is at a key. */
  delete(key: string): void {
    if (!this.#objects.delete(key)) return;
    const sorted = this.#sortedKeys();
    const index = lowerBound(sorted, key);
    if (sorted[index] === key) sorted.splice(index, 1);
  }

  /** The objects in order, of one namespace or of all. */
  list(namespace?: string): ApiObject[] {
    const keys = this.#sortedKeys();
    const found: ApiObject[] = [];
    const prefix = namespace ? `${namespace}/` : "";
    for (let index = lowerBound(keys, prefix); index < keys.length; index++) {
      const key = keys[index] ?? "";
      if (!key.startsWith(prefix)) break;
      const object = this.#objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  #sortedKeys(): string[] {
    if (!this.#isSorted) {
      this.#keys.sort();
      this.#isSorted = true;
    }
    return this.#keys;
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
