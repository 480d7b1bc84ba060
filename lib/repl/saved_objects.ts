/**
 * The objects that a saved script needs to find: those that its lines touched, each as small as a cluster
 * still takes it for the same. Layer 7.
 *
 * @module
 */
import type { Query } from "../api/query.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import { HIDDEN } from "../core/message.ts";
import { resourcePath } from "../core/path.ts";
import { createEmbeddedCluster } from "../embedded/cluster.ts";
import { BUILTIN_KINDS, builtinKind } from "../kinds/builtin.ts";
import type { CommandTarget } from "./command.ts";
import { maskSecrets } from "./mask_secrets.ts";
import { asBefore, type Asked, askedOf, bulkWrites, placeKey } from "./saved_bulk.ts";
import type { SavedLine } from "./saved_line.ts";
import { standInsOf } from "./saved_stand_ins.ts";
import { isKubeObject, type NamedObject } from "./shapes.ts";
import { withoutServerFields } from "./saved_fields.ts";

/** So many objects of a list are put into the test. */
const MAX_OF_LIST = 2;

/**
 * Reads the objects as they are now, one GET for each, and cuts them down.
 *
 * @param session Where they are.
 * @param script What the lines of the script are, and whether its test runs what there is.
 * @param signal Ends the reading.
 */
export async function objectsFor(
  session: CommandTarget,
  { lines, runs }: { readonly lines: readonly SavedLine[]; readonly runs: boolean },
  signal: AbortSignal | undefined,
): Promise<KubeObject[]> {
  const asked = lines.flatMap(({ input }) => input.sent).flatMap(askedOf);
  const text = lines.map(({ source }) => source).join("\n");
  const bulk = bulkWrites(lines);
  const listed = new Set(
    asked.filter(({ verb }) => verb === "list").map(({ resource }) => resource),
  );
  const found = new Map<string, NamedObject>();
  const makes = new Set(
    asked.filter(({ verb, name }) => verb === "create" && name === "").map(({ resource }) =>
      resource
    ),
  );
  const seen = new Set<string>();
  // What a line named comes before what a list has, of which not all are taken.
  for (const attributes of asked.sort((a, b) => Number(a.name === "") - Number(b.name === ""))) {
    const { group, resource, namespace, name, labels } = attributes;
    const key = [group, resource, namespace, name, labels].join("\n");
    if (seen.has(key) || (attributes.verb === "create" && name === "")) continue;
    // What a line found by a list is there with the list.
    const isNamed = name === "" || text.includes(name) || bulk.has(placeKey(attributes));
    if (!isNamed && listed.has(resource)) continue;
    seen.add(key);
    for (const object of await read(session, attributes, signal)) {
      if (!isKubeObject(object) || builtinKind(object.apiVersion, object.kind) === undefined) {
        continue;
      }
      const created = Date.parse(String(object.metadata?.creationTimestamp));
      // What the session made itself the script makes again.
      if (makes.has(resource) && created >= session.record.startedMs - 1000) continue;
      const place = {
        ...attributes,
        namespace: object.metadata?.namespace ?? namespace,
        name: object.metadata?.name ?? name,
      };
      const labels = bulk.get(placeKey(place))?.labels ?? {};
      found.set(placeKey(place), asBefore(object, labels, session.record.startedMs));
    }
  }
  const objects = [...found.values()].map((object) =>
    withoutSecrets(object, (value) => session.isPrivate(value))
  );
  const own = session.cluster.info?.namespace ?? "default";
  const needed = objects.filter((object) =>
    !runs || text.includes(object.metadata?.name ?? "") ||
    !objects.some((other) => makesByItself(other, object))
  );
  const isThere = (at: Asked) =>
    objects.some((object) =>
      at.name === object.metadata?.name && at.namespace === (object.metadata.namespace ?? "") &&
      at.resource === builtinKind(object.apiVersion, object.kind)?.plural
    );
  const gone = asked.filter((at) => at.verb === "delete" && at.subresource === "" && !isThere(at))
    .filter((at) =>
      bulk.has(placeKey(at)) || (text.includes(at.name) &&
        !lines.some((line) => makesNamed(line, at.name, at.resource)))
    );
  const least = await smallest(
    needed.map(withoutServerFields),
    gone.flatMap((at) => namedBy(at, bulk.get(placeKey(at))?.labels)),
  );
  return least.map((object) =>
    object.metadata?.namespace === own ? withoutNamespace(object) : object
  );
}

/** Whether a line creates what is called so. */
function makesNamed({ input, source }: SavedLine, name: string, resource: string): boolean {
  return source.includes(name) &&
    input.sent.flatMap(askedOf).some((at) => at.verb === "create" && at.resource === resource);
}

function namedBy(
  { group, version, resource, namespace, name }: Asked,
  labels: Readonly<Record<string, string>> = {},
): KubeObject[] {
  const kind = BUILTIN_KINDS.find((kind) => kind.group === group && kind.plural === resource);
  if (kind === undefined) return [];
  const found = Object.keys(labels).length === 0 ? {} : { labels };
  const metadata = { name, ...(kind.namespaced ? { namespace } : {}), ...found };
  return [{ apiVersion: formatApiVersion({ group, version }), kind: kind.kind, metadata }];
}

