/**
 * Deleting objects: at once, gracefully, or when nothing holds them any longer. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/registry/rest/delete.go
 */
import { formatTime } from "../clock.ts";
import { conflict, internalError, notFound } from "../fault.ts";
import { type ApiObject, listOf, textOf } from "../json.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { placeOf, type WriteTarget } from "./target.ts";
import { admitDelete } from "./admission.ts";

/** What a delete asks for. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: "Orphan" | "Background" | "Foreground" | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** What a delete did. */
export interface DeleteResult {
  readonly object: ApiObject;
  /** Whether the object is gone already. */
  readonly isGone: boolean;
}

const ORPHAN = "orphan";
const FOREGROUND = "foregroundDeletion";

/**
 * Deletes an object.
 *
 * @throws {Fault} when there is none, it is another one, or it may not be deleted.
 */
export function deleteObject(
  call: Call,
  target: WriteTarget,
  options: DeleteOptions & WriteOptions,
): DeleteResult {
  const { store } = call.cluster;
  const { resource, name } = target;
  const stored = store.get(placeOf(target));
  if (stored === undefined) throw notFound(resource.kind, name);
  const live = resource.toVersion(stored);
  checkPreconditions(live, resource, options);
  const grace = gracefulEnd(call, resource, live, options);
  if (grace === "pending") return { object: live, isGone: false };
  const finalizers = finalizersAfter(resource, live, options);
  const before = listOf(live.metadata["finalizers"]).map(textOf);
  const isChanged = finalizers.length !== before.length ||
    finalizers.some((finalizer) => !before.includes(finalizer));
  admitDelete(call, target, live, options);
  const { deleteWarnings } = resource.strategy;
  call.warnings.push(...deleteWarnings?.(options.propagationPolicy) ?? []);
  const held = resource.strategy.markDeleting?.(live, formatTime(call.cluster.clock.now()));
  if (held !== undefined) return hold(call, target, live, held, options);
  if (grace === undefined && finalizers.length === 0) {
    if (options.isDryRun) return { object: live, isGone: true };
    return { object: store.remove(placeOf(target)) ?? live, isGone: true };
  }
  const marked = mark(call, live, grace, isChanged ? finalizers : before);
  const isHeld = finalizers.length > 0 || (grace?.seconds ?? 0) > 0;
  if (options.isDryRun) return { object: marked, isGone: !isHeld };
  const object = resource.toVersion(store.put(placeOf(target), resource.toStorage(marked)));
  if (isHeld) return { object, isGone: false };
  return { object: store.remove(placeOf(target)) ?? object, isGone: true };
}

/** Kinds that say themselves how they wait for their end. */
function hold(
  call: Call,
  target: WriteTarget,
  live: ApiObject,
  held: ApiObject,
  options: WriteOptions,
): DeleteResult {
  if (options.isDryRun || live.metadata.deletionTimestamp !== undefined) {
    return { object: options.isDryRun ? held : live, isGone: false };
  }
  const { resource } = target;
  const stored = call.cluster.store.put(placeOf(target), resource.toStorage(held));
  return { object: resource.toVersion(stored), isGone: false };
}

function checkPreconditions(live: ApiObject, resource: Resource, options: DeleteOptions): void {
  const { metadata } = live;
  const about = { group: resource.kind.group, plural: resource.kind.kind };
  const name = metadata.name ?? "";
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw conflict(
      about,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (
    options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion
  ) {
    throw conflict(
      about,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

interface Grace {
  readonly seconds: number;
  readonly timestamp: string;
}

/** How long the object has to end; `undefined` where it does not end gracefully (any more). */
function gracefulEnd(
  call: Call,
  resource: Resource,
  live: ApiObject,
  options: DeleteOptions,
): Grace | "pending" | undefined {
  const { gracePeriod } = resource.strategy;
  if (gracePeriod === undefined) return undefined;
  const nowMs = call.cluster.clock.now();
  const asked = options.gracePeriodSeconds;
  const wanted = asked !== undefined && asked < 0 ? 1 : asked;
  const { deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
  if (deletionTimestamp === undefined) {
    const seconds = gracePeriod(live, wanted);
    if (seconds === undefined) return undefined;
    return { seconds, timestamp: formatTime(nowMs + seconds * 1000) };
  }
  if (!deletionGracePeriodSeconds) return undefined;
  if (wanted === undefined || wanted >= deletionGracePeriodSeconds) return "pending";
  const shortened = Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000 +
    wanted * 1000;
  const isPast = shortened < nowMs;
  return {
    seconds: isPast && wanted !== 0 ? 1 : wanted,
    timestamp: formatTime(isPast ? nowMs : shortened),
  };
}

function finalizersAfter(
  { strategy }: Resource,
  live: ApiObject,
  { propagationPolicy }: DeleteOptions,
): string[] {
  const before = listOf(live.metadata["finalizers"]).map(textOf);
  const own = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const standard = strategy.garbageCollection ?? "background";
  if (standard === "unsupported") return own;
  const isOrphan = propagationPolicy === undefined
    ? before.includes(ORPHAN) || !before.includes(FOREGROUND) && standard === "orphan"
    : propagationPolicy === "Orphan";
  const isForeground = propagationPolicy === undefined
    ? before.includes(FOREGROUND) && !before.includes(ORPHAN)
    : propagationPolicy === "Foreground";
  if (isOrphan) own.push(ORPHAN);
  if (isForeground) own.push(FOREGROUND);
  return own;
}

/** The object as one that is to go. */
function mark(
  call: Call,
  live: ApiObject,
  grace: Grace | undefined,
  finalizers: readonly string[],
): ApiObject {
  const metadata = { ...live.metadata };
  if (finalizers.length > 0) metadata["finalizers"] = [...finalizers];
  else delete metadata["finalizers"];
  const now = formatTime(call.cluster.clock.now());
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
  if (grace !== undefined) {
    metadata.deletionTimestamp = grace.timestamp;
    metadata.deletionGracePeriodSeconds = grace.seconds;
  } else {
    if (metadata.deletionTimestamp === undefined || metadata.deletionTimestamp > now) {
      metadata.deletionTimestamp = now;
    }
    metadata.deletionGracePeriodSeconds = 0;
  }
  if (metadata.deletionTimestamp === undefined) throw internalError("no deletion timestamp");
  return { ...live, metadata };
}
