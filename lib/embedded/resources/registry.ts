/**
 * Which resources the server serves: the built-in ones and those that definitions add. Layer 3.
 *
 * @module
 */
import { BUILTIN_KINDS } from "../../kinds/builtin.ts";
import type { Kind } from "../../kinds/kind.ts";
import { BuiltinResource } from "./builtin_resource.ts";
import type { Resource } from "./resource.ts";
import { strategyOf } from "./strategies.ts";

/** The resources by group, version and plural. */
export class ResourceRegistry {
  readonly #builtin = new Map<string, Resource>();
  readonly #custom = new Map<string, readonly Resource[]>();
  readonly #kinds: ReadonlyMap<string, Kind> = KINDS;

  /** The resource at a path, or `undefined` where none is served there. */
  find(group: string, version: string, plural: string): Resource | undefined {
    const key = `${group}/${version}/${plural}`;
    const known = this.#builtin.get(key);
    if (known !== undefined) return known;
    const kind = this.#kinds.get(key);
    if (kind !== undefined) {
      const made = new BuiltinResource(kind, strategyOf(kind));
      this.#builtin.set(key, made);
      return made;
    }
    for (const resources of this.#custom.values()) {
      const found = resources.find((resource) =>
        resource.kind.group === group && resource.kind.version === version &&
        resource.kind.plural === plural
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The resource that stores a built-in kind.
   *
   * @throws {TypeError} when there is none.
   */
  get(group: string, version: string, plural: string): Resource {
    const found = this.find(group, version, plural);
    if (found === undefined) throw new TypeError(`Cannot find resource "${group}/${plural}"`);
    return found;
  }

  /**
   * A kind that is sent and not stored, e.g. `Scale`, as a resource that reads its objects.
   *
   * @throws {TypeError} when its type is not known.
   */
  virtual(group: string, version: string, kind: string): Resource {
    const key = `${group}/${version}/=${kind}`;
    let resource = this.#builtin.get(key);
    if (resource === undefined) {
      resource = new BuiltinResource(virtualKind(group, version, kind), {});
      this.#builtin.set(key, resource);
    }
    return resource;
  }

  /** The resource of a kind, by what its objects say of themselves. */
  findKind(group: string, version: string, kind: string): Resource | undefined {
    for (const candidate of this.kinds()) {
      if (candidate.group === group && candidate.version === version && candidate.kind === kind) {
        return this.find(group, version, candidate.plural);
      }
    }
    return undefined;
  }

  /** Every kind served, in the order of discovery. */
  kinds(): Kind[] {
    return [...this.#kinds.values(), ...[...this.#custom.values()].flat().map(({ kind }) => kind)];
  }

  /** The custom resources, by the name of their definition. */
  custom(): ReadonlyMap<string, readonly Resource[]> {
    return this.#custom;
  }

  /** Serves the versions of a definition. */
  define(name: string, resources: readonly Resource[]): void {
    this.#custom.set(name, resources);
  }

  /** Serves the versions of a definition no longer. */
  remove(name: string): void {
    this.#custom.delete(name);
  }

  /** Whether a group is built in: paths below it are refused in other words. */
  hasBuiltinVersion(group: string): boolean {
    return [...this.#kinds.values()].some((kind) => kind.group === group);
  }

  /** Whether a group is served at any version. */
  hasGroup(group: string): boolean {
    return this.kinds().some((kind) => kind.group === group);
  }
}

function virtualKind(group: string, version: string, kind: string): Kind {
  return {
    group,
    version,
    kind,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: [],
    subresources: [],
    fields: [],
    traits: [],
  };
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  BUILTIN_KINDS.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]),
);
