/**
 * A kind as data: all that Skiff knows about a resource of the cluster. No code branches on a kind's
 * name; it reads these fields. Layer 1.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import type { ResourceLocation } from "../core/path.ts";

/** A field that the server can select objects by. */
export interface SelectableField {
  /** The name in a field selector, e.g. `spec.nodeName`. */
  readonly selector: string;
  /** The path in the object, where it differs from the selector (e.g. `status.succeeded`). */
  readonly path?: string;
  /**
   * The paths of which the server takes the first that is not empty, where the selector stands for no
   * single field (only `source` of events does); a condition on one of them cannot be pushed down.
   */
  readonly firstOf?: readonly string[];
  /** What the server compares with when the field is absent; `""` where not said. */
  readonly whenAbsent?: string;
}

/** What can be done with objects of a kind beyond the verbs that all have. */
export type Trait =
  | "scale"
  | "rollout"
  | "template"
  | "logs"
  | "exec"
  | "portForward"
  | "evict"
  | "schedule"
  | "data";

/** A kind of object that a cluster serves. */
export interface Kind extends ResourceLocation {
  /** The kind in CamelCase, e.g. `Pod`. */
  readonly kind: string;
  /** Singular resource name in lower case, e.g. `pod`. */
  readonly singular: string;
  /** Short names, e.g. `po`. */
  readonly shortNames: readonly string[];
  /** Groups of kinds it belongs to, e.g. `all`. */
  readonly categories: readonly string[];
  /** The verbs the server accepts. */
  readonly verbs: readonly string[];
  /** Subresources, e.g. `status`, `scale`, `log`. */
  readonly subresources: readonly string[];
  /** Fields for field selectors, `metadata.name` and `metadata.namespace` left out (all kinds have them). */
  readonly fields: readonly SelectableField[];
  /** What else can be done with its objects. */
  readonly traits: readonly Trait[];
  /** The version of Kubernetes that first serves it, e.g. `1.36`; absent where every one since 1.27 does. */
  readonly since?: string;
}

/** A kind whose objects have the type `T`. */
export interface TypedKind<T extends KubeObject = KubeObject> extends Kind {
  /** Carries the type; never present at run time. */
  readonly object?: T;
}
