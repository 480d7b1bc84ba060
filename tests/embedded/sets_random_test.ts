/** Random edits of stateful and daemon sets by seed. */
import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { nodeOf } from "../../lib/embedded/controllers/daemonset/daemon_pods.ts";
import { ordinalOf } from "../../lib/embedded/controllers/statefulset/identity.ts";
import { isActive, isReady } from "../../lib/embedded/controllers/workload/pods.ts";
import { seededRandom } from "../../lib/testing/seed.ts";
import { ask, make } from "./_cluster.ts";
import { type Fate, runPod } from "./_pods.ts";
import { items, makeNodes, read, templateOf, WORKLOADS } from "./_workloads.ts";

const STATEFUL_SETS = "/apis/apps/v1/namespaces/default/statefulsets";
const DAEMON_SETS = "/apis/apps/v1/namespaces/default/daemonsets";
const REVISIONS = "/apis/apps/v1/namespaces/default/controllerrevisions";
const SEEDS = 25;
const STEPS = 20;

/** A cluster in which things happen by chance. */
class Chance {
  readonly clock = new ManualClock();
  readonly cluster: EmbeddedCluster;
  readonly below: (limit: number) => number;
  readonly story: string[] = [];

  constructor(seed: number) {
    const next = seededRandom(seed);
    this.below = (limit) => Math.floor(next() * limit);
    this.cluster = createEmbeddedCluster({
      clock: this.clock,
      random: seededRandom(seed + 1000),
      controllers: WORKLOADS,
    });
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  /** Brings every other pod a step on, or all. */
  async movePods(fate: Fate, share = 2): Promise<void> {
    for (const pod of this.cluster.store.list("pods")) {
      if (this.below(share) !== 0) continue;
      await runPod(this.cluster, pod, fate, nodeOf(pod) || "node-a");
    }
    await this.cluster.settled();
  }

  /** Starts and ends pods until all is still. */
  async rest(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      await this.movePods("ready", 1);
      this.clock.advance(1000);
      await this.cluster.settled();
    }
  }

  /** A pod fails, or is deleted. */
  async disturb(): Promise<void> {
    const pod = this.pick(this.cluster.store.list("pods"));
    if (pod === undefined) return;
    if (this.below(2) === 0) {
      await runPod(this.cluster, pod, "failed", nodeOf(pod) || "node-a");
    } else {
      await ask(this.cluster, "DELETE", `/api/v1/namespaces/default/pods/${pod.metadata.name}`);
    }
  }
}

async function tell(seed: number, play: (chance: Chance) => Promise<void>): Promise<void> {
  const chance = new Chance(seed);
  try {
    await play(chance);
  } catch (error) {
    throw new Error(`seed ${seed}: ${chance.story.join(", ")}`, { cause: error });
  } finally {
    await chance.cluster[Symbol.asyncDispose]();
  }
}

async function patchSet(cluster: EmbeddedCluster, path: string, spec: object): Promise<void> {
  const answer = await ask(cluster, "PATCH", path, { spec });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

function image(chance: Chance): object {
  const { spec } = templateOf("set", `image-${chance.below(4)}`);
  return { template: { spec } };
}

async function playStateful(chance: Chance): Promise<void> {
  const { cluster } = chance;
  const path = `${STATEFUL_SETS}/db`;
  await make(cluster, STATEFUL_SETS, {
    metadata: { name: "db" },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 2,
      podManagementPolicy: chance.below(2) === 0 ? "OrderedReady" : "Parallel",
      selector: { matchLabels: { app: "set" } },
      template: templateOf("set", "image-0"),
    },
  });
  await chance.rest();
  let uids = new Set<unknown>();
  for (let step = 0; step < STEPS; step++) {
    const edit = chance.below(6);
    chance.story.push(["image", "scale", "partition", "disturb", "start", "start"][edit] ?? "");
    if (edit === 0) await patchSet(cluster, path, image(chance));
    if (edit === 1) await patchSet(cluster, path, { replicas: chance.below(6) });
    if (edit === 2) {
      const partition = chance.below(4);
      await patchSet(cluster, path, { updateStrategy: { rollingUpdate: { partition } } });
    }
    if (edit === 3) await chance.disturb();
    if (edit >= 4) await chance.movePods("ready");
    await cluster.settled();
    uids = await checkStateful(cluster, edit >= 4 ? undefined : uids);
  }
  chance.story.push("finish");
  await patchSet(cluster, path, { updateStrategy: { rollingUpdate: { partition: 0 } } });
  await chance.rest();
  const { spec, status } = await read(cluster, path);
  for (const field of ["replicas", "readyReplicas", "updatedReplicas", "currentReplicas"]) {
    assert.equal(status[field] ?? 0, spec.replicas, field);
  }
  assert.equal(status.currentRevision, status.updateRevision);
  const pods = cluster.store.list("pods");
  assert.deepEqual(
    pods.map(({ metadata }) => metadata.name),
    Array.from({ length: spec.replicas }, (_, index) => `db-${index}`),
  );
  const revisions = await items(cluster, REVISIONS);
  assert(revisions.length <= 3, `${revisions.length} revisions`);
}

