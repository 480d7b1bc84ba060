import assert from "node:assert/strict";
import { apply, cluster as defaultCluster, connect, ns, ref } from "skiff";
import { CoreV1Api, generated } from "skiff/client-node";
import { testCluster } from "skiff/testing";
import { ConfigError } from "../../lib/core/errors.ts";

function configMap(name: string) {
  return { apiVersion: "v1" as const, kind: "ConfigMap" as const, metadata: { name } };
}

Deno.test("a script that imports ns, cluster, apply and connect runs on a test cluster", async () => {
  await using cluster = await testCluster({ namespace: "shop", objects: [configMap("a")] });
  const result = await cluster.use(async () => {
    await apply(configMap("b"));
    assert.equal(await ns().configMap("a").exists(), true);
    assert.equal(defaultCluster.info?.context, "test");
    const mine = await connect({ readOnly: true });
    assert.equal(mine.info?.readOnly, true);
    const [first] = await mine.ns().configMaps.where({ metadata: { name: "b" } }).list();
    assert.ok(first !== undefined);
    const found = await defaultCluster.ns("shop").configMaps.get("a");
    await ref(found).label({ seen: "yes" });
    return first.metadata?.name;
  });
  assert.equal(result, "b");
  assert.deepEqual(await cluster.ns().configMaps.selector({ labels: "seen=yes" }).names(), ["a"]);
});

Deno.test("the official API runs on a test cluster, too", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")] });
  const names = await cluster.use(async () => {
    const { items } = await generated(CoreV1Api).listNamespacedConfigMap({ namespace: "default" });
    return items.map(({ metadata }) => metadata?.name);
  });
  assert.deepEqual(names, ["a", "kube-root-ca.crt"]);
});

Deno.test("a script that works while it is loaded runs on a test cluster", async () => {
  await using cluster = await testCluster({ namespace: "shop" });
  const { made } = await cluster.use(() => import("./_script.ts"));
  assert.equal(made.metadata?.namespace, "shop");
  assert.equal(await cluster.ns().configMap("made-on-load").exists(), true);
});

Deno.test("scripts that run beside each other see each their own cluster", async () => {
  async function work(own: string): Promise<string[]> {
    await using cluster = await testCluster({ objects: [configMap(own)] });
    return await cluster.use(async () => {
      const query = ns().configMaps.where((map) => map.metadata?.name !== "kube-root-ca.crt");
      const seen: string[] = [];
      for (let round = 0; round < 5; round++) {
        seen.push(...await query.names());
        await new Promise((resolve) => setTimeout(resolve, 0));
        for await (const { metadata } of query) seen.push(metadata?.name ?? "");
      }
      return seen;
    });
  }
  const names = Array.from({ length: 10 }, (_, index) => `own-${index}`);
  const seen = await Promise.all(names.map(work));
  assert.deepEqual(seen, names.map((name) => Array(10).fill(name)));
});

Deno.test("what a script has read stays with its test cluster", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")] });
  const [object, query] = await cluster.use(async () =>
    [await ns().configMap("a").get(), ns().configMaps] as const
  );
  await ref(object).label({ seen: "yes" });
  assert.deepEqual(await query.selector({ labels: "seen=yes" }).names(), ["a"]);
});

/** As scripts have them at their top. */
const everywhere = ns("default").configMaps;

Deno.test("what a query from before use() has read stays with the test cluster, too", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")] });
  const [object] = await cluster.use(() => everywhere.where({ metadata: { name: "a" } }).list());
  assert.ok(object !== undefined);
  await ref(object).label({ seen: "yes" });
  assert.deepEqual(await cluster.ns().configMaps.selector({ labels: "seen=yes" }).names(), ["a"]);
});

Deno.test("outside of use() there is no test cluster", async () => {
  await using cluster = await testCluster();
  await cluster.use(async () => {
    await ns().pods.list();
  });
  assert.equal(defaultCluster.info, undefined);
  await assert.rejects(connect({ kubeconfig: "/nowhere/config" }), ConfigError);
  await assert.rejects(cluster.use(() => Promise.reject(new Error("thrown"))), /thrown/);
});

Deno.test("a test that forgets use() is told of it, while it has a cluster", async () => {
  const elsewhere = { kubeconfig: "/nowhere/config" };
  const faultOf = async () => await connect(elsewhere).then(() => undefined, (error) => error);
  const { message } = await faultOf();
  {
    await using _first = await testCluster();
    await using _second = await testCluster();
    const fault = await faultOf();
    assert.ok(fault instanceof ConfigError);
    assert.equal(
      fault.message,
      "Cannot connect to a cluster: this does not run in use() of the test cluster: " +
        `await cluster.use(() => …); without it: ${message}`,
    );
    // What the environment lacks is not in the way of such a test.
    assert.equal(fault.cause, undefined);
  }
  assert.equal((await faultOf()).message, message);
});

Deno.test("connect() finds test clusters by their context, the inner one first", async () => {
  await using prod = await testCluster({ context: "prod", objects: [configMap("prod")] });
  await using staging = await testCluster({ context: "staging", objects: [configMap("staging")] });
  await prod.use(() =>
    staging.use(async () => {
      assert.equal(await ns().configMap("staging").exists(), true);
      const other = await connect({ context: "prod", kubeconfig: "/nowhere/config" });
      assert.equal(await other.ns().configMap("prod").exists(), true);
      await assert.rejects(connect({ context: "dev" }), {
        name: "ConfigError",
        message: 'Cannot connect to context "dev": this runs on a test cluster, whose context is ' +
          '"prod": testCluster({ context: … }) names it',
      });
    })
  );
});
