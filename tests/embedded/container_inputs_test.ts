/** Pods whose ConfigMaps and Secrets are not there. */
import assert from "node:assert/strict";
import { ask, make, names } from "./_cluster.ts";
import { conditions, events, PATH, play, pod } from "./_played.ts";

Deno.test("a container whose variables are missing is not made until they are there", async () => {
  await using played = await play();
  const { cluster } = played;
  await make(
    cluster,
    PATH,
    pod("one", {
      containers: [
        { name: "main", image: "busybox:1", envFrom: [{ configMapRef: { name: "settings" } }] },
        { name: "side", image: "busybox:1" },
      ],
    }),
  );
  await cluster.settled();
  const waiting = await played.get("one");
  assert.deepEqual(waiting.status.containerStatuses[0].state, {
    waiting: { reason: "CreateContainerConfigError", message: 'configmap "settings" not found' },
  });
  assert.notEqual(waiting.status.containerStatuses[1].state.running, undefined);
  assert.equal(waiting.status.phase, "Pending");
  assert.ok(
    (await events(cluster)).includes('Warning Failed Error: configmap "settings" not found'),
  );
  await make(cluster, "/api/v1/namespaces/default/configmaps", {
    metadata: { name: "settings" },
    data: { MODE: "slow" },
  });
  const startedMs = played.clock.now() + 10_000;
  await played.pass(30_000);
  const { status } = await played.get("one");
  assert.equal(status.phase, "Running");
  assert.equal(Date.parse(status.containerStatuses[0].state.running.startedAt), startedMs);
  assert.equal(status.containerStatuses[0].restartCount, 0);
});

Deno.test("a pod whose volume is missing starts once it can be mounted", async () => {
  await using played = await play();
  const { cluster } = played;
  await make(
    cluster,
    PATH,
    pod("one", {
      automountServiceAccountToken: false,
      volumes: [{ name: "keys", secret: { secretName: "keys" } }],
      containers: [{
        name: "main",
        image: "busybox:1",
        volumeMounts: [{ name: "keys", mountPath: "/keys" }],
      }],
    }),
  );
  const beginMs = played.clock.now();
  await cluster.settled();
  await played.pass(4_000);
  const waiting = await played.get("one");
  assert.deepEqual(waiting.status.containerStatuses[0].state, {
    waiting: { reason: "ContainerCreating" },
  });
  assert.equal(waiting.status.podIP, undefined);
  assert.ok(conditions(waiting).includes("PodReadyToStartContainers=False"));
  // Tried at 0, 0.5, 1.5 and 3.5 s.
  assert.ok(
    (await events(cluster)).includes(
      'Warning FailedMount MountVolume.SetUp failed for volume "keys" : secret "keys" not found (4)',
    ),
  );
  await make(cluster, "/api/v1/namespaces/default/secrets", { metadata: { name: "keys" } });
  await played.pass(60_000);
  const { status } = await played.get("one");
  assert.equal(status.phase, "Running");
  assert.equal(
    Date.parse(status.containerStatuses[0].state.running.startedAt),
    Math.floor((beginMs + 7_500) / 1000) * 1000,
  );
});

Deno.test("a pod that waits for a volume is deleted as any other", async () => {
  await using played = await play();
  const { cluster } = played;
  const volumes = [{ name: "settings", configMap: { name: "settings" } }];
  await make(cluster, PATH, pod("one", { volumes }));
  await cluster.settled();
  assert.equal((await played.get("one")).status.phase, "Pending");
  await ask(cluster, "DELETE", `${PATH}/one`);
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), []);
});

