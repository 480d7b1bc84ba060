// Compiled by `deno check`, never run: what `watch()` and `wait()` take and give, and what they do not.
import type { Query } from "../../lib/api/query.ts";
import type { Ref } from "../../lib/api/ref.ts";
import type { Deployment, Pod } from "../../lib/kinds/types.ts";
import { anyOf, exists, oneOf } from "../../lib/query/operators.ts";
import { allOf, condition, deleted, failIf, jsonpath } from "../../lib/query/wait_condition.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

function given<Expected>(): <Actual>(
  actual: Promise<Actual> & (Equal<Actual, Expected> extends true ? unknown : never),
) => void {
  return () => {};
}

const pod = given<Pod>();
const podOrNothing = given<Pod | undefined>();
const pods = given<Pod[]>();

export function whatRefsWaitFor(one: Ref<Pod>): void {
  pod(one.wait(condition("Ready")));
  pod(one.wait(condition("Ready", "False"), { timeout: "3m" }));
  pod(one.wait(jsonpath("{.status.phase}", "Running")));
  pod(one.wait(exists()));
  pod(one.wait({ status: { phase: oneOf("Running", "Succeeded") } }));
  pod(one.wait((found) => found.status?.phase === "Running"));
  pod(one.wait(anyOf(condition("Ready"), { status: { phase: "Failed" } })));
  pod(one.wait(anyOf({ status: { phase: "Failed" } }, (found) => found.spec?.nodeName === "n1")));
  pod(one.wait(allOf(condition("Ready"), (found) => found.spec?.nodeName === "n1")));
  pod(one.wait(allOf(condition("Ready"), failIf((found) => found.status?.phase === "Failed"))));
  pod(one.wait(allOf(condition("Ready"), failIf(deleted(), "it was deleted"))));
  pod(one.wait(anyOf(allOf(condition("Ready"), exists()), failIf(condition("Stuck")))));
}

export function whatMayEndInAbsence(one: Ref<Pod>): void {
  podOrNothing(one.wait(deleted()));
  podOrNothing(one.wait(anyOf(condition("Ready"), deleted())));
  podOrNothing(one.wait(anyOf({ status: { phase: "Succeeded" } }, deleted())));
}

export function whatQueriesWaitFor(many: Query<Pod>): void {
  pods(many.wait(condition("Ready"), { atLeast: 3 }));
  pods(many.wait(deleted()));
  pods(many.wait(({ status }) => status?.phase === "Running"));
}

export async function whatEventsAre(many: Query<Pod>, one: Ref<Deployment>): Promise<void> {
  for await (const { type, object, old } of many.watch({ timeout: "1m", watchOnly: true })) {
    const known: "ADDED" | "MODIFIED" | "DELETED" = type;
    const phases: (string | undefined)[] = [object.status?.phase, old?.status?.phase];
    void [known, phases];
  }
  for await (const { object } of one.watch({ onStatus: ({ type }) => void type })) {
    void object.spec?.replicas;
  }
  const count: number = await many.each(
    async ({ metadata }, { signal }) => await Promise.resolve([metadata?.name, signal.aborted]),
    { concurrency: 4, timeout: "1m" },
  );
  void count;
}

export function whatDoesNotFit(one: Ref<Pod>, many: Query<Pod>): void {
  // @ts-expect-error a condition has to be made of its name
  one.wait("Ready");
  // @ts-expect-error a condition has to be called
  one.wait(deleted);
  // @ts-expect-error a typing mistake in a filter
  one.wait({ status: { phse: "Running" } });
  // @ts-expect-error a typing mistake in an alternative
  one.wait(anyOf({ status: { phse: "Running" } }));
  // @ts-expect-error a typing mistake in a predicate
  one.wait(anyOf(condition("Ready"), (found) => found.status?.phse === "Running"));
  // @ts-expect-error a typing mistake in a predicate
  one.wait(allOf(condition("Ready"), failIf((found) => found.status?.phse === "Failed")));
  // @ts-expect-error a promise is always true
  one.wait(async (found) => await Promise.resolve(found.status?.phase === "Running"));
  // @ts-expect-error an operator stands for the value of a field
  one.wait(oneOf("Running"));
  // @ts-expect-error what is waited for is no filter
  many.where(condition("Ready"));
  // @ts-expect-error what is waited for is no filter
  many.where(anyOf(condition("Ready")));
  // @ts-expect-error what is waited for is no filter
  many.where(failIf(condition("Ready")));
  // @ts-expect-error a number of milliseconds could be seconds
  many.watch({ timeout: 30 });
  // @ts-expect-error the clock is not the caller's business
  many.watch({ clock: undefined });
}
