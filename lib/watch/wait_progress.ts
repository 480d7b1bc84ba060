/**
 * How far a wait has got: the verdict on each object. Layer 3: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { WaitTest, WaitVerdict } from "./condition.ts";
import type { WatchEvent } from "./events.ts";
import { keyOf } from "./store.ts";

/** What makes a wait complete beside its condition. */
export interface WaitProgressOptions {
  /** How many objects there must be at least. */
  readonly atLeast: number;
  /** Whether one object is waited for, which is judged while it is absent too. */
  readonly single: boolean;
  /** The uid of the one object that is waited for; left out: that of the first one seen. */
  readonly uid?: string | undefined;
}

interface Entry<T> {
  readonly object: T | undefined;
  readonly uid: string | undefined;
  readonly verdict: WaitVerdict;
}

/** How many objects a message describes. */
const MAX_DESCRIBED = 3;

/** The verdicts of a condition on the objects of a wait. */
export class WaitProgress<T extends KubeObject> {
  /** Whether one object is waited for. */
  readonly single: boolean;
  readonly #condition: WaitTest<T>;
  readonly #atLeast: number;
  readonly #uid: string | undefined;
  readonly #entries = new Map<string, Entry<T>>();
  /** The verdict where there is nothing at all. */
  readonly #onNothing: WaitVerdict;
  #unmet = 0;
  #failed: { readonly key: string; readonly why: string } | undefined;

  /** Starts without objects. */
  constructor(condition: WaitTest<T>, { atLeast, single, uid }: WaitProgressOptions) {
    this.#condition = condition;
    this.#uid = uid;
    this.#atLeast = atLeast;
    this.single = single;
    this.#onNothing = condition.test({ object: undefined, uid: undefined });
  }

  /** Judges an object anew. */
  take({ type, object }: WatchEvent<T>): void {
    const key = keyOf(object);
    const before = this.#entries.get(key);
    const now = type === "DELETED" ? undefined : object;
    const uid = before?.uid ?? this.#uid ?? object.metadata?.uid;
    const verdict = this.#condition.test({ object: now, uid });
    if (before?.verdict.state === "unmet") this.#unmet--;
    if (verdict.state === "failed") this.#failed = { key, why: verdict.why };
    // Of a collection an absent object is no part, unless its end is what is waited for.
    if (now === undefined && !this.single) {
      this.#entries.delete(key);
      return;
    }
    this.#entries.set(key, { object: now, uid, verdict });
    if (verdict.state === "unmet") this.#unmet++;
  }

  /** What ends the wait with an error, if anything does. */
  failure(): string | undefined {
    if (this.#entries.size === 0 && this.#onNothing.state === "failed") return this.#onNothing.why;
    if (this.#failed === undefined) return undefined;
    const { key, why } = this.#failed;
    return this.single ? why : `"${key}": ${why}`;
  }

  /** Whether the wait is over. */
  isMet(): boolean {
    if (this.#entries.size === 0) return this.#onNothing.state === "met";
    return this.#unmet === 0 && this.#entries.size >= this.#atLeast;
  }

  /** The objects that are there. */
  objects(): T[] {
    return [...this.#entries.values()].flatMap(({ object }) =>
      object === undefined ? [] : [object]
    );
  }

  /** What has not been reached, for a message. */
  shortfall(): string {
    const { goal } = this.#condition;
    if (this.single || this.#unmet === 0) return `not ${goal}`;
    return `${this.#unmet} of ${this.#entries.size} not ${goal}`;
  }

  /** What is missing, for a message. */
  missing(): string {
    if (this.#entries.size === 0) {
      if (!this.single) return "there are no objects";
      return this.#onNothing.state === "unmet" ? this.#onNothing.missing : "";
    }
    const parts: string[] = [];
    let more = 0;
    for (const [key, { verdict }] of this.#entries) {
      if (verdict.state !== "unmet") continue;
      if (parts.length === MAX_DESCRIBED) more++;
      else parts.push(this.single ? verdict.missing : `"${key}": ${verdict.missing}`);
    }
    if (parts.length === 0) {
      return `there are ${this.#entries.size} of at least ${this.#atLeast} objects`;
    }
    return more === 0 ? parts.join("; ") : `${parts.join("; ")}; and ${more} more`;
  }
}
