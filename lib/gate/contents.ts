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

const AT_A_TIME = 8;
const METADATA_ONLY =
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
/** What a cluster puts into each namespace by itself. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  "configmaps/kube-root-ca.crt",
  "serviceaccounts/default",
]);
/** What only tells of other objects. */
const TELLING: ReadonlySet<string> = new Set(["endpoints", "events"]);

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
  { group, resource }: ResourceAttributes,
  object: JsonObject,
  own: ReadonlySet<unknown>,
): Promise<string | undefined> {
  const paths = await HOLDERS.get(`${resource}.${group}`)?.(object, transport) ?? [];
  const found: string[] = [];
  await inParallel(paths, AT_A_TIME, async ({ path, plural }) => {
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

interface ListPath {
  readonly path: string;
  readonly plural: string;
}

type Holder = (object: JsonObject, transport: Transport) => ListPath[] | Promise<ListPath[]>;

/** What holds other objects, and where these are listed. */
const HOLDERS: ReadonlyMap<string, Holder> = new Map<string, Holder>([
  ["namespaces.", pathsOfNamespace],
  ["customresourcedefinitions.apiextensions.k8s.io", pathOfDefinition],
]);

async function pathsOfNamespace(object: JsonObject, transport: Transport): Promise<ListPath[]> {
  const name = String(metadataOf(object)["name"]);
  const kinds = await openDiscovery(transport).kinds();
  return kinds.filter(({ namespaced, verbs }) => namespaced && verbs.includes("list"))
    .map(({ group, version, plural }) => ({
      plural,
      path: `${rootOf(group, version)}/namespaces/${encodeURIComponent(name)}/${plural}`,
    }));
}

function pathOfDefinition({ spec }: JsonObject): ListPath[] {
  if (!isObject(spec) || !isObject(spec["names"]) || !Array.isArray(spec["versions"])) return [];
  const version = spec["versions"].find((one) => isObject(one) && one["served"] === true);
  if (version === undefined) return [];
  const plural = String(spec["names"]["plural"]);
  return [{ plural, path: `${rootOf(String(spec["group"]), String(version["name"]))}/${plural}` }];
}

function rootOf(group: string, version: string): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}
