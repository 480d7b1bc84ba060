import assert from "node:assert/strict";
import { assertObject, TestClock, testCluster, tooManyRequests } from "skiff/testing";
import { deployImage } from "../../examples/deploy_image.ts";

const WEB = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "main", image: "nginx:1" }] },
    },
  },
};

const ORDER = { namespace: "shop", name: "web" };

/** A cluster whose containers take 20 seconds to start, and whose registry has no nginx:3. */
async function openShop() {
  const clock = new TestClock();
  const cluster = await testCluster({
    clock,
    objects: [WEB],
    containers: { "nginx:3": { pullError: "not found" }, "nginx:*": { start: "20s" } },
    users: { guest: { roles: { shop: ["view"] } } },
  });
  await clock.advance("1m");
  cluster.clearRequests();
  return { cluster, clock };
}

Deno.test("an image is deployed, one pod after another", async () => {
  const { cluster, clock } = await openShop();
  await using _ = cluster;
  const startMs = clock.now().getTime();
  const deploy = () => cluster.use(() => deployImage({ ...ORDER, image: "nginx:2" }));
  assert.equal(await clock.run(deploy), "deployed");
  assert.ok(clock.now().getTime() - startMs >= 20_000);
  for (const pod of await cluster.ns("shop").pods.list()) {
    assertObject(pod, {
      spec: { containers: [{ image: "nginx:2" }] },
      status: { phase: "Running" },
    });
  }
});

Deno.test("an image that cannot be had is taken back after two minutes", async () => {
  const { cluster, clock } = await openShop();
  await using _ = cluster;
  const deploy = () => cluster.use(() => deployImage({ ...ORDER, image: "nginx:3" }));
  assert.equal(await clock.run(deploy), "taken back");
  assertObject(await cluster.ns("shop").deployment("web").get(), {
    spec: { template: { spec: { containers: [{ image: "nginx:1" }] } } },
    status: { availableReplicas: 3 },
  });
  assert.equal(cluster.requests({ verb: "patch", resource: "deployments" }).length, 2);
});

Deno.test("a server that is busy is asked again", async () => {
  const { cluster, clock } = await openShop();
  await using _ = cluster;
  using __ = cluster.inject(tooManyRequests({ retryAfter: "5s", times: 3 }));
  const deploy = () => cluster.use(() => deployImage({ ...ORDER, image: "nginx:2" }));
  assert.equal(await clock.run(deploy), "deployed");
  assert.equal(cluster.requests({ status: 429 }).length, 3);
});

Deno.test("who may only look deploys nothing", async () => {
  const { cluster } = await openShop();
  await using _ = cluster;
  const deploy = () => deployImage({ ...ORDER, image: "nginx:2" });
  await assert.rejects(cluster.use(deploy, { as: "guest" }), { name: "ForbiddenError" });
  assert.deepEqual(cluster.requests({ verb: "patch" }).map(({ status }) => status), [403]);
});