function withoutNamespace(object: KubeObject): KubeObject {
  const { namespace: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/** Whether the controller of one object makes the like of another: it has a template and selects it. */
function makesByItself(maker: NamedObject, { metadata }: NamedObject): boolean {
  const { spec } = maker as NamedObject & {
    readonly spec?: {
      readonly template?: unknown;
      readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    };
  };
  if (maker.metadata?.namespace !== metadata?.namespace || spec?.template === undefined) {
    return false;
  }
  const wanted = Object.entries(spec.selector?.matchLabels ?? {});
  return wanted.length > 0 &&
    wanted.every(([name, value]) => metadata?.labels?.[name] === value) &&
    metadata?.ownerReferences !== undefined;
}

async function read(
  session: CommandTarget,
  { group, resource, namespace, name, labels }: Asked,
  signal: AbortSignal | undefined,
): Promise<unknown[]> {
  const kind = BUILTIN_KINDS.find((kind) => kind.group === group && kind.plural === resource);
  // Others are defined by objects of their own.
  if (kind === undefined || !kind.verbs.includes("get")) return [];
  const call = { managedFields: true, ...(signal === undefined ? {} : { signal }) };
  // A request for a namespace has it as its name and as its namespace.
  const scope = kind.namespaced && namespace !== ""
    ? session.cluster.ns(namespace)
    : session.cluster;
  const query: Query = scope.kind(group === "" ? resource : `${resource}.${group}`);
  if (name !== "") return [await query.ref(name).find(call)];
  const selected = labels === undefined ? query : query.selector({ labels });
  return await selected.limit(MAX_OF_LIST).list(call);
}

/** The data of Secrets is nobody's test data, wherever it has been put. */
function withoutSecrets(object: NamedObject, isSecret: (text: string) => boolean): NamedObject {
  return JSON.parse(JSON.stringify(maskSecrets(object), (_, value) => {
    if (typeof value !== "string") return value;
    return value === HIDDEN ? btoa("example") : isSecret(value) ? "example" : value;
  }));
}

/** Takes away what a cluster fills in by itself, and what it makes by itself altogether. */
async function smallest(
  objects: readonly NamedObject[],
  gone: readonly KubeObject[],
): Promise<KubeObject[]> {
  const namespaces = new Set(
    [...objects, ...gone].flatMap(({ metadata }) => metadata?.namespace ?? []),
  );
  await using cluster = createEmbeddedCluster();
  const transport = cluster.transport();
  async function post(path: string, object: unknown): Promise<Answer> {
    const response = await transport.send(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(object),
    });
    return { status: response.status, object: await response.json() };
  }
  const made = new Set<string>();
  for (const name of namespaces) {
    const space = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    if ((await post("/api/v1/namespaces", space)).status === 201) made.add(name);
  }
  await cluster.settled();
  const kept: KubeObject[] = [];
  for (const named of gone) {
    for (const object of standInsOf(named)) {
      const made = await post(pathFor(object), object);
      if (made.status !== 201) continue;
      kept.push(await cutDown(object as NamedObject, made, (less) => post(pathFor(object), less)));
      break;
    }
  }
  for (const object of objects) {
    const path = pathFor(object);
    const whole = await post(path, object);
    const isOurs = isSpace(object) && made.has(object.metadata?.name ?? "");
    if (whole.status === 409 && !isOurs) continue;
    kept.push(
      whole.status === 201 ? await cutDown(object, whole, (less) => post(path, less)) : object,
    );
  }
  return kept;
}

/** Whether it is what the others lie in. */
function isSpace({ apiVersion, kind }: KubeObject): boolean {
  return builtinKind(apiVersion ?? "", kind ?? "")?.plural === "namespaces";
}

/** Where an object would be created. */
function pathFor({ apiVersion = "", kind = "", metadata }: KubeObject): string {
  const resource = builtinKind(apiVersion, kind)!;
  return `${resourcePath({ resource, namespace: metadata?.namespace ?? "default" })}?dryRun=All`;
}

interface Answer {
  readonly status: number;
  readonly object: unknown;
}

/** Leaves out each field without which a cluster makes the same of the object. */
async function cutDown(
  object: NamedObject,
  whole: Answer,
  post: (object: unknown) => Promise<Answer>,
): Promise<NamedObject> {
  const wanted = meaning(whole.object);
  let smallest: NamedObject = object;
  for (const path of pathsOf(object)) {
    const less = without(smallest, path) as NamedObject;
    const { status, object: made } = await post(less);
    if (status === 201 && meaning(made) === wanted) smallest = less;
  }
  return smallest;
}

/** What an object says beside what is new about each, in whatever order. */
function meaning(object: unknown): string {
  const { metadata, ...rest } = object as NamedObject;
  const { name, namespace, labels, annotations } = metadata ?? {};
  const text = JSON.stringify(sorted({ ...rest, name, namespace, labels, annotations }));
  return text.replace(/kube-api-access-\w+/g, "");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}

/** What names an object. */
const NEEDED: ReadonlySet<string> = new Set(["apiVersion", "kind"]);
const NEEDED_METADATA: ReadonlySet<string> = new Set(["name", "namespace"]);

type Path = readonly (string | number)[];

/** The fields of an object, what holds others first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const paths: Path[] = [];
  for (const [key, child] of Object.entries(value)) {
    if (path.length === 0 && NEEDED.has(key)) continue;
    if (path.length === 1 && path[0] === "metadata" && NEEDED_METADATA.has(key)) continue;
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    // Items of lists have their places.
    if (!Array.isArray(value) && !(path.length === 0 && key === "metadata")) paths.push(at);
    paths.push(...pathsOf(child, at));
  }
  return paths;
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => index === key ? without(item, rest) : item);
  }
  const entries = Object.entries(value);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(
    entries.map(([name, item]) => [name, name === key ? without(item, rest) : item]),
  );
}
