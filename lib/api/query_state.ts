/**
 * What a query is made of, for the classes and modules that give it its verbs. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { checkOptions } from "../core/options.ts";
import { suggest } from "../core/suggest.ts";
import { EVERYTHING, type FilterNode, walk } from "../query/ast.ts";
import { checkFilter, isUncheckedFilter } from "../query/check.ts";
import { buildOrderKey, type OrderKey } from "../query/order.ts";
import type { Execution } from "./execute.ts";
import { describeKind, type FoundKind, rememberSpelling } from "./found_kinds.ts";
import { describeTarget, resolveTarget, type Target, type VerbOptions } from "./target.ts";

/** What a query says; never changed. */
export interface QueryState {
  /** Where its objects are. */
  readonly target: Target;
  /** Which of them are meant. */
  readonly filter: FilterNode;
  /** How many of them are meant at most. */
  readonly limit?: number;
  /** In which order; left out: the server's. */
  readonly orderBy?: readonly OrderKey[];
  /** Whether a verb that writes may be used without a filter. */
  readonly all?: boolean;
}

let read: (query: QueryBase) => QueryState;

/**
 * Holds what a query says. The verbs are in classes on top of this one, each a group in a file of its own;
 * `Query` is the last of them.
 *
 * @typeParam T The type of the objects.
 */
export abstract class QueryBase<T extends KubeObject = KubeObject> {
  readonly #state: QueryState;

  static {
    read = (query) => query.#state;
  }

  /** Made by `ns("x").pods` and its like. */
  constructor(target: Target, state: Partial<Omit<QueryState, "target">> = {}) {
    this.#state = { filter: EVERYTHING, ...state, target };
  }
}

/** Gives what a query says, which is nobody's business outside of this folder. */
export function stateOf(query: QueryBase): QueryState {
  return read(query);
}

const BUILDERS = ["where", "selector", "limit", "orderBy", "all"];

/**
 * Refuses options that a verb of a query does not know, before anything is opened.
 *
 * @throws {QueryError} when there is one.
 */
export function checkQueryOptions(
  { target }: QueryState,
  given: unknown,
  { verb, known }: VerbOptions,
): void {
  checkOptions(given, known, {
    cannot: () => `${verb} ${describeTarget(target)}`,
    elsewhere(name) {
      const builder = suggest(name, BUILDERS);
      return builder === undefined ? undefined : `it is a method of the query: .${builder}()`;
    },
  });
}

/**
 * Opens the connection and finds the kind: the query as something to be asked. Fields that were named
 * before the kind was known are looked up now.
 *
 * @throws {QueryError} when the kind has no such field.
 */
export async function executionOf(state: QueryState): Promise<Execution> {
  const { target, all: _, ...asked } = state;
  const resolved = await resolveTarget(target);
  const { session, kind, namespace } = resolved;
  rememberSpelling(target, kind);
  if (!mentionsFields(state)) return { session, spec: { ...asked, kind, namespace } };
  const found = await describeKind(target, resolved);
  return { session, spec: { ...checkedFor(asked, found), kind: found.kind, namespace } };
}

/** The part of a query that speaks of fields. */
type Asked = Pick<QueryState, "filter" | "limit" | "orderBy">;

/**
 * Holds what was written before the kind was known against the kind's fields.
 *
 * @throws {QueryError} when the kind has no such field.
 */
export function checkedFor(asked: Asked, { kind, schema }: FoundKind): Asked {
  if (schema === undefined) return asked;
  const { filter, orderBy } = asked;
  const what = kind.plural;
  return {
    ...asked,
    filter: isUncheckedFilter(filter) ? checkFilter(filter, { schema, what }) : filter,
    ...(orderBy === undefined ? {} : {
      orderBy: orderBy.map((key) =>
        buildOrderKey([key.path.join("."), key.direction], schema, { what })
      ),
    }),
  };
}

/** Whether a query speaks of fields that a custom kind's definition describes. */
function mentionsFields({ filter, orderBy = [] }: QueryState): boolean {
  let found = orderBy.some(({ path }) => path[0] !== "metadata");
  walk(filter, (node) => {
    if (node.type !== "compare" && node.type !== "element") return;
    if (node.path.length > 0 && node.path[0] !== "metadata") found = true;
  });
  return found;
}
