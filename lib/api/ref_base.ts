/**
 * What a reference is made of, for the classes and modules that give it its verbs. Layer 5.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { checkOptions } from "../core/options.ts";
import { checkPathSegment } from "../core/path.ts";
import {
  describeTarget,
  knownNamespace,
  type ResolvedTarget,
  resolveTarget,
  type Target,
  type VerbOptions,
} from "./target.ts";

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

/**
 * Refuses options that a verb of a reference does not know, before anything is opened.
 *
 * @throws {QueryError} when there is one.
 */
export function checkRefOptions(
  ref: RefBase,
  given: unknown,
  { verb, known }: VerbOptions,
): void {
  checkOptions(given, known, { cannot: () => `${verb} ${describeTarget(read(ref), ref.name)}` });
}

/** One object on an open session. */
export interface ResolvedRef extends ResolvedTarget {
  /** The object's name. */
  readonly name: string;
}

/**
 * Opens the connection, finds the kind, and makes sure that one object is meant.
 *
 * @param ref The reference.
 * @param verb What is to be done, for messages.
 * @throws {QueryError} when it may be in any namespace.
 */
export async function resolveRef(ref: RefBase, verb: string): Promise<ResolvedRef> {
  const resolved = await resolveTarget(targetOf(ref));
  const { name } = ref;
  const { kind, namespace } = resolved;
  if (kind.namespaced && namespace === undefined) {
    throw new QueryError(
      `Cannot ${verb} ${kind.singular} "${name}": it may be in any namespace: ` +
        `name one with ns("...")`,
      { verb, kind: kind.singular, name },
    );
  }
  return { ...resolved, name };
}
