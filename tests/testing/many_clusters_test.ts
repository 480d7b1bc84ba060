import assert from "node:assert/strict";
import { testCluster } from "skiff/testing";
import { runDeno } from "../../scripts/dev/deno_command.ts";

/** A cluster that was kept would cost 300 KB and more. */
const LIMIT_BYTES_EACH = 5_000;

Deno.test("a thousand clusters, made and disposed of in a row, leave no memory and nothing open", async () => {
  // Nothing in the process ends it: it comes to its end where no timer and no promise is left.
  const { code, stdout, output } = await runDeno([
    "run",
    "--no-prompt",
    "--v8-flags=--expose-gc",
    "tests/testing/_many_clusters.ts",
  ], { timeoutMs: 600_000 });
  assert.equal(code, 0, output);
  for (const [before, after] of JSON.parse(stdout) as [number, number][]) {
    const each = (after - before) / 800;
    assert.ok(each < LIMIT_BYTES_EACH, `${Math.round(each)} bytes are left of each cluster`);
  }
});

Deno.test("a cluster is made in a few milliseconds", async () => {
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const startMs = performance.now();
    await using _ = await testCluster();
    times.push(performance.now() - startMs);
  }
  // What else the machine does makes most of them take longer, but none shorter.
  const least = Math.min(...times);
  assert.ok(least <= 5, `${least.toFixed(1)} ms`);
});
