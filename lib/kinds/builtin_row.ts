/**
 * How a row of the table of built-in kinds is written and filled in: what most kinds share is left out
 * of the rows. Layer 1: pure.
 *
 * @module
 */
import type { Kind, SelectableField, Trait } from "./kind.ts";

/** A built-in kind, with its names in the fluent interface. */
export interface BuiltinKind extends Kind {
  /** The property that gives its query, e.g. `configMaps`; absent where objects can only be created. */
  readonly accessor?: string;
  /** The method that gives one object, e.g. `configMap`. */
  readonly singularAccessor?: string;
}

/** One row: what a kind has beyond the rule. */
export interface KindRow {
  /** The kind in CamelCase. */
  readonly kind: string;
  /** Whether objects live in a namespace; by default they do not. */
  readonly namespaced?: boolean;
  /** The plural, where it is not formed by the rule; then the singular equals it. */
  readonly plural?: string;
  /** Short names; none by default. */
  readonly short?: readonly string[];
  /** Categories; none by default. */
  readonly categories?: readonly string[];
  /** Verbs; all eight by default. */
  readonly verbs?: readonly string[];
  /** Subresources, sorted; none by default. */
  readonly subresources?: readonly string[];
  /** Selectable fields beside name and namespace; none by default. */
  readonly fields?: readonly (string | SelectableField)[];
  /** Traits; none by default. */
  readonly traits?: readonly Trait[];
  /** `false` where another kind has the accessor's name already. */
  readonly accessor?: false;
  /** The version of Kubernetes that first serves it, where that is after 1.27. */
  readonly since?: string;
}

/** Verbs of kinds that lack some. */
export const VERBS = {
  all: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
  noCollection: ["create", "delete", "get", "list", "patch", "update", "watch"],
  create: ["create"],
} as const;

/** The subresource that most kinds with a controller have. */
export const STATUS = ["status"] as const;

const NONE: readonly never[] = Object.freeze([]);

/**
 * Makes the kinds of one group and version from their rows.
 *
 * @param group The API group, `""` for the core group.
 * @param version The API version.
 * @param rows What each kind has beyond the rule.
 * @returns The kinds, frozen, in the order of the rows.
 */
export function kindsOf(group: string, version: string, rows: readonly KindRow[]): BuiltinKind[] {
  return rows.map((row) => fill(group, version, row));
}

function fill(group: string, version: string, row: KindRow): BuiltinKind {
  const singular = row.kind.toLowerCase();
  const plural = row.plural ?? pluralOf(singular);
  const verbs = row.verbs ?? VERBS.all;
  const accessible = row.accessor !== false && verbs.includes("get");
  return Object.freeze({
    group,
    version,
    kind: row.kind,
    plural,
    singular,
    namespaced: row.namespaced ?? false,
    shortNames: Object.freeze(row.short ?? NONE),
    categories: Object.freeze(row.categories ?? NONE),
    verbs: Object.freeze(verbs),
    subresources: Object.freeze(row.subresources ?? NONE),
    fields: Object.freeze(row.fields?.map(fieldOf) ?? NONE),
    traits: Object.freeze(row.traits ?? NONE),
    ...(row.since === undefined ? {} : { since: row.since }),
    ...(accessible ? accessorsOf(row.kind, singular, plural) : {}),
  });
}

function fieldOf(field: string | SelectableField): SelectableField {
  return Object.freeze(typeof field === "string" ? { selector: field } : field);
}

/** Names the accessors after the kind: `CSIDriver` gives `csiDrivers` and `csiDriver`. */
function accessorsOf(kind: string, singular: string, plural: string) {
  // A run of capitals is one word: CSIDriver, IPAddress, ServiceCIDR.
  const words = kind.replace(
    /([A-Z])([A-Z]+)(?=[A-Z][a-z]|$)/g,
    (_, first, rest) => first + rest.toLowerCase(),
  );
  const camel = words.charAt(0).toLowerCase() + words.slice(1);
  if (singular === plural) return { accessor: camel, singularAccessor: camel.replace(/s$/, "") };
  let shared = 0;
  while (singular[shared] === plural[shared]) shared++;
  return { accessor: camel.slice(0, shared) + plural.slice(shared), singularAccessor: camel };
}

function pluralOf(singular: string): string {
  if (singular.endsWith("s")) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
