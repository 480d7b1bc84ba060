/**
 * Which rights the methods of the library take, as data: what `skiff check` knows without running anything.
 * Layer 6.
 *
 * @module
 */

/** A verb on a resource, or on a part of it. */
export interface VerbUse {
  readonly verb: string;
  /** The part of the object, e.g. `scale`. */
  readonly subresource?: string;
}

const GET: readonly VerbUse[] = [{ verb: "get" }];
const LIST: readonly VerbUse[] = [{ verb: "list" }];
const WATCH: readonly VerbUse[] = [{ verb: "list" }, { verb: "watch" }];
const PATCH: readonly VerbUse[] = [{ verb: "patch" }];
const SCALE: readonly VerbUse[] = [{ verb: "patch", subresource: "scale" }];

/** Methods that give a query again, and send nothing. */
export const QUERY_STEPS: ReadonlySet<string> = new Set([
  "all",
  "limit",
  "orderBy",
  "selector",
  "where",
]);

/** Methods of a query. */
export const QUERY_VERBS: ReadonlyMap<string, readonly VerbUse[]> = new Map([
  ["annotate", [...LIST, ...PATCH]],
  ["count", LIST],
  ["delete", [...LIST, { verb: "delete" }]],
  ["each", LIST],
  ["explain", []],
  ["first", LIST],
  ["get", GET],
  ["label", [...LIST, ...PATCH]],
  ["list", LIST],
  ["names", LIST],
  ["one", LIST],
  ["patch", [...LIST, ...PATCH]],
  ["scale", [...LIST, ...SCALE]],
  ["stream", LIST],
  ["table", LIST],
  ["wait", WATCH],
  ["watch", WATCH],
]);

/** What `for await` of a query does. */
export const ITERATION: readonly VerbUse[] = LIST;

/** Methods of a ref. */
export const REF_VERBS: ReadonlyMap<string, readonly VerbUse[]> = new Map([
  ["annotate", PATCH],
  ["apply", PATCH],
  ["create", [{ verb: "create" }]],
  ["delete", [{ verb: "delete" }]],
  ["edit", [...GET, ...PATCH]],
  ["exists", GET],
  ["find", GET],
  ["get", GET],
  ["label", PATCH],
  // Of a pod with several containers and none named it reads the pod, too: nobody knows before.
  ["logs", [{ verb: "get", subresource: "log" }]],
  ["patch", PATCH],
  ["replace", [{ verb: "update" }]],
  ["scale", SCALE],
  ["value", GET],
  ["wait", WATCH],
  ["watch", WATCH],
]);
