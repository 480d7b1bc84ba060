/**
 * What a plan would leave in the cluster: a copy of each collection that the script has written to, kept by
 * the in-memory cluster, which answers every later request about it. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { SendOptions, Transport } from "../connect/transport.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../embedded/cluster.ts";
import { NAMESPACE_CONTROLLER } from "../embedded/controllers/namespace_controller.ts";
import type { ApiObject } from "../embedded/json.ts";
import { collectionOf } from "../embedded/resources/builtin_resource.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import { type CollectionPlace, namespaceOf, type ObjectPlace, pathOf } from "./object_place.ts";

const JSON_ONLY = { accept: "application/json" };
const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

/** The state that a plan would leave. */
export class PlanOverlay implements AsyncDisposable {
  readonly #server: Transport;
  readonly #cluster: EmbeddedCluster;
  readonly #transport: Transport;
  /** Collections that were copied: `apps/deployments@shop`, or without a namespace for all of it. */
  readonly #copied = new Set<string>();
  /** Objects that were copied alone, where their collection may not be listed. */
  readonly #single = new Set<string>();
  readonly #planned = new Set<string>();
  readonly #served = new Map<string, boolean>();

  /** Copies nothing yet. */
  constructor(server: Transport) {
    this.#server = server;
    this.#cluster = createEmbeddedCluster({ controllers: [NAMESPACE_CONTROLLER] });
    this.#transport = this.#cluster.transport();
  }

  /** Ends every watch. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }

  /** Sends a request to the copy. */
  async send(path: string, options: SendOptions): Promise<Response> {
    return await this.#transport.send(path, options);
  }

  /** The object as the plan has it, where its collection was copied. */
  get(place: ObjectPlace): JsonObject | undefined {
    return this.#cluster.store.get(storePlace(place));
  }

  /** Whether the plan has written to an object. */
  isPlanned(place: ObjectPlace): boolean {
    return this.#planned.has(keyOf(place));
  }

  /** Whether a namespace exists in the plan only. */
  isNewNamespace(name: string): boolean {
    const place = { group: "", version: "v1", resource: "namespaces", namespace: "", name };
    return this.isPlanned(place) && this.get(place) !== undefined;
  }

  /**
   * Counts the objects that the plan leaves in a collection.
   *
   * @param place The collection.
   * @returns How many; `undefined`: the collection was not written to, and the server knows.
   */
  async count(place: CollectionPlace): Promise<number | undefined> {
    const { namespace, resource } = place;
    const list = { ...place, isResource: true, verb: "list", subresource: "", name: "" } as const;
    const isOwn = namespace !== "" && this.isNewNamespace(namespace);
    if (!isOwn && !await this.covers(list)) return undefined;
    const collection = collectionOf({ group: place.group, plural: resource });
    return this.#cluster.store.list(collection, namespace).length;
  }

  /** Says that the plan has written to an object. */
  mark(place: ObjectPlace): void {
    this.#planned.add(keyOf(place));
  }

  /** Puts an object in its place, as the server says it would be. */
  put(place: ObjectPlace, object: JsonObject): void {
    this.mark(place);
    this.#cluster.store.put(storePlace(place), object as ApiObject);
  }

  /** Takes an object away. */
  remove(place: ObjectPlace): void {
    this.mark(place);
    this.#cluster.store.remove(storePlace(place));
  }

  /** Resolves when the copy has done what follows from the last change. */
  async settled(): Promise<void> {
    await this.#cluster.settled();
  }

