/**
 * The types of `where()`: filters with the shape of the object, paths to its scalar leaves, and what
 * they can be compared with. Layer 2: types only.
 *
 * @module
 */
import type {
  AlternativeAllowed,
  AnyOf,
  Operator,
  Ordered,
  OrderOperator,
  PresenceAllowed,
  Scalar,
} from "./operator_data.ts";

/** Marks a type that no value has. */
export declare const QUERY_TYPE_ERROR: unique symbol;

/** Stands where no value is possible; its text says why. */
export interface QueryTypeError<Message extends string> {
  /** Never present at run time. */
  readonly [QUERY_TYPE_ERROR]: Message;
}

/** Anything that `where()` takes as its only argument: a filter, `anyOf(…)`, or a predicate. */
export type Where<T> =
  | Filter<T> & AlternativeAllowed<T>
  | (string extends keyof T ? AnyOf<T> : never)
  | ((item: T) => boolean);

/**
 * A filter with the shape of the object; all its conditions must hold. A leaf is a value, `null` for
 * "absent", or an operator; a list has {@link ListFilter}; a map takes any key.
 *
 * @typeParam T The object's type.
 */
export type Filter<T> = {
  readonly [Name in keyof T]?: Condition<Present<T[Name]>> | null;
};

/**
 * What can stand in a filter for a field of type `V`.
 *
 * @typeParam V The field's type, without `null` and `undefined`.
 */
export type Condition<V> = IsOpen<V> extends true ? OpenCondition
  : [V] extends [Scalar] ? V | Operator<V>
  : V extends readonly (infer Item)[] ? ListFilter<Item>
  : V extends (...args: never[]) => unknown
    ? QueryTypeError<"A filter compares data: an object of the cluster has no functions">
  : V extends object ? Filter<V> & PresenceAllowed
  : V extends Scalar ? V | Operator<V>
  : OpenCondition;

/** What can stand in a filter where nothing is known about the field. */
export type OpenCondition =
  | Scalar
  | Operator<Scalar>
  | { readonly [name: string]: OpenCondition | null };

/**
 * Conditions on a list; all that are given must hold. An absent list is empty.
 *
 * @typeParam Item The type of its items.
 */
export interface ListFilter<Item> extends PresenceAllowed {
  /** Some item meets the condition. */
  readonly $some?: Condition<Present<Item>>;
  /** Every item meets the condition; an empty list does. */
  readonly $every?: Condition<Present<Item>>;
  /** The number of items. */
  readonly $size?: number | OrderOperator;
}

/**
 * The paths to the scalar leaves of an object, at most six names deep, e.g. `status.phase`. They stop
 * at lists and at maps, whose keys may hold dots: those are written as an object.
 *
 * @typeParam T The object's type.
 */
export type Path<T> = PathWithin<T, DepthLimit>;

/**
 * The type of the leaf that a path leads to.
 *
 * @typeParam T The object's type.
 * @typeParam P A path of it.
 */
export type PathValue<T, P extends string> = IsOpen<T> extends true ? Scalar
  : string extends keyof T ? Scalar
  : P extends `${infer Name}.${infer Rest}`
    ? Name extends keyof T ? PathValue<Present<T[Name]>, Rest>
    : QueryTypeError<`There is no field at the path ${P}`>
  : P extends keyof T ? IsOpen<Present<T[P]>> extends true ? Scalar : Present<T[P]>
  : QueryTypeError<`There is no field at the path ${P}`>;

/** How `where(path, operator, value)` compares. */
export type PathOperator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "notin"
  | "like"
  | "matches";

/**
 * What the third argument of `where(path, operator, value)` can be.
 *
 * @typeParam T The object's type.
 * @typeParam P A path of it.
 * @typeParam O The operator.
 */
export type PathOperand<T, P extends string, O extends PathOperator> = OperandOf<
  PathValue<T, P>,
  O
>;

/** What a leaf of type `V` can be compared with by an operator. */
export type OperandOf<V, O extends PathOperator> = V extends QueryTypeError<string> ? V
  : O extends "=" | "!="
    ? V | (Extract<V, string> extends never ? null : Exclude<Ordered, number> | null)
  : O extends "in" | "notin" ? readonly V[]
  : O extends "like"
    ? Extract<V, string> extends never
      ? QueryTypeError<"Only text can be compared with like: this field is not text">
    : string
  : O extends "matches"
    ? Extract<V, string> extends never
      ? QueryTypeError<"Only text can be compared with matches: this field is not text">
    : RegExp
  : Extract<V, string> extends never
    ? Extract<V, number> extends never
      ? QueryTypeError<"True and false have no order: compare them with = or !=">
    : number
  : Ordered;

/** True for `any` and `unknown`. */
export type IsOpen<V> = 0 extends 1 & V ? true : unknown extends V ? true : false;

/** Without `null` and `undefined`; what is open stays so, where `NonNullable` would close it. */
export type Present<V> = IsOpen<V> extends true ? V : NonNullable<V>;

/** A list as long as the depth that is left. */
export type DepthLimit = [1, 1, 1, 1, 1, 1];

/** The paths of an object while some depth is left. */
export type PathWithin<T, Depth extends readonly unknown[]> = Depth extends
  readonly [unknown, ...infer Left] ? IsOpen<T> extends true ? string
  : string extends keyof T ? string
  : { [Name in keyof T & string]: PathFrom<Name, Present<T[Name]>, Left> }[keyof T & string]
  : never;

/** The paths that begin with one field. */
export type PathFrom<Name extends string, V, Left extends readonly unknown[]> = IsOpen<V> extends
  true ? Name | `${Name}.${string}`
  : V extends Scalar ? Name
  : V extends readonly unknown[] ? never
  : V extends (...args: never[]) => unknown ? never
  : V extends object ? string extends keyof V ? never : `${Name}.${PathWithin<V, Left>}`
  : never;
