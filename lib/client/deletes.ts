/**
 * Deleting single objects: one request each. Layer 2.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { isObject } from "../core/merge_patch.ts";
import { acceptObjects } from "../core/media.ts";
import { isStatus } from "../core/status.ts";
import {
  type DeletePreconditions,
  deleteRequest,
  type Propagation,
} from "../core/write_request.ts";
import type { Kind } from "../kinds/kind.ts";
import { type CallOptions, startDeadline } from "./call.ts";
import { describeObject, type ObjectKey, withType } from "./objects.ts";
import type { Session } from "./session.ts";
import { refusal } from "./write_body.ts";
import { isDryRun, sendRequest } from "./write_call.ts";

/** How an object is deleted. */
export interface DeleteObjectOptions extends CallOptions {
  /**
   * What becomes of the objects that belong to it: deleted afterwards, deleted first, or left; default
   * `background`, as for kubectl.
   */
  readonly propagation?: Propagation | undefined;
  /** Seconds in which it may end gracefully; 0 ends it at once; default: what the object says. */
  readonly graceSeconds?: number | undefined;
  /** What has to hold, or nothing is deleted. */
  readonly preconditions?: DeletePreconditions | undefined;
  /** Whether the server only says what would come of it; default: the connection's, `false`. */
  readonly dryRun?: boolean | undefined;
}

/** What came of a delete. */
export interface DeletedObject {
  /** The object's uid. */
  readonly uid: string | undefined;
  /** The object that is still there: it ends gracefully, or finalizers hold it; else `undefined`. */
  readonly remaining: KubeObject | undefined;
}

const POLICIES: ReadonlySet<unknown> = new Set(["background", "foreground", "orphan"]);

/**
 * Deletes an object: one DELETE. It may still be there afterwards, while it ends or finalizers hold it.
 *
 * @throws {ConflictError} when a precondition does not hold.
 * @throws {NotFoundError} when there is none.
 */
export async function deleteObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  options: DeleteObjectOptions = {},
): Promise<DeletedObject> {
  const call = describeObject("delete", kind, key);
  const { propagation = "background", graceSeconds, preconditions } = options;
  if (!POLICIES.has(propagation)) {
    throw refusal(
      call,
      `propagation ${JSON.stringify(propagation)} is not known: ` +
        "it is background, foreground or orphan",
    );
  }
  if (graceSeconds !== undefined && !(Number.isSafeInteger(graceSeconds) && graceSeconds >= 0)) {
    throw refusal(call, `graceSeconds ${graceSeconds} is no whole number from 0`);
  }
  const request = deleteRequest({ resource: kind, ...key }, {
    propagation,
    graceSeconds,
    preconditions,
    dryRun: isDryRun(session, options),
  });
  const deadline = startDeadline(session, options, call);
  const answer = await sendRequest(session, kind, request, {
    call,
    deadline,
    accept: acceptObjects(),
  });
  if (isStatus(answer)) return { uid: answer.details?.uid, remaining: undefined };
  const object = isObject(answer) ? withType(kind, answer as KubeObject, {}) : undefined;
  return { uid: object?.metadata?.uid, remaining: object };
}
