import assert from "node:assert/strict";
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make } from "./_cluster.ts";
import { type Fate, runPod } from "./_pods.ts";
import { items, makeNodes, PODS, read, templateOf, workloadCluster } from "./_workloads.ts";

const SERVICES = "/api/v1/namespaces/default/services";
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
const ENDPOINTS = "/api/v1/namespaces/default/endpoints";

async function makePod(cluster: EmbeddedCluster, name: string, fate: Fate): Promise<void> {
  const { metadata, spec } = templateOf("web", "one");
  await make(cluster, PODS, { metadata: { ...metadata, name }, spec });
  await become(cluster, name, fate);
}

async function become(cluster: EmbeddedCluster, name: string, fate: Fate): Promise<void> {
  const find = () => cluster.store.get({ collection: "pods", namespace: "default", name });
  const pod = find();
  if (pod !== undefined) await runPod(cluster, pod, fate, "a");
  await cluster.settled();
}

async function makeService(cluster: EmbeddedCluster, spec: object = {}): Promise<void> {
  await make(cluster, SERVICES, {
    metadata: { name: "web", labels: { tier: "front" } },
    spec: {
      selector: { app: "web" },
      ports: [{ name: "http", port: 8080, targetPort: "web" }],
      ...spec,
    },
  });
  await cluster.settled();
}

async function slicesOf(cluster: EmbeddedCluster) {
  return (await items(cluster, SLICES))
    .filter(({ metadata }) => metadata.labels["kubernetes.io/service-name"] === "web");
}

async function conditionsByPod(cluster: EmbeddedCluster): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { endpoints } of await slicesOf(cluster)) {
    for (const { targetRef, conditions } of endpoints ?? []) {
      found[targetRef.name] = Object.keys(conditions).filter((key) => conditions[key]).join();
    }
  }
  return found;
}

Deno.test("the slices of a service say which pods are ready, serving or on their way out", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a");
  await makeService(cluster);
  await makePod(cluster, "good", "ready");
  await makePod(cluster, "bad", "running");
  await makePod(cluster, "leaving", "ready");
  await makePod(cluster, "waiting", "pending");
  await ask(cluster, "DELETE", `${PODS}/leaving`);
  await cluster.settled();
  assert.deepEqual(await conditionsByPod(cluster), {
    bad: "",
    good: "ready,serving",
    leaving: "serving,terminating",
  });
  const [slice] = await slicesOf(cluster);
  assert.match(slice.metadata.name, /^web-[a-z0-9]{5}$/);
  assert.equal(slice.addressType, "IPv4");
  assert.deepEqual(slice.ports, [{ name: "http", port: 80, protocol: "TCP" }]);
  assert.deepEqual(slice.metadata.labels, {
    tier: "front",
    "kubernetes.io/service-name": "web",
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
  });
  assert.equal(slice.metadata.ownerReferences[0].kind, "Service");
});

Deno.test("the endpoints of a service say the same to clients of long ago", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a");
  await makeService(cluster);
  await makePod(cluster, "good", "ready");
  await makePod(cluster, "bad", "running");
  const endpoints = await read(cluster, `${ENDPOINTS}/web`);
  const [subset] = endpoints.subsets;
  assert.equal(endpoints.subsets.length, 1);
  assert.equal(subset.addresses[0].targetRef.name, "good");
  assert.equal(subset.notReadyAddresses[0].targetRef.name, "bad");
  assert.deepEqual(subset.ports, [{ name: "http", port: 80, protocol: "TCP" }]);
  assert.equal(
    endpoints.metadata.labels["endpoints.kubernetes.io/managed-by"],
    "endpoint-controller",
  );
  await ask(cluster, "DELETE", `${SERVICES}/web`);
  await cluster.settled();
  assert.equal((await ask(cluster, "GET", `${ENDPOINTS}/web`)).status, 404);
  assert.deepEqual(await slicesOf(cluster), []);
});

Deno.test("a headless service that publishes all pods calls those that are not ready ready", async () => {
  await using cluster = workloadCluster();
  await makeNodes(cluster, "a");
  await makeService(cluster, { clusterIP: "None", publishNotReadyAddresses: true });
  await makePod(cluster, "bad", "running");
  assert.deepEqual(await conditionsByPod(cluster), { bad: "ready" });
  const [slice] = await slicesOf(cluster);
  assert.equal(slice.metadata.labels["service.kubernetes.io/headless"], "");
});

Deno.test("a service without pods has one empty slice, a service without a selector none", async () => {
  await using cluster = workloadCluster();
  await makeService(cluster);
  const [slice, ...others] = await slicesOf(cluster);
  assert.equal(others.length, 0);
  assert.deepEqual(slice.endpoints ?? [], []);
  await make(cluster, SERVICES, { metadata: { name: "bare" }, spec: { ports: [{ port: 80 }] } });
  await cluster.settled();
  const all = await items(cluster, SLICES);
  assert(!all.some(({ metadata }) => metadata.labels["kubernetes.io/service-name"] === "bare"));
});
