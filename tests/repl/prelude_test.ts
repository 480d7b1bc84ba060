import assert from "node:assert/strict";
import { openPrelude } from "../../lib/repl/prelude.ts";
import { startWatchApi } from "../_support/watch_api.ts";
import { status } from "../watch/_fake_apiserver.ts";

Deno.test("what a line begins ends with it, also while no request is under way", async () => {
  await using api = await startWatchApi();
  const line = new AbortController();
  const { cluster } = await openPrelude({
    connect: { kubeconfig: api.kubeconfig },
    currentSignal: () => line.signal,
  });
  const waits = Promise.withResolvers<void>();
  const events = cluster.ns().configMaps.watch({
    onStatus: ({ type }) => type === "retrying" && waits.resolve(),
  });
  api.refuse = () => status(429, "TooManyRequests", "later", { "retry-after": "3600" });
  const ended = events.next();
  await waits.promise;
  line.abort(new Error("the line was left"));
  await assert.rejects(ended, { message: "the line was left" });
  await cluster[Symbol.asyncDispose]();
});
