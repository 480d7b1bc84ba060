/**
 * The verbs of a query that read. Layer 5.
 *
 * @module
 */
import { CALL_OPTIONS, type CallOptions } from "../client/call.ts";
import { READ_OPTIONS, type ReadOptions } from "../client/objects.ts";
import { NotFoundError, QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { compileFilter } from "../query/evaluate.ts";
import { collect, count, names, stream, table } from "./execute.ts";
import { rememberOrigin } from "./origin.ts";
import { checkQueryOptions, executionOf, QueryBase, stateOf } from "./query_state.ts";
import { Ref } from "./ref.ts";
import { type ObjectTable, tableOf } from "./rows.ts";

/**
 * Reading the objects of a query.
 *
 * @typeParam T The type of the objects.
 */
export abstract class QueryReads<T extends KubeObject = KubeObject> extends QueryBase<T>
  implements AsyncIterable<T> {
  /**
   * Reads all matching objects: one GET.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const maps = await cluster.ns().configMaps.where((one) => one.metadata?.name !== "kube-root-ca.crt").list();
   * assert.deepEqual(maps.map(({ metadata }) => metadata?.name), ["a", "b"]);
   * ```
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The objects as plain JSON, in the server's order or that of `orderBy()`.
   * @throws {ForbiddenError} when the right to list them is missing.
   * @throws {TimeoutError} when the deadline is over.
   * @throws {ConnectionError} when the list did not come whole: no part of it is given.
   * @see kubectl get pods -o json
   */
  async list(options: ReadOptions = {}): Promise<T[]> {
    return await this.#list("list", undefined, options);
  }

  /**
   * Reads matching objects one by one, in pages of 500: one GET each, memory for two pages.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * for await (const { metadata } of cluster.ns().configMaps.stream({ timeout: "1m" })) {
   *   if (metadata?.name === "b") break; // asks for no more pages
   * }
   * ```
   *
   * @param options Signal, timeout of the whole iteration, and whether managedFields are kept.
   * @returns The objects, as they come.
   * @throws {ForbiddenError} when the right to list them is missing.
   * @throws {TimeoutError} when the deadline is over.
   * @throws {ConnectionError} when the connection was lost; what came before was whole.
   */
  async *stream(options: ReadOptions = {}): AsyncGenerator<T, void, void> {
    checkQueryOptions(stateOf(this), options, { verb: "list", known: READ_OPTIONS });
    const execution = await executionOf(stateOf(this));
    for await (const object of stream(execution, "object", options)) {
      yield this.#remember(object, execution.spec.kind) as T;
    }
  }

  /** Reads matching objects one by one, as {@link Query.stream} does. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.stream();
  }

  /**
   * Reads the first matching object: one GET with a limit where the server decides, else pages until one
   * matches.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const first = await cluster.ns().configMaps.orderBy("metadata.name").first();
   * assert.equal(first?.metadata?.name, "a");
   * ```
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object, or `undefined` where none matches.
   * @throws {ForbiddenError} when the right to list them is missing.
   */
  async first(options: ReadOptions = {}): Promise<T | undefined> {
    const [first] = await this.#list("get the first of", 1, options);
    return first;
  }

  /**
   * Reads the only matching object: one GET, as for the first two.
   *
   * @param options Signal, timeout, and whether managedFields are kept.
   * @returns The object as plain JSON.
   * @throws {NotFoundError} when none matches.
   * @throws {QueryError} when more than one does.
   */
  async one(options: ReadOptions = {}): Promise<T> {
    const [only, another] = await this.#list("get one of", 2, options);
    const { kind, namespace } = (await executionOf(stateOf(this))).spec;
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
   * @returns The object as plain JSON.
   * @throws {NotFoundError} when it does not exist, or the filter does not hold for it.
   * @see kubectl get pod web-0
   */
  async get(name: string, options: ReadOptions = {}): Promise<T> {
    const object = await this.ref(name).get(options);
    const { spec } = await executionOf(stateOf(this));
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
   * @returns A reference, with the verbs of one object.
   */
  ref(name: string): Ref<T> {
    return new Ref<T>(stateOf(this).target, name);
  }

  /**
   * Counts matching objects: one small GET where the server can count, without reading objects where it
   * can select.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * assert.equal(await cluster.ns().configMaps.where("metadata.name", "!=", "a").count(), 2);
   * ```
   *
   * @param options Signal and timeout.
   * @returns How many there are.
   * @throws {ForbiddenError} when the right to list them is missing.
   */
  async count(options: CallOptions = {}): Promise<number> {
    checkQueryOptions(stateOf(this), options, { verb: "count", known: CALL_OPTIONS });
    return await count(await executionOf(stateOf(this)), options);
  }

  /**
   * Gives the names of matching objects: one GET, without reading objects where the server can select.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * assert.deepEqual(await cluster.ns().configMaps.names(), ["a", "b", "kube-root-ca.crt"]);
   * ```
   *
   * @param options Signal and timeout.
   * @returns The names, in the server's order or that of `orderBy()`.
   * @throws {ForbiddenError} when the right to list them is missing.
   * @see kubectl get pods -o name
   */
  async names(options: CallOptions = {}): Promise<string[]> {
    checkQueryOptions(stateOf(this), options, { verb: "list names of", known: CALL_OPTIONS });
    return await names(await executionOf(stateOf(this)), options);
  }

  /**
   * Reads matching objects as the table that kubectl prints: one GET of rows, which the server renders.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { testCluster } from "skiff/testing";
   *
   * const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } } as const);
   * await using cluster = await testCluster({ objects: [named("a"), named("b")] });
   * const table = await cluster.ns().configMaps.where({ metadata: { name: "a" } }).table();
   * assert.match(String(table), /^NAME +DATA +AGE\na +0 /);
   * ```
   *
   * @param options Signal and timeout.
   * @returns Columns and rows; printed, the table.
   * @throws {ForbiddenError} when the right to list them is missing.
   * @see kubectl get pods -o wide
   */
  async table(options: CallOptions = {}): Promise<ObjectTable> {
    checkQueryOptions(stateOf(this), options, { verb: "list", known: CALL_OPTIONS });
    const execution = await executionOf(stateOf(this));
    return tableOf(execution.spec, await table(execution, options));
  }

  async #list(verb: string, limit: number | undefined, options: ReadOptions): Promise<T[]> {
    checkQueryOptions(stateOf(this), options, { verb, known: READ_OPTIONS });
    const { session, spec } = await executionOf(stateOf(this));
    const atMost = Math.min(limit ?? Infinity, spec.limit ?? Infinity);
    const limited = atMost === Infinity ? spec : { ...spec, limit: atMost };
    const objects = await collect({ session, spec: limited }, "object", options);
    for (const object of objects) this.#remember(object, spec.kind);
    return objects as T[];
  }

  #remember(object: KubeObject, kind: Kind): KubeObject {
    return rememberOrigin(object, { connection: stateOf(this).target.connection, kind });
  }
}
