import assert from "node:assert/strict";
import { testCluster } from "skiff/testing";
import { restarts } from "../../examples/restarts.ts";

function pod(name: string, app: string, restartCount: number): Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app } },
    spec: { containers: [{ name: "main", image: "nginx" }] },
    status: {
      containerStatuses: [{ name: "main", image: "nginx", imageID: "", ready: true, restartCount }],
    },
  };
}

Deno.test("the example restarts is called from code, on a cluster in the process", async () => {
  await using cluster = await testCluster({
    objects: [pod("a", "web", 0), pod("b", "web", 3), pod("c", "db", 9)],
  });
  assert.equal(await restarts.run({}, { cluster }), 2);
  assert.equal(await restarts.run({ min: 4 }, { cluster }), 1);
  assert.equal(await restarts.run({ all: true }, { cluster, args: { app: "web" } }), 1);
});
