import assert from "node:assert/strict";
import { apply, connect, exists, ns } from "skiff";
import { testCluster } from "skiff/testing";

const SETTINGS = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "k1" } };

/** A misspelt option, as code gives it whose types nobody checks. */
function wrong(options: unknown): never {
  return options as never;
}

Deno.test("no verb that writes sends anything for an option that it does not know", async () => {
  await using cluster = await testCluster({ namespace: "shop", objects: [SETTINGS] });
  const shop = cluster.ns("shop");
  const k1 = shop.configMap("k1");
  const some = shop.configMaps.where({ metadata: { name: "k1" } });
  const made = { ...SETTINGS, metadata: { name: "k2" } } as const;
  const calls: readonly [() => Promise<unknown>, string][] = [
    [() => k1.delete(wrong({ dryrun: true })), 'delete configmap "shop/k1"'],
    [() => k1.patch({ data: {} }, wrong({ dryrun: true })), 'patch configmap "shop/k1"'],
    [() => k1.label({ a: "b" }, wrong({ dryrun: true })), 'label configmap "shop/k1"'],
    [() => k1.annotate({ a: "b" }, wrong({ dryrun: true })), 'annotate configmap "shop/k1"'],
    [() => k1.edit(() => {}, wrong({ dryrun: true })), 'edit configmap "shop/k1"'],
    [() => k1.replace({ data: {} }, wrong({ dryrun: true })), 'replace configmap "shop/k1"'],
    [() => k1.apply({ data: {} }, wrong({ dryrun: true })), 'apply configmap "shop/k1"'],
    [() => shop.configMap("k2").create({}, wrong({ dryrun: true })), 'create configmap "shop/k2"'],
    [
      () => shop.deployment("web").scale(1, wrong({ dryrun: true })),
      'scale deployment "shop/web"',
    ],
    [() => some.delete(wrong({ dryrun: true })), 'delete configmaps in "shop"'],
    [() => some.patch({ data: {} }, wrong({ dryrun: true })), 'patch configmaps in "shop"'],
    [() => some.label({ a: "b" }, wrong({ dryrun: true })), 'label configmaps in "shop"'],
    [() => some.annotate({ a: "b" }, wrong({ dryrun: true })), 'annotate configmaps in "shop"'],
    [
      () => shop.deployments.all().scale(1, wrong({ dryrun: true })),
      'scale deployments in "shop"',
    ],
    [() => shop.create(made, wrong({ dryrun: true })), 'create configmap "k2"'],
    [() => cluster.create(made, wrong({ dryrun: true })), 'create configmap "k2"'],
    [() => shop.apply(made, wrong({ dryrun: true })), "apply manifests"],
    [() => cluster.apply(made, wrong({ dryrun: true })), "apply manifests"],
    [() => cluster.use(() => apply(made, wrong({ dryrun: true }))), "apply manifests"],
    [
      () => cluster.use(() => ns("shop").configMap("k1").delete(wrong({ dryrun: undefined }))),
      'delete configmap "shop/k1"',
    ],
  ];
  for (const [call, cannot] of calls) {
    await assert.rejects(call, {
      name: "QueryError",
      message: `Cannot ${cannot}: there is no option "dryrun": did you mean "dryRun"`,
    });
  }
  assert.deepEqual(cluster.requests().map(String), []);
});

Deno.test("an option of another type is refused: a dry run in kubectl's words would be none", async () => {
  await using cluster = await testCluster({ namespace: "shop", objects: [SETTINGS] });
  const k1 = cluster.ns("shop").configMap("k1");
  await assert.rejects(() => k1.delete(wrong({ dryRun: "server" })), {
    name: "QueryError",
    message:
      'Cannot delete configmap "shop/k1": the option "dryRun" is "server": give true or false',
  });
  await assert.rejects(() => k1.delete(wrong("dryRun")), {
    message:
      'Cannot delete configmap "shop/k1": options are an object such as { dryRun: true }, not "dryRun"',
  });
  await assert.rejects(() => k1.delete(wrong({ preconditions: { uuid: "1" } })), {
    message: 'Cannot delete configmap "shop/k1": there is no option "uuid": did you mean "uid"',
  });
  assert.deepEqual(cluster.requests().map(String), []);
});

Deno.test("no verb that reads, waits or watches sends anything for an option that it does not know", async () => {
  await using cluster = await testCluster({ namespace: "shop" });
  const pods = cluster.ns("shop").pods;
  const web = cluster.ns("shop").pod("web");
  const odd = wrong({ timeuot: "1s" });
  const calls: readonly [() => Promise<unknown>, string][] = [
    [() => pods.list(odd), 'list pods in "shop"'],
    [() => pods.first(odd), 'get the first of pods in "shop"'],
    [() => pods.one(odd), 'get one of pods in "shop"'],
    [() => pods.count(odd), 'count pods in "shop"'],
    [() => pods.names(odd), 'list names of pods in "shop"'],
    [() => pods.table(odd), 'list pods in "shop"'],
    [() => pods.stream(odd).next(), 'list pods in "shop"'],
    [() => pods.each(() => {}, odd), 'work through pods in "shop"'],
    [() => pods.watch(odd).next(), 'watch pods in "shop"'],
    [() => pods.wait(exists(), odd), 'wait for pods in "shop"'],
    [() => pods.get("web", odd), 'get pod "shop/web"'],
    [() => web.get(odd), 'get pod "shop/web"'],
    [() => web.find(odd), 'get pod "shop/web"'],
    [() => web.exists(odd), 'get pod "shop/web"'],
    [() => web.watch(odd).next(), 'watch pod "shop/web"'],
    [() => web.wait(exists(), odd), 'wait for pod "shop/web"'],
    [() => cluster.ns("shop").secret("s").value("k", odd), 'get a value of secret "shop/s"'],
    [() => cluster.version(odd), "get version"],
  ];
  for (const [call, cannot] of calls) {
    await assert.rejects(call, {
      name: "QueryError",
      message: `Cannot ${cannot}: there is no option "timeuot": did you mean "timeout"`,
    });
  }
  await assert.rejects(() => pods.list(wrong({ limt: 1 })), {
    message:
      'Cannot list pods in "shop": there is no option "limt": it is a method of the query: .limit()',
  });
  assert.deepEqual(cluster.requests().map(String), []);
});

Deno.test("connect() refuses an option that it does not know, in its policy and its user too", async () => {
  const kubeconfig = "/nowhere/config";
  await assert.rejects(() => connect(wrong({ kubeconfig, readonly: true })), {
    name: "QueryError",
    message: 'Cannot connect: there is no option "readonly": did you mean "readOnly"',
  });
  await assert.rejects(() => connect(wrong({ kubeconfig, readOnly: "yes" })), {
    message: 'Cannot connect: the option "readOnly" is "yes": give true or false',
  });
  await assert.rejects(
    () => connect(wrong({ kubeconfig, policy: { allowAll: true, denny: ["delete:*"] } })),
    { message: 'Cannot connect with a policy: there is no option "denny": did you mean "deny"' },
  );
  await assert.rejects(() => connect(wrong({ kubeconfig, as: { user: "ana", group: ["a"] } })), {
    message: 'Cannot connect as somebody else: there is no option "group": did you mean "groups"',
  });
});
