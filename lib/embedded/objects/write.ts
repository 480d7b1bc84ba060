/**
 * Creating and changing objects: everything between a decoded object and the store. Layer 3.
 *
 * The order of the steps is the server's, because it decides which refusal a caller sees first.
 *
 * @module
 * @see k8s.io/apiserver/pkg/registry/generic/registry/store.go
 */
import { formatTime } from "../clock.ts";
import {
  alreadyExists,
  badRequest,
  conflict,
  Fault,
  modifiedMeanwhile,
  notFound,
} from "../fault.ts";
import {
  type ApiObject,
  cloneJson,
  deletePath,
  equalJson,
  getPath,
  listOf,
  setPath,
  textOf,
} from "../json.ts";
import { ignoreTimestampChanges } from "../managed/timestamps.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { type FieldFault, invalid, invalidObject } from "../validation/field_fault.ts";
import {
  isStandardFinalizer,
  metadataFaults,
  metadataUpdateFaults,
} from "../validation/metadata.ts";
import { admit, validateAdmission } from "./admission.ts";
import { generateName } from "./names.ts";
import { placeOf, registryKey, type WriteSteps, type WriteTarget } from "./target.ts";

/**
 * Checks that an object belongs into the namespace of the request, and puts it there.
 *
 * @throws {Fault} when it names another one.
 */
