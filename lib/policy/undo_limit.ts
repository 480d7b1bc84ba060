/**
 * What no undo can take back, known before it is done. Layer 1: pure.
 *
 * @module
 */
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
