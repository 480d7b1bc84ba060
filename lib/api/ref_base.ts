/**
 * What a reference is made of, for the classes and modules that give it its verbs. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { checkPathSegment } from "../core/path.ts";
import { knownNamespace, type Target } from "./target.ts";

let read: (ref: RefBase) => Target;

/**
 * Holds what a reference says. The verbs are in classes on top of this one, each a group in a file of its
 * own; `Ref` is the last of them.
 *
 * @typeParam T The type of the object.
 */
export abstract class RefBase<T extends KubeObject = KubeObject> {
  readonly #target: Target;
  /** The object's name. */
  readonly name: string;

  static {
    read = (ref) => ref.#target;
  }

  /** Made by `ns("x").pod("name")` and its like. */
  constructor(target: Target, name: string) {
    this.#target = target;
    this.name = checkPathSegment("name", name);
  }

  /** The namespace, where it is known without asking the kubeconfig. */
  get namespace(): string | undefined {
    return knownNamespace(this.#target);
  }
}

/** Gives where a reference's object is, which is nobody's business outside of this folder. */
export function targetOf(ref: RefBase): Target {
  return read(ref);
}
