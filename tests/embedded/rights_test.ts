/** Rights that a binding gives, and where. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { make } from "./_cluster.ts";

Deno.test("a role binding gives rights in its own namespace only", async () => {
  await using cluster = createEmbeddedCluster();
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
  await make(cluster, "/api/v1/namespaces", { metadata: { name: "other" } });
  await make(cluster, `${rbac}/roles`, {
    metadata: { name: "reader" },
    rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }],
  });
  await make(cluster, `${rbac}/rolebindings`, {
    metadata: { name: "reader" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "jane" }],
  });
  const jane = cluster.transport({ username: "jane", groups: ["system:authenticated"] });
  async function statusOf(path: string): Promise<number> {
    const response = await jane.send(path);
    await response.body?.cancel();
    return response.status;
  }
  assert.equal(await statusOf("/api/v1/namespaces/default/secrets"), 200);
  assert.equal(await statusOf("/api/v1/namespaces/default/pods"), 403);
  assert.equal(await statusOf("/api/v1/namespaces/other/secrets"), 403);
  assert.equal(await statusOf("/api/v1/secrets"), 403);
});
