/** The library's own calls on a cluster in the process. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ConflictError, InvalidError, NotFoundError } from "../../lib/core/errors.ts";
import { connect } from "./_cluster.ts";

function deployment(name: string) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "nginx:1" }] },
      },
    },
  };
}

Deno.test("objects are created, read, changed, scaled and deleted", async () => {
  await using embedded = createEmbeddedCluster();
  await using cluster = await connect(embedded);
  await cluster.apply(deployment("web"));
  const web = cluster.ns().deployment("web");
  assert.equal((await web.get()).spec?.replicas, 1);
  await web.patch({ spec: { replicas: 3 } });
  assert.equal((await web.get()).spec?.replicas, 3);
  assert.deepEqual(
    await cluster.ns("*").deployments.where({ metadata: { labels: { app: "web" } } }).names(),
    [
      "web",
    ],
  );
  await web.delete();
  await assert.rejects(web.get(), NotFoundError);
});

Deno.test("refusals are the library's errors", async () => {
  await using embedded = createEmbeddedCluster();
  await using cluster = await connect(embedded);
  const broken = deployment("web");
  broken.spec.selector = { matchLabels: { app: "other" } };
  await assert.rejects(cluster.ns("default").create(broken), InvalidError);
  await cluster.ns("default").create(deployment("web"));
  await assert.rejects(cluster.ns("default").create(deployment("web")), ConflictError);
});
