/**
 * Bodies of requests that change something: completed, checked and encoded before anything is sent.
 * Layer 2: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { formatApiVersion } from "../core/gvk.ts";
import { encodeBody, type EncodeBodyOptions } from "../core/json_body.ts";
import { jsonPatchFault } from "../core/json_patch.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { checkPathSegment } from "../core/path.ts";
import { encodeSecretData } from "../core/secret_data.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import { PATCH_CONTENT_TYPES, type PatchType } from "../core/write_request.ts";
import type { Kind } from "../kinds/kind.ts";
import { describeObject } from "./objects.ts";

/** Where an object is to be; without a name the server makes one up from `metadata.generateName`. */
export interface NewObjectKey {
  readonly name?: string | undefined;
  /** The namespace of a namespaced kind. */
  readonly namespace?: string | undefined;
}

/** An object that says what it is. */
export interface CompleteObject extends JsonObject {
  metadata: JsonObject;
}

/**
 * Fills in what the call says already: type, name and namespace.
 *
 * @throws {QueryError} when the object says something else.
 */
export function completeObject(
  kind: Kind,
  key: NewObjectKey,
  object: unknown,
  call: CallDescription,
): CompleteObject {
  if (!isObject(object)) throw refusal(call, `an object is needed, not ${nameOfType(object)}`);
  const { metadata = {} } = object;
  if (!isObject(metadata)) {
    throw refusal(call, `metadata has to be an object, not ${nameOfType(metadata)}`);
  }
  const wanted = { apiVersion: formatApiVersion(kind), kind: kind.kind };
  for (const [field, value] of Object.entries(wanted)) agree(call, field, object[field], value);
  agree(call, "metadata.name", metadata["name"], key.name);
  agree(call, "metadata.namespace", metadata["namespace"], key.namespace);
  const name = metadata["name"] ?? key.name;
  if (typeof name === "string") checkPathSegment("name", name);
  return {
    ...wanted,
    ...object,
    metadata: {
      ...metadata,
      ...(key.name === undefined ? {} : { name: key.name }),
      ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
    },
  };
}

function agree(
  call: CallDescription,
  field: string,
  value: unknown,
  wanted: string | undefined,
): void {
  if (value === undefined || value === wanted || wanted === undefined) return;
  const shown = typeof value === "string" ? JSON.stringify(value) : nameOfType(value);
  throw refusal(call, `${field} says ${shown}, which contradicts ${JSON.stringify(wanted)}`);
}

/** Encodes an object; the data of a Secret becomes base64. */
export function encodeObject(kind: Kind, object: CompleteObject, call: CallDescription): string {
  return encodeBody(withEncodedData(kind, object), call);
}

/** A patch and how it is to be read. */
export interface PatchBody {
  readonly type: PatchType;
  readonly patch: unknown;
}

/**
 * Encodes a patch.
 *
 * @throws {QueryError} when it is none of its type, or a field of it is `undefined`.
 */
export function encodePatch(
  kind: Kind,
  { type, patch }: PatchBody,
  call: CallDescription,
): string {
  if (!Object.hasOwn(PATCH_CONTENT_TYPES, type)) {
    throw refusal(
      call,
      `type ${JSON.stringify(type)} is not known: it is json, merge or strategic`,
    );
  }
  const options: EncodeBodyOptions = { onUndefined: "refuse" };
  if (type === "json") {
    if (!Array.isArray(patch)) {
      throw refusal(call, `a JSON patch is a list of operations, not ${nameOfType(patch)}`);
    }
    const fault = jsonPatchFault(patch);
    if (fault !== undefined) throw refusal(call, fault);
    return encodeBody(patch, call, options);
  }
  if (!isObject(patch)) {
    throw refusal(call, `a ${type} patch is an object, not ${nameOfType(patch)}`);
  }
  return encodeBody(withEncodedData(kind, patch), call, options);
}

/** A body with the data of a Secret as base64. */
export function withEncodedData(kind: Kind, body: JsonObject): JsonObject {
  return kind.traits.includes("data") ? encodeSecretData(body) : body;
}

/** Describes a call that makes an object, for messages. */
export function describeNew(kind: Kind, key: NewObjectKey, object: unknown): CallDescription {
  const metadata = isObject(object) && isObject(object["metadata"]) ? object["metadata"] : {};
  const name = key.name ?? metadata["name"];
  const prefix = metadata["generateName"];
  const shown = typeof name === "string" ? name : typeof prefix === "string" ? `${prefix}...` : "";
  return describeObject("create", kind, { name: shown, namespace: key.namespace });
}

function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The error of a call that cannot be sent as it is. */
export function refusal(call: CallDescription, fault: string): QueryError {
  return new QueryError(`Cannot ${call.verb} ${describeCall(call)}: ${fault}`, {
    verb: call.verb,
    kind: call.resource,
    namespace: call.namespace,
    name: call.name,
  });
}
