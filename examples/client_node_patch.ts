/**
 * Patches an object by the official generated API, in all four ways.
 *
 * `deno task example client_node_patch [NAMESPACE]`
 *
 * @module
 */
import { callOptions, CoreV1Api, generated } from "skiff/client-node";

const [namespace = "default"] = Deno.args;
const core = generated(CoreV1Api);
const name = `example-${crypto.randomUUID().slice(0, 8)}`;
const key = { name, namespace };

await core.createNamespacedConfigMap({ namespace, body: { metadata: { name }, data: { a: "1" } } });
try {
  const merged = await core.patchNamespacedConfigMap(
    { ...key, body: { data: { b: "2" } } },
    callOptions({ patch: "merge" }),
  );
  console.log("merge:    ", merged.data);

  const operations = [{ op: "remove", path: "/data/a" }];
  const edited = await core.patchNamespacedConfigMap(
    { ...key, body: operations },
    callOptions({ patch: "json" }),
  );
  console.log("json:     ", edited.data);

  const strategic = await core.patchNamespacedConfigMap(
    { ...key, body: { data: { c: "3" } } },
    callOptions({ patch: "strategic" }),
  );
  console.log("strategic:", strategic.data);

  const applied = await core.patchNamespacedConfigMap(
    {
      ...key,
      fieldManager: "example",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { d: "4" } },
    },
    callOptions({ patch: "apply" }),
  );
  console.log("apply:    ", applied.data);
} finally {
  await core.deleteNamespacedConfigMap(key);
}
