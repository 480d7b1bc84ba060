import assert from "node:assert/strict";
import { listContexts } from "../../lib/connect/context.ts";
import { environment, Folder, kubeconfigText } from "./kubeconfig_support.ts";

Deno.test("listContexts lists names, clusters, users and namespaces, and reads nothing else", async () => {
  await using folder = await Folder.make({
    "config": kubeconfigText({
      current: "b",
      contexts: {
        a: { cluster: "ca", user: "ua", namespace: "shop" },
        b: { cluster: "cb", user: "ub" },
        broken: {},
      },
      clusters: { ca: { "certificate-authority": "gone" } },
      users: { ua: { token: 5 } },
    }),
  });
  const file = folder.at("config");
  assert.deepEqual(await listContexts({ kubeconfig: file }), [
    { name: "a", file, cluster: "ca", user: "ua", namespace: "shop", current: false },
    { name: "b", file, cluster: "cb", user: "ub", namespace: "default", current: true },
    { name: "broken", file, cluster: "", user: "", namespace: "default", current: false },
  ]);
  assert.deepEqual(await listContexts({ env: environment() }), []);
});
