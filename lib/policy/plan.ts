/**
 * What a plan says: writes with what they would change, and what a later run may do by it. Layer 1: pure.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import { isObject, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "./attributes.ts";
import { isSecret } from "./decision.ts";
import { withoutServerFields } from "./undo.ts";

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
  /** What the write is known by when it is sent again. */
  readonly key: string;
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

/**
 * Lists the fields in which two states of an object differ, without those that a server fills in.
 *
 * @param attributes Of which kind it is; the data of Secrets is not shown.
 * @param before The one state; `undefined`: nothing.
 * @param after The other.
 */
export function fieldChanges(
  attributes: ResourceAttributes,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly FieldChange[] {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [shown(before), shown(after)];
  const changes: FieldChange[] = [];
  collect(mergePatchOf(was, is) ?? {}, was, is, "", changes);
  return isSecret(attributes) ? changes.map(hideData) : changes;
}

function shown(object: JsonObject): JsonObject {
  return withoutServerFields(object, "status");
}

function collect(
  patch: JsonObject,
  before: unknown,
  after: unknown,
  path: string,
  changes: FieldChange[],
): void {
  for (const [name, value] of Object.entries(patch)) {
    const plain = /^[A-Za-z_][\w-]*$/.test(name);
    const here = plain
      ? (path === "" ? name : `${path}.${name}`)
      : `${path}[${JSON.stringify(name)}]`;
    const [was, is] = [fieldOf(before, name), fieldOf(after, name)];
    if (isObject(value) && isObject(was) && isObject(is)) collect(value, was, is, here, changes);
    else {
      changes.push({
        path: here,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      });
    }
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function hideData(change: FieldChange): FieldChange {
  if (!/^(?:data|stringData|metadata\.annotations)(?:$|[.[])/.test(change.path)) return change;
  return {
    path: change.path,
    ...("before" in change ? { before: HIDDEN } : {}),
    ...("after" in change ? { after: HIDDEN } : {}),
  };
}

/** What a script or a server makes up anew each time. */
const GENERATED_METADATA: ReadonlySet<string> = new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
]);
/** Options of a request that say nothing about what is written. */
const LOOSE_PARAMETERS: ReadonlySet<string> = new Set([
  "dryRun",
  "fieldManager",
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
}

/**
 * What a write is known by: verb, object, options and body, without what is made up anew each time.
 *
 * @param request The write.
 */
export function writeKey(request: WriteRequest): string {
  const { verb, group, version, resource, subresource, namespace, name } = request.attributes;
  const query = request.query.filter(([parameter]) => !LOOSE_PARAMETERS.has(parameter)).toSorted(
    ([a], [b]) => a < b ? -1 : a > b ? 1 : 0,
  );
  return JSON.stringify([
    request.method,
    verb,
    [group, version, resource, subresource, namespace, name],
    query,
    request.contentType.split(";", 1)[0],
    bodyKey(request.body, subresource),
  ]);
}

function bodyKey(text: string, subresource: string): unknown {
  if (text === "") return "";
  try {
    const body: unknown = JSON.parse(text);
    // What stands in a status is taken from nobody but who writes the status.
    const { status: _, ...rest } = isObject(body) ? body : {};
    return normalize(isObject(body) && subresource !== "status" ? rest : body, "");
  } catch (error) {
    // Another form of the same is another body.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function normalize(value: unknown, path: string): unknown {
  if (typeof value === "string") return TIME_REGEXP.test(value) ? "(time)" : value;
  if (Array.isArray(value)) return value.map((item) => normalize(item, `${path}[]`));
  if (!isObject(value)) return value;
  // A step of a JSON patch that only makes sure of a version.
  if (/^\/metadata\/(?:resourceVersion|uid)$/.test(String(value["path"])) && path === "[]") {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isGenerated(path, name))
      .toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([name, item]) => [name, normalize(item, `${path}.${name}`)]),
  );
}

function isGenerated(path: string, name: string): boolean {
  if (path === ".metadata") return GENERATED_METADATA.has(name);
  return path === ".preconditions" || (path === "" && name === "dryRun");
}
