/**
 * Conditions in the status of workloads. Layer 3.
 *
 * @module
 */
import type { JsonObject } from "../../json.ts";

/** A condition of one type, or `undefined`. */
export function findCondition(
  conditions: readonly JsonObject[],
  type: string,
): JsonObject | undefined {
  return conditions.find((condition) => condition["type"] === type);
}

/** The conditions without those of a type. */
export function withoutCondition(
  conditions: readonly JsonObject[],
  type: string,
): JsonObject[] {
  return conditions.filter((condition) => condition["type"] !== type);
}

/**
 * The conditions with a new one, at their end. One that says the same with the same reason stays as it
 * is; the time of the last transition stays where the status does.
 */
export function withCondition(
  conditions: readonly JsonObject[],
  condition: JsonObject,
): JsonObject[] {
  const type = String(condition["type"]);
  const before = findCondition(conditions, type);
  const isSameStatus = before?.["status"] === condition["status"];
  if (isSameStatus && before?.["reason"] === condition["reason"]) return [...conditions];
  const time = isSameStatus ? before?.["lastTransitionTime"] : undefined;
  return [
    ...withoutCondition(conditions, type),
    time === undefined ? condition : { ...condition, lastTransitionTime: time },
  ];
}
