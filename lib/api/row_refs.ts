/**
 * From the rows of a query's table to its objects. Layer 5.
 *
 * @module
 */
import type { Column, Row } from "../core/table.ts";
import type { Query } from "./query.ts";
import { stateOf } from "./query_state.ts";
import { Ref } from "./ref.ts";

/**
 * Refers to the objects that the rows of a query's table show.
 *
 * @param query The query.
 * @param columns The columns of its table.
 * @returns Gives the reference to the object of a row, or `undefined` where the row does not say whose it is.
 */
export function rowRefs(
  query: Query,
  columns: readonly Column[],
): (row: Row) => Ref | undefined {
  const { target } = stateOf(query);
  // Rows without their objects are in the query's one namespace, or in none.
  const nameAt = columns.findIndex(({ name, format }) => format === "name" || name === "Name");
  return ({ object, cells }) => {
    const name = object?.metadata?.name ?? cells[nameAt];
    if (typeof name !== "string" || name === "") return undefined;
    const namespace = object?.metadata?.namespace;
    return namespace === undefined
      ? new Ref(target, name)
      : new Ref({ ...target, scope: { type: "named", name: namespace } }, name);
  };
}
