/**
 * Strategic merge patches: merge patches that know which lists are merged by which key. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/util/strategicpatch
 */
import { badRequest, Fault } from "../fault.ts";
import {
  type ApiObject,
  cloneJson,
  equalJson,
  isObject,
  type JsonObject,
  type JsonValue,
} from "../json.ts";
import type { ValueSchema } from "../schema/value_schema.ts";
import { mergeSortedItems, sortByOrder, splitByPresence } from "./element_order.ts";
import { withoutDirectives } from "./directives.ts";

const DIRECTIVE = "$patch";
const DELETE_FROM = "$deleteFromPrimitiveList/";
const ELEMENT_ORDER = "$setElementOrder/";
const RETAIN_KEYS = "$retainKeys";

/**
 * Applies a strategic merge patch to a copy.
 *
 * @param schema The object's schema.
 * @throws {Fault} when the patch makes no sense.
 */
export function applyStrategicPatch(
  schema: ValueSchema,
  object: ApiObject,
  patch: JsonObject,
): ApiObject {
  return mergeMap(schema, cloneJson(object), cloneJson(patch)) as ApiObject;
}

/** A fault that the server has no better answer for. */
function unexpected(message: string): Fault {
  return new Fault(500, undefined, message);
}

function mergeMap(schema: ValueSchema, original: JsonObject, patch: JsonObject): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return replaceMap(directive, patch);
  retainKeys(original, patch);
  mergeOrdered(schema, original, patch);
  for (const [patchKey, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const isDeletion = patchKey.startsWith(DELETE_FROM);
    const key = isDeletion ? patchKey.slice(DELETE_FROM.length) : patchKey;
    if (value === null) {
      delete original[key];
      continue;
    }
    const before = original[key];
    if (before === undefined || before === null || typeOf(before) !== typeOf(value)) {
      if (isDeletion) continue;
      const cleaned = withoutDirectives(value);
      if (cleaned === undefined) delete original[key];
      else original[key] = withoutNulls(cleaned);
      continue;
    }
    const inner = lookup(schema, key, isObject(value) || Array.isArray(value));
    if (isObject(value) && isObject(before)) {
      original[key] = inner.isReplaced ? value : mergeMap(inner, before, value);
    } else if (Array.isArray(value) && Array.isArray(before)) {
      original[key] = mergeList(inner, before, value, isDeletion);
    } else original[key] = value;
  }
  return original;
}

function typeOf(value: JsonValue): string {
  return Array.isArray(value) ? "array" : typeof value;
}

/** What a patch adds holds no keys to be removed. */
function withoutNulls(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== null && inner !== undefined) kept[key] = withoutNulls(inner);
  }
  return kept;
}

function lookup(schema: ValueSchema, key: string, isContainer: boolean): ValueSchema {
  const field = schema.field(key);
  if (field === undefined) {
    if (!isContainer) return schema;
    throw unexpected(
      `unable to find api field in struct for the json field ${JSON.stringify(key)}`,
    );
  }
  return field;
}

function replaceMap(directive: JsonValue, patch: JsonObject): JsonObject {
  if (directive === "replace") {
    const { [DIRECTIVE]: _directive, ...rest } = patch;
    return rest;
  }
  if (directive === "delete") return {};
  throw unexpected(`unknown patch type: ${String(directive)} in map: ${goMap(patch)}`);
}

/** A map as Go prints it. */
export function goMap(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goMap(value[key] ?? null)}`).join(" ")}]`;
}

function retainKeys(original: JsonObject, patch: JsonObject): void {
  const retained = patch[RETAIN_KEYS];
  if (retained === undefined) return;
  delete patch[RETAIN_KEYS];
  if (!Array.isArray(retained)) throw badRequest("invalid patch format of retainKeys");
  for (const key of Object.keys(patch)) {
    if (patch[key] !== null && !retained.includes(key) && !key.startsWith("$")) {
      throw unprocessable("patch content doesn't match retainKeys list");
    }
  }
  for (const key of Object.keys(original)) if (!retained.includes(key)) delete original[key];
}

/** What the server says of a patch that cannot be done. */
function unprocessable(_message: string): Fault {
  return new Fault(
    422,
    "Invalid",
    "the server rejected our request due to an error in our request",
    {},
  );
}

