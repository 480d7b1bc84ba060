/**
 * Reading objects: one, or a list as of a version and page by page. Layer 3.
 *
 * @module
 */
import { badRequest, expired, Fault, notFound } from "../fault.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import type { ClusterState } from "../server/context.ts";
import { objectKey } from "../store/collection.ts";
import { type ContinueToken, formatContinue, parseContinue } from "./continue_token.ts";
import type { ListOptions } from "./list_options.ts";
import type { Selection } from "./selection.ts";
import { placeOf, type WriteTarget } from "./target.ts";

/**
 * One object.
 *
 * @throws {Fault} when there is none.
 */
export function getObject(cluster: ClusterState, target: WriteTarget): ApiObject {
  const found = cluster.store.get(placeOf(target));
  if (found === undefined) throw notFound(target.resource.kind, target.name);
  return target.resource.toVersion(found);
}

/** A part of a collection. */
export interface ListPage {
  readonly items: readonly ApiObject[];
  readonly metadata: JsonObject;
}

/** What is listed. */
export interface ListTarget {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly selection: Selection;
}

/**
 * A list, or a page of it.
 *
 * @throws {Fault} when the version asked for is forgotten, or not there yet.
 */
export function listObjects(
  cluster: ClusterState,
  target: ListTarget,
  options: ListOptions,
): ListPage {
  const { store } = cluster;
  const { resource, namespace, selection } = target;
  const token = options.continue === "" ? undefined : parseContinue(options.continue);
  if (token !== undefined && options.resourceVersion) {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  checkNotInFuture(cluster, options.resourceVersion);
  const revision = revisionOf(cluster, options, token);
  const all = store.listAt(resource.collection, revision, namespace);
  if (all === undefined) throw tooOld(token);
  const rest = token === undefined
    ? all
    : all.filter(({ metadata }) =>
      objectKey(metadata.namespace, metadata.name ?? "") > keyAfter(token, namespace)
    );
  const matching = selection.isEverything
    ? rest
    : rest.filter((object) => selection.matches(resource.toVersion(object)));
  const { limit } = options;
  const isPaged = limit > 0 && matching.length > limit &&
    !(options.resourceVersion === 0 && options.match === "");
  const items = isPaged ? matching.slice(0, limit) : matching;
  const metadata: JsonObject = { resourceVersion: String(revision) };
  const last = items.at(-1);
  if (isPaged && last !== undefined) {
    const after = placeAfter(last, namespace);
    metadata["continue"] = formatContinue({ revision, after });
    if (selection.isEverything) metadata["remainingItemCount"] = matching.length - items.length;
  }
  return { items: items.map((item) => resource.toVersion(item)), metadata };
}

/** Tokens hold a place below the path that is listed. */
function placeAfter({ metadata }: ApiObject, namespace: string | undefined): string {
  const name = metadata.name ?? "";
  return namespace || metadata.namespace === undefined ? name : `/${metadata.namespace}/${name}`;
}

function keyAfter({ after }: ContinueToken, namespace: string | undefined): string {
  return namespace ? `${namespace}/${after}` : after.replace(/^\//, "");
}

function revisionOf(
  { store }: ClusterState,
  { resourceVersion, match, limit }: ListOptions,
  token: ContinueToken | undefined,
): number {
  if (token !== undefined) return token.revision < 0 ? store.revision : token.revision;
  if (resourceVersion === undefined || resourceVersion === 0) return store.revision;
  const isExact = match === "Exact" || match === "" && limit > 0;
  return isExact ? resourceVersion : store.revision;
}

/**
 * Refuses a version that the store has not reached.
 *
 * @throws {Fault} 504, as the server does after it has waited for it in vain.
 */
export function checkNotInFuture({ store }: ClusterState, version: number | undefined): void {
  if (version === undefined || version <= store.revision) return;
  throw new Fault(
    504,
    "Timeout",
    `Timeout: Too large resource version: ${version}, current: ${store.revision}`,
    {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  );
}

function tooOld(token: ContinueToken | undefined): Fault {
  if (token === undefined) {
    return expired("The resourceVersion for the provided list is too old.");
  }
  return expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    { continue: formatContinue({ revision: -1, after: token.after }) },
  );
}

/** An object without what only its own answer carries. */
export function asListItem(object: ApiObject): JsonObject {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}
