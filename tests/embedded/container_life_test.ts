/** How the containers of a pod start, are ready, end and start again. */
import assert from "node:assert/strict";
import { ask, make, names } from "./_cluster.ts";
import { conditions, events, PATH, play, pod } from "./_played.ts";

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

Deno.test("init containers run one after the other, and the others after them", async () => {
  await using played = await play({
    first: { exit: { after: "2s" } },
    second: { start: "1s", exit: { after: "1s" } },
  });
  await make(
    played.cluster,
    PATH,
    pod("web", {
      initContainers: ["first", "second"].map((name) => ({ name, image: "busybox:1" })),
    }),
  );
  await played.cluster.settled();
  const rows: unknown[] = [];
  for (let second = 0; second <= 4; second++) {
    const { status } = await played.get("web");
    const all = [...status.initContainerStatuses, ...status.containerStatuses];
    const states = all.map(({ state }: { state: Record<string, { reason?: string }> }) =>
      Object.entries(state).map(([name, { reason }]) => reason ?? name)[0]
    );
    rows.push([status.phase, ...states, conditions({ status })[1]]);
    await played.pass(1000);
  }
  assert.deepEqual(rows, [
    ["Pending", "running", "PodInitializing", "PodInitializing", "Initialized=False"],
    ["Pending", "running", "PodInitializing", "PodInitializing", "Initialized=False"],
    ["Pending", "Completed", "PodInitializing", "PodInitializing", "Initialized=False"],
    ["Pending", "Completed", "running", "PodInitializing", "Initialized=False"],
    ["Running", "Completed", "Completed", "running", "Initialized=True"],
  ]);
});

Deno.test("an init container that fails for good fails its pod", async () => {
  await using played = await play({ first: { exit: 2 } });
  const initContainers = [{ name: "first", image: "busybox:1" }];
  await make(played.cluster, PATH, pod("once", { restartPolicy: "Never", initContainers }));
  await make(played.cluster, PATH, pod("again", { initContainers }));
  await played.cluster.settled();
  const once = await played.get("once");
  assert.deepEqual([once.status.phase, conditions(once)[2]], ["Failed", "Ready=False"]);
  const again = await played.get("again");
  assert.equal(again.status.phase, "Pending");
  assert.equal(again.status.initContainerStatuses[0].state.waiting.reason, "CrashLoopBackOff");
});

Deno.test("a sidecar starts before the others, runs beside them, and ends after them", async () => {
  await using played = await play({ proxy: {}, main: { exit: { after: "5s" } } });
  const initContainers = [{ name: "proxy", image: "busybox:1", restartPolicy: "Always" }];
  await make(played.cluster, PATH, pod("task", { restartPolicy: "Never", initContainers }));
  await played.cluster.settled();
  const running = await played.get("task");
  assert.deepEqual([running.status.phase, conditions(running)[2]], ["Running", "Ready=True"]);
  await played.pass(5000);
  const { status } = await played.get("task");
  assert.deepEqual(
    [status.phase, status.initContainerStatuses[0].state.terminated.reason],
    ["Succeeded", "Completed"],
  );
});

Deno.test("an image that cannot be pulled is tried again, later each time", async () => {
  await using played = await play({
    main: { runs: [{ pullError: "not found" }, { pullError: "not found" }, {}] },
  });
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  const seen: string[] = [];
  for (let second = 0; second <= 32; second++) {
    const { state } = (await played.get("web")).status.containerStatuses[0];
    const now = state.waiting?.reason ?? "running";
    if (seen.at(-1) !== now) seen.push(`${second}s`, now);
    await played.pass(1000);
  }
  assert.deepEqual(seen, [
    "0s",
    "ErrImagePull",
    "1s",
    "ImagePullBackOff",
    "10s",
    "ErrImagePull",
    "11s",
    "ImagePullBackOff",
    "30s",
    "running",
  ]);
  const said = await events(played.cluster);
  assert.deepEqual(said.slice(1, 6), [
    'Warning Failed Failed to pull image "busybox:1": failed to pull and unpack image "docker.io/library/busybox:1": not found (2)',
    "Warning Failed Error: ErrImagePull (2)",
    'Normal BackOff Back-off pulling image "busybox:1" (2)',
    "Warning Failed Error: ImagePullBackOff (2)",
    'Normal Pulling Pulling image "busybox:1" (3)',
  ]);
});

