/**
 * Does something with each object of a query: listed first, asked again, changed on the condition that it
 * is the same. Layer 5.
 *
 * @module
 */
import { type CallOptions, type Deadline, startDeadline } from "../client/call.ts";
import { isVersionConflict, within } from "../client/edits.ts";
import {
  describeCollection,
  describeObject,
  getObject,
  type ObjectKey,
} from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import { isDryRun } from "../client/write_call.ts";
import { isNotFound, KubeError, QueryError } from "../core/errors.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { BatchError, WriteOutcome, WriteOutcomes, type WriteState } from "../core/outcomes.ts";
import { inParallel } from "../core/parallel.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { wrapOpaque } from "../query/ast.ts";
import { compileFilter } from "../query/evaluate.ts";
import { planQuery } from "../query/plan.ts";
import { type Execution, stream } from "./execute.ts";
import { executionOf, type QueryState } from "./query_state.ts";

/** An object of a query, in the version in which it matched. */
export interface Found extends ObjectKey {
  readonly uid: string;
  readonly resourceVersion: string;
  /** The object itself, kept for dry runs only: they leave the version as it is, whatever changes. */
  readonly object?: KubeObject | undefined;
}

/** What came of one request. */
export interface Done {
  readonly state: WriteState;
  readonly reason?: string;
}

/** What is done with each object. */
export interface Act {
  readonly verb: string;
  /** Refuses what cannot work for any object, before anything is listed. */
  check?(kind: Kind, call: CallDescription): void;
  /** Sends the request that changes one object on the condition that it is still this version of it. */
  send(session: Session, kind: Kind, found: Found, deadline: Deadline): Promise<Done>;
}

/** How it is done. */
export interface ActOptions extends CallOptions {
  /** How many objects at a time; default 8. */
  readonly concurrency?: number | undefined;
  /** Whether the server only says what would come of it. */
  readonly dryRun?: boolean | undefined;
  /** Whether to wait until what is deleted is gone. */
  readonly wait?: boolean | undefined;
}

/**
 * Does something with each object of a query.
 *
 * @throws {QueryError} when the query has no filter and does not say `all()`.
 * @throws {BatchError} when some objects could not be changed.
 */
export async function actOnQuery(
  state: QueryState,
  act: Act,
  { concurrency = DEFAULT_CONCURRENCY, wait, ...options }: ActOptions,
): Promise<WriteOutcomes> {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(
      `Cannot ${act.verb} ${concurrency} objects at a time: a whole number from 1 is needed`,
    );
  }
  const execution = onCopies(await executionOf(state));
  const { session, spec } = execution;
  const { kind, namespace } = spec;
  const call = describeCollection(act.verb, kind, namespace);
  if (planQuery(spec).unfiltered && state.all !== true) {
    throw new QueryError(
      `Cannot ${act.verb} ${describeCall(call)}: the query has no filter: add where() or all()`,
      { verb: act.verb, kind: call.resource, namespace },
    );
  }
  act.check?.(kind, call);
  const deadline = startDeadline(session, options, call);
  const dryRun = isDryRun(session, options);
  const found = await findAll(execution, deadline, dryRun);
  if (!dryRun) await session.beforeMany?.({ call, count: found.length });
  const outcomes: WriteOutcome[] = [];
  await inParallel(found, concurrency, async (object, index) => {
    deadline.signal?.throwIfAborted();
    outcomes[index] = await actOnObject(execution, act, object, { deadline, dryRun });
  });
  const result = new WriteOutcomes(outcomes);
  const failed = result.filter("failed").length;
  if (failed > 0) {
    const cannot = `Cannot ${act.verb} ${failed} of ${found.length} ${describeCall(call)}`;
    throw new BatchError(cannot, result, { verb: act.verb, kind: call.resource, namespace });
  }
  return wait === true ? await allGone(execution, result, deadline) : result;
}

const DEFAULT_CONCURRENCY = 8;

