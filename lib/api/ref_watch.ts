/**
 * Watches one object, or waits for it; loaded by the first of these verbs. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { Waitable } from "../query/wait_condition.ts";
import type { WatchEvent } from "../watch/events.ts";
import { WAIT_OPTIONS, waitFor, type WaitOptions } from "../watch/wait.ts";
import { WATCH_OPTIONS, watchObjects, type WatchOptions } from "../watch/watch.ts";
import type { OpenedEvents } from "./lazy_events.ts";
import { rememberOrigin } from "./origin.ts";
import { rememberAll } from "./query_watch.ts";
import { checkRefOptions, type RefBase, resolveRef, targetOf } from "./ref_base.ts";
import { rememberWritten } from "./written.ts";

/** Opens a watch of one object. */
export async function watchRef<T extends KubeObject>(
  ref: RefBase<T>,
  options: WatchOptions,
): Promise<OpenedEvents<WatchEvent<T>>> {
  checkRefOptions(ref, options, { verb: "watch", known: WATCH_OPTIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "watch");
  const events = watchObjects<T>(
    session,
    { kind, namespace, fieldSelector: `metadata.name=${name}` },
    { ...options, onObject: rememberAll({ connection: targetOf(ref).connection, kind }) },
  );
  return { events, first: await events.next() };
}

/** Waits for one object. */
export async function waitForRef<T extends KubeObject>(
  ref: RefBase<T>,
  condition: Waitable<T>,
  options: WaitOptions,
): Promise<T | undefined> {
  checkRefOptions(ref, options, { verb: "wait for", known: WAIT_OPTIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "wait for");
  const object = await waitFor<T>(session, { kind, namespace, name }, condition, options);
  if (object === undefined) return undefined;
  rememberWritten(object, {
    name: `${kind.singular}/${name}`,
    state: session.assume === undefined ? "condition met" : "condition assumed",
    dryRun: false,
  });
  return rememberOrigin(object, { connection: targetOf(ref).connection, kind });
}
