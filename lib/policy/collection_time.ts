/**
 * Deletes of many objects that mean those of another time. Layer 1: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { describeAttributes, type RequestAttributes } from "./attributes.ts";
import type { RequestTarget } from "./target.ts";

/** With these a server deletes what a list was, or a part of one, whether or not it is still selected. */
const OF_A_TIME: ReadonlySet<string> = new Set([
  "continue",
  "resourceVersion",
  "resourceVersionMatch",
]);

/**
 * Refuses a delete of many objects that is not about those that its selectors match now: neither a plan nor
 * a journal can list them.
 *
 * @param attributes What is asked for.
 * @param target Its target.
 * @throws {QueryError} when it is about those of another time.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
export function refuseOtherTime(attributes: RequestAttributes, { query }: RequestTarget): void {
  if (attributes.verb !== "deletecollection") return;
  const [name] = query.find(([name]) => OF_A_TIME.has(name)) ?? [];
  if (name === undefined) return;
  throw new QueryError(
    `Cannot ${
      describeAttributes(attributes)
    }: with ${name} other objects would go than those that are ` +
      "selected now: leave it out",
  );
}
