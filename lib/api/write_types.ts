/**
 * What the verbs that write take. Layer 5: types only.
 *
 * @module
 */
import type { DeleteObjectOptions } from "../client/deletes.ts";
import type { ScaleObjectOptions } from "../client/scale.ts";
import type { SubresourceOptions } from "../client/writes.ts";
import type { WriteOptions } from "../client/write_call.ts";
import type { QueryTypeError } from "../query/filter.ts";
import type { ReadOptions } from "../client/objects.ts";

/** How an object is patched. */
export interface PatchOptions extends SubresourceOptions {
  /**
   * How the patch is to be read. A list is a JSON patch; anything else a strategic patch, as for kubectl,
   * or a merge patch for kinds that are not built in, whose servers know no other.
   */
  readonly type?: "json" | "merge" | "strategic" | undefined;
}

/** How an object is applied. */
export interface ApplyOptions extends SubresourceOptions {
  /** Whether fields of other managers are taken over; default `false`. */
  readonly force?: boolean | undefined;
}

/** How one object is scaled. */
export type ScaleOptions = ScaleObjectOptions;

/** How one object is deleted. */
export interface DeleteOptions extends DeleteObjectOptions {
  /** Whether to wait until it is gone, by a watch; default `false`, unlike kubectl. */
  readonly wait?: boolean | undefined;
  /** Whether an object that does not exist is as good as deleted; default `false`. */
  readonly ignoreNotFound?: boolean | undefined;
}

/** How several objects are changed. */
export interface WriteManyOptions extends Omit<WriteOptions, "managedFields"> {
  /** How many objects are changed at a time; default 8. */
  readonly concurrency?: number | undefined;
}

/** How several objects are patched. */
export interface PatchManyOptions extends WriteManyOptions, Pick<PatchOptions, "type"> {
  /** The part of the objects that is written, e.g. `status`; default: all but the status. */
  readonly subresource?: string | undefined;
}

/** How labels or annotations of several objects are set. */
export interface MarkManyOptions extends WriteManyOptions {
  /** Whether one that has another value already is changed; default `true`, unlike kubectl. */
  readonly overwrite?: boolean | undefined;
}

/** How several objects are deleted. */
export interface DeleteManyOptions extends Omit<DeleteObjectOptions, "preconditions"> {
  /** Whether to wait until all are gone, by a watch; default `false`, unlike kubectl. */
  readonly wait?: boolean | undefined;
  /** How many objects are deleted at a time; default 8. */
  readonly concurrency?: number | undefined;
}

/**
 * The arguments of `scale()`: how many replicas, and options; none are possible for objects without
 * replicas.
 *
 * @typeParam T The object's type.
 * @typeParam Options The options.
 */
export type ScaleArguments<T, Options = ScaleOptions> = HasReplicas<T> extends true
  ? [replicas: number, options?: Options]
  : [never: QueryTypeError<"Objects of this kind have no replicas to scale">];

/** Whether objects of the type want a number of replicas, or nothing is known about them. */
export type HasReplicas<T> = string extends keyof T ? true
  : T extends { spec?: infer Spec } ? "replicas" extends keyof NonNullable<Spec> ? true : false
  : false;

/**
 * The arguments of `value()`: a key, and options; none are possible for objects that are no Secret.
 *
 * @typeParam T The object's type.
 */
export type ValueArguments<T> = "stringData" extends keyof T
  ? [key: string, options?: Omit<ReadOptions, "managedFields">]
  : string extends keyof T ? [key: string, options?: Omit<ReadOptions, "managedFields">]
  : [never: QueryTypeError<"Only a Secret has values that are to be decoded">];
