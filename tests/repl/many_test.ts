/** The question before one call of a query changes many objects. */
import assert from "node:assert/strict";
import type { Answer } from "../../lib/repl/consent.ts";
import { readMany } from "../../lib/repl/many.ts";
import { embeddedSession } from "../_support/embedded_session.ts";

const QUERY = 'ns().configMaps.where({ metadata: { name: like("many-*") } })';

async function withMaps(
  options: { readonly many?: number; readonly answer?: Answer; readonly dryRun?: boolean },
  line: string,
): Promise<{ readonly shown: string; readonly questions: string[]; readonly left: string }> {
  const questions: string[] = [];
  const { answer, many, dryRun = false } = options;
  await using session = await embeddedSession({
    connect: { dryRun },
    many,
    ...(answer === undefined ? {} : {
      ask: (question: string) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    }),
  });
  for (const name of ["many-a", "many-b", "many-c"]) {
    await session.put("/api/v1/namespaces/shop/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
    });
  }
  const shown = await session.type(line);
  return { shown, questions, left: (await session.type(`${QUERY}.count()`)).trim() };
}

Deno.test("a query that would change more objects than the limit is asked about once", async () => {
  const no = await withMaps({ many: 2, answer: "no" }, `${QUERY}.delete()`);
  assert.deepEqual(no.questions, ['delete 3 configmaps in "shop"? [y/N] ']);
  assert.equal(no.shown, 'error: Cannot delete 3 configmaps in "shop": you did not allow it\n');
  assert.equal(no.left, "3");
  const yes = await withMaps({ many: 2, answer: "yes" }, `${QUERY}.delete()`);
  assert.deepEqual([yes.questions.length, yes.left], [1, "0"]);
  const label = await withMaps({ many: 2, answer: "no" }, `${QUERY}.label({ a: "b" })`);
  assert.match(label.questions.join(), /^\w+ 3 configmaps in "shop"\? \[y\/N\] $/);
});

Deno.test("up to the limit, in a dry run, and where nobody can be asked, nothing is asked", async () => {
  const few = await withMaps({ many: 3, answer: "no" }, `${QUERY}.delete()`);
  assert.deepEqual([few.questions, few.left], [[], "0"]);
  const standard = await withMaps({ answer: "no" }, `${QUERY}.delete()`);
  assert.deepEqual([standard.questions, standard.left], [[], "0"]);
  const dry = await withMaps({ many: 2, answer: "no", dryRun: true }, `${QUERY}.delete()`);
  assert.deepEqual([dry.questions, dry.left], [[], "3"]);
  const script = await withMaps({ many: 2 }, `${QUERY}.delete()`);
  assert.deepEqual([script.questions, script.left], [[], "0"]);
});

Deno.test("readMany takes a number, and nothing for no question", () => {
  assert.deepEqual([undefined, "", "0", " 5 "].map(readMany), [20, Infinity, 0, 5]);
  assert.throws(() => readMany("-1"), {
    name: "QueryError",
    message: /^Cannot use SKIFF_MANY="-1"/,
  });
});
