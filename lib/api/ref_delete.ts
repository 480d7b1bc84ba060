/**
 * Deletes one object; loaded by the first verb that does. Layer 5.
 *
 * @module
 */
import { startDeadline } from "../client/call.ts";
import { deleteObject } from "../client/deletes.ts";
import { within } from "../client/edits.ts";
import { describeObject } from "../client/objects.ts";
import { isDryRun } from "../client/write_call.ts";
import { isNotFound } from "../core/errors.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { WriteOutcome } from "../core/outcomes.ts";
import { deleted } from "../query/wait_condition.ts";
import { checkRefOptions, type RefBase, resolveRef } from "./ref_base.ts";
import { DELETE_OPTIONS, DELETE_PRECONDITIONS } from "./write_options.ts";
import type { DeleteOptions } from "./write_types.ts";

/** Deletes the object, and waits for its end where that is asked for. */
export async function deleteRef(ref: RefBase, options: DeleteOptions): Promise<WriteOutcome> {
  checkRefOptions(ref, options, { verb: "delete", known: DELETE_OPTIONS });
  checkRefOptions(ref, options.preconditions, { verb: "delete", known: DELETE_PRECONDITIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "delete");
  const key = { namespace, name };
  const deadline = startDeadline(session, options, describeObject("delete", kind, key));
  const dryRun = isDryRun(session, options);
  const outcome = { apiVersion: formatApiVersion(kind), kind: kind.kind, namespace, name, dryRun };
  try {
    const { uid, remaining } = await deleteObject(session, kind, key, {
      ...options,
      ...within(deadline),
    });
    if (remaining === undefined) return new WriteOutcome({ ...outcome, uid, state: "deleted" });
    if (dryRun) return new WriteOutcome({ ...outcome, uid, state: "deleted" });
    if (options.wait !== true || uid === undefined) {
      return new WriteOutcome({ ...outcome, uid, state: "deleting", reason: remainsBy(remaining) });
    }
    const { waitFor } = await import("../watch/wait.ts");
    const target = { kind, namespace, name, uid };
    await waitFor(session, target, deleted(), { ...within(deadline), verb: "delete" });
    return new WriteOutcome({ ...outcome, uid, state: "deleted" });
  } catch (error) {
    if (options.ignoreNotFound !== true || !isNotFound(error) || error.reason !== "NotFound") {
      throw error;
    }
    return new WriteOutcome({ ...outcome, state: "skipped", reason: "it does not exist" });
  }
}

/** Why an object is still there after it was deleted. */
export function remainsBy({ metadata }: KubeObject): string {
  const { finalizers = [], deletionGracePeriodSeconds: seconds } = metadata ?? {};
  if (finalizers.length > 0) {
    return `held by finalizers ${finalizers.map((name) => JSON.stringify(name)).join(", ")}`;
  }
  return seconds === undefined || seconds === 0
    ? "it is ending"
    : `it has ${seconds} s to end gracefully`;
}
