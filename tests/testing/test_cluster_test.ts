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
    /Cannot put Y "y" of "x\/v1" into the cluster: it takes objects that have a name, of built-in kinds/,
  );
});

const DEFINITION = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "tickets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "tickets", singular: "ticket", kind: "Ticket", listKind: "TicketList" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: "object",
          properties: {
            spec: { type: "object", properties: { seat: { type: "string", maxLength: 3 } } },
          },
        },
      },
    }],
  },
};

Deno.test("testCluster() takes custom objects beside the definition of their kind, in any order", async () => {
  const ticket = {
    apiVersion: "example.com/v1",
    kind: "Ticket",
    metadata: { name: "one" },
    spec: { seat: "12a" },
  };
  await using cluster = await testCluster({ objects: [ticket, DEFINITION] });
  const tickets = cluster.ns().kind("tickets");
  assert.deepEqual(await tickets.names(), ["one"]);
  assert.deepEqual((await tickets.get("one"))["spec"], { seat: "12a" });
  await assert.rejects(
    testCluster({ objects: [DEFINITION, { ...ticket, spec: { seat: "first row" } }] }),
    InvalidError,
  );
});

Deno.test("testCluster() keeps uid and time of creation, and tells owners by their names", async () => {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", controller: true };
  const template = { metadata: { labels: { app: "web" } }, spec: POD.spec };
  await using cluster = await testCluster({
    objects: [
      { ...POD, metadata: { ...POD.metadata, ownerReferences: [{ ...owner, uid: "?" }] } },
      {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: { name: "web", uid: "u-1", creationTimestamp: "2020-01-01T00:00:00Z" },
        spec: { selector: { matchLabels: { app: "web" } }, template, replicas: 0 },
      },
    ],
  });
  await cluster.settled();
  const set = await cluster.ns().replicaSet("web").get();
  assert.deepEqual([set.metadata?.uid, set.metadata?.creationTimestamp], [
    "u-1",
    "2020-01-01T00:00:00Z",
  ]);
  const pod = await cluster.ns().pod("web").get();
  assert.deepEqual(pod.metadata?.ownerReferences?.map(({ uid }) => uid), ["u-1"]);
});

Deno.test("testCluster() takes a namespace as an object, with its labels", async () => {
  const labels = { team: "shop" };
  await using cluster = await testCluster({
    objects: [POD, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } }],
    namespace: "shop",
  });
  assert.equal((await cluster.namespace("shop").get()).metadata?.labels?.["team"], "shop");
  assert.deepEqual(await cluster.ns().pods.names(), ["web"]);
});