Deno.test("what is missing is named as a kubelet names it", async () => {
  await using played = await play();
  const { cluster } = played;
  for (const [plural, name] of [["configmaps", "settings"], ["secrets", "keys"]]) {
    await make(cluster, `/api/v1/namespaces/default/${plural}`, { metadata: { name } });
  }
  const key = { name: "settings", key: "MODE" };
  const cases: Record<string, readonly [unknown, string]> = {
    "from-secret": [
      { envFrom: [{ secretRef: { name: "none" } }] },
      'secret "none" not found',
    ],
    "config-key": [
      { env: [{ name: "MODE", valueFrom: { configMapKeyRef: key } }] },
      "couldn't find key MODE in ConfigMap default/settings",
    ],
    "secret-key": [
      { env: [{ name: "MODE", valueFrom: { secretKeyRef: { name: "keys", key: "a" } } }] },
      "couldn't find key a in Secret default/keys",
    ],
  };
  for (const [name, [container]] of Object.entries(cases)) {
    const containers = [{ name: "main", image: "busybox:1", ...container as object }];
    await make(cluster, PATH, pod(name, { containers }));
  }
  const items = [{ key: "a", path: "a" }];
  await make(
    cluster,
    PATH,
    pod("volumes", {
      volumes: [
        { name: "keys", secret: { secretName: "keys", items } },
        { name: "settings", projected: { sources: [{ configMap: { name: "settings", items } }] } },
      ],
    }),
  );
  await cluster.settled();
  for (const [name, [, message]] of Object.entries(cases)) {
    const { containerStatuses: [status] } = (await played.get(name)).status;
    assert.deepEqual(status.state.waiting, { reason: "CreateContainerConfigError", message });
  }
  const mounts = (await events(cluster)).filter((text) => text.includes("FailedMount"));
  assert.deepEqual(mounts, [
    'Warning FailedMount MountVolume.SetUp failed for volume "keys" : references non-existent secret key: a',
    'Warning FailedMount MountVolume.SetUp failed for volume "settings" : references non-existent config key: a',
  ]);
});

Deno.test("a container knows the address, the node and the name of its pod from its start", async () => {
  const seen: unknown[] = [];
  await using played = await play({ main: ({ env }) => void seen.push(env) });
  const from = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
  const env = [
    { name: "IP", ...from("status.podIP") },
    { name: "HOST", ...from("status.hostIP") },
    { name: "NODE", ...from("spec.nodeName") },
    { name: "NAME", ...from("metadata.name") },
    { name: "URL", value: "http://$(IP):80/" },
  ];
  const containers = [{ name: "main", image: "busybox:1", env }];
  await make(played.cluster, PATH, pod("one", { restartPolicy: "Never", containers }));
  await played.cluster.settled();
  const { podIP, hostIP } = (await played.get("one")).status;
  assert.deepEqual(seen, [
    { IP: podIP, HOST: hostIP, NODE: "node-1", NAME: "one", URL: `http://${podIP}:80/` },
  ]);
});

Deno.test("what is optional may be missing", async () => {
  await using played = await play();
  const optional = { name: "none", optional: true };
  await make(
    played.cluster,
    PATH,
    pod("one", {
      volumes: [
        { name: "keys", secret: { secretName: "none", optional: true } },
        { name: "settings", configMap: { ...optional, items: [{ key: "a", path: "a" }] } },
      ],
      containers: [{
        name: "main",
        image: "busybox:1",
        envFrom: [{ configMapRef: optional }, { secretRef: optional }],
        env: [{ name: "A", valueFrom: { secretKeyRef: { ...optional, key: "a" } } }],
      }],
    }),
  );
  await played.cluster.settled();
  assert.equal((await played.get("one")).status.phase, "Running");
});

Deno.test("an init container whose variables are missing holds up the others", async () => {
  await using played = await play({ first: { exit: 0 } });
  const { cluster } = played;
  const envFrom = [{ configMapRef: { name: "settings" } }];
  const initContainers = [{ name: "first", image: "busybox:1", envFrom }];
  await make(cluster, PATH, pod("one", { restartPolicy: "Never", initContainers }));
  await cluster.settled();
  const reasons = async () => {
    const { status } = await played.get("one");
    return [...status.initContainerStatuses, ...status.containerStatuses]
      .map(({ state }) => state.waiting?.reason ?? Object.keys(state)[0]);
  };
  assert.deepEqual(await reasons(), ["CreateContainerConfigError", "PodInitializing"]);
  await make(cluster, "/api/v1/namespaces/default/configmaps", { metadata: { name: "settings" } });
  await played.pass(10_000);
  assert.deepEqual(await reasons(), ["terminated", "running"]);
});
