import assert from "node:assert/strict";
import { TestClock, testCluster } from "skiff/testing";
import { type Cluster, yaml } from "skiff";
import { BatchError } from "../../lib/core/outcomes.ts";

function map(name: string, namespace?: string) {
  return yaml`
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: ${name}, namespace: ${namespace ?? "default"} }
  `;
}

async function members(cluster: Cluster): Promise<string[]> {
  const maps = await cluster.ns("*").configMaps.selector({
    labels: "applyset.kubernetes.io/part-of",
  }).list();
  return maps.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).sort();
}

const SHOP = yaml`{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }`;

Deno.test("apply() with prune deletes what is no longer in the set, and nothing else", async () => {
  await using cluster = await testCluster({
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "other" } }],
  });
  const options = { prune: "shop-app" };
  const first = await cluster.apply([SHOP, map("a"), map("b"), map("c", "shop")], options);
  assert.deepEqual([...first].map(String), [
    "namespace/shop applied",
    "configmap/a applied",
    "configmap/b applied",
    "configmap/c applied",
  ]);
  assert.deepEqual(await members(cluster), ["default/a", "default/b", "shop/c"]);
  const dry = await cluster.apply([SHOP, map("a")], { ...options, dryRun: true });
  assert.deepEqual([...dry].filter(({ state }) => state === "pruned").map(String).sort(), [
    "configmap/b pruned (server dry run)",
    "configmap/c pruned (server dry run)",
  ]);
  assert.deepEqual(await members(cluster), ["default/a", "default/b", "shop/c"]);
  const second = await cluster.apply([SHOP, map("a")], options);
  assert.deepEqual([...second].map(String).sort(), [
    "configmap/a applied",
    "configmap/b pruned",
    "configmap/c pruned",
    "namespace/shop applied",
  ]);
  assert.deepEqual(await members(cluster), ["default/a"]);
  assert.ok(await cluster.ns().configMap("other").exists());
  const parent = await cluster.ns().secret("shop-app").get();
  assert.deepEqual(parent.metadata?.annotations, {
    "applyset.kubernetes.io/additional-namespaces": "",
    "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,Namespace",
    "applyset.kubernetes.io/tooling": "skiff/v0.1.0",
  });
});

Deno.test("apply() prunes nothing where something could not be applied", async () => {
  await using cluster = await testCluster();
  await cluster.ns().apply([map("a"), map("b")], { prune: "app" });
  const bad = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { a: 1 } };
  await assert.rejects(cluster.ns().apply([bad], { prune: "app" }), BatchError);
  assert.deepEqual(await members(cluster), ["default/a", "default/b"]);
});

Deno.test("apply() leaves a set alone that is another's, and applies nothing", async (t) => {
  await using cluster = await testCluster();
  await cluster.ns().apply(map("a"), { prune: "app" });
  const cases: readonly [name: string, change: object, message: RegExp][] = [
    [
      "of another tool",
      { annotations: { "applyset.kubernetes.io/tooling": "kubectl/v1.36.3" } },
      /^Cannot apply the set "default\/app": it belongs to "kubectl"$/,
    ],
    [
      "of another id",
      { labels: { "applyset.kubernetes.io/id": "applyset-x-v1" } },
      /its parent has the id of another set$/,
    ],
    [
      "that is none",
      { annotations: { "applyset.kubernetes.io/tooling": null } },
      /the secret of that name is something else: take another name$/,
    ],
  ];
  const before = await cluster.ns().secret("app").get();
  for (const [name, metadata, message] of cases) {
    await t.step(name, async () => {
      await cluster.ns().secret("app").patch({ metadata } as never);
      await assert.rejects(cluster.ns().apply(map("b"), { prune: "app" }), {
        name: "ConflictError",
        message,
      });
      assert.equal(await cluster.ns().configMap("b").exists(), false);
      const { labels, annotations } = before.metadata ?? {};
      await cluster.ns().secret("app").patch({ metadata: { labels, annotations } } as never);
    });
  }
});

Deno.test("apply() refuses a set without a name and a manifest that is a member already", async () => {
  await using cluster = await testCluster();
  const labels = { "applyset.kubernetes.io/part-of": "x" };
  const taken = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels } };
  await assert.rejects(
    cluster.ns().apply(taken, { prune: "app" }),
    /the document has the label applyset\.kubernetes\.io\/part-of already: prune sets it$/,
  );
  for (const prune of ["", "a/b"]) {
    await assert.rejects(cluster.ns().apply(map("a"), { prune }), { name: "QueryError" });
  }
  assert.deepEqual(await cluster.ns().secrets.names(), []);
});

const CLAIM = yaml`
  apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: { name: data }
  spec:
    accessModes: [ReadWriteOnce]
    resources: { requests: { storage: 1Gi } }
`;

Deno.test("apply() with wait ends once everything is ready, and prunes only then", async () => {
  await using cluster = await testCluster();
  await cluster.ns().apply([map("a"), map("b")], { prune: "app" });
  const claim = cluster.ns().persistentVolumeClaim("data");
  const applying = cluster.ns().apply([map("a"), CLAIM], { prune: "app", wait: true });
  let done = false;
  const observed = applying.then(() => void (done = true));
  await claim.wait((object) => object.kind === "PersistentVolumeClaim");
  assert.deepEqual([done, await members(cluster)], [false, ["default/a", "default/b"]]);
  await claim.patch({ status: { phase: "Bound" } } as never, { subresource: "status" });
  await observed;
  assert.deepEqual([...await applying].map(String), [
    "configmap/a applied",
    "persistentvolumeclaim/data applied",
    "configmap/b pruned",
  ]);
});

Deno.test("apply() with wait says what is missing, and what has failed", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({ clock });
  const applying = () => cluster.ns().apply(CLAIM, { wait: true, timeout: "20s" });
  await assert.rejects(clock.run(applying), {
    name: "TimeoutError",
    message:
      /^Cannot wait for persistentvolumeclaim "default\/data": not ready after [^:]+: it is Pending$/,
  });
  const claim = cluster.ns().persistentVolumeClaim("data");
  await claim.patch({ status: { phase: "Lost" } } as never, { subresource: "status" });
  await assert.rejects(cluster.ns().apply(CLAIM, { wait: true }), {
    name: "KubeError",
    message: 'Cannot wait for persistentvolumeclaim "default/data": its volume is lost',
  });
  const dry = await cluster.ns().apply(CLAIM, { wait: true, dryRun: true });
  assert.equal(dry.length, 1);
});
