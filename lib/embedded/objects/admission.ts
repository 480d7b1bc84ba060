/**
 * Asking admission about a write. Layer 3.
 *
 * @module
 */
import type { ApiObject } from "../json.ts";
import type { AdmissionAttributes, Call, WriteOptions } from "../server/context.ts";
import type { WriteTarget } from "./target.ts";

function attributes(
  call: Call,
  target: WriteTarget,
  object: ApiObject | undefined,
  old: ApiObject | undefined,
  options: WriteOptions,
): AdmissionAttributes {
  return {
    operation: object === undefined ? "DELETE" : old === undefined ? "CREATE" : "UPDATE",
    resource: target.resource,
    subresource: target.subresource,
    namespace: target.namespace ?? "",
    name: target.name,
    object,
    old,
    user: call.user,
    isDryRun: options.isDryRun,
  };
}

/** Lets admission change a new state. */
export function admit(
  call: Call,
  target: WriteTarget,
  object: ApiObject,
  old: ApiObject | undefined,
  options: WriteOptions,
): void {
  const asked = attributes(call, target, object, old, options);
  for (const plugin of call.cluster.admission) plugin.admit?.(asked, call.cluster);
}

/** Lets admission refuse a new state. */
export function validateAdmission(
  call: Call,
  target: WriteTarget,
  object: ApiObject | undefined,
  old: ApiObject | undefined,
  options: WriteOptions,
): void {
  const asked = attributes(call, target, object, old, options);
  for (const plugin of call.cluster.admission) plugin.validate?.(asked, call.cluster);
}

/** Lets admission look at a delete. */
export function admitDelete(
  call: Call,
  target: WriteTarget,
  old: ApiObject,
  options: WriteOptions,
): void {
  const asked = attributes(call, target, undefined, old, options);
  for (const plugin of call.cluster.admission) plugin.admit?.(asked, call.cluster);
  for (const plugin of call.cluster.admission) plugin.validate?.(asked, call.cluster);
}
