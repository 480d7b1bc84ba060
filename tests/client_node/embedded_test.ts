/** The official API on the in-memory cluster: scripts that use it are tested without a cluster, too. */
import assert from "node:assert/strict";
import { testCluster } from "../../lib/testing/mod.ts";
import {
  ApiException,
  AppsV1Api,
  callOptions,
  CoreV1Api,
  generated,
  kubeConfig,
  KubernetesObjectApi,
} from "../../lib/client_node/mod.ts";

Deno.test("generated() works on the in-memory cluster", async () => {
  await using cluster = await testCluster({
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } }],
  });
  const core = generated(CoreV1Api, cluster);
  const key = { name: "settings", namespace: "default" };
  const patched = await core.patchNamespacedConfigMap(
    { ...key, body: { data: { a: "1" } } },
    callOptions({ patch: "merge" }),
  );
  assert.deepEqual(patched.data, { a: "1" });
  assert.deepEqual((await cluster.ns().configMap("settings").get()).data, { a: "1" });
  await core.deleteNamespacedConfigMap(key);
  await assert.rejects(core.readNamespacedConfigMap(key), (error) => {
    assert(error instanceof ApiException);
    assert.equal(error.code, 404);
    assert.equal(error.message, 'Cannot get configmap "default/settings": not found');
    return true;
  });
});

Deno.test("the in-memory cluster refuses by the generated API what it refuses elsewhere", async () => {
  await using cluster = await testCluster();
  const apps = generated(AppsV1Api, cluster);
  const body = {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: { app: "web" } }, template: { spec: { containers: [] } } },
  };
  await assert.rejects(apps.createNamespacedDeployment({ namespace: "default", body }), {
    name: "ApiException",
    code: 422,
    message: /^Cannot create deployments in "default": .*spec\.template\.metadata\.labels/,
  });
});

Deno.test("KubernetesObjectApi finds kinds on the in-memory cluster", async () => {
  await using cluster = await testCluster();
  const objects = generated(KubernetesObjectApi, cluster);
  await objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  assert(await cluster.ns().configMap("a").exists());
});

Deno.test("kubeConfig() says that nobody else can reach the in-memory cluster", async () => {
  await using cluster = await testCluster();
  await assert.rejects(kubeConfig(cluster), {
    name: "ConfigError",
    message: "Cannot make a KubeConfig: the cluster is not reached by a network",
  });
});
