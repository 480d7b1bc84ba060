/**
 * A process that makes clusters and disposes of them in a row; run with `--v8-flags=--expose-gc`. Prints the heap in
 * use after 200 and after 1,000 of each sort, then ends by itself where nothing is left open.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ns } from "skiff";
import { testCluster, type TestClusterOptions } from "skiff/testing";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web" },
  spec: { containers: [{ name: "main", image: "nginx" }] },
};

/** Makes a cluster, reads it and watches it, and disposes of it while somebody still watches. */
async function visit(options: TestClusterOptions): Promise<void> {
  const stop = new AbortController();
  let next: Promise<unknown>;
  {
    await using cluster = await testCluster({ ...options, objects: [POD] });
    const { signal } = stop;
    const watching = cluster.ns().pods.watch({ signal })[Symbol.asyncIterator]();
    assert.equal((await watching.next()).value?.object.metadata?.name, "web");
    next = watching.next().catch(() => {});
    assert.equal(await cluster.use(() => ns().pods.count()), 1);
  }
  stop.abort();
  await next;
}

async function heapAfter(rounds: number, options: TestClusterOptions): Promise<number> {
  for (let round = 0; round < rounds; round++) await visit(options);
  const { gc } = globalThis as unknown as { gc: () => void };
  gc();
  // What is to be finalised has its turn.
  await new Promise((resolve) => setTimeout(resolve, 10));
  gc();
  return Deno.memoryUsage().heapUsed;
}

const heaps: number[][] = [];
for (const options of [{}, { nodes: 1 }]) {
  heaps.push([await heapAfter(200, options), await heapAfter(800, options)]);
}
console.log(JSON.stringify(heaps));
