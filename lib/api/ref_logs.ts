/**
 * Opens the log of a referenced pod; loaded by the first of these calls. Layer 5.
 *
 * @module
 */
import { LOG_OPTIONS, type LogOptions, readLogs } from "../streams/logs.ts";
import type { OpenedEvents } from "./lazy_events.ts";
import { checkRefOptions, type RefBase, resolveRef } from "./ref_base.ts";

/** Opens the log. */
export async function openRefLogs(
  ref: RefBase,
  options: LogOptions,
): Promise<OpenedEvents<string>> {
  checkRefOptions(ref, options, { verb: "read logs of", known: LOG_OPTIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "read logs of");
  const events = readLogs(session, kind, { namespace, name }, options);
  return { events, first: await events.next() };
}
