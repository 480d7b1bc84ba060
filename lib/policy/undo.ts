/**
 * How one write is taken back, from what was there before, after and is there now. Layer 1: pure.
 *
 * @module
 */
import { applyMergePatch, isObject, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import { isSameVersion } from "./undo_limit.ts";

/** What a write did to one object. */
export interface Change {
  /** What was there; `undefined`: nothing. */
  readonly before: JsonObject | undefined;
  /** What is there since; `undefined`: nothing, or nobody knows. */
  readonly after: JsonObject | undefined;
  /** Whether its data was left out of the journal. */
  readonly secret: boolean;
  /** `status` where the write was about that part. */
  readonly subresource: string;
  /** Every state in which the run left the object, and a later one that was taken back since. */
  readonly states: readonly JsonObject[];
}

/** What takes it back. */
export type UndoStep =
  | { readonly action: "delete" }
  | { readonly action: "patch"; readonly patch: JsonObject }
  | { readonly action: "create"; readonly object: JsonObject }
  /** There is nothing to do. */
  | { readonly action: "nothing"; readonly why: string }
  /** It is left as it is. */
  | { readonly action: "leave"; readonly why: string };

/** The field manager of what an undo writes. */
export const UNDO_MANAGER = "skiff-undo";

/** Whose changes are what a cluster does with every object, and the undo's own. */
const OWN_MANAGERS: ReadonlySet<string> = new Set([
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  UNDO_MANAGER,
]);

/** What a server fills in, and takes from nobody. */
const SERVER_METADATA: readonly string[] = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/**
 * Finds out how a change is taken back.
 *
 * @param change What was done.
 * @param current What is there now; `undefined`: nothing.
 */
export function undoStep(change: Change, current: JsonObject | undefined): UndoStep {
  const { before, after } = change;
  if (before === undefined) {
    return after === undefined
      ? leave("nobody knows what was made")
      : undoCreate(change, after, current);
  }
  return after === undefined
    ? undoDelete(change, before, current)
    : undoUpdate(change, before, after, current);
}

function undoCreate(
  { states }: Change,
  after: JsonObject,
  current: JsonObject | undefined,
): UndoStep {
  if (current === undefined) return { action: "nothing", why: "it is gone already" };
  if (metadataOf(current)["deletionTimestamp"] !== undefined) {
    return { action: "nothing", why: "it is being deleted already" };
  }
  const changed = changedSince(states, after, current, withoutServerFields(after, ""));
  if (changed !== undefined) return leave(changed);
  return { action: "delete" };
}

function undoUpdate(
  { secret, subresource, states }: Change,
  before: JsonObject,
  after: JsonObject,
  current: JsonObject | undefined,
): UndoStep {
  if (current === undefined) return leave("it is gone");
  const [was, is] = [
    withoutServerFields(before, subresource),
    withoutServerFields(after, subresource),
  ];
  const patch = mergePatchOf(is, was);
  if (secret && !isSameVersion(before, after)) return leave("the data of Secrets is in no journal");
  if (patch === undefined) return { action: "nothing", why: "the write changed nothing" };
  // An undo before may have been cut off when it had sent it.
  if (hasAlready(current, patch)) return { action: "nothing", why: "it is as it was already" };
  const changed = changedSince(states, after, current, mergePatchOf(was, is) ?? {});
  return changed === undefined ? { action: "patch", patch } : leave(changed);
}

function undoDelete(
  { secret }: Change,
  before: JsonObject,
  current: JsonObject | undefined,
): UndoStep {
  const { uid, ownerReferences } = metadataOf(before);
  if (current !== undefined) {
    if (metadataOf(current)["uid"] === uid) {
      return leave("it is still there: it is being deleted, or was not");
    }
    return isSame(before, current) && !secret
      ? { action: "nothing", why: "it is there again, as it was" }
      : leave("another of its name is there");
  }
  if (secret) return leave("the data of Secrets is in no journal");
  const owners = Array.isArray(ownerReferences) ? ownerReferences : [];
  if (owners.some((owner) => isObject(owner) && owner["controller"] === true)) {
    return { action: "nothing", why: "its controller makes another" };
  }
  return { action: "create", object: withoutServerFields(before, "") };
}

function hasAlready(current: JsonObject, patch: JsonObject): boolean {
  return mergePatchOf(current, applyMergePatch(current, patch)) === undefined;
}

function isSame(before: JsonObject, current: JsonObject): boolean {
  if (metadataOf(current)["deletionTimestamp"] !== undefined) return false;
  const [was, is] = [withoutServerFields(before, ""), withoutServerFields(current, "")];
  return mergePatchOf(was, is) === undefined;
}

/** Says what others have changed of what a write left; `undefined`: nothing. */
function changedSince(
  states: readonly JsonObject[],
  after: JsonObject,
  current: JsonObject,
  written: JsonObject,
): string | undefined {
  if (metadataOf(after)["uid"] !== metadataOf(current)["uid"]) {
    return "another of its name is there";
  }
  const field = firstDifference(written, current, after, "");
  if (field !== undefined) return `${field} was changed since`;
  const known = new Set([after, ...states].flatMap(managersOf).map(managerKey));
  const stranger = managersOf(current).find((entry) =>
    !known.has(managerKey(entry)) && entry["subresource"] === undefined &&
    !OWN_MANAGERS.has(String(entry["manager"]))
  );
  return stranger === undefined ? undefined : `${String(stranger["manager"])} has changed it since`;
}

/** The first field that was written and is not as it was left. */
function firstDifference(
  written: JsonObject,
  current: unknown,
  after: unknown,
  path: string,
): string | undefined {
  for (const [name, value] of Object.entries(written)) {
    const here = path === "" ? name : `${path}.${name}`;
    const [now, left] = [fieldOf(current, name), fieldOf(after, name)];
    if (isObject(value) && isObject(left)) {
      const inner = firstDifference(value, now, left, here);
      if (inner !== undefined) return inner;
    } else if (mergePatchOf({ value: left ?? null }, { value: now ?? null }) !== undefined) {
      return here;
    }
  }
  return undefined;
}

/**
 * The object as it can be sent: without what a server fills in.
 *
 * @param object The object.
 * @param subresource The part that is written; its status is kept where that is the part.
 */
export function withoutServerFields(object: JsonObject, subresource: string): JsonObject {
  const { status, ...rest } = object;
  const metadata = Object.fromEntries(
    Object.entries(metadataOf(object)).filter(([name]) => !SERVER_METADATA.includes(name)),
  );
  return { ...rest, metadata, ...(subresource === "status" ? { status } : {}) };
}

function managersOf(object: JsonObject): readonly JsonObject[] {
  const entries = metadataOf(object)["managedFields"];
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

function managerKey(entry: JsonObject): string {
  return JSON.stringify([
    entry["manager"],
    entry["operation"],
    entry["subresource"],
    entry["time"],
  ]);
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function leave(why: string): UndoStep {
  return { action: "leave", why };
}
