import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { type ApiObject, objectOf, objectsOf, textOf } from "../../lib/embedded/json.ts";
import { ask, make } from "./_cluster.ts";
import { runPods } from "./_pods.ts";
import { workloadCluster } from "./_workloads.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const REPLICA_SETS = "/apis/apps/v1/namespaces/default/replicasets";
const PODS = "/api/v1/namespaces/default/pods";

function deployment(image: string, spec: object = {}) {
  return {
    metadata: { name: "web", labels: { app: "web" } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image }] },
      },
      ...spec,
    },
  };
}

function imageOf(pod: ApiObject): string {
  const [container] = objectsOf(objectOf(pod["spec"])["containers"]);
  return textOf(container?.["image"]);
}

function template(image: string) {
  return { spec: { template: { spec: { containers: [{ name: "main", image }] } } } };
}

// deno-lint-ignore no-explicit-any
async function read(cluster: EmbeddedCluster, path: string): Promise<any> {
  return (await ask(cluster, "GET", path)).body;
}

async function make3(cluster: EmbeddedCluster, spec: object = {}) {
  await make(cluster, DEPLOYMENTS, deployment("one", spec));
  await runPods(cluster);
}

// deno-lint-ignore no-explicit-any
function wordsOf(object: any): string[] {
  return (object.status.conditions ?? []).map((
    { type, status, reason, message }: Record<string, string>,
  ) => `${type}=${status} ${reason}: ${message}`);
}

async function eventsOf(cluster: EmbeddedCluster): Promise<string[]> {
  const { items } = await read(cluster, "/api/v1/namespaces/default/events");
  return items.map(({ reason, message }: Record<string, string>) => `${reason}: ${message}`);
}

Deno.test("a deployment makes a replica set, which makes its pods", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  const web = await read(cluster, `${DEPLOYMENTS}/web`);
  const [replicaSet] = (await read(cluster, REPLICA_SETS)).items;
  const { name } = replicaSet.metadata;
  assert.equal(web.metadata.annotations["deployment.kubernetes.io/revision"], "1");
  const { conditions: _conditions, ...counts } = web.status;
  assert.deepEqual(counts, {
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
  });
  assert.deepEqual(wordsOf(web), [
    "Available=True MinimumReplicasAvailable: Deployment has minimum availability.",
    `Progressing=True NewReplicaSetAvailable: ReplicaSet "${name}" has successfully progressed.`,
  ]);
  assert.deepEqual(replicaSet.status, {
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    observedGeneration: 1,
    terminatingReplicas: 0,
  });
  const { items: pods } = await read(cluster, PODS);
  assert.equal(pods.length, 3);
  for (const pod of pods) {
    assert.match(pod.metadata.name, new RegExp(`^${name}-[a-z0-9]{5}$`));
    assert.equal(pod.metadata.ownerReferences[0].name, name);
    assert.equal(
      pod.metadata.labels["pod-template-hash"],
      replicaSet.metadata.labels["pod-template-hash"],
    );
  }
  const told = await eventsOf(cluster);
  assert(told.includes(`ScalingReplicaSet: Scaled up replica set ${name} from 0 to 3`));
  assert.equal(told.filter((text) => text.startsWith("SuccessfulCreate")).length, 3);
});

Deno.test("a new image is rolled out step by step, and the old replica set is kept", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("two"));
  await cluster.settled();
  // One more than wanted, and none less, until the new pod is ready.
  assert.equal((await read(cluster, PODS)).items.length, 4);
  await runPods(cluster);
  const { items } = await read(cluster, REPLICA_SETS);
  const sizes = items.map((
    // deno-lint-ignore no-explicit-any
    { metadata, spec }: any,
  ) => [metadata.annotations["deployment.kubernetes.io/revision"], spec.replicas]).sort();
  assert.deepEqual(sizes, [["1", 0], ["2", 3]]);
  const { items: pods } = await read(cluster, PODS);
  assert.deepEqual(
    // deno-lint-ignore no-explicit-any
    pods.map((pod: any) => pod.spec.containers[0].image),
    ["two", "two", "two"],
  );
  const scaled = (await eventsOf(cluster)).filter((text) => text.includes("Scaled down"));
  assert.deepEqual(scaled.map((text) => text.replace(/.* from/, "from")).sort(), [
    "from 1 to 0",
    "from 2 to 1",
    "from 3 to 2",
  ]);
});

