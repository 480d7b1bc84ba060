/**
 * Writes that change nothing but the times of ownership. Layer 3.
 *
 * @module
 */
import { type ApiObject, equalJson, isObject, listOf } from "../json.ts";

/**
 * Takes the times back where nothing else of an object has changed, so that the write is none.
 *
 * @param object The new state, changed in place.
 * @param live The stored state.
 */
export function ignoreTimestampChanges(object: ApiObject, live: ApiObject): void {
  const fresh = listOf(object.metadata["managedFields"]);
  const before = listOf(live.metadata["managedFields"]);
  if (fresh.length !== before.length || equalJson(fresh, before)) return;
  const timeless = fresh.map((entry, index) => {
    const old = before[index];
    return isObject(entry) && isObject(old) && old["time"] !== undefined
      ? { ...entry, time: old["time"] }
      : entry;
  });
  if (!equalJson(timeless, before)) return;
  const metadata = { ...object.metadata, managedFields: timeless };
  if (equalJson({ ...object, metadata }, live)) object.metadata = metadata;
}