Deno.test("a container is ready when its probes say so", async () => {
  await using played = await play({ main: { ready: "7s" } });
  const probe = { httpGet: { port: 80 }, periodSeconds: 5 };
  const containers = [{
    name: "main",
    image: "busybox:1",
    startupProbe: { ...probe, initialDelaySeconds: 3 },
    readinessProbe: { ...probe, periodSeconds: 4 },
  }];
  await make(played.cluster, PATH, pod("web", { containers }));
  await make(
    played.cluster,
    PATH,
    pod("slow", { containers: [{ name: "main", image: "busybox:1", readinessProbe: probe }] }),
  );
  await played.cluster.settled();
  const seen: unknown[] = [];
  for (let second = 0; second <= 10; second++) {
    const [web, slow] = [await played.get("web"), await played.get("slow")];
    const [container] = web.status.containerStatuses;
    seen.push([container.started, container.ready, slow.status.containerStatuses[0].ready]);
    await played.pass(1000);
  }
  const first = (place: number) => seen.findIndex((row) => (row as boolean[])[place] === true);
  assert.deepEqual([first(0), first(1), first(2)], [8, 8, 10]);
  assert.ok(
    (await events(played.cluster)).includes(
      "Warning Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503",
    ),
  );
});

Deno.test("a container is not ready for as long as its script says", async () => {
  await using played = await play({
    main: { unready: [{ after: "3s", for: "2s" }, { after: "8s" }] },
  });
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  const seen: boolean[] = [];
  for (let second = 0; second < 10; second++) {
    seen.push((await played.get("web")).status.containerStatuses[0].ready);
    await played.pass(1000);
  }
  assert.deepEqual(seen.map(Number), [1, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
});

Deno.test("a container whose image changes is started again with the new one", async () => {
  await using played = await play({ main: { stop: { after: "2s" } } });
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  const containers = [{ name: "main", image: "busybox:2" }];
  const { body } = await ask(played.cluster, "GET", `${PATH}/web`);
  await ask(played.cluster, "PUT", `${PATH}/web`, {
    ...body,
    spec: { ...body.spec, containers: [{ ...body.spec.containers[0], ...containers[0] }] },
  });
  await played.cluster.settled();
  await played.pass(2000);
  const [container] = (await played.get("web")).status.containerStatuses;
  assert.deepEqual(
    [container.image, container.restartCount, Object.keys(container.state)],
    ["docker.io/library/busybox:2", 1, ["running"]],
  );
  assert.ok(
    (await events(played.cluster)).includes(
      "Normal Killing Container main definition changed, will be restarted",
    ),
  );
});

Deno.test("a container that is added to look into a pod runs beside the others", async () => {
  await using played = await play();
  await make(played.cluster, PATH, pod("web"));
  await played.cluster.settled();
  await ask(played.cluster, "PATCH", `${PATH}/web/ephemeralcontainers`, {
    spec: { ephemeralContainers: [{ name: "debugger", image: "busybox:1" }] },
  });
  await played.cluster.settled();
  const { status } = await played.get("web");
  assert.equal(status.phase, "Running");
  assert.deepEqual(
    status.ephemeralContainerStatuses.map(({ name, state }: Record<string, unknown>) => [
      name,
      Object.keys(state as Record<string, unknown>),
    ]),
    [["debugger", ["running"]]],
  );
  const emptied = await ask(played.cluster, "PATCH", `${PATH}/web/ephemeralcontainers`, {
    spec: { ephemeralContainers: [] },
  });
  assert.deepEqual([emptied.status, emptied.body.details.causes], [422, [{
    reason: "FieldValueForbidden",
    message: 'Forbidden: existing ephemeral containers "debugger" may not be removed\n',
    field: "spec.ephemeralContainers",
  }]]);
  await ask(played.cluster, "DELETE", `${PATH}/web`);
  await played.cluster.settled();
  assert.deepEqual(await names(played.cluster, PATH), []);
});
