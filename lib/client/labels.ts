/**
 * Labels and annotations of single objects. Layer 2.
 *
 * @module
 */
import { ConflictError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { checkLabelKey, checkLabelValue } from "../core/labels.ts";
import { isObject } from "../core/merge_patch.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import type { Kind } from "../kinds/kind.ts";
import { startDeadline } from "./call.ts";
import { within } from "./edits.ts";
import { describeObject, getObject, type ObjectKey } from "./objects.ts";
import type { Session } from "./session.ts";
import { refusal } from "./write_body.ts";
import type { WriteOptions } from "./write_call.ts";
import { patchObject } from "./writes.ts";

/** What becomes of each label or annotation: a text sets it, `null` removes it. */
export type MarkChanges = Readonly<Record<string, string | null>>;

/** Labels or annotations. */
export type MarkField = "labels" | "annotations";

/** How labels or annotations are set. */
export interface MarkOptions extends WriteOptions {
  /** Whether one that has another value already is changed; default `true`, unlike kubectl. */
  readonly overwrite?: boolean | undefined;
}

/** Labels or annotations to be changed, and the version they are changed of. */
export interface MarkRequest {
  readonly field: MarkField;
  readonly changes: MarkChanges;
  /** The version that the object has to have, or nothing is changed. */
  readonly resourceVersion?: string | undefined;
}

/**
 * Changes labels or annotations: one PATCH; with `overwrite: false` one GET before.
 *
 * @throws {QueryError} when a key or value is not allowed, or none is given.
 * @throws {ConflictError} when one has another value and may not be overwritten.
 */
export async function markObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  { field, changes, resourceVersion }: MarkRequest,
  options: MarkOptions = {},
): Promise<KubeObject> {
  const verb = VERBS[field];
  const call = describeObject(verb, kind, key);
  checkMarks(field, changes, call);
  const deadline = startDeadline(session, options, call);
  let version = resourceVersion;
  if (options.overwrite === false) {
    const object = await getObject(session, kind, key, within(deadline));
    const taken = takenMarks(object, field, changes);
    if (taken.length > 0) {
      throw new ConflictError(
        `Cannot ${verb} ${describeCall(call)}: ${taken.join(", ")}: overwrite is false`,
        { verb, kind: call.resource, namespace: call.namespace, name: call.name },
      );
    }
    version ??= object.metadata?.resourceVersion;
  }
  const metadata = {
    [field]: changes,
    ...(version === undefined ? {} : { resourceVersion: version }),
  };
  return await patchObject(session, kind, key, { type: "merge", patch: { metadata } }, {
    ...options,
    ...within(deadline),
    verb,
  });
}

const VERBS: Readonly<Record<MarkField, string>> = { labels: "label", annotations: "annotate" };

/**
 * Checks changes of labels or annotations.
 *
 * @throws {QueryError} when a key or value is not allowed, or none is given.
 */
export function checkMarks(field: MarkField, changes: unknown, call: CallDescription): void {
  if (!isObject(changes) || Object.keys(changes).length === 0) {
    throw refusal(call, `no ${field} are given: give { name: "value" }, or null to remove one`);
  }
  for (const [name, value] of Object.entries(changes)) {
    checkLabelKey(name, NOUNS[field]);
    if (value === null) continue;
    if (typeof value !== "string") {
      throw refusal(call, `${field}[${JSON.stringify(name)}] is ${nameOf(value)}: give text`);
    }
    if (field === "labels") checkLabelValue(value, name);
  }
}

const NOUNS: Readonly<Record<MarkField, string>> = { labels: "label", annotations: "annotation" };

function nameOf(value: unknown): string {
  return value === undefined ? "undefined" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function takenMarks(object: KubeObject, field: MarkField, changes: MarkChanges): string[] {
  const present = object.metadata?.[field] ?? {};
  return Object.entries(changes).flatMap(([name, value]) => {
    const actual = Object.hasOwn(present, name) ? present[name] : undefined;
    if (value === null || actual === undefined || actual === value) return [];
    return [`${JSON.stringify(name)} is ${JSON.stringify(actual)} already`];
  });
}
