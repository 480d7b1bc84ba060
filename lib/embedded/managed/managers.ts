/**
 * Who owns which fields of an object, as `metadata.managedFields` keeps it. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/util/managedfields
 */
import { isObject, type JsonObject, type JsonValue, listOf, textOf } from "../json.ts";
import { type FieldSet, formatFields, parseFields } from "./field_set.ts";

/** What one manager owns. */
export interface Managed {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** The managers of an object by who they are. */
export type Managers = Map<string, Managed>;

/** What tells managers apart: updates by version, too. */
export function managerKey(of: Omit<Managed, "set" | "time">): string {
  const version = of.operation === "Apply" ? "" : of.apiVersion;
  return JSON.stringify([of.manager, of.operation, version, of.subresource]);
}

/**
 * Reads `managedFields`.
 *
 * @returns The managers, or `undefined` where an entry is not understood.
 */
export function readManagers(value: JsonValue | undefined): Managers | undefined {
  const managers: Managers = new Map();
  for (const entry of listOf(value)) {
    if (!isObject(entry)) return undefined;
    const operation = entry["operation"];
    if (operation !== "Apply" && operation !== "Update") return undefined;
    const apiVersion = textOf(entry["apiVersion"]);
    if (apiVersion === "" || entry["fieldsType"] !== "FieldsV1") return undefined;
    const set = parseFields(entry["fieldsV1"] ?? {});
    if (set === undefined) return undefined;
    const managed: Managed = {
      manager: textOf(entry["manager"]),
      operation,
      apiVersion,
      subresource: textOf(entry["subresource"]),
      time: textOf(entry["time"]) || undefined,
      set,
    };
    managers.set(managerKey(managed), managed);
  }
  return managers;
}

/** The managers in the server's order, or `undefined` where there is none. */
export function formatManagers(managers: Managers): JsonObject[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(compareManagers).map((managed) => ({
    ...(managed.manager === "" ? {} : { manager: managed.manager }),
    operation: managed.operation,
    apiVersion: managed.apiVersion,
    ...(managed.time === undefined ? {} : { time: managed.time }),
    fieldsType: "FieldsV1",
    fieldsV1: formatFields(managed.set),
    ...(managed.subresource === "" ? {} : { subresource: managed.subresource }),
  }));
}

function compareManagers(left: Managed, right: Managed): number {
  return compareTexts(left.operation, right.operation) ||
    compareTexts(left.time ?? "", right.time ?? "") ||
    compareTexts(left.manager, right.manager) ||
    compareTexts(left.apiVersion, right.apiVersion) ||
    compareTexts(left.subresource, right.subresource);
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const MAX_UPDATE_MANAGERS = 10;
const OLD_MANAGER = "ancient-changes";

/** Puts the oldest of too many updating managers together. */
export function capManagers(managers: Managers): void {
  const updaters = [...managers.entries()]
    .filter(([, { operation }]) => operation === "Update")
    .sort(([leftKey, left], [rightKey, right]) =>
      compareTexts(left.time ?? "", right.time ?? "") || compareTexts(leftKey, rightKey)
    );
  let count = updaters.length;
  const firsts = new Map<string, string>();
  for (const [key, managed] of updaters) {
    if (count <= MAX_UPDATE_MANAGERS) return;
    const { apiVersion, time } = managed;
    const old = { manager: OLD_MANAGER, operation: "Update", apiVersion, subresource: "" } as const;
    const bucket = managerKey(old);
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, key);
      continue;
    }
    let kept = managers.get(bucket);
    if (kept === undefined) {
      kept = managers.get(first) ?? managed;
      managers.delete(first);
    }
    managers.set(bucket, { ...old, time, set: managed.set.union(kept.set) });
    managers.delete(key);
    count--;
  }
}
