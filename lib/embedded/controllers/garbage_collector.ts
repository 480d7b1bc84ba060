/**
 * Deletes what nobody owns any longer, and holds owners that wait for what they own. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/garbagecollector
 */
import { parseApiVersion } from "../../core/gvk.ts";
import { type ApiObject, type JsonObject, listOf, objectsOf, textOf } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import type { StoreEvent } from "../store/history.ts";
import type { Controller, ControllerContext } from "./controller.ts";

const ORPHAN = "orphan";
const FOREGROUND = "foregroundDeletion";

/** The garbage collector. */
export const GARBAGE_COLLECTOR: Controller = {
  name: "garbagecollector",
  start: (context) => new Collector(context),
};

/** Where an object is, as one text. */
function keyOf(collection: string, { metadata }: ApiObject): string {
  return JSON.stringify([collection, metadata.namespace ?? null, metadata.name ?? ""]);
}

class Collector {
  readonly #context: ControllerContext;
  /** The keys of objects by the uid of an owner. */
  readonly #dependents = new Map<string, Set<string>>();
  readonly #stop: () => void;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { store, resources } = context.cluster;
    this.#stop = store.listen(undefined, (event) => this.#onEvent(event));
    const seen = new Set<string>();
    for (const { group, version, plural } of resources.kinds()) {
      const collection = resources.find(group, version, plural)?.collection ?? "";
      if (seen.has(collection)) continue;
      seen.add(collection);
      for (const object of store.list(collection)) this.#note(collection, object);
    }
  }

  stop(): void {
    this.#stop();
  }

  reconcile(key: string): void {
    const [collection, namespace, name] = JSON.parse(key) as [string, string | null, string];
    const { cluster } = this.#context;
    const object = cluster.store.get({ collection, namespace: namespace ?? undefined, name });
    const resource = this.#resource(collection);
    if (object === undefined || resource === undefined) return;
    if (object.metadata.deletionTimestamp !== undefined) this.#release(resource, object);
    this.#checkOwners(resource, object);
  }

  #onEvent({ type, collection, object, previous }: StoreEvent): void {
    if (previous !== undefined) {
      for (const { uid } of ownersOf(previous)) {
        if (type === "DELETED" || !ownersOf(object).some((owner) => owner.uid === uid)) {
          this.#dependents.get(uid)?.delete(keyOf(collection, previous));
          this.#enqueueOwner(uid, previous);
        }
      }
    }
    if (type !== "DELETED") return this.#note(collection, object);
    for (const key of this.#dependents.get(object.metadata.uid ?? "") ?? []) {
      this.#context.enqueue(key);
    }
  }

  #note(collection: string, object: ApiObject): void {
    const key = keyOf(collection, object);
    const owners = ownersOf(object);
    for (const { uid } of owners) {
      const keys = this.#dependents.get(uid) ?? new Set();
      this.#dependents.set(uid, keys.add(key));
    }
    const finalizers = listOf(object.metadata["finalizers"]);
    const isWaiting = object.metadata.deletionTimestamp !== undefined &&
      (finalizers.includes(ORPHAN) || finalizers.includes(FOREGROUND));
    if (owners.length > 0 || isWaiting) this.#context.enqueue(key);
  }

  /** An owner that waits for its dependents is looked at again when one of them has gone. */
  #enqueueOwner(uid: string, dependent: ApiObject): void {
    const reference = ownersOf(dependent).find((owner) => owner.uid === uid);
    if (reference === undefined) return;
    const found = this.#findOwner(reference, dependent);
    if (found !== undefined) this.#context.enqueue(keyOf(found.resource.collection, found.object));
  }

  #resource(collection: string): Resource | undefined {
    const slash = collection.lastIndexOf("/");
    const group = slash < 0 ? "" : collection.slice(0, slash);
    const plural = collection.slice(slash + 1);
    const { resources } = this.#context.cluster;
    const kind = resources.kinds().find((candidate) =>
      candidate.group === group && candidate.plural === plural
    );
    return kind === undefined ? undefined : resources.find(group, kind.version, plural);
  }

  #findOwner(reference: Owner, dependent: ApiObject) {
    const { group, version } = parseApiVersion(reference.apiVersion);
    const { resources, store } = this.#context.cluster;
    const resource = resources.findKind(group, version, reference.kind);
    if (resource === undefined) return undefined;
    const namespace = resource.kind.namespaced ? dependent.metadata.namespace : undefined;
    const object = store.get({
      collection: resource.collection,
      namespace,
      name: reference.name,
    });
    return object === undefined || object.metadata.uid !== reference.uid
      ? undefined
      : { resource, object };
  }

  /** Deletes an object whose owners are all gone. */
  #checkOwners(resource: Resource, object: ApiObject): void {
    const owners = ownersOf(object);
    if (owners.length === 0 || object.metadata.deletionTimestamp !== undefined) return;
    const found = owners.map((reference) => this.#findOwner(reference, object));
    const isKnown = owners.every(({ apiVersion, kind }) => {
      const { group, version } = parseApiVersion(apiVersion);
      return this.#context.cluster.resources.findKind(group, version, kind) !== undefined;
    });
    // What kind an owner is may become known later; nothing is deleted on a guess.
    if (!isKnown) return;
    const waiting = found.map((owner) =>
      owner !== undefined && owner.object.metadata.deletionTimestamp !== undefined &&
      listOf(owner.object.metadata["finalizers"]).includes(FOREGROUND)
    );
    const solid = found.filter((owner, index) => owner !== undefined && waiting[index] !== true);
    const { namespace, name = "", uid } = object.metadata;
    const { client } = this.#context;
    if (solid.length > 0) {
      if (solid.length === owners.length) return;
      const kept = owners.filter((_, index) => found[index] !== undefined && !waiting[index]);
      const uids = new Set(kept.map((owner) => owner.uid));
      client.change(
        resource,
        { namespace, name },
        (live) => withoutOwners(live, (owner) => uids.has(owner.uid)),
      );
      return;
    }
    const hasOwn = (this.#dependents.get(uid ?? "")?.size ?? 0) > 0;
    const isHeldUp = waiting.some((isWaiting) => isWaiting) && hasOwn;
    client.delete(resource, { namespace, name }, {
      uid,
      propagationPolicy: isHeldUp ? "Foreground" : "Background",
    });
  }

  /** Does what a deleted owner waits for. */
  #release(resource: Resource, object: ApiObject): void {
    const finalizers = listOf(object.metadata["finalizers"]).map(textOf);
    const { uid = "" } = object.metadata;
    const { client, cluster } = this.#context;
    if (finalizers.includes(ORPHAN)) {
      for (const key of [...this.#dependents.get(uid) ?? []]) {
        const [collection, space, own] = JSON.parse(key) as [string, string | null, string];
        const dependent = this.#resource(collection);
        if (dependent === undefined) continue;
        const target = { namespace: space ?? undefined, name: own };
        client.change(
          dependent,
          target,
          (live) => withoutOwners(live, (owner) => owner.uid !== uid),
        );
      }
      this.#finish(resource, object, ORPHAN);
      return;
    }
    if (!finalizers.includes(FOREGROUND)) return;
    let isBlocked = false;
    for (const key of [...this.#dependents.get(uid) ?? []]) {
      const [collection, space, own] = JSON.parse(key) as [string, string | null, string];
      const dependent = cluster.store.get({ collection, namespace: space ?? undefined, name: own });
      if (dependent === undefined) continue;
      if (ownersOf(dependent).some((owner) => owner.uid === uid && owner.isBlocking)) {
        isBlocked = true;
      }
      this.#context.enqueue(key);
    }
    if (!isBlocked) this.#finish(resource, object, FOREGROUND);
  }

  #finish(resource: Resource, { metadata }: ApiObject, finalizer: string): void {
    const target = { namespace: metadata.namespace, name: metadata.name ?? "" };
    this.#context.client.change(resource, target, (live) => {
      const rest = listOf(live.metadata["finalizers"]).filter((item) => item !== finalizer);
      const { finalizers: _finalizers, ...others } = live.metadata;
      return { ...live, metadata: rest.length > 0 ? { ...others, finalizers: rest } : others };
    });
  }
}

interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly isBlocking: boolean;
}

function ownersOf({ metadata }: ApiObject): Owner[] {
  return objectsOf(metadata["ownerReferences"]).map(ownerFrom);
}

function ownerFrom(reference: JsonObject): Owner {
  return {
    apiVersion: textOf(reference["apiVersion"]),
    kind: textOf(reference["kind"]),
    name: textOf(reference["name"]),
    uid: textOf(reference["uid"]),
    isBlocking: reference["blockOwnerDeletion"] === true,
  };
}

function withoutOwners(object: ApiObject, keeps: (owner: Owner) => boolean): ApiObject {
  const kept = objectsOf(object.metadata["ownerReferences"]).filter((reference) =>
    keeps(ownerFrom(reference))
  );
  const { ownerReferences: _ownerReferences, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: kept.length > 0 ? { ...metadata, ownerReferences: kept } : metadata,
  };
}
