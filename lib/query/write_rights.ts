/**
 * Which rights a write needs, as RBAC names them. Layer 2: pure.
 *
 * @module
 */
import type { Kind } from "../kinds/kind.ts";
import type { NeededRight } from "./explain.ts";

/** The verbs of one object that change it. */
export type WriteVerb =
  | "create"
  | "replace"
  | "patch"
  | "apply"
  | "edit"
  | "label"
  | "annotate"
  | "scale"
  | "delete";

/** How a verb is used, as far as its rights depend on it. */
export interface WriteRightOptions {
  /** The namespace of a namespaced kind. */
  readonly namespace?: string | undefined;
  /** The object's name; left out: any. */
  readonly name?: string | undefined;
  /** The subresource that is written. */
  readonly subresource?: string | undefined;
  /** Whether the verb also reads first: `overwrite: false`, `currentReplicas`. */
  readonly reads?: boolean | undefined;
  /** Whether the end of the object is waited for. */
  readonly waits?: boolean | undefined;
  /** Whether the objects are those of a query: they are listed, and read again after a conflict. */
  readonly query?: boolean | undefined;
}

/** One right of a verb. */
interface Need {
  readonly verb: NeededRight["verb"];
  /** The right is for the collection: RBAC cannot limit it to a name. */
  readonly collection?: boolean;
  /** The object itself is meant, whatever subresource is written. */
  readonly object?: boolean;
}

const NEEDS: Readonly<Record<WriteVerb, readonly Need[]>> = {
  create: [{ verb: "create", collection: true }],
  replace: [{ verb: "update" }],
  patch: [{ verb: "patch" }],
  // What does not exist yet is created.
  apply: [{ verb: "patch" }, { verb: "create", collection: true }],
  edit: [{ verb: "get", object: true }, { verb: "patch" }],
  label: [{ verb: "patch" }],
  annotate: [{ verb: "patch" }],
  scale: [{ verb: "patch" }],
  delete: [{ verb: "delete" }],
};

/**
 * Says which rights a verb needs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { builtinKind } from "../kinds/builtin.ts";
 * const deployment = builtinKind("apps/v1", "Deployment");
 * assert(deployment !== undefined);
 * const [right] = writeRights("scale", deployment, { namespace: "shop", name: "web" });
 * assert.equal(`${right?.verb} ${right?.resource}/${right?.subresource}`, "patch deployments/scale");
 * ```
 *
 * @param verb The verb.
 * @param kind The kind of the object.
 * @param options Where it is, and how the verb is used.
 * @returns Rights in the order in which they are used.
 */
export function writeRights(
  verb: WriteVerb,
  kind: Kind,
  options: WriteRightOptions = {},
): readonly NeededRight[] {
  const { namespace, name, reads, waits, query } = options;
  const subresource = verb === "scale" ? "scale" : options.subresource;
  const needs: Need[] = [
    ...(query === true ? LISTED : []),
    ...(reads === true ? [{ verb: "get", object: verb !== "scale" } as const] : []),
    ...NEEDS[verb],
    ...(waits === true ? WAITED : []),
  ];
  return needs.map(({ verb, collection, object }) => ({
    verb,
    group: kind.group,
    resource: kind.plural,
    subresource: object === true ? undefined : subresource,
    namespace: kind.namespaced ? namespace : undefined,
    name: collection === true || query === true ? undefined : name,
  }));
}

const LISTED: readonly Need[] = [
  { verb: "list", object: true },
  { verb: "get", object: true },
];
const WAITED: readonly Need[] = [
  { verb: "list", object: true },
  { verb: "watch", object: true },
];
