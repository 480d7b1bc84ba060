/**
 * Changes one object; loaded by the first verb that does. Layer 5.
 *
 * @module
 */
import { CALL_OPTIONS, type CallOptions } from "../client/call.ts";
import { type Edited, editObject, editPatch } from "../client/edits.ts";
import { markObject, type MarkOptions, type MarkRequest } from "../client/labels.ts";
import { describeObject, getObject, type ObjectKey } from "../client/objects.ts";
import { type Scale, scaleObject } from "../client/scale.ts";
import { WRITE_OPTIONS, type WriteOptions } from "../client/write_call.ts";
import { completeObject, refusal } from "../client/write_body.ts";
import {
  applyObject,
  createObject,
  defaultPatchType,
  patchObject,
  replaceObject,
  type SubresourceOptions,
} from "../client/writes.ts";
import { NotFoundError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { decodeSecretValue } from "../core/secret_data.ts";
import type { SecretValue } from "../core/secret_value.ts";
import { describeCall } from "../core/status.ts";
import { suggest } from "../core/suggest.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Session } from "../client/session.ts";
import { rememberOrigin } from "./origin.ts";
import { checkRefOptions, type RefBase, resolveRef, targetOf } from "./ref_base.ts";
import {
  APPLY_OPTIONS,
  MARK_OPTIONS,
  PATCH_OPTIONS,
  SCALE_OPTIONS,
  SUBRESOURCE_OPTIONS,
} from "./write_options.ts";
import type { ApplyOptions, PatchOptions, ScaleOptions } from "./write_types.ts";
import { rememberWritten } from "./written.ts";

/** Creates the object. */
export async function createRef<T extends KubeObject>(
  ref: RefBase<T>,
  object: unknown,
  options: WriteOptions,
): Promise<T> {
  checkRefOptions(ref, options, { verb: "create", known: WRITE_OPTIONS });
  return await write<T>(
    ref,
    { verb: "create", state: "created", dryRun: options.dryRun },
    (session, kind, key) => createObject(session, kind, key, object, options),
  );
}

/** Applies fields. */
export async function applyRef<T extends KubeObject>(
  ref: RefBase<T>,
  object: unknown,
  options: ApplyOptions,
): Promise<T> {
  checkRefOptions(ref, options, { verb: "apply", known: APPLY_OPTIONS });
  return await write<T>(
    ref,
    { verb: "apply", state: "serverside-applied", dryRun: options.dryRun },
    (session, kind, key) => applyObject(session, kind, key, object, options),
  );
}

/** Patches the object. */
export async function patchRef<T extends KubeObject>(
  ref: RefBase<T>,
  patch: unknown,
  options: PatchOptions,
): Promise<T> {
  checkRefOptions(ref, options, { verb: "patch", known: PATCH_OPTIONS });
  const { type, ...rest } = options;
  const did = { verb: "patch", state: "patched", dryRun: options.dryRun };
  return await write<T>(ref, did, (session, kind, key) => {
    const body = { type: type ?? defaultPatchType(kind, patch), patch };
    return patchObject(session, kind, key, body, rest);
  });
}

/** Edits the object. */
export async function editRef<T extends KubeObject>(
  ref: RefBase<T>,
  change: (object: T) => unknown,
  options: SubresourceOptions,
): Promise<T> {
  checkRefOptions(ref, options, { verb: "edit", known: SUBRESOURCE_OPTIONS });
  const did = { verb: "edit", state: "edited", dryRun: options.dryRun };
  return await write<T>(ref, did, async (session, kind, key) => {
    if (typeof change !== "function") {
      const call = describeObject("edit", kind, key);
      throw refusal(call, "give a function that changes the object it gets");
    }
    return await editObject(session, kind, key, (object) => change(object as T), options);
  });
}

/** An edit that was written. */
export interface WrittenEdit<T extends KubeObject = KubeObject> {
  /** The object as it is afterwards. */
  readonly object: T;
  /** What was changed. */
  readonly patch: JsonObject;
}

/**
 * Writes what a person made of an object that was read before: one PATCH of the difference, or nothing where
 * there is none.
 *
 * @throws {ConflictError} when the object is not any more as it was read.
 * @throws {QueryError} when it says another type, name or namespace.
 */
export async function writeEdit<T extends KubeObject>(
  ref: RefBase<T>,
  { before, after }: Edited,
  options: WriteOptions = {},
): Promise<WrittenEdit<T> | undefined> {
  const { kind, namespace, name } = await resolveRef(ref, "edit");
  const call = describeObject("edit", kind, { namespace, name });
  const complete = completeObject(kind, { namespace, name }, after, call);
  const patch = editPatch(kind, { before, after: complete }, call);
  if (patch === undefined) return undefined;
  const did = { verb: "edit", state: "edited", dryRun: options.dryRun };
  const object = await write<T>(
    ref,
    did,
    (session, kind, key) =>
      patchObject(session, kind, key, { type: "merge", patch }, { ...options, verb: "edit" }),
  );
  return { object, patch };
}

/** Replaces the object. */
export async function replaceRef<T extends KubeObject>(
  ref: RefBase<T>,
  object: unknown,
  options: SubresourceOptions,
): Promise<T> {
  checkRefOptions(ref, options, { verb: "replace", known: SUBRESOURCE_OPTIONS });
  return await write<T>(
    ref,
    { verb: "replace", state: "replaced", dryRun: options.dryRun },
    (session, kind, key) => replaceObject(session, kind, key, object, options),
  );
}

/** Changes labels or annotations. */
export async function markRef<T extends KubeObject>(
  ref: RefBase<T>,
  request: MarkRequest,
  options: MarkOptions,
): Promise<T> {
  checkRefOptions(ref, options, {
    verb: request.field === "labels" ? "label" : "annotate",
    known: MARK_OPTIONS,
  });
  const did = request.field === "labels"
    ? { verb: "label", state: "labeled", dryRun: options.dryRun }
    : { verb: "annotate", state: "annotated", dryRun: options.dryRun };
  return await write<T>(
    ref,
    did,
    (session, kind, key) => markObject(session, kind, key, request, options),
  );
}

/** Scales the object. */
export async function scaleRef(
  ref: RefBase,
  replicas: number,
  options: ScaleOptions,
): Promise<Scale> {
  checkRefOptions(ref, options, { verb: "scale", known: SCALE_OPTIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "scale");
  const scale = await scaleObject(session, kind, { namespace, name }, replicas, options);
  return rememberWritten(scale, {
    name: `${kind.singular}/${name}`,
    state: "scaled",
    dryRun: options.dryRun === true || session.dryRun === true,
  });
}

/** Reads and decodes one value of a Secret. */
export async function valueOfRef(
  ref: RefBase,
  key: string,
  options: CallOptions,
): Promise<SecretValue> {
  checkRefOptions(ref, options, { verb: "get a value of", known: CALL_OPTIONS });
  const { session, kind, namespace, name } = await resolveRef(ref, "get");
  const call = describeObject("get a value of", kind, { namespace, name });
  if (!kind.traits.includes("data")) throw refusal(call, `${kind.kind} has no values to decode`);
  const object = await getObject(session, kind, { namespace, name }, options);
  const found: unknown = "data" in object ? object.data : undefined;
  const data = isObject(found) ? found : {};
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
  if (typeof encoded === "string") return decodeSecretValue(encoded);
  const keys = Object.keys(data);
  const near = suggest(key, keys);
  throw new NotFoundError(
    `Cannot get a value of ${describeCall(call)}: it has no key ${JSON.stringify(key)}: ${
      near !== undefined
        ? `did you mean ${JSON.stringify(near)}`
        : keys.length === 0
        ? "it is empty"
        : `its keys are ${keys.join(", ")}`
    }`,
    { verb: "get", kind: call.resource, namespace, name },
  );
}

/** What a verb does. */
interface Doing {
  readonly verb: string;
  /** What an object is afterwards, in kubectl's words. */
  readonly state: string;
  readonly dryRun: boolean | undefined;
}

/** Writes the object and remembers where it came from, and what was done to it. */
async function write<T extends KubeObject>(
  ref: RefBase<T>,
  { verb, state, dryRun }: Doing,
  send: (session: Session, kind: Kind, key: ObjectKey) => Promise<KubeObject>,
): Promise<T> {
  const { session, kind, namespace, name } = await resolveRef(ref, verb);
  const object = await send(session, kind, { namespace, name });
  rememberWritten(object, {
    name: `${kind.singular}/${name}`,
    state,
    dryRun: dryRun === true || session.dryRun === true,
  });
  return rememberOrigin(object, { connection: targetOf(ref).connection, kind }) as T;
}
