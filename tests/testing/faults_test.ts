import assert from "node:assert/strict";
import {
  conflict,
  expired,
  type Fault,
  latency,
  resetBody,
  resetConnection,
  serverErrors,
  silentWatch,
  TestClock,
  testCluster,
  tooManyRequests,
} from "skiff/testing";
import { ConnectionError, QueryError, TimeoutError } from "../../lib/core/errors.ts";

function configMap(name: string) {
  return { apiVersion: "v1" as const, kind: "ConfigMap" as const, metadata: { name } };
}

Deno.test("429 with Retry-After is waited out by the clock of the test", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    faults: [tooManyRequests({ retryAfter: "2s", times: 3, match: { verb: "list" } })],
  });
  assert.deepEqual(await cluster.ns().pods.list(), []);
  assert.deepEqual(cluster.requests().map(({ status }) => status), [429, 429, 429, 200]);
  assert.equal(clock.now().getTime(), Date.UTC(2026, 0, 1, 0, 0, 6));
});

Deno.test("429 without Retry-After is an error at once, and 429 for ever after ten tries", async () => {
  await using cluster = await testCluster({
    clock: new TestClock(),
    faults: [tooManyRequests(), tooManyRequests({ retryAfter: "1s", times: Infinity })],
  });
  await assert.rejects(cluster.ns().pods.list(), { status: 429 });
  assert.equal(cluster.requests().length, 1);
  await assert.rejects(cluster.ns().pods.list(), { status: 429 });
  assert.equal(cluster.requests().length, 12);
});

Deno.test("a wait for a server that is busy ends with the deadline of the call", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    faults: [tooManyRequests({ retryAfter: "30s", times: Infinity })],
  });
  await assert.rejects(cluster.ns().pods.list({ timeout: "45s" }), TimeoutError);
  assert.equal(clock.now().getTime(), Date.UTC(2026, 0, 1, 0, 0, 45));
});

Deno.test("latency counts by the clock of the test, and by the machine's without one", async () => {
  const clock = new TestClock();
  await using slow = await testCluster({ clock, faults: [latency({ delay: ["1s", "9s"] })] });
  await slow.ns().pods.list();
  const tookMs = clock.now().getTime() - Date.UTC(2026, 0, 1);
  assert.ok(tookMs >= 1000 && tookMs <= 9000, String(tookMs));
  await assert.rejects(slow.ns().pods.list({ timeout: "500ms" }), TimeoutError);
  await using real = await testCluster({ faults: [latency({ delay: "20ms" })] });
  const startMs = performance.now();
  await real.ns().pods.list();
  assert.ok(performance.now() - startMs >= 15);
});

Deno.test("bursts of 5xx come out the same for the same seed", async () => {
  async function statuses(seed: number): Promise<(number | undefined)[]> {
    await using cluster = await testCluster({
      seed,
      clock: new TestClock(),
      faults: [serverErrors({ times: 8, rate: 0.5 })],
    });
    for (let index = 0; index < 20; index++) await cluster.ns().pods.list().catch(() => {});
    return cluster.requests().map(({ status }) => status);
  }
  const first = await statuses(7);
  assert.deepEqual(await statuses(7), first);
  assert.notDeepEqual(await statuses(8), first);
  assert.equal(first.filter((status) => (status ?? 0) >= 500).length, 8);
  await using cluster = await testCluster({
    clock: new TestClock(),
    faults: [serverErrors({ status: 503, retryAfter: "1s", times: 2 })],
  });
  await cluster.ns().pods.list();
  assert.deepEqual(cluster.requests().map(({ status }) => status), [503, 503, 200]);
});

Deno.test("a conflict is the server's own, and nothing is written", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")], faults: [conflict()] });
  await assert.rejects(cluster.ns().configMap("a").patch({ data: { a: "1" } }), {
    name: "ConflictError",
    message: /the object has been modified; please apply your changes to the latest version/,
  });
  assert.equal((await cluster.ns().configMap("a").get()).data, undefined);
  cluster.clearRequests();
  cluster.inject(conflict({ times: 2 }));
  await cluster.ns().configMap("a").edit((map) => {
    map.data = { a: "2" };
  });
  const patches = cluster.requests({ verb: "patch" });
  assert.deepEqual(patches.map(({ status }) => status), [409, 409, 200]);
});

Deno.test("a lost connection is asked again for a read, but not for a write", async () => {
  await using cluster = await testCluster({
    clock: new TestClock(),
    faults: [resetConnection({ times: 2, match: { verb: "list" } })],
  });
  assert.deepEqual(await cluster.ns().pods.list(), []);
  assert.deepEqual(cluster.requests().map(({ status }) => status), [undefined, undefined, 200]);
  using _ = cluster.inject(resetConnection());
  await assert.rejects(cluster.ns().create(configMap("a")), {
    name: "ConnectionError",
    message: /^Cannot reach cluster "test" at \S+: the connection was lost/,
  });
  assert.equal(await cluster.ns().configMap("a").exists(), false);
});

