/**
 * Operators as data: the tags that tell them from user data, and the types that say which fields they
 * fit. Layer 2: pure.
 *
 * @module
 */
import type { Quantity } from "../core/quantity.ts";

/** The tag of an operator on one value. */
export const OPERATOR: unique symbol = Symbol.for("skiff.operator");

/** The tag of an alternative of whole filters. */
export const ALTERNATIVE: unique symbol = Symbol.for("skiff.alternative");

/** The tag of a condition that is waited for. */
export const CONDITION: unique symbol = Symbol.for("skiff.condition");

/** Carries what an operator can be compared with; never present at run time. */
export declare const FITS: unique symbol;

/** Carries whether an object is there when a condition is met; never present at run time. */
export declare const MET_BY: unique symbol;

/** Whether an object is there. */
export type Presence = "present" | "absent";

/** A value that a leaf of an object can have. */
export type Scalar = string | number | boolean;

/** What can be compared by order: numbers, times and amounts. */
export type Ordered = number | Date | Quantity;

/** The name of an operator on one value. */
export type OperatorName =
  | "oneOf"
  | "not"
  | "exists"
  | "absent"
  | "like"
  | "matches"
  | "gt"
  | "gte"
  | "lt"
  | "lte";

/** An operator as data: its name and what it was given. */
export interface OperatorData {
  /** The operator's name. */
  readonly [OPERATOR]: OperatorName;
  /** What the operator was called with. */
  readonly operands: readonly unknown[];
}

/** An operator that fits fields whose values include `V`. */
export interface ValueOperator<V> extends OperatorData {
  /** Carries the type; never present at run time. */
  readonly [FITS]?: { readonly value: V };
}

/** An operator that fits every field. */
export interface PresenceOperator extends OperatorData {
  /** Carries the type; never present at run time. */
  readonly [FITS]?: { readonly presence: true };
}

/** An operator that fits text. */
export interface TextOperator extends OperatorData {
  /** Carries the type; never present at run time. */
  readonly [FITS]?: { readonly text: true };
}

/** An operator that fits numbers, and text that is a number, a time or an amount. */
export interface OrderOperator extends OperatorData {
  /** Carries the type; never present at run time. */
  readonly [FITS]?: { readonly order: true };
}

/** The operators that fit a leaf with values of type `V`. */
export type Operator<V> =
  | ValueOperator<V>
  | PresenceOperator
  | (Extract<V, string> extends never ? never : TextOperator)
  | (Extract<V, string | number> extends never ? never : OrderOperator);

/** What `not()` of a condition fits: where the condition itself fits. */
export type Negated<Condition> = Condition extends OperatorData ? Condition
  : Condition extends null ? PresenceOperator
  : ValueOperator<Condition>;

/**
 * Lets `exists()` and `absent()` stand for an object or list. A union with {@link PresenceOperator}
 * would say the same, and would cost the compiler's "did you mean" for mistyped fields.
 */
export interface PresenceAllowed {
  /** Never written by hand. */
  readonly [OPERATOR]?: OperatorName;
  /** Never written by hand. */
  readonly [FITS]?: { readonly presence: true };
}

/** Lets {@link AnyOf} stand for a whole filter, for the same reason. */
export interface AlternativeAllowed<T> {
  /** Never written by hand. */
  readonly [ALTERNATIVE]?: readonly unknown[];
  /** Never written by hand. */
  readonly [FITS]?: (item: T) => void;
  /** What is waited for is no filter. */
  readonly [CONDITION]?: never;
  /** What is waited for is no filter. */
  readonly [MET_BY]?: never;
}

/**
 * The type `T` where it must come from the place that a call stands in, not from its arguments. Unlike
 * `NoInfer` it leaves the compiler its "did you mean" for mistyped fields in a union.
 */
export type Given<T> = [T][T extends unknown ? 0 : never];

/** An object of which nothing is known. */
export interface OpenObject {
  /** Any field. */
  readonly [name: string]: unknown;
}

/**
 * Several filters, or conditions to wait for, of which one must hold.
 *
 * @typeParam T The type of the objects.
 * @typeParam P `never` for filters alone; else whether the object is there when a condition is met.
 */
export interface AnyOf<T, P extends Presence = never> {
  /** The alternatives. */
  readonly [ALTERNATIVE]: readonly unknown[];
  /** Carries the type; never present at run time. */
  readonly [FITS]?: (item: T) => void;
  /** Carries the type; never present at run time. */
  readonly [MET_BY]?: P;
}

/** Tells whether a value is an operator on one value. */
export function isOperator(value: unknown): value is OperatorData {
  return typeof value === "object" && value !== null && Object.hasOwn(value, OPERATOR);
}

/** Tells whether a value is an alternative of filters. */
export function isAlternative(value: unknown): value is AnyOf<unknown> {
  return typeof value === "object" && value !== null && Object.hasOwn(value, ALTERNATIVE);
}
