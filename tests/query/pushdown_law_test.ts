/** The law of pushdown: it does not matter whether the server or the client carries out a condition. */
import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { compileFilter } from "../../lib/query/evaluate.ts";
import { formatFilter } from "../../lib/query/format.ts";
import { normalize } from "../../lib/query/normalize.ts";
import { parametersOf, planQuery, type QueryPlan } from "../../lib/query/plan.ts";
import { type Json, type LawCase, lawCases } from "./_cases.ts";
import { holds, serverSelects } from "./_reference.ts";

const CASES = 10_000;
/** Fixed, so that every run tests the same; a failure prints it with the path to the smallest case. */
const SEED = 20260101;

Deno.test(`planQuery and evaluate obey the law of pushdown in ${CASES} cases`, () => {
  const seen = { pushed: 0, residual: 0, both: 0, passed: 0, refused: 0 };
  fc.assert(
    fc.property(lawCases(), (lawCase) => {
      const plan = planOf(lawCase);
      count(seen, plan);
      for (const object of lawCase.objects) {
        if (checkObject(lawCase, plan, object)) seen.passed++;
        else seen.refused++;
      }
    }),
    { numRuns: CASES, seed: SEED, endOnFailure: false },
  );
  // Cases in which nothing is pushed, nothing is left or nothing passes would prove little.
  for (const [what, times] of Object.entries(seen)) {
    assert(times > CASES / 10, `only ${times} times ${what}`);
  }
});

function planOf({ kindCase, filter, unselectable }: LawCase): QueryPlan {
  return planQuery({ kind: kindCase.kind, namespace: undefined, filter, unselectable });
}

function checkObject(
  { kindCase, filter, unselectable }: LawCase,
  plan: QueryPlan,
  object: Json,
): boolean {
  const { kind } = kindCase;
  const expected = holds(filter, object, kind.kind);
  const residual = compileFilter(plan.residual, kind);
  const text = `${formatFilter(filter)}\n  plan ${JSON.stringify(parametersOf(plan))}` +
    `\n  residual ${formatFilter(plan.residual)}\n  object ${JSON.stringify(object)}`;
  assert.equal(compileFilter(filter, kind)(object), expected, `evaluate: ${text}`);
  assert.equal(compileFilter(normalize(filter), kind)(object), expected, `normalize: ${text}`);
  const selected = serverSelects(kind.kind, object, { ...parametersOf(plan), unselectable });
  assert.equal(selected && residual(object), expected, `plan: ${text}`);
  if (plan.unfiltered) assert.equal(expected, true, `unfiltered: ${text}`);
  if (plan.metadataOnly) {
    const { metadata } = object;
    const stripped = metadata === undefined ? {} : { metadata };
    assert.equal(residual(stripped), residual(object), `metadataOnly: ${text}`);
  }
  return expected;
}

function count(
  seen: { pushed: number; residual: number; both: number },
  { pushed, reasons }: QueryPlan,
): void {
  if (pushed.length > 0) seen.pushed++;
  if (reasons.length > 0) seen.residual++;
  if (pushed.length > 0 && reasons.length > 0) seen.both++;
}
