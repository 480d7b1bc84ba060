/**
 * Puts the objects that a test starts from into its cluster. Layer 6.
 *
 * @module
 */
import type { UntypedObject } from "../api/untyped.ts";
import type { Transport } from "../connect/transport.ts";
import { InvalidError, QueryError } from "../core/errors.ts";
import { formatApiVersion, type KubeObject, type OwnerReference } from "../core/gvk.ts";
import { oneLine } from "../core/message.ts";
import { type ResourceLocation, resourcePath } from "../core/path.ts";
import type { EmbeddedCluster } from "../embedded/cluster.ts";
import { type ApiObject, isObject, objectOf, objectsOf, textOf } from "../embedded/json.ts";
import { collectionOf } from "../embedded/resources/builtin_resource.ts";
import { builtinKind } from "../kinds/builtin.ts";

const JSON_BODY = { "content-type": "application/json" };
const FIRST_KINDS: readonly string[] = ["Namespace", "CustomResourceDefinition"];

/**
 * Creates objects, namespaces and definitions of kinds first, owners before what they own. Status, uid and
 * time of creation are kept where an object has them.
 *
 * @param embedded The cluster.
 * @param filling What to create, and where objects lie that name no namespace; it is made where it is missing.
 * @throws {QueryError} when an object has a kind that is neither built in nor defined by another one, or no name.
 * @throws {InvalidError} when an object is not one that a server would take.
 */
export async function fillCluster(
  embedded: EmbeddedCluster,
  { objects, namespace }: { readonly objects: readonly KubeObject[]; readonly namespace: string },
): Promise<void> {
  const transport = embedded.transport();
  const resources = definedResources(objects);
  const entries = objects.map((object) => {
    const { apiVersion = "", kind = "", metadata } = object;
    const resource = builtinKind(apiVersion, kind) ?? resources.get(`${apiVersion}/${kind}`);
    if (resource !== undefined && metadata?.name !== undefined) {
      const place = { resource, namespace: metadata.namespace ?? namespace, name: metadata.name };
      return { object, place };
    }
    throw new QueryError(
      `Cannot put ${kind} ${
        JSON.stringify(metadata?.name ?? "")
      } of "${apiVersion}" into the cluster: it takes objects that have a name, of built-in kinds ` +
        "and of those that a CustomResourceDefinition among the objects defines",
    );
  });
  const named = new Set([namespace]);
  for (const { place } of entries) if (place.resource.namespaced) named.add(place.namespace);
  const given = new Set(
    objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata?.name),
  );
  for (const name of named) {
    const isThere = embedded.store.get({ collection: "namespaces", name }) !== undefined;
    if (!isThere && !given.has(name)) {
      await send(transport, "POST", "/api/v1/namespaces", space(name));
    }
  }
  const filling = { embedded, transport, uids: new Map<string, string>() };
  const ordered = inOrder(entries);
  const isFirst = ({ object }: Entry) => FIRST_KINDS.includes(object.kind ?? "");
  for (const entry of ordered.filter(isFirst)) await add(filling, entry);
  // A pod is refused until its namespace has a service account, which a controller makes.
  await embedded.settled();
  {
    // A controller that came between an object and its status would take it for another one, and change it.
    using _ = embedded.hold();
    for (const entry of ordered) if (!isFirst(entry)) await add(filling, entry);
  }
  await embedded.settled();
}

interface Entry {
  readonly object: KubeObject;
  readonly place: {
    readonly resource: ResourceLocation;
    readonly namespace: string;
    readonly name: string;
  };
}

interface Filling {
  readonly embedded: EmbeddedCluster;
  readonly transport: Transport;
  /** Uids of what was created, by {@link keyOf}. */
  readonly uids: Map<string, string>;
}

