/** What becomes of pods on nodes whose containers are played by script. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { ask, make, names } from "./_cluster.ts";
import { conditions, events, PATH, play, pod } from "./_played.ts";

Deno.test("a pod is put on a node, started, and ready", async () => {
  await using played = await play();
  const { cluster } = played;
  await make(cluster, PATH, pod("web"));
  await cluster.settled();
  const web = await played.get("web");
  assert.equal(web.spec.nodeName, "node-1");
  assert.equal(web.status.phase, "Running");
  assert.deepEqual(conditions(web), [
    "PodReadyToStartContainers=True",
    "Initialized=True",
    "Ready=True",
    "ContainersReady=True",
    "PodScheduled=True",
  ]);
  assert.deepEqual(
    [web.status.hostIP, web.status.podIP, web.status.startTime],
    ["172.18.0.2", "10.244.0.1", "2026-01-01T00:00:00Z"],
  );
  const [container] = web.status.containerStatuses;
  assert.deepEqual(
    [container.ready, container.started, container.restartCount, container.state],
    [true, true, 0, { running: { startedAt: "2026-01-01T00:00:00Z" } }],
  );
  assert.deepEqual(await events(cluster), [
    "Normal Scheduled Successfully assigned default/web to node-1",
    'Normal Pulled Container image "busybox:1" already present on machine and can be accessed by the pod',
    "Normal Created Container created",
    "Normal Started Container started",
  ]);
});

Deno.test("a deleted pod stops, and is gone", async () => {
  await using played = await play({ slow: { stop: { after: "5s" } }, deaf: { stop: false } });
  const { cluster } = played;
  await make(cluster, PATH, pod("quick"));
  await make(cluster, PATH, pod("slow", { containers: [{ name: "slow", image: "a" }] }));
  await make(cluster, PATH, pod("deaf", { containers: [{ name: "deaf", image: "a" }] }));
  await cluster.settled();
  for (const name of ["quick", "slow", "deaf"]) await ask(cluster, "DELETE", `${PATH}/${name}`);
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), ["deaf", "slow"]);
  await played.pass(5000);
  assert.deepEqual(await names(cluster, PATH), ["deaf"]);
  await played.pass(24_999);
  assert.deepEqual(await names(cluster, PATH), ["deaf"]);
  await played.pass(1);
  assert.deepEqual(await names(cluster, PATH), []);
});

Deno.test("an hour at once leaves what an hour in steps leaves", async () => {
  const seen: unknown[] = [];
  for (const steps of [1, 3600]) {
    await using played = await play({ main: { exit: { code: 1, after: "7s" } } });
    // The volume of the token has a random name.
    await make(played.cluster, PATH, pod("crash", { automountServiceAccountToken: false }));
    await played.cluster.settled();
    for (let step = 0; step < steps; step++) await played.pass(3_600_000 / steps);
    const { status } = await played.get("crash");
    const text = JSON.stringify(status).replace(/[0-9a-f]{64}/g, "ID")
      .replace(/\([0-9a-f-]{36}\)/, "(UID)");
    seen.push([text, await events(played.cluster).then((all) => all.length)]);
  }
  assert.deepEqual(seen[0], seen[1]);
});

Deno.test("containers that end leave their pod succeeded or failed, as its restart policy says", async () => {
  await using played = await play({
    good: { exit: 0 },
    bad: { exit: 3 },
    big: { exit: { reason: "OOMKilled" } },
    once: { runs: [{ exit: 1 }, { exit: 0 }] },
  });
  for (const name of ["good", "bad", "big", "once"]) {
    await make(
      played.cluster,
      PATH,
      pod(name, { restartPolicy: "Never", containers: [{ name, image: "a" }] }),
    );
  }
  await make(
    played.cluster,
    PATH,
    pod("again", { restartPolicy: "OnFailure", containers: [{ name: "once", image: "a" }] }),
  );
  await played.cluster.settled();
  const found: unknown[] = [];
  for (const name of ["good", "bad", "big", "once", "again"]) {
    const { status } = await played.get(name);
    const { terminated } = status.containerStatuses[0].state;
    found.push([name, status.phase, terminated.exitCode, terminated.reason]);
  }
  assert.deepEqual(found, [
    ["good", "Succeeded", 0, "Completed"],
    ["bad", "Failed", 3, "Error"],
    ["big", "Failed", 137, "OOMKilled"],
    ["once", "Failed", 1, "Error"],
    ["again", "Succeeded", 0, "Completed"],
  ]);
});

Deno.test("a pod past its deadline fails", async () => {
  await using played = await play();
  await make(played.cluster, PATH, pod("long", { activeDeadlineSeconds: 60 }));
  await played.cluster.settled();
  await played.pass(59_999);
  assert.equal((await played.get("long")).status.phase, "Running");
  await played.pass(1);
  const { status } = await played.get("long");
  assert.deepEqual(
    [status.phase, status.reason, status.message],
    [
      "Failed",
      "DeadlineExceeded",
      "Pod was active on the node longer than the specified deadline",
    ],
  );
});

Deno.test("a pod that is there with its status goes on from there", async () => {
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({ clock, nodes: 1, controllers: ["namespace"] });
  await cluster.settled();
  const seen: unknown[] = [];
  for (const phase of ["Running", "Succeeded"]) {
    const name = phase.toLowerCase();
    await make(cluster, PATH, pod(name, { nodeName: "node-1" }));
    const state = phase === "Running"
      ? { running: { startedAt: "2025-12-31T00:00:00Z" } }
      : { terminated: { exitCode: 0, finishedAt: "2025-12-31T00:00:00Z" } };
    const status = {
      phase,
      startTime: "2025-12-30T00:00:00Z",
      podIP: "10.9.8.7",
      containerStatuses: [{
        name: "main",
        image: "busybox:1",
        imageID: "",
        ready: phase === "Running",
        restartCount: 3,
        state,
      }],
    };
    await ask(cluster, "PATCH", `${PATH}/${name}/status`, { status });
  }
  const before = cluster.store.list("pods");
  await using restarted = createEmbeddedCluster({ clock, nodes: 1 });
  for (const object of before) {
    const { namespace, name = "" } = object.metadata;
    restarted.store.put({ collection: "pods", namespace, name }, object);
  }
  await restarted.settled();
  for (const name of ["running", "succeeded"]) {
    const { status } = (await ask(restarted, "GET", `${PATH}/${name}`)).body;
    const [container] = status.containerStatuses;
    seen.push([status.phase, status.startTime, status.podIP, container.restartCount]);
  }
  assert.deepEqual(seen, [
    ["Running", "2025-12-30T00:00:00Z", "10.9.8.7", 3],
    ["Succeeded", "2025-12-30T00:00:00Z", "10.9.8.7", 3],
  ]);
});

Deno.test("events are listed as they came, and gone after an hour", async () => {
  await using played = await play();
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  const path = "/api/v1/namespaces/default/events";
  const { body } = await ask(played.cluster, "GET", path);
  assert.deepEqual(
    body.items.map(({ reason }: { reason: string }) => reason),
    ["Scheduled", "Pulled", "Created", "Started"],
  );
  await played.pass(3_601_000);
  await make(played.cluster, PATH, pod("late"));
  await played.cluster.settled();
  const later = await ask(played.cluster, "GET", path);
  assert.deepEqual(
    new Set(
      later.body.items.map((event: { involvedObject: { name: string } }) =>
        event.involvedObject.name
      ),
    ),
    new Set(["late"]),
  );
});

Deno.test("what a pod begins with ends by itself where nothing else is said", async () => {
  await using cluster = createEmbeddedCluster({ nodes: 1 });
  const path = "/api/v1/namespaces/default/pods";
  await make(cluster, path, {
    metadata: { name: "web" },
    spec: {
      initContainers: [
        { name: "beside", image: "b", restartPolicy: "Always" },
        { name: "before", image: "a" },
      ],
      containers: [{ name: "main", image: "a" }],
    },
  });
  await cluster.settled();
  const { status } = (await ask(cluster, "GET", `${path}/web`)).body;
  assert.equal(status.phase, "Running");
  const [beside, before] = status.initContainerStatuses;
  assert.equal(before.state.terminated.exitCode, 0);
  assert.ok(beside.state.running);
});
