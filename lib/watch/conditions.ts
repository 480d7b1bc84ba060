/**
 * The conditions that `kubectl wait` knows: a status condition, a field's value, presence and absence.
 * Layer 3: pure.
 *
 * @see kubectl wait, kubectl `pkg/cmd/wait`
 * @module
 */
import { oneLine } from "../core/message.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { evaluateJsonPath, parseJsonPath } from "../core/jsonpath.ts";
import { ABSENT, makeCondition, met, unmet, type WaitCondition } from "./condition.ts";

/**
 * Waits for an entry of `status.conditions`. Type and status are compared without regard to case; an entry
 * that was made for an earlier generation of the object does not count.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const ready = condition("Ready");
 * const pod = { metadata: { uid: "1" }, status: { conditions: [{ type: "Ready", status: "True" }] } };
 * assert.equal(ready.test({ object: pod, uid: "1" }).state, "met");
 * assert.equal(condition("Ready=False").goal, 'Ready="False"');
 * ```
 *
 * @param type The condition's type, or `type=status`.
 * @param status The wanted status; default `True`.
 * @throws {QueryError} when the type is empty.
 * @see kubectl wait --for=condition=Ready
 */
export function condition(type: string, status?: string): WaitCondition {
  const equals = status === undefined ? type.indexOf("=") : -1;
  const name = equals < 0 ? type : type.slice(0, equals);
  const wanted = equals < 0 ? status ?? "True" : type.slice(equals + 1);
  if (name === "" || wanted === "") {
    throw new QueryError(`Cannot wait for condition "${type}": write "Ready" or "Ready=False"`);
  }
  const goal = sameText(wanted, "True") ? name : `${name}="${wanted}"`;
  return makeCondition(goal, ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const state = statusOf(object);
    const entry = recordsIn(state["conditions"]).find((item) => sameText(item["type"], name));
    if (entry === undefined) return unmet(`it has no condition ${name} yet`);
    const generation = object.metadata?.generation;
    const observed = entry["observedGeneration"] ?? state["observedGeneration"];
    if (generation !== undefined && typeof observed === "number" && observed < generation) {
      return unmet(`generation ${generation} is not observed yet (${observed} is)`);
    }
    return sameText(entry["status"], wanted) ? met() : unmet(describeEntry(name, entry));
  });
}

/**
 * Waits for a field to have a value, or to be there at all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const running = jsonpath("{.status.phase}", "Running");
 * const pod = { metadata: { name: "web-0" }, status: { phase: "Pending" } };
 * assert.deepEqual(running.test({ object: pod, uid: undefined }), {
 *   state: "unmet",
 *   missing: '{.status.phase} is "Pending"',
 * });
 * ```
 *
 * @param path A JSONPath as kubectl takes it; braces may be left out.
 * @param value The wanted value, compared as text without surrounding blanks; left out: any.
 * @throws {QueryError} when it is no JSONPath; while waiting, when it leads to several values, or with a
 * wanted value to an object or list.
 * @see kubectl wait --for=jsonpath='{.status.phase}'=Running
 */
export function jsonpath(path: string, value?: string | number | boolean): WaitCondition {
  const template = parseJsonPath(path, { relaxed: true });
  const wanted = value === undefined ? undefined : String(value).trim();
  const goal = wanted === undefined ? `having ${path}` : `${path}="${wanted}"`;
  return makeCondition(goal, ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const found = evaluateJsonPath(template, object);
    if (found.length > 1) {
      throw new QueryError(
        `Cannot wait for "${path}": it leads to ${found.length} values, one is wanted`,
      );
    }
    if (found.length === 0) return unmet(`${path} is absent`);
    const [actual] = found;
    if (wanted === undefined) return met();
    if (typeof actual === "object" && actual !== null) {
      throw new QueryError(`Cannot wait for "${path}": it leads to an object or list, not a value`);
    }
    const text = String(actual).trim();
    return text === wanted ? met() : unmet(`${path} is ${JSON.stringify(text)}`);
  });
}

/**
 * Waits until the object is gone, or another one has taken its name.
 *
 * @see kubectl wait --for=delete
 */
export function deleted(): WaitCondition {
  return makeCondition("deleted", ({ object, uid }) => {
    if (object === undefined) return met();
    const { metadata } = object;
    if (uid !== undefined && metadata?.uid !== uid) return met();
    if (metadata?.deletionTimestamp === undefined) return unmet("nobody has deleted it");
    const finalizers = metadata.finalizers ?? [];
    return unmet(
      finalizers.length === 0
        ? "it is being deleted"
        : `it is being deleted, held by finalizers ${finalizers.map(quoted).join(", ")}`,
    );
  });
}

/**
 * Waits until the object is there.
 *
 * @see kubectl wait --for=create
 */
export function present(): WaitCondition {
  return makeCondition("present", ({ object }) => object === undefined ? unmet(ABSENT) : met());
}

function describeEntry(name: string, entry: Readonly<Record<string, unknown>>): string {
  const { status, reason, message } = entry;
  const why = [reason, message].filter((text) => typeof text === "string" && text !== "")
    .join(": ");
  return `condition ${name} is "${status}"${why === "" ? "" : ` (${oneLine(why)})`}`;
}

function statusOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const status: unknown = "status" in object ? object.status : undefined;
  return isRecord(status) ? status : {};
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameText(left: unknown, right: string): boolean {
  return typeof left === "string" && left.toLowerCase() === right.toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
