/**
 * Reading and writing objects from inside the server: what controllers use. Layer 3.
 *
 * Everything that holds for requests holds here, too: defaults, rules, admission, ownership. Only rights
 * are not asked for.
 *
 * @module
 */
import { Fault } from "../fault.ts";
import { type ApiObject, cloneJson } from "../json.ts";
import { ownerOf } from "../managed/owner.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call, ClusterState, UserInfo, WriteOptions } from "../server/context.ts";
import { deleteObject, type DeleteOptions } from "./delete.ts";
import { placeOf, type WriteTarget } from "./target.ts";
import { createObject, updateObject } from "./write.ts";

/** Which object. */
export interface ObjectName {
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly subresource?: string;
}

const MAX_TRIES = 5;

/** Reads and writes as one user. */
export class ObjectClient {
  readonly #cluster: ClusterState;
  readonly #user: UserInfo;
  readonly #manager: string;

  /**
   * @param cluster The cluster.
   * @param user In whose name.
   * @param manager Who comes to own what is written.
   */
  constructor(cluster: ClusterState, user: UserInfo, manager: string) {
    this.#cluster = cluster;
    this.#user = user;
    this.#manager = manager;
  }

  /** An object, or `undefined` where there is none. */
  find(resource: Resource, { namespace, name }: ObjectName): ApiObject | undefined {
    const { collection } = resource;
    const found = this.#cluster.store.get({ collection, namespace, name });
    return found === undefined ? undefined : resource.toVersion(found);
  }

  /** The objects of a resource, of one namespace or of all. */
  list(resource: Resource, namespace?: string): ApiObject[] {
    return this.#cluster.store.list(resource.collection, namespace)
      .map((object) => resource.toVersion(object));
  }

  /**
   * Creates an object.
   *
   * @throws {Fault} when it may not be created.
   */
  create(resource: Resource, object: ApiObject): ApiObject {
    const target = this.#target(resource, {
      namespace: object.metadata.namespace,
      name: "",
    });
    const { object: decoded } = resource.decode(cloneJson(object));
    const options = this.#options();
    const call = this.#call();
    return createObject(call, target, decoded, { ...options, own: ownerOf(call, target, options) });
  }

  /**
   * Changes an object; gets the newest state, again when somebody else was faster.
   *
   * @param change Gives the new state; the old one may not be changed in place.
   * @returns The object as stored, or `undefined` where there is none.
   * @throws {Fault} when the new state may not be stored.
   */
  change(
    resource: Resource,
    name: ObjectName,
    change: (live: ApiObject) => ApiObject,
  ): ApiObject | undefined {
    const target = this.#target(resource, name);
    const options = this.#options();
    for (let tries = 1;; tries++) {
      if (this.#cluster.store.get(placeOf(target)) === undefined) return undefined;
      const call = this.#call();
      try {
        return updateObject(
          call,
          target,
          (live) => live === undefined ? resource.empty() : resource.decode(change(live)).object,
          { ...options, own: ownerOf(call, target, options), mayCreate: false },
        ).object;
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 409 || tries === MAX_TRIES) throw error;
      }
    }
  }

  /**
   * Deletes an object; nothing happens where there is none.
   *
   * @throws {Fault} when it may not be deleted.
   */
  delete(resource: Resource, name: ObjectName, options: DeleteOptions = {}): void {
    try {
      deleteObject(this.#call(), this.#target(resource, name), { ...this.#options(), ...options });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 404) throw error;
    }
  }

  #target(resource: Resource, { namespace, name, subresource = "" }: ObjectName): WriteTarget {
    return { resource, namespace, name, subresource };
  }

  #options(): WriteOptions {
    return {
      isDryRun: false,
      fieldManager: this.#manager,
      fieldValidation: "Ignore",
      force: false,
    };
  }

  #call(): Call {
    return {
      cluster: this.#cluster,
      info: NO_REQUEST,
      user: this.#user,
      query: new URLSearchParams(),
      headers: new Headers(),
      method: "",
      warnings: [],
      signal: undefined,
      onWatch: () => () => {},
    };
  }
}

const NO_REQUEST = {
  isResource: false,
  verb: "",
  path: "",
  group: "",
  version: "",
  namespace: "",
  resource: "",
  subresource: "",
  name: "",
  rest: [],
};
