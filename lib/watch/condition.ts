/**
 * What can be waited for, ready to be asked: a condition looks at one object, present or absent, and says
 * whether it is met and otherwise what is missing. Layer 3: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";

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

/** A condition that can be asked: its name, and one pure function. */
export interface WaitTest<T extends KubeObject = KubeObject> {
  /** What is waited for, after the word "not": `Ready`, `deleted`. */
  readonly goal: string;
  /** Whether it can only end a wait early and is no goal by itself. */
  readonly guard: boolean;
  /** Looks at a state; may throw to end the wait. */
  test(state: WaitState<T>): WaitVerdict;
}

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
export function makeTest<T extends KubeObject>(
  goal: string,
  test: (state: WaitState<T>) => WaitVerdict,
): WaitTest<T> {
  return Object.freeze({ goal, guard: false, test });
}

/** Makes a condition that only ends a wait early: with an error, where another one is met. */
export function guardTest<T extends KubeObject>(
  inner: WaitTest<T>,
  why: string | undefined,
): WaitTest<T> {
  return Object.freeze({
    goal: `failing by ${inner.goal}`,
    guard: true,
    test(state: WaitState<T>): WaitVerdict {
      const verdict = inner.test(state);
      return verdict.state === "met" ? { state: "failed", why: why ?? `it is ${inner.goal}` } : MET;
    },
  });
}

/** Joins conditions of which one has to be met; one that only ends the wait is none of them. */
export function anyTest<T extends KubeObject>(parts: readonly WaitTest<T>[]): WaitTest<T> {
  return combine(parts, "or", (verdicts) => {
    if (verdicts.some(({ state }, at) => state === "met" && !parts[at]?.guard)) return MET;
    return unmet(missingOf(verdicts));
  });
}

/** Joins conditions that all have to be met at the same time. */
export function allTest<T extends KubeObject>(parts: readonly WaitTest<T>[]): WaitTest<T> {
  return combine(
    parts,
    "and",
    (verdicts) => verdicts.every(({ state }) => state === "met") ? MET : unmet(missingOf(verdicts)),
  );
}

function combine<T extends KubeObject>(
  parts: readonly WaitTest<T>[],
  word: "and" | "or",
  judge: (verdicts: readonly WaitVerdict[]) => WaitVerdict,
): WaitTest<T> {
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
