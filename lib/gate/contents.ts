/**
 * What an object holds that would be gone with it: the objects of a namespace, those of a definition.
 * Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { openDiscovery } from "../client/discovery.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { inParallel } from "../core/parallel.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { type CollectionPlace, pathOf } from "./object_place.ts";

const AT_A_TIME = 8;
/** Asks for lists without what is in the objects. */
export const METADATA_ONLY =
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
/** What a cluster puts into each namespace by itself. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  "configmaps/kube-root-ca.crt",
  "serviceaccounts/default",
]);
/** What only tells of other objects. */
export const TELLING: ReadonlySet<string> = new Set(["endpoints", "events"]);

/**
 * Finds what others have put into what a run has made: a GET of each kind's list, of metadata only.
 *
 * @param transport The way to the cluster.
 * @param attributes The kind of what was made.
 * @param object What was made, as it is now.
 * @param own The uids of what the run has made.
 * @returns Why it cannot be deleted; `undefined`: nothing of others is in it.
 */
export async function contentsOfOthers(
  transport: Transport,
  attributes: ResourceAttributes,
  object: JsonObject,
  own: ReadonlySet<unknown>,
): Promise<string | undefined> {
  const { held } = await holdingsOf(attributes, object, transport) ?? NOTHING;
  const found: string[] = [];
  await inParallel(held, AT_A_TIME, async (place) => {
    const { resource: plural } = place;
    const path = pathOf(place, "");
    const response = await transport.send(path, { headers: { accept: METADATA_ONLY }, bulk: true });
    const text = await readText(response, { limitBytes: Infinity });
    if (response.status === 404 || response.status === 405) return;
    if (!response.ok) {
      found.push(`whether ${plural} of others are in it cannot be seen`);
      return;
    }
    const { items } = JSON.parse(text) as { readonly items?: unknown };
    for (const item of Array.isArray(items) ? items.filter(isObject) : []) {
      const metadata = metadataOf(item);
      if (own.has(metadata["uid"]) || isByTheWay(plural, metadata)) continue;
      found.push(`${plural} ${quote(String(metadata["name"]))} of others is in it`);
      return;
    }
  });
  return found.sort()[0];
}

function isByTheWay(plural: string, metadata: JsonObject): boolean {
  const owners = Array.isArray(metadata["ownerReferences"]) ? metadata["ownerReferences"] : [];
  return metadata["deletionTimestamp"] !== undefined || TELLING.has(plural) ||
    EVERYWHERE.has(`${plural}/${String(metadata["name"])}`) ||
    owners.some((owner) => isObject(owner) && owner["controller"] === true);
}

/** Where what an object holds is listed. */
export interface Holdings {
  readonly held: readonly CollectionPlace[];
  /** What cannot be looked into: groups with their versions. */
  readonly unlisted: readonly string[];
}

/**
 * Finds where what an object holds is listed: two GETs, and one more for what the cluster cannot list.
 *
 * @param attributes The object's kind.
 * @param object The object.
 * @param transport The way to the cluster.
 * @returns `undefined`: an object of that kind holds none.
 */
export async function holdingsOf(
  { group, resource }: Pick<ResourceAttributes, "group" | "resource">,
  object: JsonObject,
  transport: Transport,
): Promise<Holdings | undefined> {
  return await HOLDERS.get(`${resource}.${group}`)?.(object, transport);
}

/**
 * Tells whether objects of a kind hold others, which go with them.
 *
 * @param attributes The kind.
 */
export function isHolder(
  { group, resource }: Pick<ResourceAttributes, "group" | "resource">,
): boolean {
  return HOLDERS.has(`${resource}.${group}`);
}

/**
 * The paths of what an object would lie in, or be one of: its namespace, the definition of its kind.
 *
 * @param place Where the object lies.
 */
export function holdersOf(
  { attributes: { group, resource }, namespace }: {
    readonly attributes: Pick<ResourceAttributes, "group" | "resource">;
    readonly namespace: string;
  },
): readonly string[] {
  const of = { version: "v1", namespace: "" };
  return [
    pathOf({ ...of, group: "", resource: "namespaces" }, namespace),
    pathOf(
      { ...of, group: "apiextensions.k8s.io", resource: "customresourcedefinitions" },
      `${resource}.${group}`,
    ),
  ];
}

type Holder = (object: JsonObject, transport: Transport) => Holdings | Promise<Holdings>;

const NOTHING: Holdings = { held: [], unlisted: [] };

/** What holds other objects. */
const HOLDERS: ReadonlyMap<string, Holder> = new Map<string, Holder>([
  ["namespaces.", holdingsOfNamespace],
  ["customresourcedefinitions.apiextensions.k8s.io", holdingsOfDefinition],
]);

/** As the namespace controller: what cannot be deleted is no object, but a view of others. */
async function holdingsOfNamespace(object: JsonObject, transport: Transport): Promise<Holdings> {
  const namespace = String(metadataOf(object)["name"]);
  const discovery = openDiscovery(transport);
  const kinds = await discovery.kinds();
  const held = kinds.filter(({ namespaced, verbs }) =>
    namespaced && verbs.includes("list") && verbs.includes("delete")
  ).map(({ group, version, plural }) => ({ group, version, resource: plural, namespace }));
  return { held, unlisted: await discovery.unlisted() };
}

function holdingsOfDefinition({ spec }: JsonObject): Holdings {
  if (!isObject(spec) || !isObject(spec["names"]) || !Array.isArray(spec["versions"])) {
    return NOTHING;
  }
  const version = spec["versions"].find((one) => isObject(one) && one["served"] === true);
  if (version === undefined) return NOTHING;
  const place = {
    group: String(spec["group"]),
    version: String(version["name"]),
    resource: String(spec["names"]["plural"]),
    namespace: "",
  };
  return { held: [place], unlisted: [] };
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}
