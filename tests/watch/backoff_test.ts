import assert from "node:assert/strict";
import { Backoff } from "../../lib/watch/backoff.ts";

Deno.test("Backoff doubles from 800 ms up to 30 s", () => {
  const backoff = new Backoff(() => 0);
  const delays = Array.from({ length: 8 }, (_, at) => backoff.next(at));
  assert.deepEqual(delays, [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
});

Deno.test("Backoff adds up to the length of a delay by chance", () => {
  assert.equal(new Backoff(() => 0.5).next(0), 1200);
  assert.ok(new Backoff(() => 0.999).next(0) < 1600);
});

Deno.test("Backoff starts over after two quiet minutes, not before", () => {
  const backoff = new Backoff(() => 0);
  backoff.next(0);
  assert.equal(backoff.next(120_000), 1600);
  assert.equal(backoff.next(240_001), 800);
});
