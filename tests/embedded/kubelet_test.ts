/** What becomes of pods on nodes whose containers are played by script. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type { ContainerScripts } from "../../lib/embedded/controllers/kubelet/script.ts";
import { ask, make, names } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/pods";

interface Played extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly clock: ManualClock;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  // deno-lint-ignore no-explicit-any
  get(name: string): Promise<any>;
}

async function play(containers: ContainerScripts = {}): Promise<Played> {
  const clock = new ManualClock();
  const cluster = createEmbeddedCluster({ clock, nodes: 1, containers });
  await cluster.settled();
  return {
    cluster,
    clock,
    async pass(ms) {
      clock.advance(ms);
      await cluster.settled();
    },
    get: async (name) => (await ask(cluster, "GET", `${PATH}/${name}`)).body,
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

function pod(name: string, spec: Record<string, unknown> = {}): unknown {
  return {
    metadata: { name },
    spec: { containers: [{ name: "main", image: "busybox:1" }], ...spec },
  };
}

// deno-lint-ignore no-explicit-any
function conditions(object: any): string[] {
  return object.status.conditions.map((condition: { type: string; status: string }) =>
    `${condition.type}=${condition.status}`
  );
}

async function events(cluster: EmbeddedCluster): Promise<string[]> {
  const { body } = await ask(cluster, "GET", "/api/v1/namespaces/default/events");
  return body.items
    .sort((left: { metadata: { resourceVersion: string } }, right: typeof left) =>
      Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion)
    )
    .map((event: { type: string; reason: string; message: string; count?: number }) =>
      `${event.type} ${event.reason} ${event.message}${
        (event.count ?? 1) > 1 ? ` (${event.count})` : ""
      }`
    );
}

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

Deno.test("a container starts and is ready when its script says so", async () => {
  await using played = await play({ busybox: { start: "2s", ready: "3s" } });
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  const state = async () => {
    const { status } = await played.get("web");
    const [container] = status.containerStatuses;
    return [status.phase, Object.keys(container.state)[0], container.ready];
  };
  assert.deepEqual(await state(), ["Pending", "waiting", false]);
  await played.pass(2000);
  assert.deepEqual(await state(), ["Running", "running", false]);
  await played.pass(2999);
  assert.deepEqual(await state(), ["Running", "running", false]);
  await played.pass(1);
  assert.deepEqual(await state(), ["Running", "running", true]);
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

Deno.test("a container that crashes is started again, later each time", async () => {
  await using played = await play({ main: { exit: { code: 1, after: "1s" } } });
  await make(played.cluster, PATH, pod("crash"));
  await played.cluster.settled();
  const counts: number[] = [];
  for (let second = 0; second < 100; second++) {
    await played.pass(1000);
    counts.push((await played.get("crash")).status.containerStatuses[0].restartCount);
  }
  // It runs for a second; then come none, 10, 20 and 40 seconds of waiting.
  const starts = [1, 2, 3, 4].map((count) => counts.indexOf(count) + 1);
  assert.deepEqual(starts, [1, 12, 33, 74]);
  const { status } = await played.get("crash");
  const [container] = status.containerStatuses;
  assert.equal(container.state.waiting.reason, "CrashLoopBackOff");
  assert.match(
    container.state.waiting.message,
    /^back-off 1m20s restarting failed container=main pod=crash_default\(/,
  );
  assert.deepEqual(
    [container.lastState.terminated.exitCode, container.lastState.terminated.reason],
    [1, "Error"],
  );
  assert.equal(status.phase, "Running");
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
