/**
 * What the events of a watch come down to, with every rule that events must keep checked on the way.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { compareResourceVersions, type WatchEvent } from "../../lib/watch/events.ts";

/** The state that the events of one namespace have led to. */
export class WatchModel<T extends KubeObject> {
  /** The objects by name. */
  readonly objects = new Map<string, T>();
  readonly #newest = new Map<string, string>();

  /**
   * Takes an event.
   *
   * @throws {assert.AssertionError} where it comes twice, goes back in time, or does not follow from what
   * came before.
   */
  take({ type, object, old }: WatchEvent<T>): void {
    const name = object.metadata?.name ?? "";
    const known = this.objects.get(name);
    assert.equal(object.metadata?.managedFields, undefined, "managedFields are left out");
    assert.deepEqual(old, known, `${type} of "${name}" carries the state before`);
    if (type === "ADDED") assert.equal(known, undefined, `"${name}" is added once`);
    else {
      assert.ok(known !== undefined, `"${name}" is there before it is ${type}`);
      assert.equal(object.metadata?.uid, known.metadata?.uid, `"${name}" is the same object`);
    }
    const version = object.metadata?.resourceVersion ?? "";
    const before = this.#newest.get(name) ?? "1";
    const order = compareResourceVersions(version, before) ?? 0;
    // A deletion that nobody saw is reported with the last state that was seen.
    assert.ok(
      order > 0 || (type === "DELETED" && order === 0),
      `"${name}" goes forward only: ${type} ${before} to ${version}`,
    );
    this.#newest.set(name, version);
    if (type === "DELETED") this.objects.delete(name);
    else this.objects.set(name, object);
  }

  /** Whether it is the state of a list: the same objects at the same versions with the same data. */
  equals(items: readonly T[]): boolean {
    return items.length === this.objects.size && items.every((item) => {
      const known = this.objects.get(item.metadata?.name ?? "");
      return known?.metadata?.uid === item.metadata?.uid &&
        known?.metadata?.resourceVersion === item.metadata?.resourceVersion &&
        JSON.stringify(dataOf(known)) === JSON.stringify(dataOf(item));
    });
  }
}

function dataOf(object: KubeObject | undefined): unknown {
  return object !== undefined && "data" in object ? object.data : undefined;
}
