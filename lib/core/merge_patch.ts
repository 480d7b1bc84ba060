/**
 * The smallest JSON merge patch between two states of an object. Layer 0: pure.
 *
 * @see RFC 7386
 * @module
 */

/** An object of JSON. */
export type JsonObject = { [name: string]: unknown };

/**
 * Makes the merge patch that turns one state into the other: only fields that differ, lists as a whole,
 * `null` for what goes.
 *
 * A field that is `null` counts as absent, which is what a merge patch can say.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const before = { spec: { replicas: 1, paused: true }, metadata: { labels: { a: "1" } } };
 * const after = { spec: { replicas: 2 }, metadata: { labels: { a: "1" } } };
 * assert.deepEqual(mergePatchOf(before, after), { spec: { replicas: 2, paused: null } });
 * assert.equal(mergePatchOf(before, before), undefined);
 * ```
 *
 * @param before What is there: plain JSON.
 * @param after What is wanted: plain JSON.
 * @returns The patch, or `undefined` where nothing differs.
 */
export function mergePatchOf(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const [name, wanted] of Object.entries(after)) {
    const actual = own(before, name);
    if (isAbsent(wanted)) {
      if (!isAbsent(actual)) set(patch, name, null);
    } else if (isObject(wanted) && isObject(actual)) {
      const inner = mergePatchOf(actual, wanted);
      if (inner !== undefined) set(patch, name, inner);
    } else if (!isSame(actual, wanted)) set(patch, name, wanted);
  }
  for (const [name, actual] of Object.entries(before)) {
    if (!isAbsent(actual) && !Object.hasOwn(after, name)) set(patch, name, null);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/**
 * Lays a JSON merge patch over an object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const object = { spec: { replicas: 1, paused: true } };
 * const patch = { spec: { replicas: 2, paused: null } };
 * assert.deepEqual(applyMergePatch(object, patch), { spec: { replicas: 2 } });
 * ```
 *
 * @param object What is there; not changed.
 * @param patch What is to be different: `null` removes a field.
 */
export function applyMergePatch(object: JsonObject, patch: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(object)) {
    if (!Object.hasOwn(patch, name)) set(result, name, value);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (isAbsent(value)) continue;
    const before = own(object, name);
    set(
      result,
      name,
      isObject(value) ? applyMergePatch(isObject(before) ? before : {}, value) : value,
    );
  }
  return result;
}

/** Tells whether a value is an object of JSON: neither a list nor `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Compares plain JSON; the order of an object's fields does not count. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isSame(item, right[at]));
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]));
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a field whatever its name: `__proto__` too. */
function set(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
