/**
 * Compares seeded sequences: `deno task conformance-fuzz KUBECONFIG FIRST_SEED COUNT`.
 *
 * @module
 */
import { fuzzScenario } from "./fuzz.ts";
import { compareOutcomes, runScenario } from "./run.ts";
import { embeddedServer, realServer } from "./servers.ts";

const [kubeconfig = "", first = "1", count = "100"] = Deno.args;
await using real = realServer(kubeconfig);
let different = 0;
let steps = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const scenario = fuzzScenario(seed);
  await using ours = embeddedServer();
  const run = crypto.randomUUID().slice(0, 6);
  const expected = await runScenario(real, scenario, run);
  const found = await runScenario(ours, scenario, run);
  const lines = compareOutcomes(scenario, expected, found);
  steps += scenario.steps.length;
  // What goes on from a difference says nothing new.
  if (lines.length > 0) {
    different++;
    console.log(lines[0]);
    const index = scenario.steps.findIndex(({ method, path }) =>
      lines[0]?.includes(`${method} ${path}\n`)
    );
    console.log("  body", JSON.stringify(scenario.steps[index]?.body));
  }
}
console.log(`${count} sequences, ${steps} steps, ${different} sequences differ`);
