/**
 * From the rows of a query's table to its objects. Layer 5.
 *
 * @module
 */
import type { Row } from "../core/table.ts";
import type { Query } from "./query.ts";
import { stateOf } from "./query_state.ts";
import { Ref } from "./ref.ts";

/**
 * Refers to the object that a row of a query's table shows.
 *
 * @param query The query.
 * @param row One row of its table.
 * @returns The reference, or `undefined` where the row does not say whose it is.
 */
export function refOfRow(query: Query, { object }: Row): Ref | undefined {
  const { name, namespace } = object?.metadata ?? {};
  if (name === undefined) return undefined;
  const { target } = stateOf(query);
  return namespace === undefined
    ? new Ref(target, name)
    : new Ref({ ...target, scope: { type: "named", name: namespace } }, name);
}
