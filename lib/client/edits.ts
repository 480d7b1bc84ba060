/**
 * Read, change, write: an edit that loses nobody's change. Layer 2.
 *
 * @module
 */
import { ConflictError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { encodeBody } from "../core/json_body.ts";
import { isObject, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import type { CallDescription } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { type CallOptions, type Deadline, startDeadline } from "./call.ts";
import { describeObject, getObject, type ObjectKey } from "./objects.ts";
import type { Session } from "./session.ts";
import { withEncodedData } from "./write_body.ts";
import { patchObject, type SubresourceOptions } from "./writes.ts";

/** How often and how fast a conflict of versions is tried again, as client-go does. */
const STEPS = 5;
const DELAY_MS = 10;
const JITTER = 0.1;

/**
 * Edits an object: one GET and one PATCH of what differs, which fails where the object has changed
 * meanwhile; then both are done again, five times in all. Without a difference nothing is written.
 *
 * @param change Changes the copy it is given; what it returns is awaited and otherwise ignored.
 * @returns The object as it is afterwards.
 * @throws {ConflictError} when others were faster five times.
 * @see client-go `util/retry` RetryOnConflict
 */
export async function editObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  change: (object: KubeObject) => unknown,
  options: SubresourceOptions = {},
): Promise<KubeObject> {
  const call = describeObject("edit", kind, key);
  const deadline = startDeadline(session, options, call);
  for (let step = 1;; step++) {
    const object = await getObject(session, kind, key, { ...options, ...within(deadline) });
    const patch = await differenceOf(kind, object, change, call);
    if (patch === undefined) return object;
    try {
      return await patchObject(session, kind, key, { type: "merge", patch }, {
        ...options,
        ...within(deadline),
        verb: call.verb,
      });
    } catch (error) {
      if (!isVersionConflict(error) || step === STEPS) throw error;
    }
    await sleep(DELAY_MS * (1 + Math.random() * JITTER), deadline);
  }
}

/** Tells whether an object has changed since it was read: only that can be tried again. */
export function isVersionConflict(error: unknown): error is ConflictError {
  return error instanceof ConflictError && error.reason === "Conflict" &&
    error.conflicts.length === 0;
}

/** The options of a call that is one step of a longer one. */
export function within(deadline: Deadline): CallOptions {
  const timeoutMs = deadline.remainingMs();
  return {
    signal: deadline.signal,
    timeout: timeoutMs === undefined ? undefined : { timeoutMs: Math.ceil(timeoutMs) },
  };
}

async function differenceOf(
  kind: Kind,
  object: KubeObject,
  change: (object: KubeObject) => unknown,
  call: CallDescription,
): Promise<JsonObject | undefined> {
  const copy = structuredClone(object);
  await change(copy);
  return editPatch(kind, { before: object, after: asJson(copy) }, call);
}

/** An object as it was read, and as it is to be. */
export interface Edited {
  readonly before: KubeObject;
  readonly after: JsonObject;
}

/**
 * Makes the patch of what an edit changed. It fails where the object is not any more as it was read.
 *
 * @returns `undefined` where nothing differs.
 */
export function editPatch(
  kind: Kind,
  { before, after }: Edited,
  call: CallDescription,
): JsonObject | undefined {
  const patch = mergePatchOf(
    asJson(before),
    JSON.parse(encodeBody(withEncodedData(kind, after), call)),
  );
  if (patch === undefined) return undefined;
  const { metadata } = patch;
  const { resourceVersion } = before.metadata ?? {};
  return { ...patch, metadata: { ...isObject(metadata) ? metadata : {}, resourceVersion } };
}

function asJson(object: KubeObject): JsonObject {
  return { ...object };
}

async function sleep(delayMs: number, { signal }: Deadline): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  function onAbort(): void {
    reject(signal?.reason);
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
