import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make, names } from "./_cluster.ts";
import { runPod, runPods } from "./_pods.ts";
import { eventLines, items, PODS, read, templateOf, workloadCluster } from "./_workloads.ts";

const SETS = "/apis/apps/v1/namespaces/default/statefulsets";
const REVISIONS = "/apis/apps/v1/namespaces/default/controllerrevisions";
const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";

async function makeSet(cluster: EmbeddedCluster, spec: object = {}): Promise<void> {
  await make(cluster, SETS, {
    metadata: { name: "db" },
    spec: {
      replicas: 3,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: templateOf("db", "one"),
      ...spec,
    },
  });
  await cluster.settled();
}

async function setImage(cluster: EmbeddedCluster, image: string): Promise<void> {
  await ask(cluster, "PATCH", `${SETS}/db`, {
    spec: { template: { spec: { containers: [{ name: "main", image }] } } },
  });
}

async function images(cluster: EmbeddedCluster): Promise<string[]> {
  return (await items(cluster, PODS)).map(({ spec }) => spec.containers[0].image);
}

async function runReady(cluster: EmbeddedCluster, name: string): Promise<void> {
  const pod = cluster.store.get({ collection: "pods", namespace: "default", name });
  if (pod === undefined) throw new Error(`no pod ${name}`);
  await runPod(cluster, pod, "ready");
  await cluster.settled();
}

Deno.test("stateful pods come one after the other, each when the one before is ready", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster);
  assert.deepEqual(await names(cluster, PODS), ["db-0"]);
  await runReady(cluster, "db-0");
  assert.deepEqual(await names(cluster, PODS), ["db-0", "db-1"]);
  await runPods(cluster);
  const set = await read(cluster, `${SETS}/db`);
  const { currentRevision, updateRevision } = set.status;
  assert.match(currentRevision, /^db-[a-z0-9]+$/);
  assert.deepEqual(set.status, {
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    currentRevision,
    updateRevision: currentRevision,
    collisionCount: 0,
  });
  assert.equal(updateRevision, currentRevision);
  const pod = await read(cluster, `${PODS}/db-1`);
  assert.equal(pod.spec.hostname, "db-1");
  assert.equal(pod.spec.subdomain, "db");
  assert.deepEqual(pod.metadata.labels, {
    app: "db",
    "apps.kubernetes.io/pod-index": "1",
    "controller-revision-hash": currentRevision,
    "statefulset.kubernetes.io/pod-name": "db-1",
  });
  assert((await eventLines(cluster)).includes(
    "SuccessfulCreate: Create Pod db-1 in StatefulSet db successful",
  ));
});

Deno.test("pods of a parallel stateful set come at once, from its first ordinal", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, { podManagementPolicy: "Parallel", ordinals: { start: 5 } });
  assert.deepEqual(await names(cluster, PODS), ["db-5", "db-6", "db-7"]);
});

Deno.test("a parallel stateful set is updated one pod after the other all the same", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, { podManagementPolicy: "Parallel" });
  await runPods(cluster);
  await setImage(cluster, "two");
  await runPods(cluster, (pod) => pod.metadata.name === "db-2" ? "running" : "ready");
  assert.deepEqual(await images(cluster), ["one", "one", "two"]);
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["two", "two", "two"]);
});

Deno.test("a stateful set shrinks from its last pod, one at a time", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster);
  await runPods(cluster);
  await ask(cluster, "PATCH", `${SETS}/db`, { spec: { replicas: 1 } });
  await cluster.settled();
  const leaving = (await items(cluster, PODS))
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);
  assert.deepEqual(leaving, ["db-2"]);
  await runPods(cluster);
  assert.deepEqual(await names(cluster, PODS), ["db-0"]);
});

