/**
 * A resource that the server serves: a kind, where its objects are stored, how they are read, and the
 * rules for their writes. Layer 3.
 *
 * @module
 */
import type { Kind } from "../../kinds/kind.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import type { Column } from "../tables/cells.ts";
import type { FieldFault } from "../validation/field_fault.ts";
import type { ValueSchema } from "../schema/value_schema.ts";

/** What rules of writing know beside the object. */
export interface WriteContext {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Looks an object up, for rules that need another one. */
  find(collection: string, namespace: string | undefined, name: string): ApiObject | undefined;
  /** All objects of a collection, for rules that hand out what is unique. */
  list(collection: string): readonly ApiObject[];
  /** Random lower case letters and digits, as in generated names. */
  randomSuffix(): string;
}

/** How names of a kind are checked. */
export type NameRule = "subdomain" | "label" | "label1035" | "path" | "none";

/**
 * The rules for writes of a kind: all optional. Objects are decoded already, and may be changed in place.
 *
 * @see k8s.io/apiserver/pkg/registry/rest
 */
export interface Strategy {
  /** How names are checked; default `subdomain`. */
  readonly nameRule?: NameRule;
  /** Fields of the object that a write of the object does not change, e.g. `["status"]`. */
  readonly resetFields?: readonly (readonly string[])[];
  /** Fields that who writes the object does not come to own; default those it does not change. */
  readonly unownedFields?: readonly (readonly string[])[];
  /** Fields that a write of the status does not change; default the spec. */
  readonly statusResetFields?: readonly (readonly string[])[];
  /** Whether `metadata.generation` counts changes of what is not in `metadata` or `status`. */
  readonly hasGeneration?: boolean;
  /** Whether the generation counts changes of the status, which is then a part as any other. */
  readonly countsStatus?: boolean;
  /** Whether the generation counts changes of labels, too. */
  readonly countsLabels?: boolean;
  /** Whether the generation counts changes of annotations, too. */
  readonly countsAnnotations?: boolean;
  /** Whether a change is checked as a new object is; default `true`. */
  readonly revalidates?: boolean;
  /** Whether a change's metadata is checked once more as that of a new object; default `true`. */
  readonly revalidatesMetadata?: boolean;
  /** Whether what a change may not do is said before what is wrong with the object itself. */
  readonly changeFaultsFirst?: boolean;
  /** Whether a PUT makes an object that is not there. */
  readonly createOnUpdate?: boolean;
  /** Whether a PUT needs no resource version; default `true`. */
  readonly unconditionalUpdate?: boolean;
  /** What becomes of dependents when a delete does not say; default `background`. */
  readonly garbageCollection?: "background" | "orphan" | "unsupported";
  /** Whether a delete answers with the deleted object. */
  readonly returnsDeleted?: boolean;
  /** Fills in what was left out, whenever an object is read from outside. */
  defaults?(object: ApiObject): void;
  /** Prepares a new object, e.g. hands out addresses. */
  prepareCreate?(object: ApiObject, context: WriteContext): void;
  /** Prepares a changed object. */
  prepareUpdate?(object: ApiObject, old: ApiObject, context: WriteContext): void;
  /** What is wrong with an object. */
  validate?(object: ApiObject): FieldFault[];
  /** What is wrong with a change, beyond what is wrong with the object. */
  validateUpdate?(object: ApiObject, old: ApiObject): FieldFault[];
  /**
   * Marks an object that is to be deleted, where the kind waits for something of its own.
   *
   * @returns The marked object, or `undefined` where it waits for nothing.
   */
  markDeleting?(object: ApiObject, time: string): ApiObject | undefined;
  /** What to warn of when an object is deleted. */
  deleteWarnings?(propagation: string | undefined): string[];
  /** What to warn of. */
  warnings?(object: ApiObject, old: ApiObject | undefined): string[];
  /**
   * How long a delete lets the object end gracefully, in seconds.
   *
   * @param graceSeconds What the delete asks for.
   * @returns `undefined` where the kind ends at once.
   */
  gracePeriod?(object: ApiObject, graceSeconds: number | undefined): number | undefined;
  /** What a write of `finalize` may not change. */
  prepareFinalize?(object: ApiObject, old: ApiObject): void;
  /** What a status write may not change beside the spec; nothing by default. */
  prepareStatusUpdate?(object: ApiObject, old: ApiObject): void;
  /** Prepares a write of `ephemeralcontainers`: what else it changes is left as it was. */
  prepareEphemeral?(object: ApiObject, old: ApiObject): void;
  /** What is wrong with a write of `ephemeralcontainers`. */
  validateEphemeral?(object: ApiObject, old: ApiObject): FieldFault[];
  /** What is wrong with a new status. */
  validateStatusUpdate?(object: ApiObject, old: ApiObject): FieldFault[];
}

/** How an object that was sent is read. */
export interface DecodeResult {
  readonly object: ApiObject;
  /** Unknown fields by path, where the kind drops them. */
  readonly unknown: readonly string[];
}

/** A resource at one version. */
export interface Resource {
  readonly kind: Kind;
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  /** The collection that all versions of the resource share, e.g. `apps/deployments`. */
  readonly collection: string;
  readonly strategy: Strategy;
  /** What lists of its objects are called, where that is no more than `List` at the end. */
  readonly listKind?: string;
  /** The columns of its table, where the kind itself does not say them. */
  readonly columns?: readonly Column[] | undefined;
  /** The schema of its objects, where its definition says one. */
  readonly openApi?: JsonObject;
  /** How values are merged and owned. */
  readonly schema: ValueSchema;
  /** Whether it is defined by a custom resource definition. */
  readonly isCustom: boolean;
  /**
   * Reads an object of the kind from JSON, with defaults filled in.
   *
   * @throws {Error} whose message says in the server's words what does not fit.
   */
  decode(value: JsonObject): DecodeResult;
  /** An object of the kind without any value, as bookmarks carry it. */
  empty(): ApiObject;
  /** The stored object as this version shows it. */
  toVersion(object: ApiObject): ApiObject;
  /** The object as it is stored. */
  toStorage(object: ApiObject): ApiObject;
}
