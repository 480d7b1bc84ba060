/** Plays the kubelet by hand: pods become what a test says, and deleted ones go. */
import type { EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { formatTime } from "../../lib/embedded/clock.ts";
import { type ApiObject, objectOf, objectsOf, textOf } from "../../lib/embedded/json.ts";
import { ask } from "./_cluster.ts";

/** What becomes of a pod. */
export type Fate = "ready" | "running" | "pending" | "failed";

const MAX_ROUNDS = 200;

/** Starts pods and ends deleted ones until nothing changes any longer. */
export async function runPods(
  cluster: EmbeddedCluster,
  fateOf: (pod: ApiObject) => Fate = () => "ready",
): Promise<void> {
  await cluster.settled();
  for (let round = 0; await runPodsOnce(cluster, fateOf); round++) {
    if (round > MAX_ROUNDS) throw new Error("Cannot run pods: something changes them for ever");
    await cluster.settled();
  }
}

/** Does one step for each pod; tells whether anything changed. */
export async function runPodsOnce(
  cluster: EmbeddedCluster,
  fateOf: (pod: ApiObject) => Fate = () => "ready",
): Promise<boolean> {
  let isChanged = false;
  for (const pod of cluster.store.list("pods")) {
    if (await runPod(cluster, pod, fateOf(pod))) isChanged = true;
  }
  return isChanged;
}

/** Brings one pod to its fate; tells whether that changed anything. */
export async function runPod(
  cluster: EmbeddedCluster,
  pod: ApiObject,
  fate: Fate,
  node = "node-a",
): Promise<boolean> {
  const { namespace, name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (pod.metadata.deletionTimestamp !== undefined) {
    await ask(cluster, "DELETE", `${path}?gracePeriodSeconds=0`);
    return true;
  }
  const spec = objectOf(pod["spec"]);
  if (spec["nodeName"] === undefined) {
    await ask(cluster, "POST", `${path}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name },
      target: { kind: "Node", name: node },
    });
  }
  const status = objectOf(pod["status"]);
  const wanted = statusFor(cluster, status, fate, Number(name?.length));
  if (wanted === undefined) return spec["nodeName"] === undefined;
  await ask(cluster, "PATCH", `${path}/status`, { status: wanted });
  return true;
}

const PHASES = { ready: "Running", running: "Running", pending: "Pending", failed: "Failed" };

function statusFor(
  cluster: EmbeddedCluster,
  before: Record<string, unknown>,
  fate: Fate,
  address: number,
) {
  const phase = PHASES[fate];
  const status = fate === "ready" ? "True" : "False";
  const conditions = objectsOf(before["conditions"] as never);
  const ready = conditions.find(({ type }) => type === "Ready");
  if (before["phase"] === phase && (fate === "pending" || ready?.["status"] === status)) {
    return undefined;
  }
  const lastTransitionTime = formatTime(cluster.clock.now());
  return {
    phase,
    ...(fate === "pending"
      ? {}
      : { podIP: `10.1.0.${address}`, podIPs: [{ ip: `10.1.0.${address}` }] }),
    conditions: [
      ...conditions.filter(({ type }) => textOf(type) !== "Ready"),
      { type: "Ready", status, lastTransitionTime },
    ],
  };
}