/** Lists whose order the patch gives. */
function mergeOrdered(schema: ValueSchema, original: JsonObject, patch: JsonObject): void {
  for (const patchKey of Object.keys(patch)) {
    if (!patchKey.startsWith(ELEMENT_ORDER)) continue;
    const order = patch[patchKey];
    delete patch[patchKey];
    if (!Array.isArray(order)) {
      throw unexpected(`expected a slice, but received a ${order === null ? "nil" : typeof order}`);
    }
    const key = patchKey.slice(ELEMENT_ORDER.length);
    const before = original[key];
    const change = patch[key];
    const inner = lookup(schema, key, true);
    const { mergeKey = "" } = inner;
    if (Array.isArray(change)) checkOrder(change, order, mergeKey);
    let merged: JsonValue[];
    if (Array.isArray(before) && Array.isArray(change)) {
      merged = mergeList(inner, before, change, false);
    } else if (Array.isArray(before)) merged = before;
    else if (Array.isArray(change)) {
      const cleaned = withoutDirectives(change);
      if (!Array.isArray(cleaned)) continue;
      merged = cleaned;
    } else continue;
    original[key] = arrange(merged, order, Array.isArray(before) ? before : [], mergeKey);
    delete patch[key];
  }
}

function checkOrder(change: JsonValue[], order: JsonValue[], mergeKey: string): void {
  let next = 0;
  for (const item of change) {
    if (isObject(item) && item[DIRECTIVE] !== undefined) continue;
    while (next < order.length && !isSameItem(item, order[next] ?? null, mergeKey)) next++;
    if (next >= order.length) {
      throw unexpected(
        `The order in patch list:\n${goMap(change)}\n doesn't match $setElementOrder list:\n${
          goMap(order)
        }\n`,
      );
    }
    next++;
  }
}

function isSameItem(left: JsonValue, right: JsonValue, mergeKey: string): boolean {
  return mergeKey !== "" && isObject(left) && isObject(right)
    ? equalJson(left[mergeKey], right[mergeKey])
    : equalJson(left, right);
}

function arrange(
  merged: JsonValue[],
  order: JsonValue[],
  before: JsonValue[],
  mergeKey: string,
): JsonValue[] {
  const isSame = (left: JsonValue, right: JsonValue) => isSameItem(left, right, mergeKey);
  const [named, others] = splitByPresence(merged, order, isSame);
  return mergeSortedItems(
    sortByOrder(others, before, isSame),
    sortByOrder(named, order, isSame),
    before,
    isSame,
  );
}

function mergeList(
  schema: ValueSchema,
  original: JsonValue[],
  patch: JsonValue[],
  isDeletion: boolean,
): JsonValue[] {
  const { mergeKey } = schema;
  if (mergeKey === undefined) return isDeletion ? original : patch;
  if (original.length === 0 && patch.length === 0) return original;
  if (isDeletion) {
    return original.filter((item) => !patch.some((gone) => equalJson(item, gone)));
  }
  const isMaps = [...original, ...patch].some(isObject);
  if (!isMaps) {
    const all = [...original];
    for (const item of patch) if (!all.some((known) => equalJson(known, item))) all.push(item);
    return arrange(all, patch, original, "");
  }
  const { list, changes } = special(original, patch, mergeKey);
  const merged = [...list];
  for (const change of changes) {
    if (!isObject(change)) continue;
    const value = change[mergeKey];
    if (value === undefined) throw noMergeKey(change, mergeKey);
    const index = merged.findIndex((item) => isObject(item) && equalJson(item[mergeKey], value));
    const item = merged[index];
    if (isObject(item)) merged[index] = mergeMap(schema.item(), item, change);
    else merged.push(change);
  }
  return arrange(merged, patch, original, mergeKey);
}

function noMergeKey(item: JsonObject, mergeKey: string): Fault {
  return unexpected(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
}

/** Items of a patch that delete others, or replace the whole list. */
function special(original: JsonValue[], patch: JsonValue[], mergeKey: string) {
  let list = original;
  const changes: JsonValue[] = [];
  let isReplaced = false;
  for (const item of patch) {
    const directive = isObject(item) ? item[DIRECTIVE] : undefined;
    if (!isObject(item) || directive === undefined) changes.push(item);
    else if (directive === "delete") {
      const value = item[mergeKey];
      if (value === undefined) throw noMergeKey(item, mergeKey);
      list = list.filter((old) => !(isObject(old) && equalJson(old[mergeKey], value)));
    } else if (directive === "replace") isReplaced = true;
    else if (directive === "merge") {
      throw unexpected("merging lists cannot yet be specified in the patch");
    } else throw unexpected(`unknown patch type: ${String(directive)} in map: ${goMap(item)}`);
  }
  return isReplaced ? { list: changes, changes: [] } : { list, changes };
}
