/** Seeded sequences of writes, sent to the in-memory server and to a real one: the same answers. */
import assert from "node:assert/strict";
import { fuzzScenario } from "../conformance/fuzz.ts";
import { compareOutcomes, runScenario } from "../conformance/run.ts";
import { type ConformanceServer, embeddedServer, realServer } from "../conformance/servers.ts";
import { startControlPlane } from "../controlplane/start.ts";
import { ignore } from "./_plane.ts";

const SEQUENCES = 2000;
const AT_ONCE = 8;

async function difference(real: ConformanceServer, seed: number): Promise<string[]> {
  const scenario = fuzzScenario(seed);
  await using ours = embeddedServer();
  const run = crypto.randomUUID().slice(0, 6);
  const expected = await runScenario(real, scenario, run);
  return compareOutcomes(scenario, expected, await runScenario(ours, scenario, run));
}

Deno.test({
  name: `createEmbeddedCluster answers ${SEQUENCES} seeded sequences as a real API server does`,
  ignore,
  async fn() {
    // From its cache the server may first try a change on the state of a moment ago, and keeps the warnings
    // of that try.
    await using plane = await startControlPlane({
      bare: true,
      apiserverFlags: { "watch-cache": "false" },
    });
    await using real = realServer(plane.kubeconfig);
    let next = 1;
    const found: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        // What goes on from a difference says nothing new: the first line of each is enough.
        for (let seed = next++; seed <= SEQUENCES; seed = next++) {
          found.push(...(await difference(real, seed)).slice(0, 1));
        }
      }),
    );
    assert.deepEqual(found, []);
  },
});
