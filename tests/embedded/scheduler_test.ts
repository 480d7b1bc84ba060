/** Which node a pod is put on, and what is said where there is none. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { NodeShape } from "../../lib/embedded/controllers/kubelet/nodes.ts";
import { ask, make } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/pods";

async function schedule(
  nodes: readonly NodeShape[],
  ...specs: Record<string, unknown>[]
): Promise<{ cluster: EmbeddedCluster; found: unknown[] }> {
  const cluster = createEmbeddedCluster({ nodes, controllers: ["*", "-kubelet"] });
  await cluster.settled();
  const found: unknown[] = [];
  for (const [index, spec] of specs.entries()) {
    const name = `pod-${index}`;
    const containers = [{ name: "main", image: "a" }];
    await make(cluster, PATH, { metadata: { name }, spec: { containers, ...spec } });
    await cluster.settled();
    const { body } = await ask(cluster, "GET", `${PATH}/${name}`);
    found.push(body.spec.nodeName ?? body.status.conditions[0].message);
  }
  return { cluster, found };
}

function asking(requests: Record<string, string>): Record<string, unknown> {
  return { containers: [{ name: "main", image: "a", resources: { requests } }] };
}

Deno.test("pods go where there is room, and wait where there is none", async () => {
  const { cluster, found } = await schedule(
    [{ name: "small", capacity: { cpu: "1" } }, { name: "large", capacity: { cpu: "2" } }],
    asking({ cpu: "1500m" }),
    asking({ cpu: "600m" }),
    asking({ cpu: "600m" }),
    asking({ cpu: "3" }),
  );
  await using _cluster = cluster;
  assert.deepEqual(found.slice(0, 2), ["large", "small"]);
  assert.match(String(found[2]), /^0\/2 nodes are available: 2 Insufficient cpu\. /);
  await ask(cluster, "DELETE", `${PATH}/pod-0`, { gracePeriodSeconds: 0 });
  await cluster.settled();
  const { body } = await ask(cluster, "GET", `${PATH}/pod-2`);
  assert.equal(body.spec.nodeName, "large");
});

Deno.test("taints, selectors and cordons keep pods away, each in its words", async () => {
  const { cluster, found } = await schedule(
    [
      { name: "tainted", taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }] },
      { name: "plain", labels: { disk: "ssd" } },
      { name: "closed", unschedulable: true },
    ],
    {},
    { nodeSelector: { disk: "hdd" } },
    {
      nodeSelector: { "kubernetes.io/hostname": "tainted" },
      tolerations: [{ key: "gpu", operator: "Exists" }],
    },
  );
  await using _cluster = cluster;
  assert.equal(found[0], "plain");
  assert.match(
    String(found[1]),
    /^0\/3 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector, 1 node\(s\) had untolerated taint\(s\), 1 node\(s\) were unschedulable\. /,
  );
  assert.equal(found[2], "tainted");
});

Deno.test("a pod whose claim is missing waits until it is there", async () => {
  const { cluster, found } = await schedule([{ name: "one" }], {
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  });
  await using _cluster = cluster;
  assert.deepEqual(found, [
    '0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
  ]);
  await make(cluster, "/api/v1/namespaces/default/persistentvolumeclaims", {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  await cluster.settled();
  assert.equal((await ask(cluster, "GET", `${PATH}/pod-0`)).body.spec.nodeName, "one");
});

Deno.test("a node that is made is registered, and takes the pods that wait", async () => {
  await using cluster = createEmbeddedCluster({ controllers: ["*"] });
  await cluster.settled();
  const containers = [{ name: "main", image: "a" }];
  await make(cluster, PATH, { metadata: { name: "early" }, spec: { containers } });
  await cluster.settled();
  const before = await ask(cluster, "GET", `${PATH}/early`);
  assert.equal(before.body.status.conditions[0].message, "no nodes available to schedule pods");
  await make(cluster, "/api/v1/nodes", { metadata: { name: "late" } });
  await cluster.settled();
  const { body } = await ask(cluster, "GET", `${PATH}/early`);
  assert.deepEqual([body.spec.nodeName, body.status.phase], ["late", "Running"]);
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  assert.equal((await ask(cluster, "GET", `${leases}/late`)).status, 200);
});
