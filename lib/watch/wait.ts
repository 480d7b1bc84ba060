/**
 * Waiting for one object or for a collection, by watching. Layer 3.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import type { Session } from "../client/session.ts";
import { CALL_OPTIONS, type CallOptions } from "../client/call.ts";
import { describeCollection, describeObject } from "../client/objects.ts";
import { formatDuration, parseDuration } from "../core/duration.ts";
import { KubeError, QueryError, TimeoutError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { OptionTypes } from "../core/options.ts";
import { checkPathSegment } from "../core/path.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Waitable } from "../query/wait_condition.ts";
import { SYSTEM_CLOCK, type WatchClock } from "./clock.ts";
import type { WaitTest } from "./condition.ts";
import { compileCondition } from "./conditions.ts";
import { reflect, type WatchStatus } from "./reflector.ts";
import { Selection } from "./selection.ts";
import { ObjectStore } from "./store.ts";
import { WaitProgress } from "./wait_progress.ts";
import type { WatchTarget } from "./watch.ts";

/** One object, which need not exist yet. */
export interface WaitTarget {
  /** Its kind. */
  readonly kind: Kind;
  /** Its name. */
  readonly name: string;
  /** The namespace of a namespaced kind. */
  readonly namespace?: string | undefined;
  /** Its uid, where it is known: then an object of another uid is another; default: the first one seen. */
  readonly uid?: string | undefined;
}

/** How a wait is done. */
export interface WaitOptions extends CallOptions {
  /** Hears when the watch is synced, resumed, relisted or retried; what it throws ends the wait. */
  readonly onStatus?: ((status: WatchStatus) => void) | undefined;
}

/** The options of waiting for one object. */
export const WAIT_OPTIONS: OptionTypes<WaitOptions> = { ...CALL_OPTIONS, onStatus: "function" };

/** How a wait for several objects is done. */
export interface WaitAllOptions extends WaitOptions {
  /** How many objects there must be at least; default 1, which no condition on absence needs. */
  readonly atLeast?: number | undefined;
}

/** The options of waiting for several objects. */
export const WAIT_ALL_OPTIONS: OptionTypes<WaitAllOptions> = {
  ...WAIT_OPTIONS,
  atLeast: "number",
};

/** What only this project's own code decides. */
export interface WaitSettings {
  /** Stands in for time and chance. */
  readonly clock?: WatchClock | undefined;
  /** What is being done, for messages; default `wait for`. */
  readonly verb?: string | undefined;
}

/**
 * Waits until a condition holds for one object: sends one watch that is limited to its name, so that a
 * role with `resourceNames` is enough (verbs `list` and `watch`).
 *
 * An object that does not exist is waited for. One that is deleted meanwhile is waited for as well, and
 * the one that takes its name counts, except where its end is what is waited for.
 *
 * @param session The connection; its default timeout applies.
 * @param target The object.
 * @param condition A condition, a predicate, or a combination.
 * @param options Signal and timeout; without one it waits for ever.
 * @returns The object in the state that met the condition, `undefined` where there is none.
 * @throws {TimeoutError} that says what was still missing.
 * @throws {KubeError} when a `failIf` came true.
 * @throws {QueryError} when the condition cannot be met by anything.
 * @see kubectl wait
 */
export async function waitFor<T extends KubeObject = KubeObject>(
  session: Session,
  target: WaitTarget,
  condition: Waitable<T>,
  options: WaitOptions & WaitSettings = {},
): Promise<T | undefined> {
  const { kind, namespace, name } = target;
  const call = describeObject(options.verb ?? "wait for", kind, { namespace, name });
  return await waitForTest(session, target, readGoal<T>(condition, kind, call), options);
}

/**
 * Waits for one object as {@link waitFor} does, by a test of this project's own.
 *
 * @param session The connection.
 * @param target The object.
 * @param goal What is waited for.
 * @param options Signal and timeout.
 */
export async function waitForTest<T extends KubeObject = KubeObject>(
  session: Session,
  { kind, namespace, name, uid }: WaitTarget,
  goal: WaitTest<T>,
  options: WaitOptions & WaitSettings = {},
): Promise<T | undefined> {
  const fieldSelector = `metadata.name=${checkPathSegment("name", name)}`;
  const call = describeObject(options.verb ?? "wait for", kind, { namespace, name });
  const progress = new WaitProgress<T>(goal, { atLeast: 0, single: true, uid });
  await watchUntil(session, { kind, namespace, fieldSelector }, progress, call, options);
  return progress.objects()[0];
}

