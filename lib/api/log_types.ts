/**
 * What `logs()` takes. Layer 5: types only.
 *
 * @module
 */
import type { QueryTypeError } from "../query/filter.ts";
import type { LogOptions } from "../streams/logs.ts";

/**
 * The arguments of `logs()`: options; none are possible for objects that run no containers.
 *
 * @typeParam T The object's type.
 */
export type LogArguments<T> = HasContainers<T> extends true ? [options?: LogOptions]
  : [never: QueryTypeError<"Only pods have logs">];

/** Whether objects of the type run containers themselves, or nothing is known about them. */
export type HasContainers<T> = string extends keyof T ? true
  : T extends { spec?: infer Spec } ? "containers" extends keyof NonNullable<Spec> ? true : false
  : false;
