import assert from "node:assert/strict";
import { connectionOver } from "../../lib/api/connection_over.ts";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { Engine } from "../../lib/repl/engine.ts";
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

Deno.test("apply in an evaluation is held to what it is connected by", async () => {
  await using there = createEmbeddedCluster();
  const { cluster, bindings, modules } = await openPrelude({
    connect: { readOnly: true },
    open: (connect) => {
      const transport = there.transport();
      return connectionOver(transport, {
        contextName: "there",
        namespace: "default",
        server: transport.server,
        userName: "test",
        cacheDirectory: false,
      }, connect);
    },
  });
  await using _ = cluster;
  const engine = new Engine({ bindings, modules, local: true });
  await assert.rejects(
    engine.evaluate("apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } })"),
    /read-only/,
  );
});
