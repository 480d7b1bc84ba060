/**
 * Reading the objects that controllers of workloads work on. Layer 3.
 *
 * @module
 */
import { type ApiObject, type JsonObject, type JsonValue, objectOf, textsOf } from "../../json.ts";

/** Where an object of a namespace is. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** The key of an object in a queue. */
export function keyOf({ metadata }: ApiObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
}

/** What a key stands for. */
export function placeOf(key: string): Place {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The spec of an object, as it is. */
export function specOf({ spec }: ApiObject): JsonObject {
  return objectOf(spec);
}

/** The status of an object, as it is. */
export function statusOf({ status }: ApiObject): JsonObject {
  return objectOf(status);
}

/** The labels of an object. */
export function labelsOf({ metadata }: ApiObject): Record<string, string> {
  return textsOf(metadata["labels"]);
}

/** The annotations of an object. */
export function annotationsOf({ metadata }: ApiObject): Record<string, string> {
  return textsOf(metadata["annotations"]);
}

/** The number that a field has, or another where it has none. */
export function numberOr(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** How many replicas an object asks for. */
export function wantedReplicas(object: ApiObject): number {
  return numberOr(specOf(object)["replicas"], 1);
}

/** A count of an object's status; 0 where the status does not say it. */
export function countOf(object: ApiObject, field: string): number {
  return numberOr(statusOf(object)[field], 0);
}

/** When an object was made, in milliseconds since 1970. */
export function createdMs({ metadata }: ApiObject): number {
  return Date.parse(metadata.creationTimestamp ?? "");
}

/** The older of two objects first; among equals by name. */
export function byAge(left: ApiObject, right: ApiObject): number {
  const difference = createdMs(left) - createdMs(right);
  if (difference !== 0) return difference;
  return (left.metadata.name ?? "") < (right.metadata.name ?? "") ? -1 : 1;
}

/** The counts that are not 0: the API leaves the others out. */
export function counts(all: Readonly<Record<string, number>>): JsonObject {
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count !== 0));
}
