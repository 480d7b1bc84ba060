import assert from "node:assert/strict";
import { ns } from "skiff";
import { assertObject, TestClock, testCluster } from "skiff/testing";
import { QueryError } from "../../lib/core/errors.ts";

function deployment(name: string, image = `${name}:1`) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", image }] } },
    },
  };
}

Deno.test("a cluster with nodes runs what is put into it", async () => {
  await using cluster = await testCluster({
    clock: new TestClock(),
    nodes: 2,
    objects: [deployment("web")],
  });
  assertObject(await cluster.ns().deployment("web").get(), { status: { readyReplicas: 2 } });
  const pods = await cluster.ns().pods.where({ status: { phase: "Running" } }).list();
  assert.deepEqual(pods.map(({ spec }) => spec?.nodeName).sort(), ["node-1", "node-2"]);
  await cluster.ns().deployment("web").scale(3);
  await cluster.settled();
  assertObject(await cluster.ns().deployment("web").get(), { status: { readyReplicas: 3 } });
});

Deno.test("a cluster without nodes runs nothing, and one with containers has a node", async () => {
  await using still = await testCluster({ objects: [deployment("web")] });
  await still.settled();
  assert.equal(await still.ns().pods.count(), 0);
  await using alive = await testCluster({
    clock: new TestClock(),
    containers: { web: { exit: 1 } },
    objects: [deployment("web")],
  });
  assert.deepEqual(await alive.nodes.names(), ["node-1"]);
  assert.equal(await alive.ns().pods.count(), 2);
});

Deno.test("containers start, fail and come back by the clock of the test", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    containers: {
      slow: { start: "5s", ready: "10s" },
      crash: { exit: { code: 3, after: "2s" } },
      "nowhere:*": { pullError: "not found" },
    },
    objects: [deployment("slow"), deployment("crash"), deployment("nowhere")],
  });
  const ready = async (name: string) =>
    (await cluster.ns().deployment(name).get()).status?.readyReplicas ?? 0;
  await clock.advance("14s");
  assert.equal(await ready("slow"), 0);
  await clock.advance("1s");
  assert.equal(await ready("slow"), 2);
  await clock.advance("1h");
  const pods = await cluster.ns().pods.where({ metadata: { labels: { app: "crash" } } }).list();
  for (const pod of pods) {
    assertObject(pod.status?.containerStatuses, [{
      restartCount: (count: number) => count > 10,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 3 } },
    }]);
  }
  assert.equal(await ready("nowhere"), 0);
});

Deno.test("a function is the process of a container", async () => {
  const clock = new TestClock();
  const runs: string[] = [];
  await using cluster = await testCluster({
    clock,
    containers: {
      async worker({ pod, env, argv, log, sleep }) {
        runs.push(`${pod.metadata.name} ${argv.join(" ")} ${env["MODE"]}`);
        log("begun");
        await sleep("1m");
        log("done");
        return 7;
      },
    },
    objects: [{
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "one" },
      spec: {
        restartPolicy: "Never",
        containers: [{
          name: "worker",
          image: "worker",
          command: ["work"],
          args: ["hard"],
          env: [{ name: "MODE", value: "test" }],
        }],
      },
    }],
  });
  await clock.advance("59s");
  assert.equal((await cluster.ns().pod("one").get()).status?.phase, "Running");
  await clock.advance("2s");
  const pod = await cluster.ns().pod("one").get();
  assertObject(pod.status, {
    phase: "Failed",
    containerStatuses: [{ state: { terminated: { exitCode: 7 } } }],
  });
  assert.deepEqual(runs, ["one work hard test"]);
  const log = await cluster.raw("/api/v1/namespaces/default/pods/one/log");
  assert.equal(await log.text(), "begun\ndone\n");
});

Deno.test("controllers can be left out", async () => {
  await using cluster = await testCluster({
    clock: new TestClock(),
    nodes: 1,
    controllers: ["*", "-deployment"],
    objects: [deployment("web")],
  });
  assert.equal(await cluster.ns().replicaSets.count(), 0);
  await assert.rejects(testCluster({ controllers: ["deploy" as "deployment"] }), QueryError);
});

Deno.test("a script that waits is run while the clock goes on by itself", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    containers: { web: { start: "20s" }, "web:2": { pullError: "not found" } },
    objects: [deployment("web")],
  });
  const roll = async (image: string) => {
    const web = ns().deployment("web");
    const template = { spec: { containers: [{ name: "main", image }] } };
    await web.patch({ spec: { template } });
    const isDone = (object: Awaited<ReturnType<typeof web.get>>) =>
      object.status?.observedGeneration === object.metadata?.generation &&
      object.status?.updatedReplicas === 2 && object.status?.availableReplicas === 2 &&
      object.status?.replicas === 2;
    await web.wait(isDone, { timeout: "5m" });
  };
  const startMs = clock.now().getTime();
  await clock.run(() => cluster.use(() => roll("web:3")));
  const tookMs = clock.now().getTime() - startMs;
  assert.ok(tookMs >= 20_000 && tookMs < 300_000, `${tookMs} ms`);
  await assert.rejects(clock.run(() => cluster.use(() => roll("web:2"))), {
    name: "TimeoutError",
  });
});

Deno.test("clusters of the same seed are the same", async () => {
  async function names(seed: number): Promise<string[]> {
    await using cluster = await testCluster({
      seed,
      clock: new TestClock(),
      nodes: 1,
      objects: [deployment("web")],
    });
    const pods = await cluster.ns().pods.list();
    return pods.map(({ metadata }) => `${metadata?.name} ${metadata?.uid}`);
  }
  assert.deepEqual(await names(3), await names(3));
  assert.notDeepEqual(await names(3), await names(4));
});

Deno.test("a pod that is put in with a status keeps it, on a node or on none", async () => {
  const pod = (name: string, phase: string, spec: { readonly nodeName?: string } = {}) => ({
    apiVersion: "v1" as const,
    kind: "Pod" as const,
    metadata: { name },
    spec: { ...spec, containers: [{ name: "main", image: "main:1" }] },
    status: { phase },
  });
  const objects = [
    pod("failed", "Failed"),
    pod("failed-there", "Failed", { nodeName: "node-1" }),
    pod("done", "Succeeded"),
    pod("done-there", "Succeeded", { nodeName: "node-1" }),
  ];
  for (const clock of [undefined, new TestClock()]) {
    await using cluster = await testCluster({
      nodes: 1,
      objects,
      ...(clock === undefined ? {} : { clock }),
    });
    const pods = await cluster.ns().pods.list();
    assert.deepEqual(
      pods.map(({ metadata, spec, status }) => [metadata?.name, status?.phase, spec?.nodeName]),
      [
        ["done", "Succeeded", undefined],
        ["done-there", "Succeeded", "node-1"],
        ["failed", "Failed", undefined],
        ["failed-there", "Failed", "node-1"],
      ],
    );
  }
});
