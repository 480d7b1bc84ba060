/** What becomes of objects whose owner is deleted, of namespaces, and of objects that something holds. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { ask, make, names } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/secrets";

interface Owned {
  readonly metadata: { readonly name: string; readonly uid: string };
}

function ownedBy(owner: Owned, name: string, isBlocking = false): unknown {
  return {
    metadata: {
      name,
      ownerReferences: [{
        apiVersion: "v1",
        kind: "Secret",
        name: owner.metadata.name,
        uid: owner.metadata.uid,
        ...(isBlocking ? { blockOwnerDeletion: true } : {}),
      }],
    },
  };
}

/** A secret with one that it owns and one that that one owns. */
async function family(cluster: EmbeddedCluster): Promise<void> {
  const parent = await make(cluster, PATH, { metadata: { name: "parent" } });
  const child = await make(cluster, PATH, ownedBy(parent, "child", true));
  await make(cluster, PATH, ownedBy(child, "grandchild"));
}

Deno.test("a delete takes what the object owns with it", async () => {
  await using cluster = createEmbeddedCluster();
  await family(cluster);
  await ask(cluster, "DELETE", `${PATH}/parent`);
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), []);
});

Deno.test("a delete in the foreground waits for what blocks it", async () => {
  await using cluster = createEmbeddedCluster();
  await family(cluster);
  await ask(cluster, "PATCH", `${PATH}/child`, { metadata: { finalizers: ["example.com/hold"] } });
  await ask(cluster, "DELETE", `${PATH}/parent`, { propagationPolicy: "Foreground" });
  await cluster.settled();
  const { body } = await ask(cluster, "GET", `${PATH}/parent`);
  assert.deepEqual(body.metadata.finalizers, ["foregroundDeletion"]);
  await ask(cluster, "PATCH", `${PATH}/child`, { metadata: { finalizers: null } });
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), []);
});

Deno.test("a delete that orphans leaves what the object owned, without its owner", async () => {
  await using cluster = createEmbeddedCluster();
  await family(cluster);
  await ask(cluster, "DELETE", `${PATH}/parent`, { propagationPolicy: "Orphan" });
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), ["child", "grandchild"]);
  const { body } = await ask(cluster, "GET", `${PATH}/child`);
  assert.equal(body.metadata.ownerReferences, undefined);
});

Deno.test("an object whose owner never was is garbage", async () => {
  await using cluster = createEmbeddedCluster();
  const gone = { metadata: { name: "gone", uid: crypto.randomUUID() } };
  await make(cluster, PATH, ownedBy(gone, "child"));
  await cluster.settled();
  assert.deepEqual(await names(cluster, PATH), []);
});

Deno.test("a namespace is gone when all that lies in it is", async () => {
  await using cluster = createEmbeddedCluster();
  await make(cluster, "/api/v1/namespaces", { metadata: { name: "shop" } });
  await cluster.settled();
  const path = "/api/v1/namespaces/shop/secrets";
  assert.deepEqual(await names(cluster, "/api/v1/namespaces/shop/serviceaccounts"), ["default"]);
  await make(cluster, path, { metadata: { name: "a" } });
  await make(cluster, path, { metadata: { name: "held", finalizers: ["example.com/hold"] } });
  await ask(cluster, "DELETE", "/api/v1/namespaces/shop");
  await cluster.settled();
  assert.deepEqual(await names(cluster, path), ["held"]);
  const refused = await ask(cluster, "POST", path, { metadata: { name: "late" } });
  assert.deepEqual([refused.status, refused.body.reason], [403, "Forbidden"]);
  await ask(cluster, "PATCH", `${path}/held`, { metadata: { finalizers: null } });
  await cluster.settled();
  assert.equal((await ask(cluster, "GET", "/api/v1/namespaces/shop")).status, 404);
});

Deno.test("a definition takes its objects with it", async () => {
  await using cluster = createEmbeddedCluster();
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  await make(cluster, definitions, {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object" } },
      }],
    },
  });
  const path = "/apis/example.com/v1/namespaces/default/widgets";
  await make(cluster, path, {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
  });
  await ask(cluster, "DELETE", `${definitions}/widgets.example.com`);
  await cluster.settled();
  assert.equal(
    (await cluster.transport().send(path)).status,
    404,
  );
  assert.equal((await ask(cluster, "GET", `${definitions}/widgets.example.com`)).status, 404);
});

Deno.test("a pod on a node ends when its node says so", async () => {
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({ clock });
  await cluster.settled();
  const path = "/api/v1/namespaces/default/pods";
  await make(cluster, path, {
    metadata: { name: "a" },
    spec: { nodeName: "one", containers: [{ name: "main", image: "busybox" }] },
  });
  const deleted = await ask(cluster, "DELETE", `${path}/a`);
  assert.equal(deleted.body.metadata.deletionGracePeriodSeconds, 30);
  assert.deepEqual(await names(cluster, path), ["a"]);
  await ask(cluster, "DELETE", `${path}/a`, { gracePeriodSeconds: 0 });
  assert.deepEqual(await names(cluster, path), []);
});

Deno.test("a quota counts what there is, and refuses what is more", async () => {
  await using cluster = createEmbeddedCluster();
  await make(cluster, "/api/v1/namespaces/default/resourcequotas", {
    metadata: { name: "few" },
    spec: { hard: { "count/secrets": "1" } },
  });
  await cluster.settled();
  const path = "/api/v1/namespaces/default/secrets";
  await make(cluster, path, { metadata: { name: "a" } });
  const refused = await ask(cluster, "POST", path, { metadata: { name: "b" } });
  assert.equal(refused.status, 403);
  assert.match(refused.body.message, /exceeded quota: few, requested: count\/secrets=1/);
  await ask(cluster, "DELETE", `${path}/a`);
  await cluster.settled();
  const { body } = await ask(cluster, "GET", "/api/v1/namespaces/default/resourcequotas/few");
  assert.deepEqual(body.status.used, { "count/secrets": "0" });
});
