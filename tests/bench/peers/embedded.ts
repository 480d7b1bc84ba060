/**
 * The in-memory cluster at work, in this process: no server, no permission.
 *
 * @module
 */
import { type TestCluster, testCluster } from "../../../lib/testing/mod.ts";
import { type Report, reportTask } from "./report.ts";

/** How many clusters are made one after another. */
export const CLUSTERS = 1000;
/** How many pods are created. */
export const PODS = 10_000;
/** How many pods the scheduler places, and on how many nodes. */
export const PLACED_PODS = 2000;
export const NODES = 200;

function pod(index: number) {
  return {
    apiVersion: "v1" as const,
    kind: "Pod" as const,
    metadata: { name: `pod-${index}`, labels: { app: "bench", part: `p${index % 10}` } },
    spec: {
      containers: [{
        name: "main",
        image: "nginx:1",
        resources: { requests: { cpu: "100m", memory: "64Mi" } },
      }],
    },
  };
}

/** The middle of the times that it takes to make a cluster. */
async function reportMaking(): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < CLUSTERS; round++) {
    const startMs = performance.now();
    await using _ = await testCluster();
    times.push(performance.now() - startMs);
  }
  times.sort((left, right) => left - right);
  const report: Report = { taskMs: times[CLUSTERS / 2] ?? 0, result: times.length };
  console.log(JSON.stringify(report));
}

/** Makes clusters and disposes of them, each with something in it. */
async function makeMany(): Promise<number> {
  let made = 0;
  for (let round = 0; round < CLUSTERS; round++) {
    await using cluster = await testCluster({ nodes: 1, objects: [pod(round)] });
    made += await cluster.ns().pods.count();
  }
  return made;
}

async function createAll(cluster: TestCluster): Promise<void> {
  const pods = cluster.ns();
  for (let index = 0; index < PODS; index++) await pods.create(pod(index));
}

/** Creates pods while somebody watches them; over when the last one was seen. */
async function createAndWatch(): Promise<number> {
  await using cluster = await testCluster();
  let seen = 0;
  const watching = (async () => {
    for await (const _ of cluster.ns().pods.watch()) if (++seen === PODS) return;
  })();
  await createAll(cluster);
  await watching;
  return seen;
}

/** Lists what was created before, and watches it from its first state. */
async function reportReading(): Promise<void> {
  await using cluster = await testCluster();
  await createAll(cluster);
  await reportTask(async () => {
    const listed = (await cluster.ns().pods.list()).length;
    let watched = 0;
    for await (const _ of cluster.ns().pods.watch()) if (++watched === PODS) break;
    return Math.min(listed, watched);
  }, 3);
}

/** Lets the scheduler find a node for pods that are there already. */
async function reportScheduling(): Promise<void> {
  const objects = Array.from({ length: PLACED_PODS }, (_, index) => pod(index));
  await reportTask(async () => {
    await using cluster = await testCluster({
      nodes: NODES,
      objects,
      controllers: ["namespace", "scheduler"],
    });
    await cluster.settled();
    return await cluster.ns().pods.where("spec.nodeName", "!=", "").count();
  }, 3);
}

const TASKS: Readonly<Record<string, () => Promise<void>>> = {
  "embedded-make": reportMaking,
  "embedded-many": () => reportTask(makeMany, 1),
  "embedded-create": () => reportTask(createAndWatch, 1),
  "embedded-read": reportReading,
  "embedded-schedule": reportScheduling,
};

if (import.meta.main) await TASKS[Deno.args[0] ?? ""]?.();
