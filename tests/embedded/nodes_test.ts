/** What becomes of pods when something becomes of their node. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ManualClock } from "../../lib/embedded/clock.ts";
import { ask, make, names } from "./_cluster.ts";

const PODS = "/api/v1/namespaces/default/pods";
const NODE = "/api/v1/nodes/node-1";

interface Running extends AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  pass(seconds: number): Promise<void>;
}

async function start(...pods: readonly (readonly [string, Record<string, unknown>])[]): Promise<
  Running
> {
  const clock = new ManualClock();
  const cluster = createEmbeddedCluster({ clock, nodes: 1 });
  await cluster.settled();
  for (const [name, spec] of pods) {
    const containers = [{ name: "main", image: "a" }];
    await make(cluster, PODS, { metadata: { name }, spec: { containers, ...spec } });
  }
  await cluster.settled();
  return {
    cluster,
    async pass(seconds) {
      clock.advance(seconds * 1000);
      await cluster.settled();
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Sets whether a node is ready. */
async function setReady(cluster: EmbeddedCluster, status: string): Promise<void> {
  const { body } = await ask(cluster, "GET", NODE);
  const conditions = body.status.conditions.map((condition: { type: string }) =>
    condition.type === "Ready" ? { ...condition, status } : condition
  );
  await ask(cluster, "PATCH", `${NODE}/status`, { status: { conditions } });
  await cluster.settled();
}

async function isReady(cluster: EmbeddedCluster, name: string): Promise<string> {
  const { body } = await ask(cluster, "GET", `${PODS}/${name}`);
  return body.status.conditions.find(({ type }: { type: string }) => type === "Ready").status;
}

Deno.test("pods of a node that falls silent are not ready, and are ended after five minutes", async () => {
  await using running = await start(["web", {}]);
  const { cluster } = running;
  await setReady(cluster, "Unknown");
  const { body: node } = await ask(cluster, "GET", NODE);
  assert.deepEqual(
    node.spec.taints.map(({ key, effect }: { key: string; effect: string }) => `${key}:${effect}`),
    ["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"],
  );
  assert.equal(await isReady(cluster, "web"), "False");
  await running.pass(299);
  assert.equal(
    (await ask(cluster, "GET", `${PODS}/web`)).body.metadata.deletionTimestamp,
    undefined,
  );
  await running.pass(1);
  const { body: pod } = await ask(cluster, "GET", `${PODS}/web`);
  assert.notEqual(pod.metadata.deletionTimestamp, undefined);
  assert.ok(
    pod.status.conditions.some(({ reason }: { reason?: string }) =>
      reason === "DeletionByTaintManager"
    ),
  );
  // Nobody on the node says that it has ended, until the node is back.
  await running.pass(3600);
  assert.deepEqual(await names(cluster, PODS), ["web"]);
  await setReady(cluster, "True");
  assert.deepEqual(await names(cluster, PODS), []);
});

Deno.test("a node that comes back in time keeps its pods, and they are ready again", async () => {
  await using running = await start(["web", {}]);
  const { cluster } = running;
  await setReady(cluster, "False");
  await running.pass(200);
  await setReady(cluster, "True");
  assert.equal(await isReady(cluster, "web"), "True");
  await running.pass(200);
  await setReady(cluster, "False");
  await running.pass(299);
  assert.deepEqual(await names(cluster, PODS), ["web"]);
  const { body } = await ask(cluster, "GET", `${PODS}/web`);
  assert.equal(body.metadata.deletionTimestamp, undefined);
});

Deno.test("a taint drives off pods that do not tolerate it, others later or never", async () => {
  const tolerate = (tolerationSeconds?: number) => ({
    tolerations: [{
      key: "broken",
      operator: "Exists",
      effect: "NoExecute",
      ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
    }],
  });
  await using running = await start(["at-once", {}], ["later", tolerate(60)], [
    "stays",
    tolerate(),
  ]);
  const { cluster } = running;
  await ask(cluster, "PATCH", NODE, { spec: { taints: [{ key: "broken", effect: "NoExecute" }] } });
  await cluster.settled();
  assert.deepEqual(await names(cluster, PODS), ["later", "stays"]);
  await running.pass(60);
  assert.deepEqual(await names(cluster, PODS), ["stays"]);
});

Deno.test("pods of a node that is gone are removed after a while", async () => {
  await using running = await start(["web", {}]);
  const { cluster } = running;
  await ask(cluster, "DELETE", NODE);
  await running.pass(39);
  assert.deepEqual(await names(cluster, PODS), ["web"]);
  await running.pass(1);
  assert.deepEqual(await names(cluster, PODS), []);
});

Deno.test("a cordoned node takes no pods, and keeps those that it has", async () => {
  await using running = await start(["before", {}]);
  const { cluster } = running;
  await ask(cluster, "PATCH", NODE, { spec: { unschedulable: true } });
  const containers = [{ name: "main", image: "a" }];
  await make(cluster, PODS, { metadata: { name: "after" }, spec: { containers } });
  await cluster.settled();
  const phase = async (name: string) =>
    (await ask(cluster, "GET", `${PODS}/${name}`)).body.status.phase;
  assert.deepEqual([await phase("before"), await phase("after")], ["Running", "Pending"]);
  await ask(cluster, "PATCH", NODE, { spec: { unschedulable: false } });
  await cluster.settled();
  assert.equal(await phase("after"), "Running");
});