Deno.test("an old template rolled out again gets a new revision and a history", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("two"));
  await runPods(cluster);
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("one"));
  await runPods(cluster);
  const { items } = await read(cluster, REPLICA_SETS);
  // deno-lint-ignore no-explicit-any
  const active = items.find((one: any) => one.spec.replicas === 3);
  assert.equal(active.metadata.annotations["deployment.kubernetes.io/revision"], "3");
  assert.equal(active.metadata.annotations["deployment.kubernetes.io/revision-history"], "1");
  assert.equal(active.spec.template.spec.containers[0].image, "one");
});

Deno.test("a rollout whose pods never get ready is given up by the cluster's clock", async () => {
  const clock = new ManualClock();
  await using cluster = workloadCluster(clock);
  await make3(cluster, { progressDeadlineSeconds: 60 });
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("broken"));
  const fate = (pod: ApiObject) => imageOf(pod) === "broken" ? "running" : "ready";
  await runPods(cluster, fate);
  assert.match(wordsOf(await read(cluster, `${DEPLOYMENTS}/web`))[1] ?? "", /is progressing/);
  clock.advance(62_000);
  await runPods(cluster, fate);
  const web = await read(cluster, `${DEPLOYMENTS}/web`);
  assert.match(
    wordsOf(web).join("\n"),
    /Progressing=False ProgressDeadlineExceeded: ReplicaSet "web-[a-z0-9]+" has timed out progressing\./,
  );
  assert.equal(web.status.availableReplicas, 3);
  assert.equal(web.status.unavailableReplicas, 1);
});

Deno.test("a paused deployment takes a new template later, and says so", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, { spec: { paused: true } });
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("two"));
  await runPods(cluster);
  assert.equal((await read(cluster, REPLICA_SETS)).items.length, 1);
  assert.match(
    wordsOf(await read(cluster, `${DEPLOYMENTS}/web`)).join(),
    /Progressing=Unknown DeploymentPaused: Deployment is paused/,
  );
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, { spec: { paused: null } });
  await runPods(cluster);
  assert.match(
    wordsOf(await read(cluster, `${DEPLOYMENTS}/web`)).join(),
    /Progressing=True NewReplicaSetAvailable/,
  );
  assert.equal((await read(cluster, REPLICA_SETS)).items.length, 2);
});

Deno.test("a deployment that recreates has no pods of two templates at once", async () => {
  await using cluster = workloadCluster();
  await make3(cluster, { strategy: { type: "Recreate" } });
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("two"));
  await cluster.settled();
  // The old pods are still ending, so no new one is there.
  const { items } = await read(cluster, PODS);
  // deno-lint-ignore no-explicit-any
  assert(items.every((pod: any) => pod.metadata.deletionTimestamp !== undefined));
  assert.equal((await read(cluster, REPLICA_SETS)).items.length, 1);
  await runPods(cluster);
  assert.equal((await read(cluster, REPLICA_SETS)).items.length, 2);
  assert.equal((await read(cluster, `${DEPLOYMENTS}/web`)).status.availableReplicas, 3);
});

Deno.test("only so many old replica sets are kept as the history limit says", async () => {
  await using cluster = workloadCluster();
  await make3(cluster, { revisionHistoryLimit: 1 });
  for (const image of ["two", "three", "four"]) {
    await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template(image));
    await runPods(cluster);
  }
  const { items } = await read(cluster, REPLICA_SETS);
  assert.deepEqual(
    // deno-lint-ignore no-explicit-any
    items.map((one: any) => one.spec.template.spec.containers[0].image).sort(),
    ["four", "three"],
  );
});

