/**
 * The order of a list that a patch and the server both have a say in. Layer 3.
 *
 * @module
 */
import type { JsonValue } from "../json.ts";

type Same = (left: JsonValue, right: JsonValue) => boolean;

/** Items that are in another list, too, and those that are not. */
export function splitByPresence(
  items: readonly JsonValue[],
  others: readonly JsonValue[],
  isSame: Same,
): [JsonValue[], JsonValue[]] {
  const present: JsonValue[] = [];
  const absent: JsonValue[] = [];
  for (const item of items) {
    (others.some((other) => isSame(item, other)) ? present : absent).push(item);
  }
  return [present, absent];
}

/** Items in the order of another list; those that are not in it come last. */
export function sortByOrder(
  items: readonly JsonValue[],
  order: readonly JsonValue[],
  isSame: Same,
): JsonValue[] {
  const placeOf = (item: JsonValue) => {
    const place = order.findIndex((other) => isSame(item, other));
    return place < 0 ? Infinity : place;
  };
  return items.map((item, index) => ({ item, index, place: placeOf(item) }))
    .sort((a, b) => a.place === b.place ? a.index - b.index : a.place - b.place)
    .map(({ item }) => item);
}

/** Both lists as one that keeps the order of each, and puts an item of the left before its followers. */
export function mergeSortedItems(
  left: readonly JsonValue[],
  right: readonly JsonValue[],
  order: readonly JsonValue[],
  isSame: Same,
): JsonValue[] {
  const placeOf = (item: JsonValue) => order.findIndex((other) => isSame(item, other));
  const merged: JsonValue[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const first = left[l];
    const second = right[r];
    if (first === undefined) merged.push(right[r++] ?? null);
    else if (second === undefined) merged.push(left[l++] ?? null);
    else {
      const before = placeOf(first);
      const after = placeOf(second);
      if (before >= 0 && after >= 0 && before < after) merged.push(left[l++] ?? null);
      else merged.push(right[r++] ?? null);
    }
  }
  return merged;
}
