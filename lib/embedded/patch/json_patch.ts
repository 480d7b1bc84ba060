/**
 * JSON patches. Layer 3.
 *
 * @module
 * @see https://www.rfc-editor.org/rfc/rfc6902
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
import { describeJsonFault } from "../server/json_text.ts";

/** One step of a patch. */
export type JsonOperation = JsonObject;

const MAX_OPERATIONS = 10_000;

/**
 * Parses the text of a JSON patch.
 *
 * @throws {Fault} when it is no list of operations.
 */
export function parseJsonPatch(text: string): JsonOperation[] {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest(`error decoding patch: ${describeJsonFault(text)}`);
  }
  if (!Array.isArray(value) || !value.every(isObject)) {
    const found = Array.isArray(value) ? value.find((item) => !isObject(item)) ?? null : value;
    const type = Array.isArray(found)
      ? "array"
      : typeof found === "boolean"
      ? "bool"
      : typeof found;
    const wanted = Array.isArray(value) ? "jsonpatch.Operation" : "jsonpatch.Patch";
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${type} into Go value of type ${wanted}`,
    );
  }
  if (value.length > MAX_OPERATIONS) {
    throw new Fault(
      413,
      "RequestEntityTooLarge",
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${value.length}`,
    );
  }
  return value;
}

/**
 * Applies a JSON patch to a copy.
 *
 * @throws {Fault} 422 when a step cannot be done, or a test fails.
 */
export function applyJsonPatch(
  object: ApiObject,
  operations: readonly JsonOperation[],
): ApiObject {
  let document: JsonValue = cloneJson(object);
  for (const operation of operations) {
    document = step(document, operation);
  }
  if (!isObject(document)) throw unprocessable("the patched document is no object");
  return document as ApiObject;
}

function unprocessable(message: string): Fault {
  return new Fault(
    422,
    "Invalid",
    `the server rejected our request due to an error in our request`,
    {
      causes: [{ message }],
    },
  );
}

function step(document: JsonValue, operation: JsonOperation): JsonValue {
  const { op, path, from, value } = operation;
  if (typeof path !== "string") throw unprocessable("missing path");
  const place = parsePointer(path);
  switch (op) {
    case "add":
      return add(document, place, value ?? null);
    case "remove":
      return remove(document, place, op);
    case "replace":
      find(document, place, op);
      return add(remove(document, place, op), place, value ?? null);
    case "move": {
      const source = parsePointer(typeof from === "string" ? from : "");
      const moved = find(document, source, op);
      return add(remove(document, source, op), place, moved);
    }
    case "copy":
      return add(
        document,
        place,
        cloneJson(find(document, parsePointer(typeof from === "string" ? from : ""), op)),
      );
    case "test":
      if (equalJson(findOrNull(document, place), value ?? null)) return document;
      throw unprocessable(`testing path ${path} failed`);
    default:
      throw unprocessable(`unexpected kind: ${String(op)}`);
  }
}

function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer.split("/").slice(1).map((part) =>
    part.replaceAll("~1", "/").replaceAll("~0", "~")
  );
}

function indexOf(list: readonly JsonValue[], key: string): number {
  return /^(?:0|[1-9]\d*)$/.test(key) && Number(key) <= list.length ? Number(key) : -1;
}

function child(value: JsonValue, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[indexOf(value, key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function find(document: JsonValue, place: readonly string[], op: string): JsonValue {
  let current = document;
  for (const key of place) {
    const next = child(current, key);
    if (next === undefined) {
      throw unprocessable(`${op} operation does not apply: doc is missing key`);
    }
    current = next;
  }
  return current;
}

function findOrNull(document: JsonValue, place: readonly string[]): JsonValue {
  let current = document;
  for (const key of place) {
    const next = child(current, key);
    if (next === undefined) return null;
    current = next;
  }
  return current;
}

function add(document: JsonValue, place: readonly string[], value: JsonValue): JsonValue {
  const last = place.at(-1);
  if (last === undefined) return value;
  const parent = find(document, place.slice(0, -1), "add");
  if (Array.isArray(parent)) {
    const index = last === "-" ? parent.length : indexOf(parent, last);
    if (index < 0) throw unprocessable("add operation does not apply: invalid index");
    parent.splice(index, 0, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw unprocessable("add operation does not apply: parent is a value");
  return document;
}

function remove(document: JsonValue, place: readonly string[], op: string): JsonValue {
  find(document, place, op);
  const last = place.at(-1) ?? "";
  const parent = find(document, place.slice(0, -1), op);
  if (Array.isArray(parent)) parent.splice(indexOf(parent, last), 1);
  else if (isObject(parent)) delete parent[last];
  return document;
}