Deno.test("an update of a stateful set goes from its last pod down to the partition", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, {
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } },
  });
  await runPods(cluster);
  await setImage(cluster, "two");
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["one", "two", "two"]);
  const set = await read(cluster, `${SETS}/db`);
  assert.equal(set.status.updatedReplicas, 2);
  assert.equal(set.status.currentReplicas, 1);
  assert.notEqual(set.status.currentRevision, set.status.updateRevision);
  // A pod below the partition comes back as it was.
  await ask(cluster, "DELETE", `${PODS}/db-0?gracePeriodSeconds=0`);
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["one", "two", "two"]);
  await ask(cluster, "PATCH", `${SETS}/db`, {
    spec: { updateStrategy: { rollingUpdate: { partition: 0 } } },
  });
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["two", "two", "two"]);
  const done = await read(cluster, `${SETS}/db`);
  assert.equal(done.status.currentRevision, done.status.updateRevision);
});

Deno.test("a stateful set that updates on delete leaves its pods alone", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, { updateStrategy: { type: "OnDelete" } });
  await runPods(cluster);
  await setImage(cluster, "two");
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["one", "one", "one"]);
  await ask(cluster, "DELETE", `${PODS}/db-1?gracePeriodSeconds=0`);
  await runPods(cluster);
  assert.deepEqual(await images(cluster), ["one", "two", "one"]);
});

Deno.test("a stateful set keeps its history, and an old template gets the next number", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, { revisionHistoryLimit: 1 });
  await runPods(cluster);
  for (const image of ["two", "three", "two"]) {
    await setImage(cluster, image);
    await runPods(cluster);
  }
  const revisions = (await items(cluster, REVISIONS))
    .map(({ revision, data }) => [revision, data.spec.template.spec.containers[0].image])
    .sort();
  assert.deepEqual(revisions, [[3, "three"], [4, "two"]]);
  const [kept] = await items(cluster, REVISIONS);
  assert.equal(kept.data.spec.template.$patch, "replace");
});

Deno.test("each stateful pod has its claims, which stay when it goes", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, {
    replicas: 2,
    volumeClaimTemplates: [{
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    }],
  });
  await runPods(cluster);
  assert.deepEqual(await names(cluster, CLAIMS), ["data-db-0", "data-db-1"]);
  const pod = await read(cluster, `${PODS}/db-1`);
  assert.deepEqual(pod.spec.volumes[0], {
    name: "data",
    persistentVolumeClaim: { claimName: "data-db-1" },
  });
  await ask(cluster, "DELETE", `${SETS}/db`);
  await runPods(cluster);
  assert.deepEqual(await names(cluster, PODS), []);
  assert.deepEqual(await names(cluster, CLAIMS), ["data-db-0", "data-db-1"]);
});

Deno.test("claims go with their pod or set where the set says so", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, {
    replicas: 2,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
    volumeClaimTemplates: [{
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    }],
  });
  await runPods(cluster);
  await ask(cluster, "PATCH", `${SETS}/db`, { spec: { replicas: 1 } });
  await runPods(cluster);
  assert.deepEqual(await names(cluster, CLAIMS), ["data-db-0"]);
  await ask(cluster, "PATCH", `${SETS}/db`, { spec: { replicas: 2 } });
  await runPods(cluster);
  assert.deepEqual(await names(cluster, CLAIMS), ["data-db-0", "data-db-1"]);
  await ask(cluster, "DELETE", `${SETS}/db`);
  await runPods(cluster);
  assert.deepEqual(await names(cluster, CLAIMS), []);
});

Deno.test("a failed stateful pod is replaced under its name", async () => {
  await using cluster = workloadCluster();
  await makeSet(cluster, { replicas: 1 });
  await runPods(cluster);
  const before = await read(cluster, `${PODS}/db-0`);
  await runPods(
    cluster,
    (pod) => pod.metadata.uid === before.metadata.uid ? "failed" : "ready",
  );
  const after = await read(cluster, `${PODS}/db-0`);
  assert.notEqual(after.metadata.uid, before.metadata.uid);
  assert.equal((await read(cluster, `${SETS}/db`)).status.readyReplicas, 1);
});

Deno.test("the next stateful pod waits until the one before is available, by the clock", async () => {
  const clock = new ManualClock();
  await using cluster = workloadCluster(clock);
  await makeSet(cluster, { minReadySeconds: 20 });
  await runPods(cluster);
  assert.deepEqual(await names(cluster, PODS), ["db-0"]);
  clock.advance(20_000);
  await cluster.settled();
  assert.deepEqual(await names(cluster, PODS), ["db-0", "db-1"]);
});
