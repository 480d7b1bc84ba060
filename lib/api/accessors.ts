/**
 * Fills the declared properties of a scope from the table of kinds. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { Query } from "./query.ts";
import { Ref } from "./ref.ts";
import type { Target } from "./target.ts";

/**
 * Gives a class one property by the plural and one method by the singular for each built-in kind.
 *
 * @param prototype The prototype of the class.
 * @param namespaced Which kinds: those in namespaces, or those of the whole cluster.
 * @param targetOf Points an instance at a kind.
 */
export function defineAccessors<S extends object>(
  prototype: S,
  namespaced: boolean,
  targetOf: (scope: S, kind: Kind) => Target,
): void {
  for (const kind of BUILTIN_KINDS) {
    const { accessor, singularAccessor } = kind;
    if (kind.namespaced !== namespaced || accessor === undefined) continue;
    Object.defineProperty(prototype, accessor, {
      enumerable: true,
      get(this: S): Query<KubeObject> {
        return new Query<KubeObject>(targetOf(this, kind));
      },
    });
    if (singularAccessor === undefined) continue;
    Object.defineProperty(prototype, singularAccessor, {
      enumerable: true,
      value(this: S, name: string): Ref<KubeObject> {
        return new Ref<KubeObject>(targetOf(this, kind), name);
      },
    });
  }
}
