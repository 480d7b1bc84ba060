/**
 * The fluent query: an immutable value that sends nothing until a verb. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import { and } from "../query/ast.ts";
import { buildFilter } from "../query/build.ts";
import type { Path, PathOperand, PathOperator, Where } from "../query/filter.ts";
import { buildOrderKey, type Direction } from "../query/order.ts";
import { selectorFilter, type SelectorText } from "../query/selector.ts";
import { explainTarget, type PrintedExplanation } from "./explain.ts";
import { QueryWrites } from "./query_writes.ts";
import { type QueryState, stateOf } from "./query_state.ts";
import { knownKind } from "./found_kinds.ts";
import { isKnown, type Target } from "./target.ts";

/**
 * Objects of one kind that match a filter.
 *
 * Every method but the verbs gives a new query; nothing is sent until a verb such as `list`, `first`,
 * `one`, `get`, `count`, `names` or `table`, or `for await`.
 *
 * @example Filtered by the server and here
 * ```ts
 * import assert from "node:assert/strict";
 * import { ns } from "skiff";
 *
 * const running = ns("shop").pods
 *   .where({ status: { phase: "Running" } })
 *   .where((pod) => pod.spec?.hostNetwork === true);
 * assert.equal(running.explain().request.parameters["fieldSelector"], "status.phase=Running");
 * ```
 * @typeParam T The type of the objects.
 */
export class Query<T extends KubeObject = KubeObject> extends QueryWrites<T> {
  #with(change: Partial<QueryState>): Query<T> {
    const state = stateOf(this);
    return new Query<T>(state.target, { ...state, ...change });
  }

  /**
   * Keeps the objects that meet a condition too: with the shape of the object, or a predicate.
   *
   * What a label or field selector can say is decided by the server; `explain()` tells which parts.
   *
   * @param condition Equal values, operators such as `oneOf("a", "b")`, `$some` for lists; or a function.
   * @throws {TypeError} when a value in the condition is `undefined`.
   * @throws {QueryError} when there is no such field.
   */
  where(condition: Where<T>): Query<T>;
  /**
   * Keeps the objects whose field compares as said.
   *
   * @param path Names joined by dots, e.g. `status.phase`; typed.
   * @param operator `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `notin`, `like` or `matches`.
   * @param value What to compare with; a `Date` compares times, a quantity amounts.
   */
  where<P extends Path<T>, O extends PathOperator>(
    path: P,
    operator: O,
    value: PathOperand<T, P, O>,
  ): Query<T>;
  where(...condition: readonly unknown[]): Query<T> {
    const { target, filter } = stateOf(this);
    const { what, schema } = fieldsOf(target);
    const nowMs = target.connection.now?.().getTime();
    return this.#with({ filter: and([filter, buildFilter(condition, schema, { what, nowMs })]) });
  }

  /**
   * Keeps the objects that meet selectors written as for kubectl.
   *
   * @param selectors `labels` as for `kubectl -l`, `fields` as for `--field-selector`.
   * @throws {QueryError} when one cannot be parsed.
   */
  selector(selectors: SelectorText): Query<T> {
    return this.#with({ filter: and([stateOf(this).filter, selectorFilter(selectors)]) });
  }

  /**
   * Says that all objects are meant: verbs that write refuse a query without a filter otherwise.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function empty(): Promise<void> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   await staging.ns("scratch").configMaps.all().delete();
   * }
   * await assert.rejects(empty, { name: "ConfigError" });
   * ```
   *
   * @returns The query, which says so.
   */
  all(): Query<T> {
    return this.#with({ all: true });
  }

  /**
   * Stops after so many matching objects.
   *
   * @param objects A whole number from 0.
   * @throws {RangeError} when it is not.
   */
  limit(objects: number): Query<T> {
    if (!Number.isSafeInteger(objects) || objects < 0) {
      throw new RangeError(`Cannot limit to ${objects} objects: a whole number from 0 is needed`);
    }
    return this.#with({ limit: objects });
  }

  /**
   * Orders the objects, here: all matching ones are read first.
   *
   * @param path Names joined by dots, e.g. `metadata.creationTimestamp`.
   * @param direction `asc` (the default) or `desc`; objects without the field come last either way.
   */
  orderBy(path: Path<T>, direction: Direction = "asc"): Query<T> {
    const { target, orderBy = [] } = stateOf(this);
    const { what, schema } = fieldsOf(target);
    return this.#with({
      orderBy: [...orderBy, buildOrderKey([path, direction], schema, { what })],
    });
  }

  /**
   * Tells what would be sent, what would be decided here, and which rights it takes. Sends nothing.
   *
   * @returns Data that prints as text.
   */
  explain(): PrintedExplanation {
    const { target, filter, limit, orderBy } = stateOf(this);
    return explainTarget(target, {
      filter,
      ...(limit === undefined ? {} : { limit }),
      ...(orderBy === undefined ? {} : { orderBy }),
    });
  }

  /** What the console and the REPL show: the explanation. */
  [Symbol.for("Deno.customInspect")](): string {
    return String(this.explain());
  }
}

/** The fields of a target's kind, as far as they are known without asking, and its name. */
function fieldsOf(target: Target): { what: string; schema: FieldSchema | undefined } {
  const found = knownKind(target);
  const spelling = isKnown(target.kind) ? target.kind.plural : target.kind.spelling;
  return { what: found?.kind.plural ?? spelling, schema: found?.schema };
}

/**
 * Tells whether a value is a query.
 *
 * It says which query: `instanceof` alone gives `Query<any>`, which takes the compiler half a minute to
 * compare with any other.
 */
export function isQuery(value: unknown): value is Query {
  return value instanceof Query;
}
