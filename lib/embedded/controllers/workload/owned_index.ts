/**
 * Objects of a collection by what controls them, kept up with the store. Layer 3.
 *
 * A controller that asks for its pods must not look through all pods of the cluster.
 *
 * @module
 */
import type { ApiObject } from "../../json.ts";
import type { StoreEvent } from "../../store/history.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import { claim, controllerOf } from "./owners.ts";
import { keyOf } from "./reading.ts";

/** The objects of one collection by controller. */
export class OwnedIndex {
  /** By the uid of the controller, or by the namespace where nothing controls them. */
  readonly #groups = new Map<string, Map<string, ApiObject>>();
  readonly #context: ControllerContext;
  readonly #resource: Resource;
  readonly #stop: () => void;

  /**
   * @param context The controller's.
   * @param resource What kind of objects.
   */
  constructor(context: ControllerContext, resource: Resource) {
    this.#context = context;
    this.#resource = resource;
    const { collection } = resource;
    const { store } = context.cluster;
    this.#stop = store.listen(collection, (event) => this.#onEvent(event));
    for (const object of store.list(collection)) this.#add(object);
  }

  /** What an owner controls. */
  ownedBy({ metadata }: ApiObject): ApiObject[] {
    return [...this.#groups.get(`=${metadata.uid}`)?.values() ?? []];
  }

  /**
   * Adopts what an owner wants and nothing controls, and lets go of what it no longer wants.
   *
   * @param matches Whether the owner wants an object.
   * @param counts Which objects are looked at; default all.
   * @returns What the owner controls now.
   */
  claim(
    owner: ApiObject,
    matches: (object: ApiObject) => boolean,
    counts: (object: ApiObject) => boolean = () => true,
  ): ApiObject[] {
    const orphans = this.#groups.get(`/${owner.metadata.namespace ?? ""}`)?.values() ?? [];
    const candidates = [...this.ownedBy(owner), ...orphans].filter(counts);
    return claim(this.#context, { owner, resource: this.#resource, candidates, matches });
  }

  /** Ends keeping up. */
  stop(): void {
    this.#stop();
  }

  #onEvent({ type, object, previous }: StoreEvent): void {
    if (previous !== undefined && (type === "DELETED" || groupOf(previous) !== groupOf(object))) {
      this.#remove(previous);
    }
    if (type !== "DELETED") this.#add(object);
  }

  #add(object: ApiObject): void {
    const name = groupOf(object);
    const group = this.#groups.get(name) ?? new Map<string, ApiObject>();
    this.#groups.set(name, group.set(keyOf(object), object));
  }

  #remove(object: ApiObject): void {
    const name = groupOf(object);
    const group = this.#groups.get(name);
    group?.delete(keyOf(object));
    if (group?.size === 0) this.#groups.delete(name);
  }
}

function groupOf(object: ApiObject): string {
  const controller = controllerOf(object);
  return controller === undefined ? `/${object.metadata.namespace ?? ""}` : `=${controller.uid}`;
}
