import assert from "node:assert/strict";
import { testCluster } from "skiff/testing";
import { InvalidError, QueryError } from "../../lib/core/errors.ts";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", labels: { app: "web" } },
  spec: { containers: [{ name: "main", image: "nginx" }] },
  status: { phase: "Running" },
};

Deno.test("testCluster() is filled with objects and their status", async () => {
  const other = { ...POD, metadata: { name: "other", namespace: "shop" } };
  await using cluster = await testCluster({ objects: [POD, other] });
  const pod = await cluster.ns().pod("web").get();
  assert.deepEqual([pod.metadata?.namespace, pod.status?.phase], ["default", "Running"]);
  assert.deepEqual(await cluster.ns("*").pods.where({ status: { phase: "Running" } }).count(), 2);
  assert.deepEqual(await cluster.ns("shop").pods.names(), ["other"]);
});

Deno.test("testCluster() has the namespace that is asked for", async () => {
  await using cluster = await testCluster({ objects: [POD], namespace: "shop", readOnly: true });
  assert.deepEqual(await cluster.ns().pods.names(), ["web"]);
  const { context, namespace, readOnly } = cluster.info ?? {};
  assert.deepEqual({ context, namespace, readOnly }, {
    context: "test",
    namespace: "shop",
    readOnly: true,
  });
});

Deno.test("testCluster() refuses what no server would take", async () => {
  const { apiVersion, kind } = POD;
  await assert.rejects(
    testCluster({ objects: [{ apiVersion, kind, metadata: { name: "No_Name" } }] }),
    InvalidError,
  );
  await assert.rejects(testCluster({ objects: [{ apiVersion, kind }] }), QueryError);
  await assert.rejects(
    testCluster({ objects: [{ apiVersion: "x/v1", kind: "Y", metadata: { name: "y" } }] }),
    /Cannot put Y "y" of "x\/v1" into the cluster: it takes objects of built-in kinds/,
  );
});
