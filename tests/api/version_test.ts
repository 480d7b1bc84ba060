import assert from "node:assert/strict";
import { startFakeApi } from "../_support/fake_api.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";
import { runSkiff } from "../_support/skiff_process.ts";

function serverOf(...versions: readonly string[]) {
  return scenario(
    versions.map((gitVersion) => ({ request: "GET /version", body: { gitVersion } })),
  );
}

Deno.test("Cluster.version() warns outside the tested versions", async () => {
  const warnings: string[] = [];
  const cluster = clusterOver(serverOf("v1.20.0"), { warn: (text) => warnings.push(text) });
  assert.equal((await cluster.version()).gitVersion, "v1.20.0");
  assert.deepEqual(warnings, ["v1.20.0 is older than the tested 1.34 to 1.36"]);
});

Deno.test("Cluster.version() is silent within the tested versions", async () => {
  const warn = () => assert.fail("warned");
  const cluster = clusterOver(serverOf("v1.34.4", "v1.36.3"), { warn });
  await cluster.version();
  await cluster.version();
});

Deno.test("a connection says once, and not on the standard output, that it is outside of them", async () => {
  await using api = await startFakeApi({ version: "v1.99.1" });
  const expression = "await cluster.version(); (await cluster.version()).gitVersion";
  const { stdout, stderr } = await runSkiff(api, ["eval", expression]);
  assert.equal(stdout, "v1.99.1\n");
  assert.equal(stderr, "Warning: v1.99.1 is newer than the tested 1.34 to 1.36\n");
});

Deno.test("a query does not ask for the version", async () => {
  await using api = await startFakeApi({ version: "v1.99.1" });
  const { stderr } = await runSkiff(api, ["eval", 'ns("shop").pods.count()']);
  assert.equal(stderr, "");
  assert.deepEqual(api.requests.filter((request) => request.includes("version")), []);
});