Deno.test("a list that breaks off is an error and no part of a list", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")] });
  cluster.inject(resetBody({ afterBytes: 200 }));
  await assert.rejects(cluster.ns().configMaps.list(), ConnectionError);
  cluster.inject(resetBody({ afterBytes: 1_000_000 }));
  await assert.rejects(cluster.ns().configMaps.list(), ConnectionError);
  assert.equal((await cluster.ns().configMaps.list()).length, 2);
});

/** The names that a watch tells until it has told one. */
async function watchUntil(
  cluster: Awaited<ReturnType<typeof testCluster>>,
  last: string,
): Promise<string[]> {
  const seen: string[] = [];
  for await (const { type, object } of cluster.ns().configMaps.watch()) {
    if (object.metadata?.name === "kube-root-ca.crt") continue;
    seen.push(`${type} ${object.metadata?.name}`);
    if (object.metadata?.name === last) break;
  }
  return seen;
}

const SPOILED: readonly (readonly [string, Fault])[] = [
  ["is cut off", resetBody({ match: { verb: "watch" }, afterEvents: 2 })],
  ["is cut off in the middle of an event", resetBody({ match: { verb: "watch" } })],
  ["goes silent", silentWatch({ afterEvents: 2 })],
  ["has expired on the way", expired({ afterEvents: 3 })],
  ["is refused over and over", serverErrors({ match: { verb: "watch" }, times: 3 })],
];

for (const [what, fault] of SPOILED) {
  Deno.test(`a watch that ${what} misses nothing and tells nothing twice`, async () => {
    const clock = new TestClock();
    await using cluster = await testCluster({ clock, objects: [configMap("a")], faults: [fault] });
    const seen = watchUntil(cluster, "z");
    await clock.run(async () => {
      // What is made before the watch is asked for is in its list, and needs no watch.
      while (cluster.requests({ verb: "watch" }).length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      for (const name of ["b", "z"]) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await cluster.ns().create(configMap(name));
      }
      await seen;
    });
    assert.deepEqual(await seen, ["ADDED a", "ADDED b", "ADDED z"]);
    assert.ok(cluster.requests({ verb: ["list", "watch"] }).length > 1);
  });
}

Deno.test("a storm of 410 ends in a new list", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    objects: [configMap("a")],
    faults: [resetBody({ afterEvents: 3 }), expired({ times: 5 })],
  });
  const seen = watchUntil(cluster, "z");
  await clock.run(async () => {
    await cluster.ns().create(configMap("z"));
    await seen;
  });
  assert.deepEqual(await seen, ["ADDED a", "ADDED z"]);
});

Deno.test("pages go on from the beginning after a 410, or say so", async () => {
  const maps = Array.from({ length: 600 }, (_, index) => configMap(`m-${index}`));
  await using cluster = await testCluster({ objects: maps, faults: [expired()] });
  await assert.rejects(async () => {
    for await (const _ of cluster.ns().configMaps);
  }, { name: "ExpiredError", status: 410 });
  assert.equal(cluster.requests({ verb: "list" }).length, 2);
});

Deno.test("faults work one after another, and end with their scope", async () => {
  const clock = new TestClock();
  await using cluster = await testCluster({
    clock,
    faults: [
      tooManyRequests({ retryAfter: "1s", times: 2, after: 1 }),
      serverErrors({ status: 500, times: 1 }),
    ],
  });
  {
    using _ = cluster.inject(latency({ delay: "10s" }));
    await assert.rejects(cluster.ns().pods.list(), { status: 500 });
    await cluster.ns().pods.list();
  }
  await cluster.ns().pods.list();
  assert.deepEqual(cluster.requests().map(({ status }) => status), [500, 429, 429, 200, 200]);
  assert.equal(clock.now().getTime(), Date.UTC(2026, 0, 1, 0, 0, 12));
});

Deno.test("a fault that makes no sense is refused", async () => {
  await assert.rejects(testCluster({ faults: [conflict({ times: -1 })] }), {
    name: "QueryError",
    message: "Cannot inject conflict: times cannot be -1: give a whole number from 0, or Infinity",
  });
  await using cluster = await testCluster();
  assert.throws(() => cluster.inject(latency({ delay: "1s", rate: 2 })), QueryError);
  assert.throws(() => tooManyRequests({ retryAfter: "1500ms" }), QueryError);
});
