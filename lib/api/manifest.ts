/**
 * The types of objects that say themselves what they are. Layer 5: types only.
 *
 * @module
 */
import type { NewObject } from "../kinds/input.ts";
import type { ClusterTypes, NamespacedTypes } from "../kinds/types.ts";
import type { QueryTypeError } from "../query/filter.ts";
import type { UntypedObject } from "./untyped.ts";

/**
 * The type of the objects that call themselves so; open where the kind is not built in.
 *
 * @typeParam A `apiVersion`.
 * @typeParam K `kind`.
 */
export type ObjectOf<A extends string, K extends string> = `${A}/${K}` extends keyof NamespacedTypes
  ? NamespacedTypes[`${A}/${K}`]
  : `${A}/${K}` extends keyof ClusterTypes ? ClusterTypes[`${A}/${K}`]
  : UntypedObject;

/**
 * What an object says of itself.
 *
 * @typeParam A `apiVersion`, e.g. `apps/v1`.
 * @typeParam K `kind`, e.g. `Deployment`.
 */
export interface Typed<A extends string, K extends string> {
  /** `v1` or `group/version`. */
  readonly apiVersion: A;
  /** The kind in CamelCase. */
  readonly kind: K;
}

/**
 * A whole object to be created: it says what it is, and its fields are those of that kind.
 *
 * @typeParam A `apiVersion`, e.g. `apps/v1`.
 * @typeParam K `kind`, e.g. `Deployment`.
 */
export type Manifest<A extends string, K extends string> = Typed<A, K> & NewObject<ObjectOf<A, K>>;

/**
 * The same for a kind that lives in namespaces.
 *
 * @typeParam A `apiVersion`.
 * @typeParam K `kind`.
 */
export type NamespacedManifest<A extends string, K extends string> = `${A}/${K}` extends
  keyof ClusterTypes ? QueryTypeError<`${K} is cluster-scoped: write cluster.create(...)`>
  : Manifest<A, K>;
