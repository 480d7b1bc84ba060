/**
 * What can be waited for: a condition looks at one object, present or absent, and says whether it is met
 * and otherwise what is missing. Layer 3: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";
import { QueryError } from "../core/errors.ts";
import { ALTERNATIVE, isAlternative } from "../query/operator_data.ts";
import { shortenSource } from "../query/source_text.ts";

/** What a condition looks at. */
export interface WaitState<T extends KubeObject = KubeObject> {
  /** The object as it is now; `undefined` while it does not exist. */
  readonly object: T | undefined;
  /** The uid of the object that was there first; `undefined` while none has been seen. */
  readonly uid: string | undefined;
}

/** What a condition says. */
export type WaitVerdict =
  | { readonly state: "met" }
  /** Not yet; `missing` completes a message, e.g. `1 of 3 replicas ready`. */
  | { readonly state: "unmet"; readonly missing: string }
  /** Never any more: the wait ends with an error that says why. */
  | { readonly state: "failed"; readonly why: string };

/** Something to wait for. Frozen data with one pure function. */
export interface WaitCondition<T extends KubeObject = KubeObject> {
  /** What is waited for, after the word "not": `Ready`, `deleted`. */
  readonly goal: string;
  /** Whether it can only end a wait early and is no goal by itself. */
  readonly guard: boolean;
  /** Looks at a state. */
  test(state: WaitState<T>): WaitVerdict;
}

/** What stands for a condition: one itself, a predicate, or what the query's `anyOf` gives for both. */
export type Waitable<T extends KubeObject = KubeObject> =
  | WaitCondition<T>
  | ((object: T) => boolean)
  | { readonly [ALTERNATIVE]: readonly unknown[] };

const MET: WaitVerdict = Object.freeze({ state: "met" });

/** Says that a condition is met. */
export function met(): WaitVerdict {
  return MET;
}

/** Says what is missing. */
export function unmet(missing: string): WaitVerdict {
  return { state: "unmet", missing };
}

/** What is said of an object that does not exist. */
export const ABSENT = "it does not exist";

/**
 * Makes a condition.
 *
 * @param goal What is waited for, after the word "not".
 * @param test Looks at a state; may throw to end the wait.
 */
export function makeCondition<T extends KubeObject>(
  goal: string,
  test: (state: WaitState<T>) => WaitVerdict,
): WaitCondition<T> {
  return Object.freeze({ goal, guard: false, test });
}

/**
 * Waits for one of several conditions. Where it says the same as the query's `anyOf`, that can be given to
 * a wait as well: see {@link toCondition}.
 *
 * @param conditions Conditions or predicates; a {@link failIf} among them only ends the wait.
 * @throws {QueryError} when there is none.
 */
export function anyCondition<T extends KubeObject>(
  ...conditions: readonly Waitable<T>[]
): WaitCondition<T> {
  const parts = conditions.map((part) => toCondition<T>(part));
  return combine(parts, "or", (verdicts) => {
    if (verdicts.some(({ state }, at) => state === "met" && !parts[at]?.guard)) return MET;
    return unmet(missingOf(verdicts));
  });
}

/**
 * Waits for several conditions at the same time.
 *
 * @param conditions Conditions or predicates; a {@link failIf} among them only ends the wait.
 * @throws {QueryError} when there is none.
 */
export function allOf<T extends KubeObject>(
  ...conditions: readonly Waitable<T>[]
): WaitCondition<T> {
  const parts = conditions.map((part) => toCondition<T>(part));
  return combine(
    parts,
    "and",
    (verdicts) => verdicts.every(({ state }) => state === "met") ? MET : unmet(missingOf(verdicts)),
  );
}

/**
 * Ends a wait early, with an error, where a condition is met. Stands beside a goal in {@link allOf} or
 * {@link anyCondition}; a failure counts more than a goal that is met at the same time.
 *
 * @param condition What must not come to be.
 * @param why What the error says; left out, it names the condition.
 */
export function failIf<T extends KubeObject>(
  condition: Waitable<T>,
  why?: string,
): WaitCondition<T> {
  const inner = toCondition<T>(condition);
  return Object.freeze({
    goal: `failing by ${inner.goal}`,
    guard: true,
    test(state: WaitState<T>): WaitVerdict {
      const verdict = inner.test(state);
      return verdict.state === "met" ? { state: "failed", why: why ?? `it is ${inner.goal}` } : MET;
    },
  });
}

/**
 * Reads what stands for a condition: a condition, a predicate on the object (unmet while there is none), or
 * the alternative that the query's `anyOf` makes of both, so that one `anyOf` serves filters and waits.
 *
 * @throws {QueryError} when it is nothing of that kind.
 */
export function toCondition<T extends KubeObject>(value: Waitable<T>): WaitCondition<T> {
  if (typeof value === "function") return predicateCondition(value);
  if (isAlternative(value)) {
    const parts: readonly unknown[] = value[ALTERNATIVE];
    return anyCondition<T>(...parts.map((part) => toCondition<T>(part as Waitable<T>)));
  }
  if (typeof value === "object" && value !== null && "test" in value) return value;
  throw new QueryError(
    "Cannot wait for a value that is no condition: " +
      'give condition("Ready"), jsonpath(...), deleted(), present() or a predicate',
  );
}

function predicateCondition<T extends KubeObject>(
  predicate: (object: T) => boolean,
): WaitCondition<T> {
  const name = predicate.name || shortenSource(predicate.toString());
  return makeCondition<T>("as asked for", ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const answer: unknown = predicate(object);
    if (typeof answer === "object" && answer !== null && "then" in answer) {
      throw new QueryError(`Cannot wait for a predicate that is asynchronous: ${name}`);
    }
    return answer ? MET : unmet(`${name} does not hold`);
  });
}

function combine<T extends KubeObject>(
  parts: readonly WaitCondition<T>[],
  word: "and" | "or",
  judge: (verdicts: readonly WaitVerdict[]) => WaitVerdict,
): WaitCondition<T> {
  if (parts.length === 0) throw new QueryError("Cannot wait for no conditions: give at least one");
  const goals = parts.filter(({ guard }) => !guard).map(({ goal }) => goal);
  const guard = goals.length === 0;
  return Object.freeze({
    goal: guard ? parts.map(({ goal }) => goal).join(` ${word} `) : goals.join(` ${word} `),
    guard,
    test(state: WaitState<T>): WaitVerdict {
      const verdicts = parts.map((part) => part.test(state));
      return verdicts.find(({ state }) => state === "failed") ?? judge(verdicts);
    },
  });
}

function missingOf(verdicts: readonly WaitVerdict[]): string {
  const missing = verdicts.flatMap((verdict) => verdict.state === "unmet" ? [verdict.missing] : []);
  return [...new Set(missing)].join(" and ");
}
