/**
 * What goes with an object that is deleted since it owns it, as far as the object itself says. Layer 6.
 *
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";
import type { PlannedOwned } from "../policy/plan.ts";
import { parseJsonObject } from "../core/json.ts";
import { sentText } from "./write_key.ts";
import type { GateCall } from "./gate_call.ts";

/** What makes objects of its own, and the field of its status that counts its pods, where one counts all. */
const OWNERS: ReadonlyMap<string, string | undefined> = new Map([
  ["deployments.apps", "replicas"],
  ["replicasets.apps", "replicas"],
  ["statefulsets.apps", "replicas"],
  ["daemonsets.apps", "currentNumberScheduled"],
  // Those that are done are in no count.
  ["jobs.batch", undefined],
  ["cronjobs.batch", undefined],
]);

/**
 * Tells what goes with an object since it owns it. Sends nothing: who may delete an object need not be allowed
 * to list what it owns.
 *
 * @param call The write.
 * @param attributes What it asks for.
 * @param object What is there; `undefined`: nobody knows.
 * @returns `undefined`: nothing, or it stays.
 */
export function ownedBy(
  call: Pick<GateCall, "head" | "body">,
  { verb, group, resource, subresource }: ResourceAttributes,
  object: JsonObject | undefined,
): PlannedOwned | undefined {
  const kind = `${resource}.${group}`;
  const isDelete = (verb === "delete" || verb === "deletecollection") && subresource === "";
  if (!isDelete || !OWNERS.has(kind) || isOrphaning(call)) return undefined;
  const status = object?.["status"];
  const count = isObject(status) ? status[OWNERS.get(kind) ?? ""] : undefined;
  return typeof count === "number" ? { pods: count } : {};
}

/** Options stand in the body; without one in the address. */
function isOrphaning({ head, body }: Pick<GateCall, "head" | "body">): boolean {
  const text = sentText({ body });
  const { propagationPolicy, orphanDependents } = text === ""
    ? Object.fromEntries(head.target.query)
    : parseJsonObject(text) ?? {};
  return propagationPolicy === "Orphan" || String(orphanDependents) === "true";
}
