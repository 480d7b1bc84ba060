/**
 * What a server's discovery said at one moment, and how its documents are read: the aggregated form of
 * today's servers and the older form of one list a group and version. Layer 2: pure.
 *
 * @module
 */
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { Kind, Trait } from "../kinds/kind.ts";
import { isRecord, recordsOf, stringsOf, textOf } from "./discovery_json.ts";

/** An API group that a cluster serves. */
export interface ApiGroup {
  /** The name, `""` for the core group. */
  readonly name: string;
  /** The versions, the preferred one first. */
  readonly versions: readonly string[];
}

/** What one of the two discovery documents said: `/api` or `/apis`. */
export interface SnapshotPart {
  /** The document's ETag; absent where the server gave none. */
  readonly etag?: string;
  /** The groups in the server's order. */
  readonly groups: readonly ApiGroup[];
  /** The kinds in the server's order, the preferred version of each group first. */
  readonly kinds: readonly Kind[];
  /** Groups and versions that the server could not list, e.g. `metrics.k8s.io/v1beta1`. */
  readonly failed: readonly string[];
}

/** What a server's discovery said. */
export interface Snapshot {
  /** When it was said, in milliseconds since 1970. */
  readonly savedAtMs: number;
  /** The core group. */
  readonly api: SnapshotPart;
  /** All other groups. */
  readonly apis: SnapshotPart;
}

/** One version of a group in an aggregated document. */
export interface DiscoveredVersion {
  readonly version: string;
  readonly kinds: readonly Kind[];
  /** Whether the server that stands behind it did not answer. */
  readonly stale: boolean;
}

/** One group in an aggregated document. */
export interface DiscoveredGroup {
  readonly name: string;
  readonly versions: readonly DiscoveredVersion[];
}

/**
 * Reads an `APIGroupDiscoveryList`.
 *
 * @param document The parsed document; what does not fit is left out.
 * @returns The groups in the server's order.
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/3352-aggregated-discovery
 */
export function readAggregated(document: unknown): readonly DiscoveredGroup[] {
  const items = isRecord(document) ? recordsOf(document["items"]) : [];
  return items.map((item) => {
    const name = isRecord(item["metadata"]) ? textOf(item["metadata"]["name"]) : "";
    const versions = recordsOf(item["versions"]).map((entry) => {
      const version = textOf(entry["version"]);
      return {
        version,
        stale: entry["freshness"] === "Stale",
        kinds: recordsOf(entry["resources"]).flatMap((resource) =>
          readResource(name, version, resource)
        ),
      };
    });
    return { name, versions };
  });
}

function readResource(
  group: string,
  version: string,
  resource: Readonly<Record<string, unknown>>,
): Kind[] {
  // Without a kind of its own the resource only carries subresources of something else.
  const kind = isRecord(resource["responseKind"]) ? textOf(resource["responseKind"]["kind"]) : "";
  const plural = textOf(resource["resource"]);
  if (kind === "" || plural === "") return [];
  return [completeKind({
    group,
    version,
    kind,
    plural,
    singular: textOf(resource["singularResource"]),
    namespaced: resource["scope"] === "Namespaced",
    shortNames: stringsOf(resource["shortNames"]),
    categories: stringsOf(resource["categories"]),
    verbs: stringsOf(resource["verbs"]),
    subresources: recordsOf(resource["subresources"]).map((entry) => textOf(entry["subresource"])),
  })];
}

/**
 * Reads the `APIResourceList` of one group and version.
 *
 * @param group The group, `""` for the core group.
 * @param version The version.
 * @param document The parsed document; what does not fit is left out.
 * @returns The kinds in the server's order.
 */
export function readResourceList(group: string, version: string, document: unknown): Kind[] {
  const resources = isRecord(document) ? recordsOf(document["resources"]) : [];
  const subresources = new Map<string, string[]>();
  for (const resource of resources) {
    const [plural = "", ...rest] = textOf(resource["name"]).split("/");
    const known = subresources.get(plural) ?? [];
    subresources.set(plural, rest.length === 0 ? known : [...known, rest.join("/")]);
  }
  return resources.flatMap((resource) => {
    const plural = textOf(resource["name"]);
    const kind = textOf(resource["kind"]);
    if (plural === "" || kind === "" || plural.includes("/")) return [];
    return [completeKind({
      group,
      version,
      kind,
      plural,
      singular: textOf(resource["singularName"]),
      namespaced: resource["namespaced"] === true,
      shortNames: stringsOf(resource["shortNames"]),
      categories: stringsOf(resource["categories"]),
      verbs: stringsOf(resource["verbs"]),
      subresources: subresources.get(plural) ?? [],
    })];
  });
}

/**
 * Gives a discovered kind what discovery does not say: a built-in kind at the table's version is the
 * table's, at another version it has the same fields and traits.
 */
export function completeKind(served: Omit<Kind, "fields" | "traits">): Kind {
  const builtin = BUILTIN_KINDS.find(({ group, plural, kind }) =>
    group === served.group && plural === served.plural && kind === served.kind
  );
  if (builtin !== undefined && builtin.version === served.version) return builtin;
  const traits: readonly Trait[] = served.subresources.includes("scale") ? ["scale"] : [];
  return Object.freeze({
    ...served,
    // Servers before 1.27 leave the singular empty.
    singular: served.singular === "" ? served.kind.toLowerCase() : served.singular,
    fields: builtin?.fields ?? [],
    traits: builtin?.traits ?? traits,
  });
}
