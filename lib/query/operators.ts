/**
 * What can stand in the place of a value in a filter: functions that give plain tagged data. The tag
 * is a symbol, so nothing that was read from JSON or YAML can be taken for an operator. Layer 2: pure.
 *
 * @module
 */
import type { Where } from "./filter.ts";
import type { WaitCondition } from "./wait_condition.ts";
import {
  ALTERNATIVE,
  type AnyOf,
  type Given,
  type Negated,
  type OpenObject,
  OPERATOR,
  type OperatorData,
  type OperatorName,
  type Ordered,
  type OrderOperator,
  type Presence,
  type PresenceOperator,
  type Scalar,
  type TextOperator,
  type ValueOperator,
} from "./operator_data.ts";

/**
 * Holds where the field has one of the values. Given no values it holds nowhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ns, oneOf } from "skiff";
 *
 * const ended = ns("shop").pods.where({ status: { phase: oneOf("Failed", "Unknown") } });
 * const [{ condition } = {}] = ended.explain().client;
 * assert.equal(condition, 'status.phase in ("Failed", "Unknown")');
 * ```
 *
 * @param values The values.
 * @returns An operator, for the place of a value.
 */
export function oneOf<V extends Scalar>(...values: readonly V[]): ValueOperator<V> {
  return operator("oneOf", values);
}

/**
 * Holds where a value or another operator does not, so also where the field is absent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { not, ns } from "skiff";
 *
 * const others = ns("shop").pods.where({ status: { phase: not("Running") } });
 * assert.equal(others.explain().request.parameters["fieldSelector"], "status.phase!=Running");
 * ```
 *
 * @param condition A value, `null`, or an operator.
 * @returns An operator, for the place of a value.
 */
export function not<C extends Scalar | null | OperatorData>(condition: C): Negated<C>;
export function not(condition: unknown): OperatorData {
  return operator("not", [condition]);
}

/** Holds where the field is there, whatever its value; an empty text or list is there too. */
export function exists(): PresenceOperator {
  return operator("exists", []);
}

/** Holds where the field is not there, as `null` does. */
export function absent(): PresenceOperator {
  return operator("absent", []);
}

/**
 * Holds where the whole text matches a pattern in which `*` stands for any text and `?` for one
 * character.
 *
 * @param glob E.g. `*:latest`; there is no way to write a literal `*` or `?`: use `matches()`.
 */
export function like(glob: string): TextOperator {
  return operator("like", [glob]);
}

/**
 * Holds where a regular expression finds a match in the text; the flags `g` and `y` are left out.
 *
 * @param pattern E.g. `/^web-\d+$/`.
 */
export function matches(pattern: RegExp): TextOperator {
  return operator("matches", [pattern]);
}

/**
 * Holds where the field is greater. What it is compared with decides how the field is read: as a
 * number, as a time (`Date`, `ago()`) or as an amount (`quantity()`). Where it cannot be read so, or is
 * absent, the operator does not hold.
 *
 * @param value A number, a `Date` or an amount.
 */
export function gt(value: Ordered): OrderOperator {
  return operator("gt", [value]);
}

/** Holds where the field is greater or equal; reads it as {@link gt} does. */
export function gte(value: Ordered): OrderOperator {
  return operator("gte", [value]);
}

/** Holds where the field is less; reads it as {@link gt} does. */
export function lt(value: Ordered): OrderOperator {
  return operator("lt", [value]);
}

/** Holds where the field is less or equal; reads it as {@link gt} does. */
export function lte(value: Ordered): OrderOperator {
  return operator("lte", [value]);
}

/**
 * Holds where one of several filters does, or is met where one of several conditions is. It stands where
 * a whole filter does, not inside one, and in `wait()`; given nothing it holds nowhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { anyOf, ns } from "skiff";
 *
 * const stuck = ns("shop").pods.where(
 *   anyOf({ status: { phase: "Failed" } }, { spec: { nodeName: "" } }),
 * );
 * const [{ condition } = {}] = stuck.explain().client;
 * assert.equal(condition, 'status.phase = "Failed" or spec.nodeName = ""');
 * ```
 *
 * @typeParam T The type of the objects; found out where the call stands inside `where()` or `wait()`, and
 *   open where it stands alone.
 * @typeParam P Found out: whether there are conditions among the alternatives, and what they mean for the
 *   object's presence.
 * @param alternatives Objects, predicates or further alternatives; for `wait()` conditions too.
 * @returns What stands for a whole filter.
 */
export function anyOf<T = OpenObject, P extends Presence = never>(
  ...alternatives: readonly (Where<Given<T>> | WaitCondition<Given<T>, P>)[]
): AnyOf<T, P> {
  return Object.freeze({ [ALTERNATIVE]: Object.freeze([...alternatives]) });
}

function operator(name: OperatorName, operands: readonly unknown[]): OperatorData {
  return Object.freeze({ [OPERATOR]: name, operands: Object.freeze([...operands]) });
}
