/** Random edits of a deployment by seed: whatever is done, its rollout keeps its promises. */
import assert from "node:assert/strict";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import type { ApiObject } from "../../lib/embedded/json.ts";
import { seededRandom } from "../../lib/testing/seed.ts";
import { ask, make } from "./_cluster.ts";
import { type Fate, runPod, runPods } from "./_pods.ts";
import { items, read, templateOf, WORKLOADS } from "./_workloads.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const REPLICA_SETS = "/apis/apps/v1/namespaces/default/replicasets";
const REVISION = "deployment.kubernetes.io/revision";
const SEEDS = 40;
const STEPS = 25;
const HISTORY = 3;

/** What a step may do to what is available. */
type Effect = "controller" | "outside";

interface Random {
  /** A whole number from 0 up to a limit. */
  below(limit: number): number;
}

interface Rollout {
  readonly cluster: EmbeddedCluster;
  readonly clock: ManualClock;
  readonly random: Random;
  readonly surge: number;
  readonly unavailable: number;
}

function active(cluster: EmbeddedCluster): ApiObject[] {
  return cluster.store.list("pods").filter(({ metadata, status }) =>
    metadata.deletionTimestamp === undefined &&
    !/Failed|Succeeded/.test(String((status as { phase?: string }).phase))
  );
}

function isReady({ status }: ApiObject): boolean {
  // deno-lint-ignore no-explicit-any
  return ((status as any).conditions ?? []).some((condition: any) =>
    condition.type === "Ready" && condition.status === "True"
  );
}

