import assert from "node:assert/strict";
import { ago, connect, ns } from "skiff";
import { TestClock, testCluster } from "skiff/testing";
import { QueryError } from "../../lib/core/errors.ts";

Deno.test("a cluster goes by the clock of its test", async () => {
  const clock = new TestClock("2026-03-01T08:00:00Z");
  await using cluster = await testCluster({ clock });
  await clock.advance("90m");
  assert.equal(clock.now().toISOString(), "2026-03-01T09:30:00.000Z");
  const made = await cluster.ns().create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "late" },
  });
  assert.equal(made.metadata?.creationTimestamp, "2026-03-01T09:30:00Z");
  await clock.advanceTo(Date.UTC(2026, 2, 2));
  await clock.advanceTo(Date.UTC(2020, 0, 1));
  assert.equal(clock.now().toISOString(), "2026-03-02T00:00:00.000Z");
});

Deno.test("watches end by the clock of their test", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({ clock });
  const response = await cluster.raw("/api/v1/pods?watch=true&timeoutSeconds=3600", {
    longLived: true,
  });
  const text = response.text();
  await clock.advance("59m59s");
  await clock.advance("1s");
  assert.equal(await text, "");
});

Deno.test("a clock starts at a time only", () => {
  assert.throws(() => new TestClock("yesterday"), QueryError);
});

Deno.test("a clock goes on as the machine's does, until it is stopped", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({ clock });
  const response = await cluster.raw("/api/v1/pods?watch=true&timeoutSeconds=1", {
    longLived: true,
  });
  {
    await using _ = clock.follow();
    assert.equal(await response.text(), "");
  }
  const stoppedMs = clock.now().getTime();
  assert.ok(stoppedMs >= Date.UTC(2026, 0, 1, 0, 0, 1), clock.now().toISOString());
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(clock.now().getTime(), stoppedMs);
});

Deno.test("ago() in a filter goes by the clock of the cluster that is asked", async () => {
  const clock = new TestClock("2020-01-01T00:00:00Z");
  await using cluster = await testCluster({ clock, users: { ana: { clusterRoles: ["view"] } } });
  await cluster.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "early", namespace: "default" },
  });
  await clock.advance("2h");
  await cluster.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "late", namespace: "default" },
  });
  const old = (from: Pick<typeof cluster, "ns">) =>
    from.ns().configMaps.where("metadata.creationTimestamp", "<", ago("1h")).names();
  assert.deepEqual(await old(cluster), ["early", "kube-root-ca.crt"]);
  assert.deepEqual(await old(cluster.as("ana")), ["early", "kube-root-ca.crt"]);
  assert.deepEqual(await cluster.use(() => old({ ns })), ["early", "kube-root-ca.crt"]);
  assert.deepEqual(await cluster.use(async () => await old(await connect())), [
    "early",
    "kube-root-ca.crt",
  ]);
  const since = new Date("2026-01-01T01:00:00Z");
  const all = cluster.ns().configMaps.where(
    "metadata.creationTimestamp",
    "<",
    ago("1h", since),
  );
  assert.deepEqual(await all.names(), ["early", "kube-root-ca.crt", "late"]);
});

Deno.test("run() says what was waited for in vain", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({ clock });
  const pod = cluster.ns("shop").pod("web");
  await assert.rejects(
    clock.run(() => pod.wait({ status: { phase: "Running" } }), { limit: "1h" }),
    {
      name: "TimeoutError",
      message: /it still waits when the clock has gone on by 1h \(wait for pod "shop\/web": .+\)$/,
    },
  );
});
