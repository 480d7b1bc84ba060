/**
 * Compares the in-memory server with a real one, for those who work on it:
 * `deno task conformance KUBECONFIG [NAME...]`. The kubeconfig is that of a bare plane
 * (`deno task controlplane up --bare`). With `--record` the real answers are kept for the test without one.
 *
 * @module
 */
import { digestsOf, writeRecorded } from "./recorded.ts";
import { compareOutcomes, runScenario } from "./run.ts";
import { SCENARIOS } from "./scenarios.ts";
import { embeddedServer, realServer } from "./servers.ts";

const isRecording = Deno.args.includes("--record");
const [kubeconfig = "", ...wanted] = Deno.args.filter((argument) => argument !== "--record");
const recorded = new Map<string, string[]>();
await using real = realServer(kubeconfig);
let steps = 0;
let different = 0;
for (const scenario of SCENARIOS) {
  if (wanted.length > 0 && !wanted.some((part) => scenario.name.includes(part))) continue;
  await using ours = embeddedServer();
  const run = crypto.randomUUID().slice(0, 6);
  const expected = await runScenario(real, scenario, run);
  const found = await runScenario(ours, scenario, run);
  const lines = compareOutcomes(scenario, expected, found);
  if (isRecording) recorded.set(scenario.name, await digestsOf(scenario, expected));
  steps += scenario.steps.length;
  different += lines.length;
  if (lines.length > 0) console.log(lines.join("\n"));
  if (Deno.env.has("SHOW")) {
    for (const { step, ...rest } of expected) console.log(step, JSON.stringify(rest));
  }
}
if (isRecording) await writeRecorded(recorded);
console.log(`${steps} steps, ${different} different`);