/** Predicates get copies: whatever one does to its object, what is changed is what was read. */
function onCopies({ session, spec }: Execution): Execution {
  const filter = wrapOpaque(spec.filter, (test) => (item) => test(structuredClone(item)));
  return { session, spec: { ...spec, filter } };
}

/** Lists the objects of a query, and asks the whole filter of each: what the server decided, too. */
async function findAll(
  execution: Execution,
  deadline: Deadline,
  dryRun: boolean,
): Promise<Found[]> {
  const { filter, kind } = execution.spec;
  const matches = compileFilter(filter, kind);
  const found: Found[] = [];
  for await (const object of stream(execution, "object", within(deadline))) {
    if (matches(object)) found.push(foundOf(object, dryRun));
  }
  return found;
}

function foundOf(object: KubeObject, keep: boolean): Found {
  const { name = "", namespace, uid = "", resourceVersion = "" } = object.metadata ?? {};
  return { name, namespace, uid, resourceVersion, object: keep ? object : undefined };
}

/** How often an object that changes all the time is tried, as client-go does. */
const STEPS = 5;

interface ActContext {
  readonly deadline: Deadline;
  readonly dryRun: boolean;
}

/** Changes one object; what goes wrong with it is its outcome, and no concern of the others. */
async function actOnObject(
  { session, spec: { kind, filter } }: Execution,
  act: Act,
  found: Found,
  { deadline, dryRun }: ActContext,
): Promise<WriteOutcome> {
  const { name, namespace, uid } = found;
  const type = { apiVersion: formatApiVersion(kind), kind: kind.kind };
  const outcome = { ...type, namespace, name, uid, dryRun };
  const matches = compileFilter(filter, kind);
  let current = found;
  try {
    for (let step = 1;; step++) {
      try {
        return new WriteOutcome({
          ...outcome,
          ...await act.send(session, kind, current, deadline),
        });
      } catch (error) {
        if (!isVersionConflict(error) || step === STEPS) throw error;
      }
      const object = await getObject(session, kind, { name, namespace }, within(deadline));
      current = foundOf(object, dryRun);
      const gone = current.uid !== uid ? "another object has its name now" : undefined;
      const why = gone ?? (matches(object) ? undefined : "it has changed and no longer matches");
      if (why !== undefined) return new WriteOutcome({ ...outcome, state: "skipped", reason: why });
    }
  } catch (error) {
    deadline.signal?.throwIfAborted();
    if (isNotFound(error) && error.reason === "NotFound") {
      return new WriteOutcome({ ...outcome, state: "skipped", reason: "it is gone already" });
    }
    if (!(error instanceof KubeError)) throw error;
    return new WriteOutcome({
      ...outcome,
      state: "failed",
      reason: reasonOf(error, act, kind, found),
      error,
    });
  }
}

/** The error's message without what the outcome says already. */
function reasonOf(error: KubeError, { verb }: Act, kind: Kind, found: Found): string {
  const beginning = `Cannot ${verb} ${describeCall(describeObject(verb, kind, found))}: `;
  const { message } = error;
  return message.startsWith(beginning) ? message.slice(beginning.length) : message;
}

/** Waits until what is being deleted is gone. */
async function allGone(
  { session, spec: { kind, namespace } }: Execution,
  outcomes: WriteOutcomes,
  deadline: Deadline,
): Promise<WriteOutcomes> {
  const ending = outcomes.filter("deleting").flatMap(({ uid }) => uid === undefined ? [] : [uid]);
  if (ending.length === 0) return outcomes;
  const { waitUntilGone } = await import("../watch/gone.ts");
  await waitUntilGone(session, { kind, namespace, uids: new Set(ending) }, within(deadline));
  return new WriteOutcomes(
    [...outcomes].map((outcome) =>
      outcome.state === "deleting"
        ? new WriteOutcome({ ...outcome, state: "deleted", reason: undefined })
        : outcome
    ),
  );
}
