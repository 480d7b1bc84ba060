/** The controllers of the in-memory cluster beside those of a real control plane. */
import assert from "node:assert/strict";
import { ignore } from "./_plane.ts";
import { CASES } from "./_workload_cases.ts";
import { RANDOM_CASES } from "./_workload_random.ts";
import { Sides } from "./_workload_sides.ts";

for (const { name, steps, shown } of [...CASES, ...RANDOM_CASES]) {
  Deno.test({
    name: `the embedded controllers do as real ones do: ${name}`,
    ignore,
    async fn(context) {
      await using sides = await Sides.open();
      for (const { name, act } of steps) {
        const isSame = await context.step(name, async () => {
          await sides.edit(act);
          assert.deepEqual(await sides.compare(shown), []);
        });
        // What follows builds on it.
        if (!isSame) break;
      }
    },
  });
}