async function change(cluster: EmbeddedCluster, spec: object): Promise<void> {
  const answer = await ask(cluster, "PATCH", `${DEPLOYMENTS}/web`, { spec });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

/** Brings some pods, or one, a step on. */
async function movePods({ cluster, random }: Rollout, fate: Fate): Promise<void> {
  const pods = cluster.store.list("pods");
  const chosen = fate === "failed" || fate === "running"
    ? pods.filter(isReady).slice(0, 1)
    : pods.filter(() => random.below(2) === 0);
  for (const pod of chosen) await runPod(cluster, pod, fate);
}

const EDITS: readonly (readonly [
  name: string,
  effect: Effect,
  (rollout: Rollout) => Promise<void> | void,
])[] = [
  ["image", "controller", ({ cluster, random }) =>
    change(cluster, {
      template: { spec: templateOf("web", `image-${random.below(4)}`).spec },
    })],
  ["scale", "outside", ({ cluster, random }) => change(cluster, { replicas: random.below(9) })],
  ["pause", "controller", ({ cluster }) => change(cluster, { paused: true })],
  ["resume", "controller", ({ cluster }) => change(cluster, { paused: false })],
  ["start pods", "controller", (rollout) => movePods(rollout, "ready")],
  ["start pods again", "controller", (rollout) => movePods(rollout, "ready")],
  ["lose a pod", "outside", (rollout) => movePods(rollout, "failed")],
  ["a pod is not ready", "outside", (rollout) => movePods(rollout, "running")],
  ["delete a pod", "outside", async ({ cluster, random }) => {
    const pods = active(cluster);
    const pod = pods[random.below(pods.length)];
    if (pod === undefined) return;
    await ask(cluster, "DELETE", `/api/v1/namespaces/default/pods/${pod.metadata.name}`);
  }],
  ["time passes", "controller", ({ clock, random }) => clock.advance(1000 * random.below(90))],
];

async function check(
  rollout: Rollout,
  effect: Effect,
  before: { readonly available: number; readonly revision: number },
): Promise<{ available: number; revision: number }> {
  const { cluster, surge, unavailable } = rollout;
  const deployment = await read(cluster, `${DEPLOYMENTS}/web`);
  const replicaSets = await items(cluster, REPLICA_SETS);
  const pods = active(cluster);
  const desired = deployment.spec.replicas;
  assert(pods.length <= desired + surge, `${pods.length} pods for ${desired} and ${surge} more`);
  const available = pods.filter(isReady).length;
  if (effect === "controller") {
    const least = Math.min(before.available, desired - unavailable);
    assert(available >= least, `${available} of ${least} pods are available`);
  }
  const revisions = replicaSets.map(({ metadata }) => Number(metadata.annotations[REVISION]));
  assert.equal(new Set(revisions).size, revisions.length, `revisions ${revisions}`);
  const revision = Math.max(...revisions);
  assert(revision >= before.revision, `revision ${revision} after ${before.revision}`);
  const uids = new Set(replicaSets.map(({ metadata }) => metadata.uid));
  for (const { metadata } of pods) {
    // deno-lint-ignore no-explicit-any
    const [owner] = (metadata as any).ownerReferences ?? [];
    assert(uids.has(owner?.uid), `${metadata.name} is nobody's`);
  }
  for (const { metadata } of replicaSets) {
    assert.equal(metadata.ownerReferences[0].uid, deployment.metadata.uid);
  }
  assert.equal(deployment.status.observedGeneration, deployment.metadata.generation);
  return { available, revision };
}

async function finish({ cluster, clock }: Rollout): Promise<void> {
  await change(cluster, { paused: false });
  for (let round = 0; round < 4; round++) {
    await runPods(cluster);
    clock.advance(60_000);
  }
  await runPods(cluster);
  const deployment = await read(cluster, `${DEPLOYMENTS}/web`);
  const { replicas, template } = deployment.spec;
  const { status } = deployment;
  for (const field of ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"]) {
    assert.equal(status[field] ?? 0, replicas, field);
  }
  const image = template.spec.containers[0].image;
  const replicaSets = await items(cluster, REPLICA_SETS);
  for (const { spec, metadata } of replicaSets) {
    const isNewest = spec.template.spec.containers[0].image === image;
    assert.equal(spec.replicas, isNewest ? replicas : 0);
    if (isNewest) {
      assert.equal(metadata.annotations[REVISION], deployment.metadata.annotations[REVISION]);
    }
  }
  assert(replicaSets.length <= HISTORY + 1, `${replicaSets.length} replica sets`);
  assert.equal(cluster.store.list("pods").length, replicas);
}

async function play(seed: number): Promise<void> {
  const next = seededRandom(seed);
  const random = { below: (limit: number) => Math.floor(next() * limit) };
  const clock = new ManualClock();
  await using cluster = createEmbeddedCluster({
    clock,
    random: seededRandom(seed + 1000),
    controllers: WORKLOADS,
  });
  const surge = random.below(4);
  const unavailable = surge === 0 ? 1 + random.below(2) : random.below(3);
  const rollout = { cluster, clock, random, surge, unavailable };
  await make(cluster, DEPLOYMENTS, {
    metadata: { name: "web" },
    spec: {
      replicas: 5,
      revisionHistoryLimit: HISTORY,
      progressDeadlineSeconds: 60,
      strategy: { rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
      selector: { matchLabels: { app: "web" } },
      template: templateOf("web", "image-0"),
    },
  });
  await runPods(cluster);
  const story: string[] = [];
  let state = { available: 5, revision: 1 };
  try {
    for (let count = 0; count < STEPS; count++) {
      const edit = EDITS[random.below(EDITS.length)];
      if (edit === undefined) continue;
      const [name, effect, act] = edit;
      story.push(name);
      await act(rollout);
      await cluster.settled();
      state = await check(rollout, effect, state);
    }
    story.push("finish");
    await finish(rollout);
  } catch (error) {
    const what = `seed ${seed}, surge ${surge}, unavailable ${unavailable}: ${story.join(", ")}`;
    throw new Error(what, { cause: error });
  }
}

Deno.test(`a rollout keeps its promises through ${SEEDS * STEPS} random edits`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await play(seed);
});
