/**
 * The options that the verbs that write know; loaded by the first of them. Layer 5: data.
 *
 * @module
 */
import { CALL_OPTIONS } from "../client/call.ts";
import type { MarkOptions } from "../client/labels.ts";
import { WRITE_OPTIONS } from "../client/write_call.ts";
import type { SubresourceOptions } from "../client/writes.ts";
import type { OptionTypes } from "../core/options.ts";
import type { DeletePreconditions } from "../core/write_request.ts";
import type {
  ApplyOptions,
  DeleteManyOptions,
  DeleteOptions,
  MarkManyOptions,
  PatchManyOptions,
  PatchOptions,
  ScaleOptions,
  WriteManyOptions,
} from "./write_types.ts";

const { managedFields: _, ...WRITE_WITHOUT_FIELDS } = WRITE_OPTIONS;

/** Of what writes a part of one object. */
export const SUBRESOURCE_OPTIONS: OptionTypes<SubresourceOptions> = {
  ...WRITE_OPTIONS,
  subresource: "string",
};
/** Of `patch()`. */
export const PATCH_OPTIONS: OptionTypes<PatchOptions> = { ...SUBRESOURCE_OPTIONS, type: "string" };
/** Of `apply()`. */
export const APPLY_OPTIONS: OptionTypes<ApplyOptions> = {
  ...SUBRESOURCE_OPTIONS,
  force: "boolean",
};
/** Of `label()` and `annotate()`. */
export const MARK_OPTIONS: OptionTypes<MarkOptions> = { ...WRITE_OPTIONS, overwrite: "boolean" };
/** Of `scale()`. */
export const SCALE_OPTIONS: OptionTypes<ScaleOptions> = {
  ...WRITE_OPTIONS,
  currentReplicas: "number",
  resourceVersion: "string",
};
/** Of `delete()`. */
export const DELETE_OPTIONS: OptionTypes<DeleteOptions> = {
  ...CALL_OPTIONS,
  propagation: "string",
  graceSeconds: "number",
  preconditions: "any",
  dryRun: "boolean",
  wait: "boolean",
  ignoreNotFound: "boolean",
};
/** Of what has to hold before something is deleted. */
export const DELETE_PRECONDITIONS: OptionTypes<DeletePreconditions> = {
  uid: "string",
  resourceVersion: "string",
};
/** Of what changes several objects. */
export const WRITE_MANY_OPTIONS: OptionTypes<WriteManyOptions> = {
  ...WRITE_WITHOUT_FIELDS,
  concurrency: "number",
};
/** Of `patch()` of several. */
export const PATCH_MANY_OPTIONS: OptionTypes<PatchManyOptions> = {
  ...WRITE_MANY_OPTIONS,
  type: "string",
  subresource: "string",
};
/** Of `label()` and `annotate()` of several. */
export const MARK_MANY_OPTIONS: OptionTypes<MarkManyOptions> = {
  ...WRITE_MANY_OPTIONS,
  overwrite: "boolean",
};
/** Of `delete()` of several. */
export const DELETE_MANY_OPTIONS: OptionTypes<DeleteManyOptions> = {
  ...CALL_OPTIONS,
  propagation: "string",
  graceSeconds: "number",
  dryRun: "boolean",
  wait: "boolean",
  concurrency: "number",
};
