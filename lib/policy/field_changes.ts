/**
 * What differs between two states of an object, field by field, into lists of objects as well. Layer 1: pure.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import { isObject, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import type { ResourceAttributes } from "./attributes.ts";
import { isSecret } from "./decision.ts";
import type { FieldChange } from "./plan.ts";
import { withoutServerFields } from "./undo.ts";

/**
 * Lists the fields in which two states of an object differ, without those that a server fills in; of an
 * object that is made, each of its fields.
 *
 * @param attributes Of which kind it is; the data of Secrets is not shown.
 * @param before The one state; `undefined`: nothing.
 * @param after The other; `undefined`: nothing, and of what goes no field is listed.
 * @param sent The body of the write: the status of what is made is the server's where it has none.
 */
export function fieldChanges(
  attributes: ResourceAttributes,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  sent: string,
): readonly FieldChange[] {
  if (after === undefined) return [];
  const changes: FieldChange[] = [];
  if (before === undefined) {
    const part = sendsStatus(sent) ? "status" : "";
    collectLeaves(withoutServerFields(after, part), "", changes);
  } else {
    const [was, is] = [before, after].map((state) => withoutServerFields(state, "status"));
    collect(was, is, "", changes);
  }
  return isSecret(attributes) ? changes.map(hideData) : changes;
}

/** Of what is no JSON nobody knows. */
function sendsStatus(sent: string): boolean {
  try {
    const body: unknown = JSON.parse(sent);
    return !isObject(body) || Object.hasOwn(body, "status");
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function collect(before: unknown, after: unknown, path: string, changes: FieldChange[]): void {
  if (isObject(before) && isObject(after)) {
    for (const name of Object.keys(mergePatchOf(before, after) ?? {})) {
      collect(fieldOf(before, name), fieldOf(after, name), pathTo(path, name), changes);
    }
    return;
  }
  const items = isList(before) && isList(after) ? pairItems(before, after) : undefined;
  const count = changes.length;
  for (const [label, was, is] of items ?? []) collect(was, is, `${path}[${label}]`, changes);
  // Items may differ in what counts as the same elsewhere, as a null does.
  if (changes.length > count) return;
  changes.push({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

/** Down to where a value stands: what is hidden of a Secret is hidden by its path. */
function collectLeaves(value: unknown, path: string, changes: FieldChange[]): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.some(isObject)) {
    const field = isList(value) ? identityOf([value]) : undefined;
    value.forEach((item, index) =>
      collectLeaves(item, `${path}[${labelOf(field, item, index)}]`, changes)
    );
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [name, part] of Object.entries(value)) {
      collectLeaves(part, pathTo(path, name), changes);
    }
  } else if (path !== "metadata") changes.push({ path, after: value });
}

/** A list of objects, which are told apart by a field or stand for themselves. */
function isList(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

/**
 * By which fields the items of lists are known, the first that each item has, and has alone: names, and what
 * Kubernetes merges the lists of its own kinds by.
 */
const IDENTITIES = [
  "name",
  "mountPath",
  "containerPort",
  "port",
  "devicePath",
  "topologyKey",
  "ip",
  "type",
  "key",
] as const;

/** An item of two lists, with what stands for it in a path; `undefined`: the list has none such. */
type ItemPair = readonly [label: string, before: unknown, after: unknown];

/** Puts the items of two lists together; `undefined`: nobody knows which belong together. */
function pairItems(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly ItemPair[] | undefined {
  const field = identityOf([before, after]);
  if (field === undefined) {
    if (before.length !== after.length) return undefined;
    return before.flatMap((item, at): readonly ItemPair[] =>
      differs(item, after[at]!) ? [[String(at), item, after[at]]] : []
    );
  }
  const [were, are] = [before, after].map((items) =>
    new Map(items.map((item) => [item[field], item]))
  ) as [Map<unknown, JsonObject>, Map<unknown, JsonObject>];
  const kept = [...were.keys()].filter((key) => are.has(key));
  // Of those that stay, the order may matter as well, which no path of an item tells.
  if ([...are.keys()].filter((key) => were.has(key)).some((key, at) => key !== kept[at])) {
    return undefined;
  }
  const removed = before.filter((item) => !are.has(item[field]));
  return [
    ...after.flatMap((item): readonly ItemPair[] => {
      const was = were.get(item[field]);
      return was !== undefined && !differs(was, item) ? [] : [[labelOf(field, item, 0), was, item]];
    }),
    ...removed.map((item): ItemPair => [labelOf(field, item, 0), item, undefined]),
  ];
}

function differs(before: JsonObject, after: JsonObject): boolean {
  return mergePatchOf(before, after) !== undefined;
}

function identityOf(lists: readonly (readonly JsonObject[])[]): string | undefined {
  return IDENTITIES.find((field) =>
    lists.every((items) => {
      const keys = items.map((item) => fieldOf(item, field));
      return keys.every((key) => typeof key === "string" || typeof key === "number") &&
        new Set(keys).size === keys.length;
    })
  );
}

/** A name as it is where it cannot be taken for a place, the others with their field. */
function labelOf(field: string | undefined, item: unknown, index: number): string {
  const key = field === undefined ? undefined : fieldOf(item, field);
  if (key === undefined) return String(index);
  const text = typeof key === "string" && /^(?!\d+$)[\w.-]+$/.test(key) || typeof key === "number"
    ? String(key)
    : JSON.stringify(key);
  if (field !== "name") return `${field}=${text}`;
  return typeof key === "number" ? JSON.stringify(text) : text;
}

function pathTo(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
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
