/**
 * A reference to one object: nothing is sent until a verb. Layer 5.
 *
 * @module
 */
import { getObject, type ReadOptions } from "../client/objects.ts";
import { isNotFound, QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { checkPathSegment } from "../core/path.ts";
import { rememberOrigin } from "./origin.ts";
import { isKnown, knownNamespace, resolveTarget, type Target } from "./target.ts";

/**
 * One object of the cluster, by kind, namespace and name.
 *
 * @typeParam T The type of the object.
 */
export class Ref<T extends KubeObject = KubeObject> {
  readonly #target: Target;
  /** The object's name. */
  readonly name: string;

  /** Made by `ns("x").pod("name")` and its like. */
  constructor(target: Target, name: string) {
    this.#target = target;
    this.name = checkPathSegment("name", name);
  }

  /** The namespace, where it is known without asking the kubeconfig. */
  get namespace(): string | undefined {
    return knownNamespace(this.#target);
  }

  /**
   * Reads the object: one GET.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object as plain JSON.
   * @throws {NotFoundError} when it does not exist.
   * @see kubectl get pod web-0
   */
  async get(options: ReadOptions = {}): Promise<T> {
    const { session, kind, namespace } = await resolveTarget(this.#target);
    if (kind.namespaced && namespace === undefined) {
      throw new QueryError(
        `Cannot get ${kind.singular} "${this.name}": it may be in any namespace: ` +
          `name one with ns("...")`,
        { verb: "get", kind: kind.singular, name: this.name },
      );
    }
    const object = await getObject(session, kind, { namespace, name: this.name }, options);
    return rememberOrigin(object, { connection: this.#target.connection, kind }) as T;
  }

  /**
   * Reads the object if it is there: one GET.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object, or `undefined` where it does not exist.
   * @see kubectl get pod web-0 --ignore-not-found
   */
  async find(options: ReadOptions = {}): Promise<T | undefined> {
    try {
      return await this.get(options);
    } catch (error) {
      if (isNotFound(error) && error.reason === "NotFound") return undefined;
      throw error;
    }
  }

  /**
   * Tells whether the object exists: one GET.
   *
   * @param options Signal and timeout.
   */
  async exists(options: ReadOptions = {}): Promise<boolean> {
    return await this.find(options) !== undefined;
  }

  /** The reference as kubectl writes it: `pod/web-0`. */
  toString(): string {
    const { kind } = this.#target;
    return `${isKnown(kind) ? kind.singular : kind.spelling}/${this.name}`;
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    const { namespace } = this;
    return `Ref(${this}${namespace === undefined ? "" : ` in "${namespace}"`})`;
  }
}
