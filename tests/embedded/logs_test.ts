/** Logs of containers that a test plays. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type {
  ContainerRuntime,
  LogLine,
  LogRequest,
} from "../../lib/embedded/subresources/runtime.ts";
import { ask, make } from "./_cluster.ts";

const PATH = "/api/v1/namespaces/default/pods";
const START_MS = Date.UTC(2026, 0, 1);

class Played implements ContainerRuntime {
  readonly requests: LogRequest[] = [];

  *logs(_: unknown, request: LogRequest): Iterable<LogLine> {
    this.requests.push(request);
    for (let count = 0; count < 3; count++) {
      yield { timeMs: START_MS + count * 1000, text: `line ${count}` };
    }
  }

  run(): Promise<number> {
    return Promise.resolve(0);
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }
}

Deno.test("logs are what the runtime says", async () => {
  const runtime = new Played();
  await using cluster = createEmbeddedCluster({ runtime });
  await cluster.settled();
  await make(cluster, PATH, {
    metadata: { name: "a" },
    spec: { nodeName: "one", containers: [{ name: "main", image: "busybox" }] },
  });
  await ask(cluster, "PATCH", `${PATH}/a/status`, {
    status: { containerStatuses: [{ name: "main", state: { running: {} } }] },
  });
  const transport = cluster.transport();
  const plain = await transport.send(`${PATH}/a/log?follow=true&tailLines=5`);
  assert.equal(await plain.text(), "line 0\nline 1\nline 2\n");
  assert.deepEqual([runtime.requests[0]?.follow, runtime.requests[0]?.tailLines], [true, 5]);
  const timed = await transport.send(`${PATH}/a/log?timestamps=true`);
  assert.match(await timed.text(), /^2026-01-01T00:00:00(\.0+)?Z line 0\n/);
});
