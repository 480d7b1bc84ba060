/**
 * What no undo can take back, known before it is done. Layer 1: pure.
 *
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import type { RequestAttributes } from "./attributes.ts";
import { isSecret } from "./decision.ts";

const CHANGING: ReadonlySet<string> = new Set(["update", "patch", "delete", "deletecollection"]);

/**
 * Tells whether a write is to what is there of a Secret, whose data is in no journal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const place = { group: "", version: "v1", subresource: "", namespace: "shop", name: "db" };
 * const secret = { isResource: true, resource: "secrets", ...place } as const;
 * assert(changesSecret({ ...secret, verb: "delete" }));
 * assert(!changesSecret({ ...secret, verb: "create" }));
 * ```
 *
 * @param request The write.
 */
export function changesSecret(request: RequestAttributes): boolean {
  return request.isResource && isSecret(request) && CHANGING.has(request.verb);
}

/** What is said of it where it is about to be done. */
export const SECRET_UNDO = "skiff undo cannot restore it: the data of Secrets is in no journal";

/**
 * Tells whether a change has left an object as it was: the server gives it no new version then.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const object = { metadata: { uid: "1", resourceVersion: "7" } };
 * assert(isSameVersion(object, object));
 * assert(!isSameVersion(object, { metadata: { uid: "1", resourceVersion: "8" } }));
 * ```
 *
 * @param before What was there.
 * @param after What is there now.
 */
export function isSameVersion(before: JsonObject, after: JsonObject): boolean {
  const [was, is] = [before["metadata"], after["metadata"]];
  if (!isObject(was) || !isObject(is) || typeof was["resourceVersion"] !== "string") return false;
  return was["uid"] === is["uid"] && was["resourceVersion"] === is["resourceVersion"];
}
