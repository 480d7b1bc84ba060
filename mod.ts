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
export { apply, cluster, connect, ns, ref } from "./lib/api/connect.ts";
export { Cluster, type RawOptions, type ServerVersion } from "./lib/api/cluster.ts";
export { ClusterKinds } from "./lib/api/cluster_kinds.ts";
export type { ConnectionInfo, ConnectOptions, ConnectPolicy } from "./lib/api/connection.ts";
export type { PrintedExplanation } from "./lib/api/explain.ts";
export type { Manifest, NamespacedManifest, ObjectOf, Typed } from "./lib/api/manifest.ts";
export { NamespaceScope } from "./lib/api/namespace.ts";
export { NamespacedKinds } from "./lib/api/namespaced_kinds.ts";
export { Query } from "./lib/api/query.ts";
export { QueryReads } from "./lib/api/query_reads.ts";
export { QueryWrites } from "./lib/api/query_writes.ts";
export { QueryBase } from "./lib/api/query_state.ts";
export type { EachContext, EachOptions, EachWork } from "./lib/api/query_each.ts";
export { QueryWatches } from "./lib/api/query_watches.ts";
export { Ref } from "./lib/api/ref.ts";
export { RefBase } from "./lib/api/ref_base.ts";
export { RefReads } from "./lib/api/ref_reads.ts";
export { RefWatches } from "./lib/api/ref_watches.ts";
export { RefWrites } from "./lib/api/ref_writes.ts";
export { ObjectTable } from "./lib/api/rows.ts";
export type { UntypedObject } from "./lib/api/untyped.ts";
export type {
  ApplyOptions,
  DeleteManyOptions,
  DeleteOptions,
  HasReplicas,
  MarkManyOptions,
  PatchManyOptions,
  PatchOptions,
  ScaleArguments,
  ScaleOptions,
  ValueArguments,
  WriteManyOptions,
} from "./lib/api/write_types.ts";
export type { ApplyManyOptions } from "./lib/apply/apply.ts";
export type { Manifests } from "./lib/apply/manifests.ts";
export type { CallOptions } from "./lib/client/call.ts";
export type { DeleteObjectOptions } from "./lib/client/deletes.ts";
export type { MarkChanges, MarkOptions } from "./lib/client/labels.ts";
export type { ReadOptions } from "./lib/client/objects.ts";
export type { Scale, ScaleObjectOptions } from "./lib/client/scale.ts";
export type { WriteOptions } from "./lib/client/write_call.ts";
export type { SubresourceOptions } from "./lib/client/writes.ts";
export type { ImpersonationOptions } from "./lib/connect/impersonation.ts";
export { ago, type Duration } from "./lib/core/duration.ts";
export {
  ApiError,
  ConfigError,
  ConflictError,
  ConnectionError,
  EXIT_CODES,
  exitCodeOf,
  ExpiredError,
  type FieldConflict,
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
export { type JsonPatchOperation, jsonPointer } from "./lib/core/json_patch.ts";
export {
  BatchError,
  WriteOutcome,
  type WriteOutcomeInit,
  WriteOutcomes,
  type WriteState,
} from "./lib/core/outcomes.ts";
export type { QueryParameters, ResourceLocation } from "./lib/core/path.ts";
export { Quantity, quantity, type QuantityFormat } from "./lib/core/quantity.ts";
export type { SecretInput } from "./lib/core/secret_data.ts";
export { SecretValue } from "./lib/core/secret_value.ts";
export type {
  DeletePreconditions,
  FieldValidation,
  Propagation,
} from "./lib/core/write_request.ts";
export type { YamlValue } from "./lib/core/yaml_fill.ts";
export { yaml, YamlTemplate } from "./lib/core/yaml_template.ts";
export type { Column, FormatTableOptions, Row, Table } from "./lib/core/table.ts";
export type {
  ApplyObject,
  NewObject,
  ObjectPatch,
  PartOf,
  PatchOf,
  SecretDataInput,
  SecretDataPatch,
} from "./lib/kinds/input.ts";
export type { Kind, SelectableField, Trait, TypedKind } from "./lib/kinds/kind.ts";
export type * from "./lib/kinds/types.ts";
export type {
  ExplainedCondition,
  ExplainedRequest,
  Explanation,
  NeededRight,
} from "./lib/query/explain.ts";
export type * from "./lib/query/filter.ts";
export type * from "./lib/query/operator_data.ts";
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
export type { Direction } from "./lib/query/order.ts";
export type { SelectorText } from "./lib/query/selector.ts";
export type {
  NoOptions,
  ScriptCall,
  ScriptDefinition,
  ScriptRunOptions,
} from "./lib/script/definition.ts";
export type {
  ScriptSchema,
  ScriptSchemaIssue,
  ScriptSchemaOffer,
  ScriptSchemaResult,
} from "./lib/script/schema.ts";
export { Script, script } from "./lib/script/script.ts";
export {
  allOf,
  condition,
  type ConditionData,
  deleted,
  failIf,
  jsonpath,
  type Waitable,
  type WaitCondition,
  type WaitResult,
} from "./lib/query/wait_condition.ts";
export type { HasContainers, LogArguments } from "./lib/api/log_types.ts";
export type { LogLines, LogOptions } from "./lib/streams/logs.ts";
export type { WatchEvent, WatchEventType } from "./lib/watch/events.ts";
export type { WatchStatus } from "./lib/watch/reflector.ts";
export type { WaitAllOptions, WaitOptions } from "./lib/watch/wait.ts";
export type { WatchOptions } from "./lib/watch/watch.ts";
