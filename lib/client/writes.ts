/**
 * Writing single objects: one request each. Layer 2.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { acceptObjects } from "../core/media.ts";
import type { ResourceTarget } from "../core/path.ts";
import type { CallDescription } from "../core/status.ts";
import {
  createRequest,
  patchRequest,
  replaceRequest,
  type WriteRequest,
} from "../core/write_request.ts";
import { isBuiltinResource } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import { expectObject } from "./answer.ts";
import { startDeadline } from "./call.ts";
import { describeObject, type ObjectKey, withType } from "./objects.ts";
import type { Session } from "./session.ts";
import {
  completeObject,
  describeNew,
  encodeObject,
  encodePatch,
  type NewObjectKey,
  type PatchBody,
  refusal,
} from "./write_body.ts";
import { parametersOf, sendRequest, type WriteOptions } from "./write_call.ts";

/** How an object is patched or replaced. */
export interface SubresourceOptions extends WriteOptions {
  /** The part of the object that is written, e.g. `status`; default: all but the status. */
  readonly subresource?: string | undefined;
}

/**
 * Creates an object: one POST.
 *
 * @throws {ConflictError} when it exists already.
 * @throws {InvalidError} when the server refuses its fields.
 * @throws {QueryError} when the object cannot be sent as it is.
 */
export async function createObject(
  session: Session,
  kind: Kind,
  key: NewObjectKey,
  object: unknown,
  options: WriteOptions = {},
): Promise<KubeObject> {
  const call = describeNew(kind, key, object);
  const complete = completeObject(kind, key, object, call);
  if (complete.metadata["resourceVersion"] !== undefined) {
    throw refusal(call, "metadata.resourceVersion is set, so it exists: leave it out to copy");
  }
  const { name, generateName } = complete.metadata;
  if (name === undefined && generateName === undefined) {
    throw refusal(call, "it has neither metadata.name nor metadata.generateName");
  }
  const body = encodeObject(kind, complete, call);
  const target = { resource: kind, namespace: key.namespace };
  return await sendWrite(
    session,
    kind,
    createRequest(target, body, parametersOf(session, options)),
    { call, options },
  );
}

/**
 * Puts an object in the place of the one that is there: one PUT. With `metadata.resourceVersion` it fails
 * where the other has changed since.
 *
 * @throws {ConflictError} when the object has changed since it was read.
 * @throws {NotFoundError} when there is none.
 */
export async function replaceObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  object: unknown,
  options: SubresourceOptions = {},
): Promise<KubeObject> {
  const call = describeObject("replace", kind, key);
  const body = encodeObject(kind, completeObject(kind, key, object, call), call);
  const request = replaceRequest(
    targetOf(kind, key, options),
    body,
    parametersOf(session, options),
  );
  return await sendWrite(session, kind, request, { call, options });
}

/**
 * Changes an object by a patch: one PATCH.
 *
 * @throws {InvalidError} when the server refuses the outcome.
 * @throws {NotFoundError} when there is no such object.
 */
export async function patchObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  body: PatchBody,
  options: SubresourceOptions & { readonly verb?: string } = {},
): Promise<KubeObject> {
  const call = describeObject(options.verb ?? "patch", kind, key);
  const text = encodePatch(kind, body, call);
  const target = targetOf(kind, key, options);
  const request = patchRequest(target, body.type, text, parametersOf(session, options));
  return await sendWrite(session, kind, request, { call, options });
}

/**
 * Applies an object: one PATCH, which creates it where it does not exist. What this manager applied before
 * and leaves out now goes.
 *
 * @throws {ConflictError} when fields belong to another manager; its `conflicts` say which and whose.
 */
export async function applyObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  object: unknown,
  options: SubresourceOptions & { readonly force?: boolean | undefined } = {},
): Promise<KubeObject> {
  const call = describeObject("apply", kind, key);
  const body = encodeObject(kind, completeObject(kind, key, object, call), call);
  const request = patchRequest(targetOf(kind, key, options), "apply", body, {
    ...parametersOf(session, options),
    force: options.force,
  });
  return await sendWrite(session, kind, request, { call, options });
}

/**
 * The type of patch that an object of a kind is patched by where none is said: kubectl's for what is built
 * in, and the one that is always there for what is not.
 */
export function defaultPatchType(kind: Kind, patch: unknown): "json" | "merge" | "strategic" {
  if (Array.isArray(patch)) return "json";
  return isBuiltinResource(kind) ? "strategic" : "merge";
}

/** A request to be sent, and what is known about it. */
interface WriteCall {
  readonly call: CallDescription;
  readonly options: WriteOptions;
}

/** Sends a request that changes an object, and reads the object that came of it. */
async function sendWrite(
  session: Session,
  kind: Kind,
  request: WriteRequest,
  { call, options }: WriteCall,
): Promise<KubeObject> {
  const deadline = startDeadline(session, options, call);
  const accept = acceptObjects(options.managedFields);
  const answer = await sendRequest(session, kind, request, { call, deadline, accept });
  // A subresource answers with an object of a kind of its own.
  const isWhole = !("subresource" in options) || options.subresource === undefined;
  const object = expectObject(answer, call, isWhole ? kind.kind : undefined);
  return object.kind === kind.kind || isWhole ? withType(kind, object, options) : object;
}

function targetOf(kind: Kind, key: ObjectKey, options: SubresourceOptions): ResourceTarget {
  return {
    resource: kind,
    namespace: key.namespace,
    name: key.name,
    subresource: options.subresource,
  };
}