Deno.test("scaling in the middle of a rollout keeps the proportions of the replica sets", async () => {
  await using cluster = workloadCluster();
  await make3(cluster, {
    replicas: 10,
    strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
  });
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, template("broken"));
  await runPods(
    cluster,
    (pod) => imageOf(pod) === "broken" ? "running" : "ready",
  );
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, { spec: { replicas: 15 } });
  await cluster.settled();
  const { items } = await read(cluster, REPLICA_SETS);
  const sizes = items.map((
    // deno-lint-ignore no-explicit-any
    one: any,
  ) => [one.spec.template.spec.containers[0].image, one.spec.replicas]).sort();
  // 8 old and 5 new of 13; 18 are allowed now.
  assert.deepEqual(sizes, [["broken", 7], ["one", 11]]);
});

Deno.test("a pod counts as available after its time, by the cluster's clock", async () => {
  const clock = new ManualClock();
  await using cluster = workloadCluster(clock);
  await make3(cluster, { minReadySeconds: 30 });
  assert.equal((await read(cluster, `${DEPLOYMENTS}/web`)).status.availableReplicas, undefined);
  clock.advance(29_000);
  await cluster.settled();
  assert.equal((await read(cluster, `${DEPLOYMENTS}/web`)).status.availableReplicas, undefined);
  clock.advance(1_000);
  await cluster.settled();
  assert.equal((await read(cluster, `${DEPLOYMENTS}/web`)).status.availableReplicas, 3);
});

Deno.test("a replica set adopts pods that match, and lets go of those that no longer do", async () => {
  await using cluster = workloadCluster();
  await make(cluster, PODS, {
    metadata: { name: "stray", labels: { app: "set" } },
    spec: { containers: [{ name: "main", image: "one" }] },
  });
  await make(cluster, REPLICA_SETS, {
    metadata: { name: "set" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "set" } },
      template: {
        metadata: { labels: { app: "set" } },
        spec: { containers: [{ name: "main", image: "one" }] },
      },
    },
  });
  await runPods(cluster);
  assert.equal((await read(cluster, PODS)).items.length, 2);
  assert.equal((await read(cluster, `${PODS}/stray`)).metadata.ownerReferences[0].name, "set");
  await ask(cluster, "PATCH", `${PODS}/stray`, { metadata: { labels: { app: "other" } } });
  await runPods(cluster);
  assert.equal((await read(cluster, `${PODS}/stray`)).metadata.ownerReferences, undefined);
  assert.equal((await read(cluster, PODS)).items.length, 3);
});

Deno.test("too many pods go in order: those that do least go first", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  const { items } = await read(cluster, PODS);
  const [first] = items;
  await ask(cluster, "PATCH", `${PODS}/${first.metadata.name}/status`, {
    status: { conditions: [{ type: "Ready", status: "False" }] },
  });
  await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, { spec: { replicas: 2 } });
  await cluster.settled();
  assert.notEqual(
    (await read(cluster, `${PODS}/${first.metadata.name}`)).metadata.deletionTimestamp,
    undefined,
  );
});

Deno.test("a quota that refuses pods shows in the conditions", async () => {
  await using cluster = workloadCluster();
  await make(cluster, "/api/v1/namespaces/default/resourcequotas", {
    metadata: { name: "few" },
    spec: { hard: { pods: "1" } },
  });
  await cluster.settled();
  await make3(cluster);
  const words = wordsOf(await read(cluster, `${DEPLOYMENTS}/web`)).join("\n");
  assert.match(
    words,
    /ReplicaFailure=True FailedCreate: pods "web-[^"]+" is forbidden: exceeded quota: few/,
  );
});

Deno.test("a deployment that is deleted takes its replica sets and pods along", async () => {
  await using cluster = workloadCluster();
  await make3(cluster);
  await ask(cluster, "DELETE", `${DEPLOYMENTS}/web`);
  await runPods(cluster);
  assert.equal((await read(cluster, REPLICA_SETS)).items.length, 0);
  assert.equal((await read(cluster, PODS)).items.length, 0);
});
