/**
 * What a plan says: writes with what they would change, and what a later run may do by it. Layer 1: pure.
 *
 * @module
 */
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "./attributes.ts";

/** Who says what a write would lead to: the server, by a dry run, or the in-memory cluster. */
export type PlanSource = "server" | "simulated";

/** A write of a plan. */
export interface PlannedWrite {
  /** What was asked for. */
  readonly attributes: ResourceAttributes;
  /** The object's name, where the server would make one up. */
  readonly name: string;
  readonly namespace: string;
  readonly change: "create" | "change" | "delete" | "action" | "none";
  readonly source: PlanSource;
  readonly fields: readonly FieldChange[];
  /** What goes with what is deleted: with a namespace, or a definition. */
  readonly contents?: PlannedContents;
  /** What goes with what is deleted since it owns it. */
  readonly owned?: PlannedOwned;
  /** What the write is known by when it is sent again. */
  readonly key: string;
}

/** What an object holds that goes with it. */
export interface PlannedContents {
  /** How many objects there are of each kind, by its name: `deployments.apps`. */
  readonly counts: readonly { readonly resource: string; readonly count: number }[];
  /** Kinds, or groups and versions, of which nobody can see what is there. */
  readonly unread: readonly string[];
}

/** What an object owns that goes with it. */
export interface PlannedOwned {
  /** How many pods there are by the object's status; absent: it does not say. */
  readonly pods?: number;
}

/** A field that would change. */
export interface FieldChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A plan. */
export interface Plan {
  readonly script: string;
  readonly writes: readonly PlannedWrite[];
  /** Waits that were taken for met. */
  readonly assumed: readonly string[];
  /** What ended the plan before the script's end. */
  readonly stopped?: string;
}

/** What a script or a server makes up anew each time. */
const GENERATED_METADATA: ReadonlySet<string> = new Set([
  "creationTimestamp",
  "generation",
  "resourceVersion",
  "uid",
]);
/** Sorted by time, which is another each time; who owns which field decides what an apply removes. */
const MANAGED_FIELDS = ".metadata.managedFields";
/** Options of a request that say nothing about what is written. */
const LOOSE_PARAMETERS: ReadonlySet<string> = new Set([
  "dryRun",
  "fieldValidation",
  "pretty",
  "resourceVersion",
  "timeout",
  "timeoutSeconds",
]);
const TIME_REGEXP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A request as it is compared with planned ones. */
export interface WriteRequest {
  readonly method: string;
  readonly attributes: ResourceAttributes;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly contentType: string;
  /** The body's text. */
  readonly body: string;
  /** Whether a status that stands in the body is taken by nobody: it has a way of its own. */
  readonly ignoresStatus: boolean;
}

/**
 * What a write is known by: verb, object, options and body, without what is made up anew each time.
 *
 * @param request The write.
 */
export function writeKey(request: WriteRequest): string {
  const { method } = request;
  const { verb, group, version, resource, subresource, namespace, name } = request.attributes;
  const query = request.query.filter(([parameter]) => !LOOSE_PARAMETERS.has(parameter)).toSorted(
    ([a], [b]) => a < b ? -1 : a > b ? 1 : 0,
  );
  return JSON.stringify([
    method,
    verb,
    [group, version, resource, subresource, namespace, name],
    query,
    request.contentType.split(";", 1)[0],
    bodyKey(request),
  ]);
}

/**
 * Tells whether two programs could read a JSON text differently: of two fields of one name some take the
 * last, some both, and a number beyond what is exact becomes another here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isAmbiguous('{"data":{"a":"1"},"data":{"b":"2"}}'), true);
 * assert.equal(isAmbiguous('{"data":{"a":"data:1"}}'), false);
 * ```
 *
 * @param text The text; what is no JSON is not ambiguous.
 */
export function isAmbiguous(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
  // In a text that is JSON, a colon behind a string is always one behind a name.
  let names = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) {
    if (colon !== undefined) names++;
  }
  return names !== countNames(value) || hasInexactNumber(value);
}

function countNames(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countNames(item), 0);
  if (!isObject(value)) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + countNames(item), 0);
}

function hasInexactNumber(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (Array.isArray(value)) return value.some(hasInexactNumber);
  return isObject(value) && Object.values(value).some(hasInexactNumber);
}

function bodyKey({ method, body: text, ignoresStatus }: WriteRequest): unknown {
  if (text === "") return "";
  try {
    const body: unknown = JSON.parse(text);
    const { status: _, ...rest } = isObject(body) ? body : {};
    return normalize(isObject(body) && ignoresStatus ? rest : body, "", method);
  } catch (error) {
    // Another form of the same is another body.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function normalize(value: unknown, path: string, method: string): unknown {
  if (typeof value === "string") return TIME_REGEXP.test(value) ? "(time)" : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item, `${path}[]`, method));
    return path === MANAGED_FIELDS ? items.toSorted(byText) : items;
  }
  if (!isObject(value)) return value;
  if (path === "[]" && checksVersion(value)) return { op: value["op"], path: value["path"] };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isGenerated(path, name, method))
      .toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([name, item]) => [name, normalize(item, `${path}.${name}`, method)]),
  );
}

/** A step of a JSON patch that only makes sure of a version; one that moves takes something away, too. */
function checksVersion({ op, path }: JsonObject): boolean {
  return /^(?:add|replace|test)$/.test(String(op)) &&
    /^\/metadata\/(?:resourceVersion|uid)$/.test(String(path));
}

function isGenerated(path: string, name: string, method: string): boolean {
  if (path === ".metadata") return GENERATED_METADATA.has(name);
  if (method !== "DELETE") return false;
  return path === ".preconditions" || (path === "" && name === "dryRun");
}

function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