function space(name: string): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** A server takes the status of an object by a request of its own, and makes up what it alone may say. */
async function add(filling: Filling, { object, place }: Entry): Promise<void> {
  const { embedded, transport, uids } = filling;
  const { metadata } = object;
  const owners = metadata?.ownerReferences?.map((owner) => withUid(owner, place.namespace, uids));
  const whole = owners === undefined
    ? object
    : { ...object, metadata: { ...metadata, ownerReferences: owners } };
  const { name, resource, namespace } = place;
  let created = await send(transport, "POST", resourcePath({ resource, namespace }), whole);
  if ("status" in object) {
    const path = resourcePath({ ...place, subresource: "status" });
    const withStatus: UntypedObject = { ...created, status: object.status };
    created = await send(transport, "PUT", path, withStatus);
  }
  const { uid, creationTimestamp } = metadata ?? {};
  if (uid !== undefined || creationTimestamp !== undefined) {
    const stored = { collection: collectionOf(resource), name } as const;
    const at = resource.namespaced ? { ...stored, namespace } : stored;
    const live = embedded.store.get(at);
    const own = {
      ...(uid === undefined ? {} : { uid }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    };
    if (live !== undefined) {
      embedded.store.put(at, { ...live, metadata: { ...live.metadata, ...own } });
    }
  }
  const known = uid ?? textOf(objectOf((created as unknown as ApiObject).metadata)["uid"]);
  uids.set(
    keyOf(object.apiVersion, object.kind, name, resource.namespaced ? namespace : ""),
    known,
  );
}

function keyOf(
  apiVersion: string | undefined,
  kind: string | undefined,
  name: string,
  namespace: string,
): string {
  return [apiVersion, kind, namespace, name].join("/");
}

/** Owners that are objects of the same test are known by their names. */
function withUid(
  owner: OwnerReference,
  namespace: string,
  uids: ReadonlyMap<string, string>,
): OwnerReference {
  const { apiVersion, kind, name } = owner;
  const uid = uids.get(keyOf(apiVersion, kind, name, namespace)) ??
    uids.get(keyOf(apiVersion, kind, name, ""));
  return uid === undefined ? owner : { ...owner, uid };
}

/** What others stand on comes first; otherwise the order is the test's. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const first = FIRST_KINDS.flatMap((kind) => entries.filter(({ object }) => object.kind === kind));
  const waiting = new Set(entries.filter((entry) => !first.includes(entry)));
  const ordered = [...first];
  while (waiting.size > 0) {
    const before = ordered.length;
    for (const entry of waiting) {
      if ([...waiting].some((other) => other !== entry && owns(other, entry))) continue;
      waiting.delete(entry);
      ordered.push(entry);
    }
    // A circle of owners has no beginning.
    if (ordered.length === before) return [...ordered, ...waiting];
  }
  return ordered;
}

function owns({ object: owner }: Entry, { object }: Entry): boolean {
  return object.metadata?.ownerReferences?.some(({ kind, name }) =>
    kind === owner.kind && name === owner.metadata?.name
  ) ?? false;
}

/** The kinds that definitions among the objects define, by `apiVersion/kind`. */
function definedResources(objects: readonly KubeObject[]): Map<string, ResourceLocation> {
  const found = new Map<string, ResourceLocation>();
  for (const object of objects) {
    if (object.kind !== "CustomResourceDefinition") continue;
    const { spec } = object as unknown as ApiObject;
    const { group, scope, names, versions } = objectOf(spec);
    const { plural, kind } = objectOf(names);
    for (const { name, served } of objectsOf(versions)) {
      if (served !== true) continue;
      const location = {
        group: textOf(group),
        version: textOf(name),
        plural: textOf(plural),
        namespaced: scope === "Namespaced",
      };
      found.set(`${formatApiVersion(location)}/${textOf(kind)}`, location);
    }
  }
  return found;
}

async function send(
  transport: Transport,
  method: string,
  path: string,
  object: KubeObject,
): Promise<KubeObject> {
  const response = await transport.send(path, {
    method,
    headers: JSON_BODY,
    body: JSON.stringify(object),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as KubeObject;
  const { kind, metadata } = object;
  const { message = null, reason = null } = isObject(answer) ? answer : {};
  throw new InvalidError(
    `Cannot put ${kind} ${JSON.stringify(metadata?.name)} into the cluster: ${
      oneLine(textOf(message))
    }`,
    { verb: "create", kind, name: metadata?.name, status: response.status, reason: textOf(reason) },
  );
}
