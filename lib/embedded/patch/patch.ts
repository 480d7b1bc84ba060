/**
 * Patches of all types, as changes of an object. Layer 3.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import type { ApiObject } from "../json.ts";
import { ownerOf } from "../managed/owner.ts";
import type { Change, WriteSteps, WriteTarget } from "../objects/write.ts";
import { type Body, decodePatched } from "../server/body.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { readWriteOptions } from "../server/options.ts";
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
  const patched = (live: ApiObject | undefined, patch: (live: ApiObject) => ApiObject) => {
    if (live === undefined) throw new TypeError("Cannot patch an object that is not there");
    return decodePatched(call, target.resource, patch(live), options.fieldValidation);
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
    default:
      throw new Fault(
        415,
        "UnsupportedMediaType",
        `the body of the request was in an unknown format - accepted media types include: ${
          Object.values(PATCH_TYPES).join(", ")
        }`,
      );
  }
}
