import assert from "node:assert/strict";
import { connect, ns } from "skiff";
import { testCluster } from "skiff/testing";
import { ForbiddenError, QueryError } from "../../lib/core/errors.ts";

const SETTINGS = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };

Deno.test("a user of a test cluster has the rights that the test gives, and no others", async () => {
  await using cluster = await testCluster({
    namespace: "shop",
    objects: [SETTINGS],
    users: {
      ana: { roles: { shop: ["view"] } },
      ben: {
        rules: [
          { resources: ["configmaps"], verbs: ["get", "patch"], resourceNames: ["settings"] },
          { apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"], namespace: "shop" },
        ],
      },
      cleo: { groups: ["system:masters"] },
    },
  });
  const ana = cluster.as("ana");
  assert.equal(cluster.as("ana"), ana);
  assert.equal(ana.info?.user, undefined);
  assert.deepEqual(await ana.ns().configMaps.names(), ["kube-root-ca.crt", "settings"]);
  assert.equal(ana.info?.user, "ana");
  await assert.rejects(ana.ns().secrets.names(), ForbiddenError);
  await assert.rejects(ana.ns("default").pods.names(), ForbiddenError);
  const ben = cluster.as("ben");
  await ben.ns().configMap("settings").patch({ data: { a: "1" } });
  assert.deepEqual(await ben.ns().deployments.names(), []);
  await assert.rejects(
    ben.ns().configMap("other").get(),
    /^ForbiddenError: Cannot get configmap "shop\/other": forbidden for "ben": needs verb "get"/,
  );
  assert.deepEqual(await cluster.as("cleo").ns("*").secrets.names(), []);
});

Deno.test("who is no user of a test cluster is said with what there is", async () => {
  await using cluster = await testCluster({ users: { ana: {} } });
  assert.throws(
    () => cluster.as("anna"),
    new QueryError('Cannot act as user "anna": no such user: did you mean "ana"'),
  );
  await using nobody = await testCluster();
  assert.throws(
    () => nobody.as("ana"),
    new QueryError('Cannot act as user "ana": no such user: testCluster({ users: … }) names them'),
  );
});

Deno.test("a script runs as a user of a test cluster, and may act as another one", async () => {
  await using cluster = await testCluster({
    users: {
      ana: { rules: [{ resources: ["users"], verbs: ["impersonate"], resourceNames: ["ben"] }] },
      ben: { roles: { default: ["view"] } },
    },
  });
  await cluster.use(async () => {
    await assert.rejects(ns().pods.names(), /forbidden for "ana": needs verb "list" on "pods"/);
    const asBen = await connect({ as: "ben" });
    assert.deepEqual(await asBen.ns().pods.names(), []);
    const asCleo = await connect({ as: "cleo" });
    await assert.rejects(asCleo.ns().pods.names(), /forbidden for "ana": needs verb "impersonate"/);
  }, { as: "ana" });
  await assert.rejects(cluster.use(() => {}, { as: "zoe" }), QueryError);
});
