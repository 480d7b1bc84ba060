import assert from "node:assert/strict";
import { holdWrites, tallied, writeTally } from "../../lib/core/write_tally.ts";

Deno.test("changes are counted, awaited, and held once the process is to end", async () => {
  await tallied(() => Promise.resolve());
  await assert.rejects(tallied(() => Promise.reject(new Error("lost"))), /lost/);
  assert.deepEqual(writeTally(), { answered: 1, underWay: 0 });
  const answer = Promise.withResolvers<string>();
  const pending = tallied(() => answer.promise);
  assert.deepEqual(writeTally(), { answered: 1, underWay: 1 });
  let idle = 0;
  holdWrites(() => void idle++);
  assert.equal(idle, 0, "one is under way");
  let begun = false;
  void tallied(() => {
    begun = true;
    return Promise.resolve();
  });
  answer.resolve("done");
  assert.equal(await pending, "done");
  assert.deepEqual([idle, writeTally(), begun], [1, { answered: 2, underWay: 0 }, false]);
});