/** Checks what must hold; gives the pods there are. */
async function checkStateful(
  cluster: EmbeddedCluster,
  before: ReadonlySet<unknown> | undefined,
): Promise<Set<unknown>> {
  const set = await read(cluster, `${STATEFUL_SETS}/db`);
  assert.equal(set.status.observedGeneration, set.metadata.generation);
  const pods = cluster.store.list("pods");
  const ordinals = pods.map((pod) => ordinalOf(set, pod)).sort((left, right) => left - right);
  assert.equal(new Set(ordinals).size, ordinals.length, `ordinals ${ordinals}`);
  const numbers = (await items(cluster, REVISIONS)).map(({ revision }) => revision);
  assert.equal(new Set(numbers).size, numbers.length, `revisions ${numbers}`);
  const uids = pods.map(({ metadata }) => metadata.uid);
  // In order, the next pod waits until the one before is ready, which only a start makes it.
  const fresh = uids.filter((uid) => before !== undefined && !before.has(uid));
  if (set.spec.podManagementPolicy === "OrderedReady" && (before?.size ?? 0) > 0) {
    assert(fresh.length <= 1, `${fresh.length} pods came at once`);
  }
  return new Set(uids);
}

async function playDaemon(chance: Chance): Promise<void> {
  const { cluster } = chance;
  const path = `${DAEMON_SETS}/agent`;
  const surge = chance.below(2);
  const unavailable = surge === 0 ? 1 + chance.below(2) : 0;
  const nodes = ["a", "b", "c", "d"];
  await makeNodes(cluster, ...nodes);
  await make(cluster, DAEMON_SETS, {
    metadata: { name: "agent" },
    spec: {
      revisionHistoryLimit: 2,
      updateStrategy: { rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
      selector: { matchLabels: { app: "set" } },
      template: templateOf("set", "image-0"),
    },
  });
  await chance.rest();
  let before = nodes.length;
  for (let step = 0; step < STEPS; step++) {
    const edit = chance.below(6);
    chance.story.push(["image", "taint", "release", "disturb", "start", "start"][edit] ?? "");
    const node = `/api/v1/nodes/${chance.pick(nodes)}`;
    if (edit === 0) await patchSet(cluster, path, image(chance));
    if (edit === 1) {
      const taints = [{ key: "away", effect: "NoExecute" }];
      await ask(cluster, "PATCH", node, { spec: { taints } });
    }
    if (edit === 2) await ask(cluster, "PATCH", node, { spec: { taints: null } });
    if (edit === 3) await chance.disturb();
    if (edit >= 4) await chance.movePods("ready");
    await cluster.settled();
    before = checkDaemon(cluster, edit === 0 || edit >= 4 ? before : 0, surge, unavailable);
  }
  chance.story.push("finish");
  for (const name of nodes) {
    await ask(cluster, "PATCH", `/api/v1/nodes/${name}`, { spec: { taints: null } });
  }
  await chance.rest();
  const { status } = await read(cluster, path);
  for (
    const field of [
      "desiredNumberScheduled",
      "currentNumberScheduled",
      "updatedNumberScheduled",
      "numberReady",
      "numberAvailable",
    ]
  ) assert.equal(status[field], nodes.length, field);
  assert.equal(cluster.store.list("pods").length, nodes.length);
  assert((await items(cluster, REVISIONS)).length <= 3);
}

/** Checks what must hold; gives on how many nodes a pod is of use. */
function checkDaemon(
  cluster: EmbeddedCluster,
  before: number,
  surge: number,
  unavailable: number,
): number {
  const pods = cluster.store.list("pods").filter(isActive);
  const byNode = Map.groupBy(pods, nodeOf);
  const doubled = [...byNode.values()].filter((found) => found.length > 1).length;
  assert(doubled <= surge, `${doubled} nodes have two pods`);
  const ready = [...byNode.values()].filter((found) => found.some(isReady)).length;
  const wanted = cluster.store.list("nodes")
    .filter(({ spec }) => (spec as { taints?: unknown[] }).taints === undefined).length;
  assert(ready >= Math.min(before, wanted - unavailable), `${ready} after ${before} are ready`);
  return ready;
}

Deno.test(`stateful sets keep their order through ${SEEDS * STEPS} random edits`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await tell(seed, playStateful);
});

Deno.test(`daemon sets keep to their nodes through ${SEEDS * STEPS} random edits`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await tell(seed, playDaemon);
});
