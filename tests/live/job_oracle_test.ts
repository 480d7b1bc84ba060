/** Jobs on a real cluster and on one in the process: the same becomes of them. */
import assert from "node:assert/strict";
import { startControlPlane } from "../controlplane/start.ts";
import { JOB_CASES, type JobCase, Work } from "./_job_cases.ts";
import { ignore } from "./_plane.ts";
import { embeddedSide, type Json, realSide, type Side } from "./_sides.ts";

async function runCase(side: Side, { run }: JobCase, namespace: string): Promise<Json> {
  const made = await side.ask("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  assert.equal(made.status, 201);
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await side.until(
    "the namespace has its account",
    async () => (await side.ask("GET", accounts)).status === 200,
  );
  const outcome = await run(side, new Work(side, namespace));
  return JSON.parse(JSON.stringify(outcome).replaceAll(namespace, "NAMESPACE"));
}

Deno.test({
  name: "jobs come to what they come to on a real cluster",
  ignore,
  async fn(context) {
    await using plane = await startControlPlane({ nodes: 0 });
    await using real = await realSide(plane.kubeconfig);
    await using ours = await embeddedSide();
    // The waits of the real cluster are spent at the same time.
    const expected = JOB_CASES.map((one, index) => {
      const outcome = runCase(real, one, `job-case-${index}`);
      outcome.catch(() => {});
      return outcome;
    });
    for (const [index, one] of JOB_CASES.entries()) {
      await context.step(one.name, async () => {
        const found = await runCase(ours, one, `job-case-${index}`);
        assert.deepEqual(found, await expected[index]);
      });
    }
    await Promise.allSettled(expected);
  },
});
