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
    const wanted = `${Array.isArray(value) ? "" : "[]"}handlers.jsonPatchOp`;
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
  if (!isObject(document)) throw unprocessable();
  return document as ApiObject;
}

/** The server does not say what it could not do. */
function unprocessable(): Fault {
  return new Fault(
    422,
    "Invalid",
    "the server rejected our request due to an error in our request",
    {},
  );
}

function step(document: JsonValue, operation: JsonOperation): JsonValue {
  const { op, path, from, value } = operation;
  if (typeof path !== "string") throw unprocessable();
  const place = parsePointer(path);
  switch (op) {
    case "add":
      return add(document, place, value ?? null);
    case "remove":
      return remove(document, place);
    case "replace": {
      // A key that is not there yet is added, as the server's library does.
      if (find(document, place) === undefined) return add(document, place, value ?? null);
      return add(remove(document, place), place, value ?? null);
    }
    case "move": {
      const source = parsePointer(typeof from === "string" ? from : "");
      const moved = find(document, source) ?? null;
      return add(remove(document, source), place, moved);
    }
    case "copy": {
      const source = parsePointer(typeof from === "string" ? from : "");
      return add(document, place, cloneJson(find(document, source) ?? null));
    }
    case "test":
      if (equalJson(findOrNull(document, place), value ?? null)) return document;
      throw unprocessable();
    default:
      throw unprocessable();
  }
}

function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw unprocessable();
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

/** What a path leads to; the last step may lead to nothing in an object. */
function find(document: JsonValue, place: readonly string[]): JsonValue | undefined {
  let current = document;
  for (const [index, key] of place.entries()) {
    const next = child(current, key);
    if (next === undefined) {
      if (index === place.length - 1 && isObject(current)) return undefined;
      throw unprocessable();
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
  const parent = find(document, place.slice(0, -1));
  if (Array.isArray(parent)) {
    const index = last === "-" ? parent.length : indexOf(parent, last);
    if (index < 0) throw unprocessable();
    parent.splice(index, 0, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw unprocessable();
  return document;
}

function remove(document: JsonValue, place: readonly string[]): JsonValue {
  if (find(document, place) === undefined) throw unprocessable();
  const last = place.at(-1) ?? "";
  const parent = find(document, place.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(indexOf(parent, last), 1);
  else if (isObject(parent)) delete parent[last];
  return document;
}
