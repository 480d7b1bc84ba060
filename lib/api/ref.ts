/**
 * A reference to one object: nothing is sent until a verb. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { targetOf } from "./ref_base.ts";
import { RefWrites } from "./ref_writes.ts";
import { isKnown } from "./target.ts";

/**
 * One object of the cluster, by kind, namespace and name.
 *
 * @typeParam T The type of the object.
 */
export class Ref<T extends KubeObject = KubeObject> extends RefWrites<T> {
  /** The reference as kubectl writes it: `pod/web-0`. */
  override toString(): string {
    const { kind } = targetOf(this);
    return `${isKnown(kind) ? kind.singular : kind.spelling}/${this.name}`;
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    const { namespace } = this;
    return `Ref(${this}${namespace === undefined ? "" : ` in "${namespace}"`})`;
  }
}