export function ensureNamespace(object: ApiObject, target: WriteTarget): void {
  const { kind } = target.resource;
  const wanted = kind.namespaced ? target.namespace ?? "" : "";
  const said = object.metadata.namespace ?? "";
  if (said === "") {
    if (wanted !== "") object.metadata.namespace = wanted;
    return;
  }
  if (said === wanted) return;
  if (wanted === "" && !kind.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  throw badRequest(
    "the namespace of the provided object does not match the namespace sent on the request",
  );
}

/**
 * Creates an object.
 *
 * @param call The call.
 * @param target Where; the name may be in the object.
 * @param object The decoded object, which becomes the server's.
 * @param options Dry run and the like.
 * @returns The object as stored.
 * @throws {Fault} when it may not be created.
 */
export function createObject(
  call: Call,
  target: WriteTarget,
  object: ApiObject,
  options: WriteOptions & WriteSteps,
): ApiObject {
  const { resource } = target;
  ensureNamespace(object, target);
  let fresh = object;
  if (getPath(fresh, ["metadata", "resourceVersion"])) {
    throw new Fault(
      500,
      undefined,
      "resourceVersion should not be set on objects to be created",
    );
  }
  fresh = options.own(fresh, undefined);
  admit(call, target, fresh, undefined, options);
  return insert(call, target, fresh, options, resource);
}

function insert(
  call: Call,
  target: WriteTarget,
  object: ApiObject,
  options: WriteOptions,
  resource: Resource,
): ApiObject {
  const { cluster } = call;
  const { metadata } = object;
  metadata.creationTimestamp = formatTime(cluster.clock.now());
  metadata.uid = cluster.newUid();
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata["selfLink"];
  if (metadata.generateName && !metadata.name) {
    metadata.name = generateName(metadata.generateName, cluster.writes.randomSuffix());
  }
  prepareCreate(call, resource, object);
  const name = metadata.name ?? "";
  checkNew(call, resource, object);
  validateAdmission(call, { ...target, name }, object, undefined, options);
  const place = placeOf(target, name);
  const existing = cluster.store.get(place);
  if (existing !== undefined) {
    const fault = alreadyExists(resource.kind, name);
    throw existing.metadata.deletionTimestamp === undefined ? fault : new Fault(
      fault.code,
      fault.reason,
      `object is being deleted: ${fault.message}`,
      fault.details,
    );
  }
  const stored = resource.toStorage(object);
  return options.isDryRun ? object : resource.toVersion(cluster.store.put(place, stored));
}

function prepareCreate(call: Call, resource: Resource, object: ApiObject): void {
  const { strategy } = resource;
  for (const path of strategy.resetFields ?? []) resetField(object, undefined, path, resource);
  if (strategy.hasGeneration) object.metadata.generation = 1;
  strategy.prepareCreate?.(object, call.cluster.writes);
}

/** Built-in kinds want to know whose a finalizer is. */
function finalizerNameFaults({ isCustom }: Resource, { metadata }: ApiObject): FieldFault[] {
  if (isCustom) return [];
  return listOf(metadata["finalizers"]).map(textOf).flatMap((finalizer, index) =>
    finalizer.includes("/") || isStandardFinalizer(finalizer) ? [] : [
      invalid(
        `metadata.finalizers[${index}]`,
        finalizer,
        "name is neither a standard finalizer name nor is it fully qualified",
      ),
    ]
  );
}

/** Gives a field the value that it had. */
function resetField(
  object: ApiObject,
  old: ApiObject | undefined,
  path: readonly string[],
  resource: Resource,
): void {
  const before = getPath(old, path);
  if (before !== undefined) setPath(object, path, cloneJson(before));
  else if (old === undefined && !resource.isCustom && path.length === 1) {
    const empty = resource.decode({}).object[path[0] ?? ""];
    if (empty === undefined) deletePath(object, path);
    else setPath(object, path, empty);
  } else deletePath(object, path);
}

function checkNew(call: Call, resource: Resource, object: ApiObject): void {
  const { kind, strategy } = resource;
  const name = object.metadata.name ?? "";
  const own = [
    ...metadataFaults(object, kind.namespaced, strategy.nameRule ?? "subdomain"),
    ...finalizerNameFaults(resource, object),
    ...strategy.validate?.(object) ?? [],
  ];
  if (own.length > 0) throw invalidObject({ kind: object.kind, group: kind.group }, name, own);
  call.warnings.push(...strategy.warnings?.(object, undefined) ?? []);
}

/** The new state of an object that is changed. */
export type Change = (live: ApiObject | undefined) => ApiObject;

/** What a change made. */
export interface UpdateResult {
  readonly object: ApiObject;
  readonly isCreated: boolean;
}

/**
 * Changes an object, or creates it where that is allowed.
 *
 * @param call The call.
 * @param target The object.
 * @param change Gives the new state for the one that is stored; it gets `undefined` for a new object.
 * @param options Dry run, whether a new object may be made, and who owns what.
 * @returns The object as stored.
 * @throws {Fault} when it may not be changed.
 */
export function updateObject(
  call: Call,
  target: WriteTarget,
  change: Change,
  options: WriteOptions & WriteSteps & { readonly mayCreate: boolean; readonly uid?: string },
): UpdateResult {
  const { cluster } = call;
  const { resource, name } = target;
  const { kind, strategy } = resource;
  const stored = cluster.store.get(placeOf(target));
  if (stored === undefined) {
    if (!options.mayCreate) throw notFound(kind, name);
    if (options.uid) {
      throw conflict(
        kind,
        name,
        `StorageError: invalid object, Code: 4, Key: ${
          registryKey(target)
        }, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${options.uid}, UID in object meta: `,
      );
    }
    const fresh = options.own(change(undefined), undefined);
    admit(call, target, fresh, undefined, options);
    ensureNamespace(fresh, target);
    delete fresh.metadata.resourceVersion;
    return { object: insert(call, target, fresh, options, resource), isCreated: true };
  }
  const live = resource.toVersion(stored);
  if (options.uid && options.uid !== live.metadata.uid) {
    throw conflict(
      kind,
      name,
      `StorageError: invalid object, Code: 4, Key: ${
        registryKey(target)
      }, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${live.metadata.uid}`,
    );
  }
  const object = options.own(change(live), live);
  admit(call, target, object, live, options);
  const { metadata } = object;
  if (!metadata.resourceVersion) {
    if (strategy.unconditionalUpdate === false) {
      throw invalidObject({ kind: kind.plural, group: kind.group }, name, [
        invalid("metadata.resourceVersion", 0, "must be specified for an update"),
      ]);
    }
    if (live.metadata.resourceVersion) metadata.resourceVersion = live.metadata.resourceVersion;
  } else if (metadata.resourceVersion !== live.metadata.resourceVersion) {
    throw modifiedMeanwhile(kind, name);
  }
  ensureNamespace(object, target);
  prepareUpdate(call, target, object, live);
  checkChanged(call, target, object, live);
  ignoreTimestampChanges(object, live);
  validateAdmission(call, target, object, live, options);
  return { object: replace(call, target, object, live, options), isCreated: false };
}

function prepareUpdate(call: Call, target: WriteTarget, object: ApiObject, live: ApiObject): void {
  const { resource, subresource } = target;
  const { strategy } = resource;
  const { metadata } = object;
  const before = live.metadata;
  if (before.generation === undefined) delete metadata.generation;
  else metadata.generation = before.generation;
  if (subresource === "status") {
    keepSpec(resource, object, live);
    strategy.prepareStatusUpdate?.(object, live);
  } else if (subresource === "finalize") {
    strategy.prepareFinalize?.(object, live);
  } else {
    for (const path of strategy.resetFields ?? []) resetField(object, live, path, resource);
    if (subresource === "ephemeralcontainers") strategy.prepareEphemeral?.(object, live);
    else strategy.prepareUpdate?.(object, live, call.cluster.writes);
    const hasNewLabels =
      strategy.countsLabels === true && !equalJson(metadata["labels"], before["labels"]) ||
      strategy.countsAnnotations === true &&
        !equalJson(metadata["annotations"], before["annotations"]);
    if (
      strategy.hasGeneration && (hasNewLabels || isSpecChanged(object, live, strategy.countsStatus))
    ) {
      metadata.generation = (before.generation ?? 0) + 1;
    }
  }
  metadata.uid ??= before.uid ?? "";
  for (
    const field of [
      "creationTimestamp",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
    ] as const
  ) {
    if (before[field] !== undefined) Object.assign(metadata, { [field]: before[field] });
  }
}

/** A write of the status leaves the spec as it is. */
function keepSpec(resource: Resource, object: ApiObject, live: ApiObject): void {
  for (const path of resource.strategy.statusResetFields ?? [["spec"]]) {
    if (path.length === 1 && path[0] !== "metadata") resetField(object, live, path, resource);
  }
}

function isSpecChanged(object: ApiObject, live: ApiObject, countsStatus = false): boolean {
  const keys = new Set([...Object.keys(object), ...Object.keys(live)]);
  for (const key of ["metadata", "apiVersion", "kind"]) keys.delete(key);
  if (!countsStatus) keys.delete("status");
  return [...keys].some((key) => !equalJson(object[key], live[key]));
}

function checkChanged(call: Call, target: WriteTarget, object: ApiObject, live: ApiObject): void {
  const { kind, strategy } = target.resource;
  const isMain = target.subresource !== "status";
  const faults = [
    ...metadataFaults(object, kind.namespaced, "path"),
    ...metadataUpdateFaults(object, live),
  ];
  // The server checks the metadata once for all kinds, and once more for each.
  if (!target.resource.isCustom) {
    faults.push(...metadataUpdateFaults(object, live));
    faults.push(...finalizerNameFaults(target.resource, object));
  }
  const own = isMain && strategy.revalidates !== false
    ? [
      ...strategy.revalidatesMetadata === false ? [] : [
        ...metadataFaults(object, kind.namespaced, strategy.nameRule ?? "subdomain"),
        ...finalizerNameFaults(target.resource, object),
      ],
      ...strategy.validate?.(object) ?? [],
    ]
    : [];
  const changes =
    (target.subresource === "ephemeralcontainers"
      ? strategy.validateEphemeral?.(object, live)
      : isMain
      ? strategy.validateUpdate?.(object, live)
      : strategy.validateStatusUpdate?.(object, live)) ?? [];
  if (strategy.changeFaultsFirst) faults.push(...changes, ...own);
  else faults.push(...own, ...changes);
  if (faults.length > 0) throw invalidObject(kind, target.name, faults);
  if (target.subresource === "") call.warnings.push(...strategy.warnings?.(object, live) ?? []);
}

/** Stores a changed object, or removes it where nothing keeps a deleted one any longer. */
function replace(
  call: Call,
  target: WriteTarget,
  object: ApiObject,
  live: ApiObject,
  options: WriteOptions,
): ApiObject {
  const { store } = call.cluster;
  const { resource } = target;
  const isGone = listOf(object.metadata["finalizers"]).length === 0 &&
    live.metadata.deletionTimestamp !== undefined &&
    (live.metadata.deletionGracePeriodSeconds ?? 0) === 0;
  if (isGone && isRemovable(resource, object)) {
    if (!options.isDryRun) store.remove(placeOf(target));
    return object;
  }
  // Writing what is there already is no change: no new version, no event.
  if (equalJson(object, live) || options.isDryRun) return object;
  return resource.toVersion(store.put(placeOf(target), resource.toStorage(object)));
}

/** A namespace goes only when its own finalizers, which are in its spec, are done. */
function isRemovable(_resource: Resource, object: ApiObject): boolean {
  return listOf(getPath(object, ["spec", "finalizers"])).length === 0 ||
    object.kind !== "Namespace";
}
