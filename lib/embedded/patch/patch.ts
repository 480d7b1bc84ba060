/**
 * Patches of all types, as changes of an object. Layer 3.
 *
 * @module
 */
import { badRequest, conflict, Fault } from "../fault.ts";
import { type ApiObject, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { ownerOf } from "../managed/owner.ts";
import type { Change } from "../objects/write.ts";
import type { WriteSteps, WriteTarget } from "../objects/target.ts";
import { type Body, decodePatched } from "../server/body.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { readWriteOptions } from "../server/options.ts";
import type { Resource } from "../resources/resource.ts";
import { applyConfiguration, parseConfiguration } from "./apply_patch.ts";
import { applyStrategicPatch, goMap } from "./strategic_patch.ts";
import { applyJsonPatch, parseJsonPatch } from "./json_patch.ts";
import { applyMergePatch, parseMergePatch } from "./merge_patch.ts";

/** A patch that is ready to be done. */
export interface Patch {
  readonly change: Change;
  readonly options: WriteOptions & WriteSteps & { readonly mayCreate: boolean };
}

/** The types of patches. */
export const PATCH_TYPES = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/**
 * Reads a patch.
 *
 * @throws {Fault} when its type is unknown or it cannot be read.
 */
export function readPatch(call: Call, target: WriteTarget, body: Body): Patch {
  const options = readWriteOptions(call, "PatchOptions", body.type);
  const own = ownerOf(call, target, options);
  const { resource } = target;
  const patched = (
    live: ApiObject | undefined,
    patch: (live: ApiObject) => ApiObject,
    sent?: JsonObject,
  ) => {
    if (live === undefined) throw new TypeError("Cannot patch an object that is not there");
    const result = patch(live);
    // Go writes the fields of a custom object in the order of their names.
    const shown = () =>
      sent === undefined
        ? JSON.stringify(resource.isCustom ? sortedKeys(result) : result)
        : goMap(sent);
    const { fieldValidation } = options;
    const object = decodePatched(call, resource, result, { fieldValidation, shown });
    return checked(target, object, live);
  };
  switch (body.type) {
    case PATCH_TYPES.json: {
      const operations = parseJsonPatch(body.text);
      const change: Change = (live) => patched(live, (old) => applyJsonPatch(old, operations));
      return { change, options: { ...options, own, mayCreate: false } };
    }
    case PATCH_TYPES.merge: {
      const patch = parseMergePatch(body.text);
      const change: Change = (live) => patched(live, (old) => applyMergePatch(old, patch));
      return { change, options: { ...options, own, mayCreate: false } };
    }
    case PATCH_TYPES.strategic: {
      if (resource.isCustom) throw unsupported(resource);
      const patch = parseMergePatch(body.text, "");
      const change: Change = (live) =>
        patched(live, (old) => applyStrategicPatch(resource.schema, old, patch), patch);
      return { change, options: { ...options, own, mayCreate: false } };
    }
    case PATCH_TYPES.apply: {
      const configuration = parseConfiguration(body.text);
      const change: Change = (live) =>
        checked(target, applyConfiguration(call, target, live, configuration, options), live);
      const mayCreate = target.subresource === "";
      return { change, options: { ...options, own: (object) => object, mayCreate } };
    }
    default:
      throw new Fault(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
}

function sortedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([key, inner]) => [key, inner === undefined ? undefined : sortedKeys(inner)]),
  );
}

/** Custom kinds have no keys to merge lists by. */
function unsupported({ isCustom }: Resource): Fault {
  const types = Object.values(PATCH_TYPES).filter((type) =>
    !isCustom || type !== PATCH_TYPES.strategic
  );
  return new Fault(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${
      types.join(", ")
    }`,
  );
}

/**
 * A value that is no stored object, patched; an apply lays its fields over it.
 *
 * @throws {Fault} when the patch cannot be read or done.
 */
export function patchedValue(value: JsonObject, body: Body): JsonObject {
  const object = value as ApiObject;
  switch (body.type) {
    case PATCH_TYPES.json:
      return applyJsonPatch(object, parseJsonPatch(body.text));
    case PATCH_TYPES.apply:
      return applyMergePatch(object, parseConfiguration(body.text));
    default:
      return applyMergePatch(object, parseMergePatch(body.text));
  }
}

/** A patched object is still the object of its path. */
function checked(
  { resource, name }: WriteTarget,
  object: ApiObject,
  live: ApiObject | undefined,
): ApiObject {
  const { metadata } = object;
  if (metadata.uid && live === undefined) {
    throw conflict(
      resource.kind,
      name,
      `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
    );
  }
  const said = metadata.name ?? "";
  if (said === name) return object;
  throw badRequest(
    said === ""
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${said}) does not match the name on the URL (${name})`,
  );
}
