/**
 * Watches a query, or waits for it; loaded by the first of these verbs. Layer 5.
 *
 * @module
 */
import { describeCollection } from "../client/objects.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { describeCall } from "../core/status.ts";
import { compileFilter } from "../query/evaluate.ts";
import { parametersOf, type QueryPlan } from "../query/plan.ts";
import type { Waitable } from "../query/wait_condition.ts";
import type { WatchEvent } from "../watch/events.ts";
import { WAIT_ALL_OPTIONS, type WaitAllOptions, waitForAll } from "../watch/wait.ts";
import {
  WATCH_OPTIONS,
  watchObjects,
  type WatchOptions,
  type WatchTarget,
} from "../watch/watch.ts";
import { type Execution, replanning } from "./execute.ts";
import type { OpenedEvents } from "./lazy_events.ts";
import { type Origin, rememberOrigin } from "./origin.ts";
import { checkQueryOptions, executionOf, type QueryState } from "./query_state.ts";

/**
 * Opens a watch of the objects of a query.
 *
 * @throws {QueryError} when the query has a limit or an order.
 */
export async function watchQuery<T extends KubeObject>(
  state: QueryState,
  options: WatchOptions,
): Promise<OpenedEvents<WatchEvent<T>>> {
  checkQueryOptions(state, options, { verb: "watch", known: WATCH_OPTIONS });
  const { session, spec } = await watchable(state, "watch");
  const onObject = rememberAll({ connection: state.target.connection, kind: spec.kind });
  return await replanning(spec, async (plan) => {
    const events = watchObjects<T>(session, targetOfPlan<T>(plan), { ...options, onObject });
    return { events, first: await events.next() };
  });
}

/** Remembers where objects came from. */
export function rememberAll(origin: Origin): (object: KubeObject) => void {
  return (object) => void rememberOrigin(object, origin);
}

/**
 * Waits for the objects of a query.
 *
 * @throws {QueryError} when the query has a limit or an order.
 */
export async function waitForQuery<T extends KubeObject>(
  state: QueryState,
  condition: Waitable<T>,
  options: WaitAllOptions,
): Promise<T[]> {
  checkQueryOptions(state, options, { verb: "wait for", known: WAIT_ALL_OPTIONS });
  const { session, spec } = await watchable(state, "wait for");
  const objects = await replanning(
    spec,
    (plan) => waitForAll<T>(session, targetOfPlan<T>(plan), condition, options),
  );
  const origin = { connection: state.target.connection, kind: spec.kind };
  for (const object of objects) rememberOrigin(object, origin);
  return objects;
}

async function watchable(state: QueryState, verb: string): Promise<Execution> {
  const execution = await executionOf(state);
  const { kind, namespace, limit, orderBy } = execution.spec;
  const call = describeCollection(verb, kind, namespace);
  const cannot = `Cannot ${verb} ${describeCall(call)}`;
  const details = { verb, kind: call.resource, namespace };
  if (limit !== undefined) {
    throw new QueryError(
      `${cannot}: a limit says nothing about objects that come and go: leave limit() out`,
      details,
    );
  }
  if (orderBy !== undefined && orderBy.length > 0) {
    throw new QueryError(
      `${cannot}: changes come in the order in which they happen: leave orderBy() out`,
      details,
    );
  }
  return execution;
}

function targetOfPlan<T extends KubeObject>(plan: QueryPlan): WatchTarget<T> {
  const { kind, namespace } = plan.spec;
  return {
    kind,
    namespace,
    ...parametersOf(plan),
    matches: plan.residual.type === "true" ? undefined : compileFilter(plan.residual, kind),
  };
}
