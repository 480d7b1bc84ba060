/**
 * Skiff: Kubernetes from TypeScript, in one line.
 *
 * - {@link ns}, {@link cluster} and {@link connect} lead to a cluster;
 * - a {@link Query} finds objects: it is a value, and sends nothing until a verb;
 * - a {@link Ref} is one object;
 * - operators such as {@link oneOf} and {@link like} stand for values in filters;
 * - errors are a {@link KubeError} or one of its few subclasses.
 *
 * @example Pods that restart too often
 * ```ts
 * import { ns } from "skiff";
 *
 * const restarting = ns("shop").pods
 *   .where({ status: { phase: "Running" } })
 *   .where((pod) => (pod.status?.containerStatuses ?? []).some((c) => c.restartCount > 3));
 * console.log(String(restarting.explain()));
 * ```
 *
 * @module
 */
export { cluster, connect, ns, ref } from "./lib/api/connect.ts";
export { Cluster, type RawOptions, type ServerVersion } from "./lib/api/cluster.ts";
export type { ConnectionInfo, ConnectOptions } from "./lib/api/connection.ts";
export { NamespaceScope } from "./lib/api/namespace.ts";
export { Query } from "./lib/api/query.ts";
export { Ref } from "./lib/api/ref.ts";
export type { UntypedObject } from "./lib/api/untyped.ts";
export type { CallOptions } from "./lib/client/call.ts";
export type { ReadOptions } from "./lib/client/objects.ts";
export { ago, type Duration } from "./lib/core/duration.ts";
export {
  ApiError,
  ConfigError,
  ConflictError,
  ConnectionError,
  EXIT_CODES,
  exitCodeOf,
  ExpiredError,
  ForbiddenError,
  GrantError,
  InvalidError,
  isConflict,
  isExpired,
  isForbidden,
  isNotFound,
  isTimeout,
  KubeError,
  type KubeErrorDetails,
  NotFoundError,
  QueryError,
  type StatusCause,
  TimeoutError,
} from "./lib/core/errors.ts";
export type { KubeObject, ObjectMeta, OwnerReference } from "./lib/core/gvk.ts";
export { type Quantity, quantity } from "./lib/core/quantity.ts";
export type { Kind, SelectableField, Trait, TypedKind } from "./lib/kinds/kind.ts";
export type * from "./lib/kinds/types.ts";
export type { Explanation } from "./lib/query/explain.ts";
export type { PrintedExplanation } from "./lib/api/explain.ts";
export type { ObjectTable } from "./lib/api/rows.ts";
export type { Column, FormatTableOptions, Row, Table } from "./lib/core/table.ts";
export type { Filter, Path, PathOperand, PathOperator, Where } from "./lib/query/filter.ts";
export {
  absent,
  anyOf,
  exists,
  gt,
  gte,
  like,
  lt,
  lte,
  matches,
  not,
  oneOf,
} from "./lib/query/operators.ts";
