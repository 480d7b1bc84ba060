/** Jobs on a real cluster and on one in the process: the same becomes of them. */
import assert from "node:assert/strict";
import { startControlPlane } from "../controlplane/start.ts";
import { JOB_CASES, type JobCase, Work } from "./_job_cases.ts";
import { ignore, KUBECONFIG } from "./_plane.ts";
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

const SCHEDULES: readonly (readonly [schedule: string, timeZone?: string])[] = [
  ["x"],
  ["* * * *"],
  ["* * * * * *"],
  ["  * * * * *  "],
  ["60 * * * *"],
  ["* 24 * * *"],
  ["0 0 0 * *"],
  ["* * * 13 *"],
  ["* * * * 7"],
  ["* * * * FUN"],
  ["0 0 * jan-mar MON"],
  ["5-1 * * * *"],
  ["1-2-3 * * * *"],
  ["-1 * * * *"],
  ["*/0 * * * *"],
  ["*/x * * * *"],
  ["1/ * * * *"],
  ["*/2/3 * * * *"],
  [", * * * *"],
  ["99999999999999999999 * * * *"],
  ["59 23 31 2 *"],
  ["@daily"],
  ["@never"],
  ["@every 1h"],
  ["@every x"],
  ["TZ=UTC * * * * *"],
  ["CRON_TZ=UTC * * * * *", "UTC"],
  ["* * * * *", "Europe/Berlin"],
  ["* * * * *", "Mars/Base"],
  ["* * * * *", "Local"],
  ["* * * * *", ""],
];

Deno.test({
  name: "schedules are taken and refused as a real server takes and refuses them",
  ignore,
  async fn() {
    assert.ok(KUBECONFIG !== undefined);
    await using real = await realSide(KUBECONFIG);
    await using ours = await embeddedSide();
    const containers = [{ name: "main", image: "a" }];
    const template = { spec: { restartPolicy: "Never", containers } };
    for (const [schedule, timeZone] of SCHEDULES) {
      const zone = timeZone === undefined ? {} : { timeZone };
      const body = {
        metadata: { name: "cron" },
        spec: { schedule, ...zone, jobTemplate: { spec: { template } } },
      };
      const answers: Json[] = [];
      for (const side of [real, ours]) {
        const path = "/apis/batch/v1/namespaces/default/cronjobs?dryRun=All";
        const { status, body: answer } = await side.ask("POST", path, body);
        answers.push([status, answer.message, answer.details]);
      }
      assert.deepEqual(answers[1], answers[0], schedule);
    }
  },
});
