/**
 * Recording who owns which fields on the way into the store. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { type ApiObject, isObject, type JsonValue } from "../json.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Resource } from "../resources/resource.ts";
import type { Call, WriteOptions } from "../server/context.ts";
import { EMPTY_SET, setOfPaths } from "./field_set.ts";
import { capManagers, formatManagers, type Managers, readManagers } from "./managers.ts";
import { ownUpdate, type Writer } from "./update.ts";
import { replicasPath } from "../subresources/replicas_path.ts";

/** Records the manager of a create, update or patch. */
export function ownerOf(
  call: Call,
  target: WriteTarget,
  options: WriteOptions,
): (object: ApiObject, live: ApiObject | undefined) => ApiObject {
  return (object, live) => {
    const { resource } = target;
    const managers = managersBefore(object, live, target.subresource !== "");
    const fresh = withoutManagers(object);
    // Who owns what is noted from the beginning or not at all.
    if (live !== undefined && managers.size === 0) return fresh;
    if (target.subresource === "scale") {
      const path = replicasPath(resource).map((name) => `f:${name}`);
      // A Scale has only the owners of that field: where a default gave it there were none.
      if (![...managers.values()].some(({ set }) => set.has(path))) {
        return withManagers(fresh, managers);
      }
    }
    const writer = writerOf(target, options.fieldManager, "Update");
    // The server notes no time where a number of replicas is written by itself.
    const time = target.subresource === "scale" ? undefined : formatTime(call.cluster.clock.now());
    const before = withoutManagers(live ?? resource.empty());
    ownUpdate({ schema: resource.schema, live: before, fresh }, managers, writer, time);
    capManagers(managers);
    return withManagers(fresh, managers);
  };
}

/** Who writes to a target. */
export function writerOf(
  { resource, subresource }: WriteTarget,
  manager: string,
  operation: "Apply" | "Update",
): Writer {
  return {
    manager: manager === "" ? "unknown" : manager,
    operation,
    apiVersion: resource.apiVersion,
    subresource,
    ignored: ignoredFields(resource, subresource),
  };
}

function ignoredFields({ strategy }: Resource, subresource: string) {
  if (subresource === "scale") return EMPTY_SET;
  return setOfPaths(
    subresource === "" || subresource === "finalize"
      ? strategy.unownedFields ?? strategy.resetFields ?? []
      : strategy.statusResetFields ?? [["spec"]],
  );
}

/** The managers that a write starts from: those it sends, unless it sends none. */
function managersBefore(
  object: ApiObject,
  live: ApiObject | undefined,
  isSubresource: boolean,
): Managers {
  const stored = readManagers(live?.metadata["managedFields"]) ?? new Map();
  const sent = object.metadata["managedFields"];
  if (isSubresource || sent === undefined) return stored;
  if (isReset(sent)) return new Map();
  const managers = readManagers(sent);
  return managers === undefined || managers.size === 0 ? stored : managers;
}

function isReset(sent: JsonValue): boolean {
  if (!Array.isArray(sent)) return false;
  if (sent.length === 0) return true;
  return sent.length === 1 && isObject(sent[0]) && Object.keys(sent[0]).length === 0;
}

/** A copy of an object without its managers. */
export function withoutManagers(object: ApiObject): ApiObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** A copy of an object with these managers. */
export function withManagers(object: ApiObject, managers: Managers): ApiObject {
  const managedFields = formatManagers(managers);
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
  };
}
