/**
 * Requests that change something, as data. Layer 0: pure.
 *
 * @module
 */
import { type QueryParameters, resourcePath, type ResourceTarget } from "./path.ts";

/** What the server does with fields that it does not know, or that come twice. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** What every request that carries an object or a patch says beside it. */
export interface WriteParameters {
  /** Whether the server only says what would come of it. */
  readonly dryRun?: boolean | undefined;
  /** In whose name the fields are owned. */
  readonly fieldManager?: string | undefined;
  /** What the server does with unknown fields. */
  readonly fieldValidation?: FieldValidation | undefined;
  /** Whether fields of other managers are taken over; for an apply only. */
  readonly force?: boolean | undefined;
}

/** How a patch is written. */
export type PatchType = "json" | "merge" | "strategic" | "apply";

/** Who deletes what belongs to an object. */
export type Propagation = "background" | "foreground" | "orphan";

/** What has to hold for an object to be deleted. */
export interface DeletePreconditions {
  /** It still is the same object. */
  readonly uid?: string | undefined;
  /** Nothing has changed since. */
  readonly resourceVersion?: string | undefined;
}

/** How an object is deleted. */
export interface DeleteParameters {
  /** Who deletes what belongs to it. */
  readonly propagation?: Propagation | undefined;
  /** How long it may take to end gracefully; left out: the object says. */
  readonly graceSeconds?: number | undefined;
  /** What has to hold. */
  readonly preconditions?: DeletePreconditions | undefined;
  /** Whether the server only says what would come of it. */
  readonly dryRun?: boolean | undefined;
}

/** A request to be sent. */
export interface WriteRequest {
  /** HTTP method. */
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  /** Headers beside `accept`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: string;
}

/** The content type of each type of patch. */
export const PATCH_CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Makes the request that creates an object in a collection. */
export function createRequest(
  collection: ResourceTarget,
  body: string,
  parameters: WriteParameters,
): WriteRequest {
  return { method: "POST", path: pathOf(collection, parameters), headers: JSON_HEADERS, body };
}

/** Makes the request that puts an object in the place of another. */
export function replaceRequest(
  target: ResourceTarget,
  body: string,
  parameters: WriteParameters,
): WriteRequest {
  return { method: "PUT", path: pathOf(target, parameters), headers: JSON_HEADERS, body };
}

/** Makes the request that changes an object by a patch. */
export function patchRequest(
  target: ResourceTarget,
  type: PatchType,
  body: string,
  parameters: WriteParameters,
): WriteRequest {
  const headers = { "content-type": PATCH_CONTENT_TYPES[type] };
  return { method: "PATCH", path: pathOf(target, parameters), headers, body };
}

/**
 * Makes the request that deletes an object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const resource = { group: "", version: "v1", plural: "pods", namespaced: true };
 * const target = { resource, namespace: "shop", name: "web-0" };
 * const { method, path, body } = deleteRequest(target, { graceSeconds: 5 });
 * assert.equal(`${method} ${path}`, "DELETE /api/v1/namespaces/shop/pods/web-0");
 * assert.deepEqual(JSON.parse(body), {
 *   apiVersion: "v1",
 *   kind: "DeleteOptions",
 *   gracePeriodSeconds: 5,
 * });
 * ```
 */
export function deleteRequest(
  target: ResourceTarget,
  { propagation, graceSeconds, preconditions, dryRun }: DeleteParameters,
): WriteRequest {
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "DeleteOptions",
    gracePeriodSeconds: graceSeconds,
    propagationPolicy: propagation === undefined ? undefined : PROPAGATION_POLICIES[propagation],
    preconditions,
    dryRun: dryRun === true ? ["All"] : undefined,
  });
  return { method: "DELETE", path: resourcePath(target), headers: JSON_HEADERS, body };
}

/**
 * In whose name a request owns the fields that it sets.
 *
 * @param request The request.
 * @returns `undefined` where it says none.
 */
export function fieldManagerOf({ path }: Pick<WriteRequest, "path">): string | undefined {
  return new URLSearchParams(path.split("?")[1]).get("fieldManager") ?? undefined;
}

/** Tells whether a request only asks what would come of it. */
export function isDryRunRequest({ path, body }: Pick<WriteRequest, "path" | "body">): boolean {
  // A delete says it in its body, all others in their address.
  return /[?&]dryRun=All(?:&|$)/.test(path) || DRY_DELETE_REGEXP.test(body);
}

const DRY_DELETE_REGEXP = /^\{[^[]*"kind":"DeleteOptions"[^[]*"dryRun":\["All"\]\}$/;

/** What the API calls each way of propagation. */
const PROPAGATION_POLICIES: Readonly<Record<Propagation, string>> = {
  background: "Background",
  foreground: "Foreground",
  orphan: "Orphan",
};

const JSON_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json" };

function pathOf(target: ResourceTarget, parameters: WriteParameters): string {
  const { dryRun, fieldManager, fieldValidation, force } = parameters;
  const query: QueryParameters = {
    dryRun: dryRun === true ? "All" : undefined,
    fieldManager,
    fieldValidation,
    force: force === true ? true : undefined,
  };
  return resourcePath(target, query);
}
