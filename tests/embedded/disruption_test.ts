import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make } from "./_cluster.ts";
import { runPods } from "./_pods.ts";
import { conditionLines, items, PODS, read, templateOf, workloadCluster } from "./_workloads.ts";

const BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

async function makeWeb(cluster: EmbeddedCluster, budget: object): Promise<void> {
  await make(cluster, DEPLOYMENTS, {
    metadata: { name: "web" },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: "web" } },
      template: templateOf("web", "one"),
    },
  });
  await make(cluster, BUDGETS, {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: { app: "web" } }, ...budget },
  });
  await runPods(cluster);
}

async function statusOf(cluster: EmbeddedCluster) {
  const budget = await read(cluster, `${BUDGETS}/web`);
  const { conditions: _conditions, ...status } = budget.status;
  return { ...status, words: conditionLines(budget) };
}

function eviction(name: string) {
  return { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } };
}

Deno.test("a budget says how many of its pods may go", async () => {
  await using cluster = workloadCluster();
  await makeWeb(cluster, { minAvailable: "50%" });
  assert.deepEqual(await statusOf(cluster), {
    currentHealthy: 3,
    desiredHealthy: 2,
    disruptionsAllowed: 1,
    expectedPods: 3,
    observedGeneration: 1,
    words: ["DisruptionAllowed=True SufficientPods: "],
  });
  await ask(cluster, "PATCH", `${BUDGETS}/web`, { spec: { minAvailable: 3 } });
  await cluster.settled();
  const status = await statusOf(cluster);
  assert.equal(status.disruptionsAllowed, 0);
  assert.deepEqual(status.words, ["DisruptionAllowed=False InsufficientPods: "]);
});

Deno.test("an eviction spends the budget until the pod has been replaced", async () => {
  await using cluster = workloadCluster();
  await makeWeb(cluster, { maxUnavailable: 1 });
  const [first, second] = (await items(cluster, PODS)).map(({ metadata }) => metadata.name);
  const evict = (name: string) => ask(cluster, "POST", `${PODS}/${name}/eviction`, eviction(name));
  assert.equal((await evict(first)).status, 201);
  await cluster.settled();
  const refused = await evict(second);
  assert.equal(refused.status, 429);
  assert.match(
    refused.body.details.causes[0].message,
    /needs 2 healthy pods and has 2 currently/,
  );
  await runPods(cluster);
  assert.equal((await statusOf(cluster)).disruptionsAllowed, 1);
  assert.equal((await evict(second)).status, 201);
});

Deno.test("an evicted pod that never goes counts again after two minutes", async () => {
  const clock = new ManualClock();
  await using cluster = workloadCluster(clock);
  await makeWeb(cluster, { maxUnavailable: 1 });
  const [pod] = await items(cluster, PODS);
  const time = new Date(clock.now()).toISOString().replace(".000", "");
  await ask(cluster, "PATCH", `${BUDGETS}/web/status`, {
    status: { disruptedPods: { [pod.metadata.name]: time } },
  });
  await cluster.settled();
  assert.equal((await statusOf(cluster)).currentHealthy, 2);
  clock.advance(121_000);
  await cluster.settled();
  const status = await statusOf(cluster);
  assert.equal(status.currentHealthy, 3);
  assert.equal(status.disruptedPods, undefined);
});

Deno.test("a budget over pods whose controller has no replicas allows nothing, and says why", async () => {
  await using cluster = workloadCluster();
  await make(cluster, "/apis/batch/v1/namespaces/default/jobs", {
    metadata: { name: "once" },
    spec: {
      template: {
        metadata: { labels: { app: "web" } },
        spec: { restartPolicy: "Never", containers: [{ name: "main", image: "one" }] },
      },
    },
  });
  const job = await read(cluster, "/apis/batch/v1/namespaces/default/jobs/once");
  const { metadata, spec } = templateOf("web", "one");
  await make(cluster, PODS, {
    metadata: {
      ...metadata,
      name: "once-1",
      ownerReferences: [{
        apiVersion: "batch/v1",
        kind: "Job",
        name: "once",
        uid: job.metadata.uid,
        controller: true,
      }],
    },
    spec,
  });
  await make(cluster, BUDGETS, {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: { app: "web" } }, maxUnavailable: 1 },
  });
  await cluster.settled();
  const status = await statusOf(cluster);
  assert.equal(status.disruptionsAllowed, 0);
  assert.deepEqual(status.words, [
    "DisruptionAllowed=False SyncFailed: jobs.batch does not implement the scale subresource",
  ]);
});
