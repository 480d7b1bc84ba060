/** The in-memory server beside a real one: the same requests, the same answers. */
import assert from "node:assert/strict";
import { compareOutcomes, runScenario } from "../conformance/run.ts";
import { SCENARIOS } from "../conformance/scenarios.ts";
import { embeddedServer, realServer } from "../conformance/servers.ts";
import { startControlPlane } from "../controlplane/start.ts";
import { ignore } from "./_plane.ts";

Deno.test({
  name: "createEmbeddedCluster answers as a real API server does, step by step",
  ignore,
  async fn(context) {
    await using plane = await startControlPlane({ bare: true });
    await using real = realServer(plane.kubeconfig);
    for (const scenario of SCENARIOS) {
      await context.step(scenario.name, async () => {
        await using ours = embeddedServer();
        const run = crypto.randomUUID().slice(0, 6);
        const expected = await runScenario(real, scenario, run);
        const found = await runScenario(ours, scenario, run);
        assert.deepEqual(compareOutcomes(scenario, expected, found), []);
      });
    }
  },
});
