/**
 * The fluent query: an immutable value that sends nothing until a verb. Layer 5.
 *
 * @module
 */
import type { CallOptions } from "../client/call.ts";
import type { ReadOptions } from "../client/objects.ts";
import { NotFoundError, QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { schemaOf } from "../kinds/schema.ts";
import { and, EVERYTHING, type FilterNode, walk } from "../query/ast.ts";
import { buildFilter } from "../query/build.ts";
import { compileFilter } from "../query/evaluate.ts";
import type { Path, PathOperand, PathOperator, Where } from "../query/filter.ts";
import { buildOrderKey, type Direction, type OrderKey } from "../query/order.ts";
import type { QuerySpec } from "../query/plan.ts";
import { selectorFilter, type SelectorText } from "../query/selector.ts";
import { collect, count, type Execution, names, stream, table } from "./execute.ts";
import { explainTarget, type PrintedExplanation } from "./explain.ts";
import { rememberOrigin } from "./origin.ts";
import { Ref } from "./ref.ts";
import { type ObjectTable, tableOf } from "./rows.ts";
import { isKnown, resolveTarget, type Target, withSelectableFields } from "./target.ts";

interface QueryState {
  readonly target: Target;
  readonly filter: FilterNode;
  readonly limit?: number;
  readonly orderBy?: readonly OrderKey[];
}

/**
 * Objects of one kind that match a filter.
 *
 * Every method but the verbs gives a new query; nothing is sent until `list`, `first`, `one`, `get`,
 * `count`, `names`, `table`, or `for await`.
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
export class Query<T extends KubeObject = KubeObject> implements AsyncIterable<T> {
  readonly #state: QueryState;

  /** Made by `ns("x").pods` and its like. */
  constructor(target: Target, state: Partial<Omit<QueryState, "target">> = {}) {
    this.#state = { filter: EVERYTHING, ...state, target };
  }

  #with(change: Partial<QueryState>): Query<T> {
    return new Query<T>(this.#state.target, { ...this.#state, ...change });
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
    const { target, filter } = this.#state;
    const added = isKnown(target.kind)
      ? buildFilter(condition, schemaOf(target.kind), { what: target.kind.plural })
      : buildFilter(condition, undefined, { what: target.kind.spelling });
    return this.#with({ filter: and([filter, added]) });
  }

  /**
   * Keeps the objects that meet selectors written as for kubectl.
   *
   * @param selectors `labels` as for `kubectl -l`, `fields` as for `--field-selector`.
   * @throws {QueryError} when one cannot be parsed.
   */
  selector(selectors: SelectorText): Query<T> {
    return this.#with({ filter: and([this.#state.filter, selectorFilter(selectors)]) });
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
    const { target, orderBy = [] } = this.#state;
    const schema = isKnown(target.kind) ? schemaOf(target.kind) : undefined;
    return this.#with({ orderBy: [...orderBy, buildOrderKey([path, direction], schema)] });
  }

  /**
   * Reads all matching objects: one GET.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @see kubectl get pods -o json
   */
  async list(options: ReadOptions = {}): Promise<T[]> {
    const execution = await this.#execution();
    const objects = await collect(execution, "object", options);
    for (const object of objects) this.#remember(object, execution.spec.kind);
    return objects as T[];
  }

  /**
   * Reads matching objects one by one, in pages of 500: one GET each, memory for two pages.
   *
   * @param options Signal, timeout of the whole iteration, and whether managedFields are kept.
   */
  async *stream(options: ReadOptions = {}): AsyncGenerator<T, void, void> {
    const execution = await this.#execution();
    for await (const object of stream(execution, "object", options)) {
      yield this.#remember(object, execution.spec.kind) as T;
    }
  }

  /** Reads matching objects one by one, as {@link Query.stream} does. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.stream();
  }

  /**
   * Reads the first matching object.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object, or `undefined` where none matches.
   */
  async first(options: ReadOptions = {}): Promise<T | undefined> {
    const [first] = await this.limit(Math.min(1, this.#state.limit ?? 1)).list(options);
    return first;
  }

  /**
   * Reads the only matching object.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @throws {NotFoundError} when none matches.
   * @throws {QueryError} when more than one does.
   */
  async one(options: ReadOptions = {}): Promise<T> {
    const { spec } = await this.#execution();
    const [only, another] = await this.limit(Math.min(2, this.#state.limit ?? 2)).list(options);
    const { kind, namespace } = spec;
    const cannot = `Cannot get one of ${
      describeCall({ verb: "get", resource: kind.plural, namespace })
    }`;
    const details = { verb: "get", kind: kind.plural, namespace };
    if (only === undefined) throw new NotFoundError(`${cannot}: none matches`, details);
    if (another !== undefined) {
      throw new QueryError(
        `${cannot}: more than one matches, "${only.metadata?.name}" and "${another.metadata?.name}" ` +
          "among them: narrow it with where() or take first()",
        details,
      );
    }
    return only;
  }

  /**
   * Reads one object by its name: one GET. The query's filter must hold for it.
   *
   * @param name The object's name.
   * @param options Signal, timeout, and whether managedFields are kept.
   * @throws {NotFoundError} when it does not exist, or the filter does not hold for it.
   * @see kubectl get pod web-0
   */
  async get(name: string, options: ReadOptions = {}): Promise<T> {
    const object = await this.ref(name).get(options);
    const { spec } = await this.#execution();
    if (compileFilter(spec.filter, spec.kind)(object)) return object;
    const { kind } = spec;
    const target = describeCall({
      verb: "get",
      resource: kind.singular,
      namespace: object.metadata?.namespace,
      name,
    });
    throw new NotFoundError(
      `Cannot get ${target}: it exists, but does not match the query's filter`,
      {
        verb: "get",
        kind: kind.singular,
        namespace: object.metadata?.namespace,
        name,
      },
    );
  }

  /**
   * Refers to one object of this kind by its name; sends nothing.
   *
   * @param name The object's name.
   */
  ref(name: string): Ref<T> {
    return new Ref<T>(this.#state.target, name);
  }

  /**
   * Counts matching objects: one small GET where the server can count, without reading objects where it
   * can select.
   *
   * @param options Signal and timeout.
   */
  async count(options: CallOptions = {}): Promise<number> {
    return await count(await this.#execution(), options);
  }

  /**
   * Gives the names of matching objects: one GET, without reading objects where the server can select.
   *
   * @param options Signal and timeout.
   * @see kubectl get pods -o name
   */
  async names(options: CallOptions = {}): Promise<string[]> {
    return await names(await this.#execution(), options);
  }

  /**
   * Reads matching objects as the table that kubectl prints; the server renders it.
   *
   * @param options Signal and timeout.
   * @see kubectl get pods -o wide
   */
  async table(options: CallOptions = {}): Promise<ObjectTable> {
    const execution = await this.#execution();
    return tableOf(execution.spec, await table(execution, options));
  }

  /**
   * Tells what would be sent, what would be decided here, and which rights it takes. Sends nothing.
   *
   * @returns Data that prints as text.
   */
  explain(): PrintedExplanation {
    const { target, filter, limit, orderBy } = this.#state;
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

  async #execution(): Promise<Execution> {
    const { target, filter, limit, orderBy } = this.#state;
    const resolved = await resolveTarget(target);
    const { session, namespace } = resolved;
    const kind = comparesFields(filter) ? await withSelectableFields(resolved) : resolved.kind;
    const spec: QuerySpec = {
      kind,
      namespace,
      filter,
      ...(limit === undefined ? {} : { limit }),
      ...(orderBy === undefined ? {} : { orderBy }),
    };
    return { session, spec };
  }

  #remember(object: KubeObject, kind: Kind): KubeObject {
    return rememberOrigin(object, { connection: this.#state.target.connection, kind });
  }
}

/** Whether a filter compares fields that a custom kind's definition may call selectable. */
function comparesFields(filter: FilterNode): boolean {
  let found = false;
  walk(filter, (node) => {
    if (node.type === "compare" && node.path.length > 0 && node.path[0] !== "metadata") {
      found = true;
    }
  });
  return found;
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