  /**
   * Tells whether a read is answered by the copy; copies the rest of a collection where a part of it was
   * written to and the whole is asked for.
   */
  async covers(read: ResourceAttributes): Promise<boolean> {
    const collection = collectionOf({ group: read.group, plural: read.resource });
    const namespace = namespaceOf(read);
    if (read.name !== "" && this.#single.has(keyOf({ ...read, namespace }))) return true;
    if (this.#copied.has(collection) || this.#copied.has(`${collection}@${namespace}`)) return true;
    if (namespace !== "" && this.isNewNamespace(namespace)) return await this.serves(read);
    const partly = [...this.#copied].some((key) => key.startsWith(`${collection}@`));
    if (namespace !== "" || !partly) return false;
    return await this.#copyCollection(read, "");
  }

  /**
   * Copies what a write is about.
   *
   * @returns Whether the copy can hold it.
   */
  async copy(write: ResourceAttributes, signal: AbortSignal): Promise<boolean> {
    if (!await this.serves(write)) return false;
    const namespace = namespaceOf(write);
    await this.#copyNamespace(namespace);
    if (await this.covers(write)) return true;
    if (await this.#copyCollection(write, namespace)) return true;
    if (write.name === "") return true;
    const place = { ...write, namespace };
    const path = pathOf(place, place.name);
    const response = await this.#server.send(path, { headers: JSON_ONLY, signal });
    const object: unknown = JSON.parse(await readText(response));
    this.#single.add(keyOf(place));
    if (response.ok && isObject(object)) this.#load(write, [object], versionOf(object));
    return response.ok || response.status === 404;
  }

  /** Whether the in-memory cluster knows the kind; one of a definition is looked up. */
  async serves(write: ResourceAttributes): Promise<boolean> {
    const { group, version, resource } = write;
    const key = `${group}/${version}/${resource}`;
    const known = this.#served.get(key);
    if (known !== undefined) return known;
    const served = await this.#isServed(write) ||
      (group.includes(".") && await this.#define(write) && await this.#isServed(write));
    this.#served.set(key, served);
    return served;
  }

  async #isServed({ group, version, resource }: ResourceAttributes): Promise<boolean> {
    const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const response = await this.#transport.send(`${root}/${resource}?limit=1`, {
      headers: JSON_ONLY,
    });
    await response.body?.cancel();
    return response.ok;
  }

  async #define({ group, resource }: ResourceAttributes): Promise<boolean> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${resource}.${group}`;
    const response = await this.#server.send(path, { headers: JSON_ONLY });
    const definition: unknown = JSON.parse(await readText(response));
    if (!response.ok || !isObject(definition)) return false;
    this.#cluster.store.put(
      { collection: DEFINITIONS, name: `${resource}.${group}` },
      definition as ApiObject,
    );
    await this.#cluster.settled();
    return true;
  }

  async #copyNamespace(name: string): Promise<void> {
    const place = { group: "", version: "v1", resource: "namespaces", namespace: "", name };
    if (name === "" || this.get(place) !== undefined || this.isPlanned(place)) return;
    const response = await this.#server.send(`/api/v1/namespaces/${encodeURIComponent(name)}`, {
      headers: JSON_ONLY,
    });
    const object: unknown = JSON.parse(await readText(response));
    if (response.status === 404) return;
    // Who may not look at a namespace may still write in it.
    const made = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    const found = response.ok && isObject(object) ? object : made;
    this.#cluster.store.load("namespaces", [found as unknown as ApiObject], versionOf(found));
  }

  async #copyCollection(write: ResourceAttributes, namespace: string): Promise<boolean> {
    const collection = collectionOf({ group: write.group, plural: write.resource });
    const response = await this.#server.send(pathOf({ ...write, namespace }, ""), {
      headers: JSON_ONLY,
      bulk: true,
    });
    const list: unknown = JSON.parse(await readText(response, { limitBytes: Infinity }));
    if (!response.ok || !isObject(list) || !Array.isArray(list["items"])) return false;
    const { apiVersion, kind } = list;
    const own = { apiVersion, kind: String(kind).replace(/List$/, "") };
    const objects = list["items"].filter(isObject).map((item) => ({ ...own, ...item }));
    this.#dropOwn(write, namespace);
    this.#load(write, objects, versionOf(list));
    this.#copied.add(namespace === "" ? collection : `${collection}@${namespace}`);
    return true;
  }

  /** What the in-memory cluster has made by itself is nothing that the server has. */
  #dropOwn(write: ResourceAttributes, namespace: string): void {
    const collection = collectionOf({ group: write.group, plural: write.resource });
    for (const { metadata } of this.#cluster.store.list(collection, namespace)) {
      const place = { ...write, namespace: metadata.namespace ?? "", name: metadata.name ?? "" };
      if (!this.isPlanned(place)) this.#cluster.store.remove(storePlace(place));
    }
  }

  /** What the plan has written to is newer than what the server has. */
  #load(write: ResourceAttributes, objects: readonly JsonObject[], revision: number): void {
    const collection = collectionOf({ group: write.group, plural: write.resource });
    const missing = (objects as unknown as readonly ApiObject[]).filter(({ metadata }) =>
      !this.isPlanned({
        ...write,
        namespace: metadata.namespace ?? "",
        name: metadata.name ?? "",
      })
    );
    this.#cluster.store.load(collection, missing, revision);
  }
}

function storePlace({ group, resource, namespace, name }: ObjectPlace) {
  return {
    collection: collectionOf({ group, plural: resource }),
    name,
    ...(namespace === "" ? {} : { namespace }),
  };
}

function keyOf({ group, resource, namespace, name }: ObjectPlace): string {
  return JSON.stringify([group, resource, namespace, name]);
}

function versionOf({ metadata }: JsonObject): number {
  const version = isObject(metadata) ? Number(metadata["resourceVersion"]) : NaN;
  return Number.isSafeInteger(version) ? version : 0;
}
