/**
 * Plain JSON values as the in-memory server handles them. Layer 3.
 *
 * @module
 */

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  /** Any field. */
  [key: string]: JsonValue | undefined;
}

/** The metadata of an object of the server, as far as the server itself reads it. */
export interface Metadata extends JsonObject {
  /** Its name in the namespace. */
  name?: string;
  /** Its namespace; absent for kinds without. */
  namespace?: string;
  /** What a name begins with that the server makes up. */
  generateName?: string;
  /** Told from every other object, of all times. */
  uid?: string;
  /** The version of the object. */
  resourceVersion?: string;
  /** How often what is asked for has changed. */
  generation?: number;
  /** When it was made. */
  creationTimestamp?: string;
  /** Since when it is to go; absent for what stays. */
  deletionTimestamp?: string;
  /** How many seconds it is given to go. */
  deletionGracePeriodSeconds?: number;
}

/** An object of the server: what is stored is never changed, only replaced. */
export interface ApiObject extends JsonObject {
  /** Group and version. */
  apiVersion: string;
  /** The kind. */
  kind: string;
  /** Name, namespace, labels and the like. */
  metadata: Metadata;
}

/** Tells whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that a value is, or an empty one. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The list that a value is, or an empty one. */
export function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; anything else in it is left out. */
export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return listOf(value).filter(isObject);
}

/** The text that a value is, or `""`. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The number that a value is, or `undefined`. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The texts of an object of texts, e.g. labels. */
export function textsOf(value: JsonValue | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, text] of Object.entries(objectOf(value))) {
    if (typeof text === "string") found[key] = text;
  }
  return found;
}

/** Copies a value with everything in it. */
export function cloneJson<T extends JsonValue>(value: T): T;
export function cloneJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(cloneJson);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key in value) {
    const inner = value[key];
    if (inner !== undefined) set(copy, key, cloneJson(inner));
  }
  return copy;
}

/** Sets a key, whatever it is called: `__proto__` is a key like any other. */
function set(target: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else target[key] = value;
}

/** Tells whether two values are the same, the order of keys aside; an undefined key is an absent one. */
export function equalJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  for (const key in left) {
    if (!equalJson(left[key], Object.hasOwn(right, key) ? right[key] : undefined)) return false;
  }
  for (const key in right) {
    if (right[key] !== undefined && (!Object.hasOwn(left, key) || left[key] === undefined)) {
      return false;
    }
  }
  return true;
}

/** Follows a path of keys through objects; `undefined` where it ends early. */
export function getPath(
  value: JsonValue | undefined,
  path: readonly string[],
): JsonValue | undefined {
  let current = value;
  for (const key of path) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** Sets what a path of keys leads to, making the objects on the way. */
export function setPath(target: JsonObject, path: readonly string[], value: JsonValue): void {
  let current = target;
  for (const [index, key] of path.entries()) {
    if (index === path.length - 1) {
      current[key] = value;
      return;
    }
    const next = current[key];
    if (isObject(next)) current = next;
    else {
      const made: JsonObject = {};
      current[key] = made;
      current = made;
    }
  }
}

/** Removes what a path of keys leads to. */
export function deletePath(target: JsonObject, path: readonly string[]): void {
  const parent = getPath(target, path.slice(0, -1));
  const last = path.at(-1);
  if (isObject(parent) && last !== undefined) delete parent[last];
}
