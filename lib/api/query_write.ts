/**
 * Changes the objects of a query; loaded by the first verb that does. Layer 5.
 *
 * @module
 */
import { deleteObject } from "../client/deletes.ts";
import { within } from "../client/edits.ts";
import { checkMarks, markObject, type MarkRequest } from "../client/labels.ts";
import { checkScale, type Scale, scaleObject } from "../client/scale.ts";
import { encodePatch } from "../client/write_body.ts";
import { isDryRun } from "../client/write_call.ts";
import { defaultPatchType, patchObject } from "../client/writes.ts";
import type { KubeObject } from "../core/gvk.ts";
import { isObject, mergePatchOf } from "../core/merge_patch.ts";
import type { WriteOutcomes, WriteState } from "../core/outcomes.ts";
import { type Act, actOnQuery, type Done, type Found } from "./query_act.ts";
import { checkQueryOptions, type QueryState } from "./query_state.ts";
import { remainsBy } from "./ref_delete.ts";
import {
  DELETE_MANY_OPTIONS,
  MARK_MANY_OPTIONS,
  PATCH_MANY_OPTIONS,
  WRITE_MANY_OPTIONS,
} from "./write_options.ts";
import type {
  DeleteManyOptions,
  MarkManyOptions,
  PatchManyOptions,
  WriteManyOptions,
} from "./write_types.ts";

/** Patches the objects of a query. */
export async function patchQuery(
  state: QueryState,
  patch: unknown,
  options: PatchManyOptions,
): Promise<WriteOutcomes> {
  checkQueryOptions(state, options, { verb: "patch", known: PATCH_MANY_OPTIONS });
  const { type, concurrency: _, ...rest } = options;
  return await actOnQuery(state, {
    verb: "patch",
    check: (kind, call) =>
      void encodePatch(kind, { type: type ?? defaultPatchType(kind, patch), patch }, call),
    async send(session, kind, found, deadline) {
      const body = {
        type: type ?? defaultPatchType(kind, patch),
        patch: withVersion(patch, found.resourceVersion),
      };
      const call = { ...rest, ...within(deadline) };
      return changedTo("patched", found, await patchObject(session, kind, found, body, call));
    },
  }, options);
}

/** Changes labels or annotations of the objects of a query. */
export async function markQuery(
  state: QueryState,
  request: MarkRequest,
  options: MarkManyOptions,
): Promise<WriteOutcomes> {
  const { field, changes } = request;
  const [verb, done] = field === "labels"
    ? ["label", "labeled"] as const
    : ["annotate", "annotated"] as const;
  checkQueryOptions(state, options, { verb, known: MARK_MANY_OPTIONS });
  const { concurrency: _, ...rest } = options;
  return await actOnQuery(state, {
    verb,
    check: (_kind, call) => checkMarks(field, changes, call),
    async send(session, kind, found, deadline) {
      const versioned = { ...request, resourceVersion: found.resourceVersion };
      const call = { ...rest, ...within(deadline) };
      return changedTo(done, found, await markObject(session, kind, found, versioned, call));
    },
  }, options);
}

/** Scales the objects of a query. */
export async function scaleQuery(
  state: QueryState,
  replicas: number,
  options: WriteManyOptions,
): Promise<WriteOutcomes> {
  checkQueryOptions(state, options, { verb: "scale", known: WRITE_MANY_OPTIONS });
  const { concurrency: _, ...rest } = options;
  return await actOnQuery(state, {
    verb: "scale",
    check: (kind, call) => checkScale(kind, replicas, call),
    async send(session, kind, found, deadline) {
      const { resourceVersion } = found;
      const call = { ...rest, ...within(deadline), resourceVersion };
      const scale = await scaleObject(session, kind, found, replicas, call);
      return scaledTo(replicas, found, scale);
    },
  }, options);
}

/** Deletes the objects of a query, and waits for their end where that is asked for. */
export async function deleteQuery(
  state: QueryState,
  options: DeleteManyOptions,
): Promise<WriteOutcomes> {
  checkQueryOptions(state, options, { verb: "delete", known: DELETE_MANY_OPTIONS });
  const { concurrency: _, wait: __, ...rest } = options;
  const act: Act = {
    verb: "delete",
    async send(session, kind, { uid, resourceVersion, ...key }, deadline) {
      const { remaining } = await deleteObject(session, kind, key, {
        ...rest,
        ...within(deadline),
        preconditions: { uid, resourceVersion },
      });
      return remaining === undefined || isDryRun(session, options)
        ? { state: "deleted" }
        : { state: "deleting", reason: remainsBy(remaining) };
    },
  };
  return await actOnQuery(state, act, options);
}

/** The outcome of a change: none, where the object is as it was. */
function changedTo(state: WriteState, found: Found, after: KubeObject): Done {
  const unchanged = found.object === undefined
    ? after.metadata?.resourceVersion === found.resourceVersion
    : mergePatchOf({ ...found.object }, { ...after }) === undefined;
  return { state: unchanged ? "unchanged" : state };
}

/** The outcome of scaling; of a dry run it shows only where replicas are where most kinds have them. */
function scaledTo(replicas: number, { object, resourceVersion }: Found, scale: Scale): Done {
  const spec: unknown = object !== undefined && "spec" in object ? object.spec : undefined;
  const unchanged = object === undefined
    ? scale.metadata?.resourceVersion === resourceVersion
    : isObject(spec) && spec["replicas"] === replicas;
  return { state: unchanged ? "unchanged" : "scaled" };
}

/** Makes a patch that fails where the object has another version. */
function withVersion(patch: unknown, resourceVersion: string): unknown {
  if (Array.isArray(patch)) {
    // A server says of a failed "test" only that something failed; of a version it says what.
    return [{ op: "add", path: "/metadata/resourceVersion", value: resourceVersion }, ...patch];
  }
  if (!isObject(patch)) return patch;
  const { metadata } = patch;
  return { ...patch, metadata: { ...isObject(metadata) ? metadata : {}, resourceVersion } };
}
