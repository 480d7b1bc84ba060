/**
 * What can be waited for, as data: the conditions of `kubectl wait`, alone or combined. What they mean is
 * in `lib/watch`, loaded by the first wait. Layer 2: pure.
 *
 * @see kubectl wait
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { Where } from "./filter.ts";
import {
  type AnyOf,
  CONDITION,
  type FITS,
  type Given,
  type MET_BY,
  type OpenObject,
  type Presence,
  type PresenceOperator,
} from "./operator_data.ts";

/** A condition as data: which one, and what it was given. */
export type ConditionData =
  | { readonly type: "status"; readonly name: string; readonly status: string }
  | { readonly type: "jsonpath"; readonly path: string; readonly value: string | undefined }
  | { readonly type: "deleted" }
  | { readonly type: "all"; readonly parts: readonly unknown[] }
  | { readonly type: "failIf"; readonly part: unknown; readonly why: string | undefined };

/**
 * Something to wait for; made by `condition()`, `jsonpath()`, `deleted()`, `allOf()` and `failIf()`.
 *
 * @typeParam T The type of the objects that it can be waited for on.
 * @typeParam P Whether the object is there when it is met.
 */
export interface WaitCondition<T = unknown, P extends Presence = "present"> {
  /** Which condition. */
  readonly [CONDITION]: ConditionData;
  /** Carries the type; never present at run time. */
  readonly [FITS]?: (item: T) => void;
  /** Carries the type; never present at run time. */
  readonly [MET_BY]?: P;
}

/**
 * What `wait()` takes: a condition, a filter or predicate as for `where()`, `exists()`, or `anyOf(…)` of
 * all these.
 *
 * @typeParam T The type of the objects.
 * @typeParam P Whether the object is there when it is met.
 */
export type Waitable<T, P extends Presence = Presence> =
  | WaitCondition<T, P>
  | AnyOf<T, P>
  | PresenceOperator
  | Where<T>;

/**
 * What waiting for one object gives: the object, and `undefined` where the wait may be met by its absence.
 *
 * @typeParam T The type of the object.
 * @typeParam P Whether the object is there when the condition is met.
 */
export type WaitResult<T, P extends Presence> = "absent" extends P ? T | undefined : T;

/**
 * Is met where an entry of `status.conditions` has a status. Type and status are compared without regard
 * to case; an entry made for an earlier generation of the object does not count.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { condition, connect } from "skiff";
 *
 * async function ready(): Promise<void> {
 *   const staging = await connect({ kubeconfig: "/nowhere/config" });
 *   await staging.ns("shop").deployment("web").wait(condition("Available"), { timeout: "3m" });
 * }
 * await assert.rejects(ready, { name: "ConfigError" });
 * ```
 *
 * @param type The condition's type, e.g. `Ready`, or type and status, e.g. `Ready=False`.
 * @param status The wanted status; default `True`.
 * @returns A condition for `wait()`.
 * @throws {QueryError} when the type or the status is empty.
 * @see kubectl wait --for=condition=Ready
 */
export function condition(type: string, status?: string): WaitCondition {
  const equals = status === undefined ? type.indexOf("=") : -1;
  const name = equals < 0 ? type : type.slice(0, equals);
  const wanted = equals < 0 ? status ?? "True" : type.slice(equals + 1);
  if (name === "" || wanted === "") {
    throw new QueryError(`Cannot wait for condition "${type}": write "Ready" or "Ready=False"`);
  }
  return make({ type: "status", name, status: wanted });
}

/**
 * Is met where a field has a value, or is there at all.
 *
 * @example
 * ```ts
 * import { jsonpath } from "skiff";
 *
 * const running = jsonpath("{.status.phase}", "Running");
 * const addressed = jsonpath("{.status.loadBalancer.ingress[0].ip}");
 * ```
 *
 * @param path A JSONPath as kubectl takes it; braces may be left out. The wait throws a
 * {@link QueryError} where it is none, leads to several values, or to an object where a value is wanted.
 * @param value The wanted value, compared as text without surrounding blanks; left out: any.
 * @returns A condition for `wait()`.
 * @see kubectl wait --for=jsonpath='{.status.phase}'=Running
 */
export function jsonpath(path: string, value?: string | number | boolean): WaitCondition {
  return make({
    type: "jsonpath",
    path,
    value: value === undefined ? undefined : String(value).trim(),
  });
}

/**
 * Is met where the object is gone, or another one has taken its name.
 *
 * @see kubectl wait --for=delete
 */
export function deleted(): WaitCondition<unknown, "absent"> {
  return make({ type: "deleted" });
}

/**
 * Is met where several conditions are at the same time.
 *
 * @example
 * ```ts
 * import { allOf, condition, failIf } from "skiff";
 *
 * const done = allOf(condition("Complete"), failIf(condition("Failed"), "the job failed"));
 * ```
 *
 * @param conditions Conditions, filters or predicates; a {@link failIf} among them only ends the wait.
 * @returns A condition for `wait()`.
 * @throws {QueryError} when there is none.
 */
export function allOf<T = OpenObject, P extends Presence = "present">(
  ...conditions: readonly Waitable<Given<T>, P>[]
): WaitCondition<T, P> {
  if (conditions.length === 0) {
    throw new QueryError("Cannot wait for no conditions: give at least one");
  }
  return make({ type: "all", parts: Object.freeze([...conditions]) });
}

/**
 * Ends a wait early, with an error, where a condition is met. Stands beside what is waited for, in
 * {@link allOf} or `anyOf`; it counts more than a condition that is met at the same time.
 *
 * @param condition What must not come to be.
 * @param why What the error says; left out, it names the condition.
 */
export function failIf<T = OpenObject>(
  condition: Waitable<Given<T>>,
  why?: string,
): WaitCondition<T, never> {
  return make({ type: "failIf", part: condition, why });
}

/** Tells whether a value is a condition, and gives what it says. */
export function conditionData(value: unknown): ConditionData | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, CONDITION)) {
    return undefined;
  }
  return (value as WaitCondition)[CONDITION];
}

function make(data: ConditionData): { readonly [CONDITION]: ConditionData } {
  return Object.freeze({ [CONDITION]: Object.freeze(data) });
}
