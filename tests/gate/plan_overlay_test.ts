import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { PlanOverlay } from "../../lib/gate/plan_overlay.ts";

Deno.test("a plan's copy of a collection has what the server has, and nothing of its own", async () => {
  await using server = createEmbeddedCluster();
  const transport = server.transport();
  const path = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  const deleted = await transport.send(`${path}/edit`, { method: "DELETE" });
  await deleted.body?.cancel();
  await using overlay = new PlanOverlay(transport);
  const write = {
    isResource: true as const,
    verb: "create",
    group: "rbac.authorization.k8s.io",
    version: "v1",
    resource: "clusterroles",
    subresource: "",
    namespace: "",
    name: "",
    path,
  };
  assert.ok(await overlay.copy(write, new AbortController().signal));
  const { items } = await (await overlay.send(path, {})).json();
  const names = items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  assert.ok(names.includes("view"));
  assert.ok(!names.includes("edit"));
});
