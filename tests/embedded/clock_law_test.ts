/** An hour that a test skips leaves what an hour leaves that passes, whatever happens in it. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import type {
  ContainerRun,
  ContainerScript,
} from "../../lib/embedded/controllers/kubelet/script.ts";
import { ask, make } from "./_cluster.ts";

const HOUR_MS = 3_600_000;
const SEEDS = [1, 2, 3, 4, 5];

/** Numbers from 0 up to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const found = items[Math.floor(random() * items.length)];
  assert.ok(found !== undefined);
  return found;
}

function anyRun(random: () => number): ContainerRun {
  const span = () => `${pick(random, [0, 0, 1, 250, 999, 4000, 61_500, 900_000])}ms`;
  const isFailing = random() < 0.5;
  return {
    start: span(),
    ready: random() < 0.2 ? false : span(),
    ...(random() < 0.7 ? { exit: { code: isFailing ? 3 : 0, after: span() } } : {}),
    ...(random() < 0.2 ? { pullError: "not found" } : {}),
    stop: random() < 0.3 ? false : { after: span() },
  };
}

function anyScript(random: () => number): ContainerScript {
  const runs = Array.from({ length: Math.floor(random() * 4) }, () => anyRun(random));
  return { ...anyRun(random), ...(runs.length === 0 ? {} : { runs }) };
}

function anyPodSpec(random: () => number, policies: readonly string[]): unknown {
  const container = (name: string) => ({
    name,
    image: pick(random, ["one", "two", "three"]),
    ...(random() < 0.3
      ? { readinessProbe: { tcpSocket: { port: 1 }, periodSeconds: pick(random, [1, 7, 10]) } }
      : {}),
  });
  return {
    automountServiceAccountToken: false,
    restartPolicy: pick(random, policies),
    terminationGracePeriodSeconds: pick(random, [0, 5, 30]),
    containers: random() < 0.3 ? [container("a"), container("b")] : [container("a")],
    ...(random() < 0.3 ? { initContainers: [container("first")] } : {}),
    ...(random() < 0.2 ? { activeDeadlineSeconds: pick(random, [30, 600]) } : {}),
  };
}

/** All that a cluster holds after an hour; the hour passes in pieces of these lengths. */
async function hourOf(seed: number, pieces: readonly number[]): Promise<string[]> {
  const random = generator(seed);
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({
    clock,
    nodes: 2,
    random: generator(seed + 1),
    containers: {
      one: anyScript(random),
      two: anyScript(random),
      three: anyScript(random),
    },
  });
  await cluster.settled();
  for (let count = 0; count < 6; count++) {
    await make(cluster, "/api/v1/namespaces/default/pods", {
      metadata: { name: `pod-${count}` },
      spec: anyPodSpec(random, ["Always", "OnFailure", "Never"]),
    });
  }
  const jobSpec = () => ({
    parallelism: pick(random, [1, 2]),
    completions: pick(random, [1, 3]),
    backoffLimit: pick(random, [0, 1, 4]),
    completionMode: pick(random, ["Indexed", "NonIndexed"]),
    ...(random() < 0.3 ? { ttlSecondsAfterFinished: 120 } : {}),
    template: { spec: anyPodSpec(random, ["OnFailure", "Never"]) },
  });
  await make(cluster, "/apis/batch/v1/namespaces/default/jobs", {
    metadata: { name: "job" },
    spec: jobSpec(),
  });
  await make(cluster, "/apis/batch/v1/namespaces/default/cronjobs", {
    metadata: { name: "cron" },
    spec: {
      schedule: "*/7 * * * *",
      concurrencyPolicy: pick(random, ["Allow", "Forbid", "Replace"]),
      jobTemplate: { spec: jobSpec() },
    },
  });
  await ask(cluster, "DELETE", "/api/v1/namespaces/default/pods/pod-0");
  await cluster.settled();
  for (const piece of pieces) {
    clock.advance(piece);
    await cluster.settled();
  }
  return ["pods", "events", "batch/jobs", "batch/cronjobs"].flatMap((collection) =>
    cluster.store.list(collection).map((object) =>
      JSON.stringify(object)
        .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID")
        .replace(/\b[0-9a-f]{64}\b/g, "DIGEST")
    )
  );
}

for (const seed of SEEDS) {
  Deno.test(`an hour at once is an hour in pieces, seed ${seed}`, async () => {
    const random = generator(seed + 1000);
    const pieces: number[] = [];
    for (let left = HOUR_MS; left > 0;) {
      const piece = Math.min(left, 1 + Math.floor(random() * 20_000));
      pieces.push(piece);
      left -= piece;
    }
    assert.deepEqual(await hourOf(seed, pieces), await hourOf(seed, [HOUR_MS]));
  });
}