/**
 * Waits until a condition holds for every object of a collection at the same time: one watch. Objects that
 * come meanwhile count, objects that go count no longer.
 *
 * @param session The connection; its default timeout applies.
 * @param target The collection.
 * @param condition A condition, a predicate, or a combination, asked for each object.
 * @param options Signal and timeout; how many objects there must be.
 * @returns The objects, in the states that met the condition.
 * @throws {TimeoutError} that says how many were missing, and what the first of them lacked.
 * @throws {KubeError} when a `failIf` came true for one of them.
 * @throws {QueryError} when the condition cannot be met by anything.
 */
export async function waitForAll<T extends KubeObject = KubeObject>(
  session: Session,
  target: WatchTarget<T>,
  condition: Waitable<T>,
  options: WaitAllOptions & WaitSettings = {},
): Promise<T[]> {
  const call = describeCollection(options.verb ?? "wait for", target.kind, target.namespace);
  const goal = readGoal<T>(condition, target.kind, call);
  const progress = new WaitProgress<T>(goal, { atLeast: options.atLeast ?? 1, single: false });
  await watchUntil(session, target, progress, call, options);
  return progress.objects();
}

function readGoal<T extends KubeObject>(
  condition: Waitable<T>,
  kind: Kind,
  call: CallDescription,
): WaitTest<T> {
  const goal = compileCondition<T>(condition, kind);
  if (!goal.guard) return goal;
  throw new QueryError(
    `Cannot wait for ${describeCall(call)}: failIf() alone is never met: ` +
      "combine it with what is waited for in allOf()",
    details(call),
  );
}

async function watchUntil<T extends KubeObject>(
  session: Session,
  target: WatchTarget<T>,
  progress: WaitProgress<T>,
  call: CallDescription,
  options: WaitOptions & WaitSettings,
): Promise<void> {
  const { matches, ...request } = target;
  const clock = options.clock ?? session.clock ?? SYSTEM_CLOCK;
  const selection = new Selection<T>({ matches });
  const store = new ObjectStore<T>({ keep: selection.keep });
  const timeoutMs = options.timeout === undefined
    ? session.timeoutMs
    : parseDuration(options.timeout);
  const end = new AbortController();
  const cancel = timeoutMs === undefined ? undefined : clock.timer(timeoutMs, () => end.abort(end));
  const signal = anySignal(end.signal, session.signal, options.signal);
  let trouble: KubeError | undefined;
  let synced = false;
  const missingNow = () =>
    trouble?.message ?? (synced ? progress.missing() : "the server has not answered");
  const over = clock.waiting?.(() => `${call.verb} ${describeCall(call)}: ${missingNow()}`);
  function onStatus(status: WatchStatus): void {
    trouble = status.type === "retrying" ? status.error : undefined;
    options.onStatus?.(status);
  }
  try {
    const changes = reflect<T>(session, request, store, { signal, clock, onStatus });
    for await (const batch of changes) {
      for (const change of batch) {
        const event = selection.select(change);
        if (event === undefined) continue;
        progress.take(event);
        // Until the first state is whole only single objects can be judged.
        if ((synced || progress.single) && isDone(progress, call)) return;
      }
      synced = true;
      if (isDone(progress, call)) return;
      if (session.assume !== undefined) {
        await session.assume(`${call.verb} ${describeCall(call)}: ${progress.missing()}`);
        return;
      }
    }
  } catch (error) {
    if (error !== end) throw error;
    throw new TimeoutError(
      `Cannot ${call.verb} ${describeCall(call)}: ${progress.shortfall()} after ${
        formatDuration(timeoutMs ?? 0)
      }: ${missingNow()}`,
      { ...details(call), cause: trouble },
    );
  } finally {
    cancel?.();
    over?.();
  }
}

function isDone<T extends KubeObject>(progress: WaitProgress<T>, call: CallDescription): boolean {
  const failed = progress.failure();
  if (failed === undefined) return progress.isMet();
  throw new KubeError(`Cannot ${call.verb} ${describeCall(call)}: ${failed}`, details(call));
}

function details({ verb, resource, namespace, name }: CallDescription) {
  return { verb, kind: resource, namespace, name };
}
