/**
 * From a value of the language to the JSON of a request, without a silent loss: what JSON would drop or
 * turn into `null` is refused with its path. Layer 0: pure.
 *
 * @module
 */
import { QueryError } from "./errors.ts";
import { formatPath } from "./field_path.ts";
import { SecretValue } from "./secret_value.ts";
import { type CallDescription, describeCall } from "./status.ts";

/** How a body is read. */
export interface EncodeBodyOptions {
  /**
   * What a field that is `undefined` means: it is left out, or refused, because in a patch it could mean
   * that the field stays or that it goes; default `omit`.
   */
  readonly onUndefined?: "omit" | "refuse";
}

/**
 * Encodes a request's body. Bytes become base64, dates timestamps.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const call = { verb: "patch", resource: "deployment", namespace: "shop", name: "web" };
 * assert.equal(encodeBody({ spec: { replicas: 2 } }, call), '{"spec":{"replicas":2}}');
 * assert.throws(() => encodeBody({ spec: { replicas: NaN } }, call), /spec\.replicas is NaN/);
 * ```
 *
 * @param body Plain data.
 * @param call What is being done, for the message.
 * @param options What `undefined` means.
 * @returns The JSON text.
 * @throws {QueryError} with the path of what JSON cannot say; values are not shown.
 */
export function encodeBody(
  body: unknown,
  call: CallDescription,
  { onUndefined = "omit" }: EncodeBodyOptions = {},
): string {
  const path: (string | number)[] = [];
  const around = new Set<object>();

  function refuse(fault: string): never {
    const where = path.length === 0 ? "the body" : formatPath(path);
    throw new QueryError(`Cannot ${call.verb} ${describeCall(call)}: ${where} ${fault}`, {
      verb: call.verb,
      kind: call.resource,
      namespace: call.namespace,
      name: call.name,
    });
  }

  function inside<R>(step: string | number, read: () => R): R {
    path.push(step);
    const result = read();
    path.pop();
    return result;
  }

  function toJson(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
      const fault = scalarFault(value);
      return fault === undefined ? value : refuse(fault);
    }
    if (value instanceof SecretValue) refuse("is a secret value: give its text()");
    if (value instanceof Uint8Array) return value.toBase64();
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? refuse("is a date that does not exist") : value;
    }
    if (around.has(value)) refuse("refers back to an object around it");
    around.add(value);
    const copy = Array.isArray(value) ? listToJson(value) : objectToJson(value);
    around.delete(value);
    return copy;
  }

  function listToJson(list: readonly unknown[]): unknown[] {
    return Array.from(list, (item, index) => inside(index, () => toJson(item)));
  }

  function objectToJson(value: object): Record<string, unknown> {
    if (!isPlain(value)) refuse(instanceFault(value));
    // Without a prototype, so that a key "__proto__" is a key like any other.
    const copy: Record<string, unknown> = Object.create(null);
    for (const [name, child] of Object.entries(value)) {
      inside(name, () => {
        if (child !== undefined) copy[name] = toJson(child);
        else if (onUndefined === "refuse") {
          refuse("is undefined: leave the field out, or give null to remove it");
        }
      });
    }
    return copy;
  }

  return JSON.stringify(toJson(body));
}

function scalarFault(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON has no number for`;
    case "undefined":
      return "is undefined";
    case "function":
    case "symbol":
      return `is a ${typeof value}, which JSON cannot say`;
    case "bigint":
      return "is a bigint: give a number or text";
    default:
      return undefined;
  }
}

/** Plain by the shape of its prototype, which also holds for objects of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function instanceFault(value: object): string {
  if ("then" in value) return "is a promise: await it first";
  const { name } = value.constructor;
  return `is an instance of ${name === "" ? "a class" : name}: give plain data`;
}
