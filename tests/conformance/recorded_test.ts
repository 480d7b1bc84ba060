/** The in-memory server answers as a real one has: the same requests, digests of its answers. */
import assert from "node:assert/strict";
import { digestsOf, readRecorded, runEmbedded } from "./recorded.ts";
import { SCENARIOS } from "./scenarios.ts";

Deno.test("createEmbeddedCluster gives the answers that a real API server gave", async (context) => {
  const recorded = await readRecorded();
  let steps = 0;
  for (const scenario of SCENARIOS) {
    await context.step(scenario.name, async () => {
      const outcomes = await runEmbedded(scenario);
      const digests = await digestsOf(scenario, outcomes);
      const expected = recorded.get(scenario.name) ?? [];
      const different = scenario.steps.flatMap(({ method, path }, index) =>
        digests[index] === expected[index]
          ? []
          : [`step ${index + 1}: ${method} ${path}: ${JSON.stringify(outcomes[index])}`]
      );
      assert.deepEqual(different, [], "compare with a real server to see what it says");
      steps += scenario.steps.length;
    });
  }
  assert(steps >= 1000, `only ${steps} steps`);
});
