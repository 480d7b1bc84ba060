import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";

Deno.test("createEmbeddedCluster answers requests without a socket", async () => {
  await using cluster = createEmbeddedCluster();
  await using transport = cluster.transport();
  const created = await transport.send("/api/v1/namespaces/default/configmaps", {
    method: "POST",
    body: JSON.stringify({ metadata: { name: "a" }, data: { key: "value" } }),
  });
  assert.equal(created.status, 201);
  await created.text();
  const read = await transport.send("/api/v1/namespaces/default/configmaps/a");
  assert.deepEqual((await read.json()).data, { key: "value" });
});

Deno.test("createEmbeddedCluster ends open watches when it is disposed of", async () => {
  const cluster = createEmbeddedCluster();
  const transport = cluster.transport();
  const watch = await transport.send("/api/v1/pods?watch=1");
  await cluster[Symbol.asyncDispose]();
  assert.equal(await watch.text(), "");
});
