import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { objectOf, objectsOf } from "../../lib/embedded/json.ts";
import { nodeOf } from "../../lib/embedded/controllers/daemonset/daemon_pods.ts";
import { ask, make } from "./_cluster.ts";
import { type Fate, runPod } from "./_pods.ts";
import {
  eventLines,
  items,
  makeNodes,
  PODS,
  read,
  templateOf,
  workloadCluster,
} from "./_workloads.ts";
import type { ApiObject } from "../../lib/embedded/json.ts";

const SETS = "/apis/apps/v1/namespaces/default/daemonsets";
const REVISIONS = "/apis/apps/v1/namespaces/default/controllerrevisions";

async function makeSet(cluster: EmbeddedCluster, spec: object = {}): Promise<void> {
  await make(cluster, SETS, {
    metadata: { name: "agent" },
    spec: {
      selector: { matchLabels: { app: "agent" } },
      template: templateOf("agent", "one"),
      ...spec,
    },
  });
  await cluster.settled();
}

async function setImage(cluster: EmbeddedCluster, image: string): Promise<void> {
  await ask(cluster, "PATCH", `${SETS}/agent`, {
    spec: { template: { spec: { containers: [{ name: "main", image }] } } },
  });
  await cluster.settled();
}

async function run(
  cluster: EmbeddedCluster,
  fateOf: (pod: ApiObject) => Fate = () => "ready",
): Promise<void> {
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const pod of cluster.store.list("pods")) {
      if (await runPod(cluster, pod, fateOf(pod), nodeOf(pod))) isChanged = true;
    }
    await cluster.settled();
  }
}

async function places(cluster: EmbeddedCluster): Promise<string[]> {
  const pods = await items(cluster, PODS);
  return pods.map((pod) => `${nodeOf(pod)} ${pod.spec.containers[0].image}`).sort();
}

Deno.test("a daemon set has a pod on each node, also on one that comes later", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a", "b");
  await makeSet(cluster);
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a one", "b one"]);
  await makeNodes(cluster, "c");
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a one", "b one", "c one"]);
  assert.deepEqual((await read(cluster, `${SETS}/agent`)).status, {
    observedGeneration: 1,
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    numberMisscheduled: 0,
    numberReady: 3,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  });
  const [pod] = await items(cluster, PODS);
  const tolerations = objectsOf(pod.spec.tolerations).map(({ key }) => key);
  assert(tolerations.includes("node.kubernetes.io/unschedulable"));
  assert.equal(pod.metadata.labels["pod-template-generation"], "1");
});

Deno.test("a daemon set keeps to selected nodes, and off those that repel it", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a", "b", "c");
  const template = templateOf("agent", "one");
  await makeSet(cluster, {
    template: {
      ...template,
      spec: {
        ...template.spec,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{
                matchExpressions: [{ key: "disk", operator: "NotIn", values: ["c"] }],
              }],
            },
          },
        },
      },
    },
  });
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a one", "b one"]);
  await ask(cluster, "PATCH", "/api/v1/nodes/b", {
    spec: { taints: [{ key: "full", effect: "NoSchedule" }] },
  });
  await run(cluster);
  // The pod that is there may stay, but is one too many.
  const set = await read(cluster, `${SETS}/agent`);
  assert.equal(set.status.numberMisscheduled, 1);
  assert.equal(set.status.desiredNumberScheduled, 1);
  await ask(cluster, "PATCH", "/api/v1/nodes/b", {
    spec: { taints: [{ key: "gone", effect: "NoExecute" }] },
  });
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a one"]);
});

Deno.test("a daemon set is updated node by node, and keeps its history", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a", "b", "c");
  await makeSet(cluster, { revisionHistoryLimit: 1 });
  await run(cluster);
  await setImage(cluster, "two");
  const leaving = (await items(cluster, PODS))
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  assert.equal(leaving.length, 1);
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a two", "b two", "c two"]);
  await setImage(cluster, "three");
  await run(cluster);
  await setImage(cluster, "two");
  await run(cluster);
  const revisions = (await items(cluster, REVISIONS))
    .map(({ revision, data }) => [revision, data.spec.template.spec.containers[0].image])
    .sort();
  assert.deepEqual(revisions, [[3, "three"], [4, "two"]]);
});

Deno.test("a daemon set that surges starts the new pod before the old one goes", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a", "b");
  await makeSet(cluster, {
    updateStrategy: {
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    },
  });
  await run(cluster);
  await setImage(cluster, "two");
  const found = await places(cluster);
  assert.equal(found.length, 3);
  assert.equal(found.filter((place) => place.endsWith("two")).length, 1);
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a two", "b two"]);
});

Deno.test("a daemon set that updates on delete leaves its pods alone", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a");
  await makeSet(cluster, { updateStrategy: { type: "OnDelete" } });
  await run(cluster);
  await setImage(cluster, "two");
  await run(cluster);
  assert.deepEqual(await places(cluster), ["a one"]);
  assert.equal((await read(cluster, `${SETS}/agent`)).status.updatedNumberScheduled, undefined);
});

Deno.test("a failed daemon pod is replaced, the second time only after a while", async () => {
  const clock = new ManualClock();
  await using cluster = workloadCluster(clock);
  await makeNodes(cluster, "a");
  await makeSet(cluster);
  await run(cluster);
  const fail = async () => {
    const pod = cluster.store.list("pods")[0];
    if (pod === undefined) throw new Error("no pod");
    await runPod(cluster, pod, "failed", "a");
    await cluster.settled();
    return String(pod.metadata.uid);
  };
  const uids = () => cluster.store.list("pods").map(({ metadata }) => metadata.uid);
  const first = await fail();
  await run(cluster, (pod) => pod.metadata.uid === first ? "failed" : "ready");
  assert(!uids().includes(first));
  const second = await fail();
  assert(uids().includes(second));
  clock.advance(1_000);
  await cluster.settled();
  await run(cluster, (pod) => pod.metadata.uid === second ? "failed" : "ready");
  assert(!uids().includes(second));
  assert(
    (await eventLines(cluster)).some((line) => line.startsWith("FailedDaemonPod: Found failed")),
  );
  assert.equal(objectOf((await read(cluster, `${SETS}/agent`)).status)["numberReady"], 1);
});
