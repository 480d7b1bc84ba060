import assert from "node:assert/strict";
import { SilenceWatch } from "../../lib/connect/exchange.ts";

const SILENCE_MS = 40;

/** Begins a wait; settles with how long it took when it has been silent. */
function silent(watch: SilenceWatch): Promise<number> {
  const startMs = performance.now();
  return new Promise((resolve) => void watch.start(() => resolve(performance.now() - startMs)));
}

Deno.test("SilenceWatch ends each wait by its own time, also one that began after another", async () => {
  const watch = new SilenceWatch(SILENCE_MS);
  const first = silent(watch);
  await silent(new SilenceWatch(SILENCE_MS / 2));
  const took = await Promise.all([first, silent(watch)]);
  assert.ok(took.every((ms) => ms >= SILENCE_MS), String(took));
});

Deno.test("SilenceWatch says nothing of a wait that has ended", async () => {
  const watch = new SilenceWatch(SILENCE_MS);
  const ended = watch.start(() => assert.fail("it was over"));
  const other = silent(watch);
  watch.stop(ended);
  await other;
});

Deno.test("SilenceWatch takes waits that begin and end while it tells of others", async () => {
  const watch = new SilenceWatch(SILENCE_MS);
  const { promise, resolve } = Promise.withResolvers<number>();
  const begun: ReturnType<SilenceWatch["start"]>[] = [];
  watch.start(() => {
    for (const wait of begun) watch.stop(wait);
    silent(watch).then(resolve);
  });
  begun.push(watch.start(() => {}), watch.start(() => {}));
  assert.ok(await promise >= SILENCE_MS);
});
