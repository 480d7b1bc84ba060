/** Claims, volumes and the pods that wait for them: a real cluster beside one in the process. */
import assert from "node:assert/strict";
import { startControlPlane } from "../controlplane/start.ts";
import { ignore } from "./_plane.ts";
import { comparable, embeddedSide, type Json, realSide, type Side } from "./_sides.ts";

const SPACE = "/api/v1/namespaces/default";
const CLAIMS = `${SPACE}/persistentvolumeclaims`;
const PODS = `${SPACE}/pods`;
const VOLUMES = "/api/v1/persistentvolumes";
const CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

const UNBOUND =
  "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
const NOT_HELPFUL = "no new claims to deallocate, preemption: 0/2 nodes are available: " +
  "2 Preemption is not helpful for scheduling.";

const SIZE = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** Claims by name, with the class that each names. */
const CLAIM_CLASSES = { none: "", unknown: "no-such-class", now: "now", later: "later" };

/** The pods that use them, and what is said of each. */
const WAITING: Readonly<Record<string, string>> = {
  none: UNBOUND,
  unknown: UNBOUND,
  now: UNBOUND,
  later: "0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind. " +
    NOT_HELPFUL,
};

async function make(side: Side, path: string, body: unknown): Promise<void> {
  const made = await side.ask("POST", path, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
}

function onNode(name: string): Json {
  const matchExpressions = [{ key: "kubernetes.io/hostname", operator: "In", values: [name] }];
  return { required: { nodeSelectorTerms: [{ matchExpressions }] } };
}

async function makeVolume(side: Side, storageClassName: string, node: string): Promise<void> {
  await make(side, VOLUMES, {
    metadata: { name: `volume-${storageClassName}` },
    spec: {
      storageClassName,
      capacity: { storage: "2Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: "/data" },
      nodeAffinity: onNode(node),
    },
  });
}

async function makePod(side: Side, name: string, volume: Json): Promise<void> {
  await make(side, PODS, {
    metadata: { name },
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: "main", image: "a" }],
      volumes: [{ name: "data", ...volume }],
    },
  });
}

/** Waits until a pod's scheduling is told in these words. */
async function untilSaid(side: Side, pod: string, message: string): Promise<void> {
  await side.until(`${pod} waits: ${message}`, async () => {
    const { body } = await side.ask("GET", `${PODS}/${pod}`);
    return (body.status.conditions ?? []).some((condition: Json) =>
      condition.type === "PodScheduled" && condition.message === message
    );
  });
}

/** What is there in the end, and the first thing that was said of each claim. */
async function play(side: Side): Promise<Json> {
  await make(side, CLASSES, {
    metadata: { name: "now" },
    provisioner: "kubernetes.io/no-provisioner",
  });
  await make(side, CLASSES, {
    metadata: { name: "later" },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "WaitForFirstConsumer",
  });
  const said: Record<string, Json> = {};
  for (const [name, storageClassName] of Object.entries(CLAIM_CLASSES)) {
    await make(side, CLAIMS, { metadata: { name }, spec: { ...SIZE, storageClassName } });
    await side.until(`something is said of ${name}`, async () => {
      const { body } = await side.ask("GET", `${SPACE}/events`);
      const [first] = body.items.filter(({ involvedObject }: Json) =>
        involvedObject.kind === "PersistentVolumeClaim" && involvedObject.name === name
      );
      const { type, reason, message, source } = first ?? {};
      said[name] = { type, reason, message, source };
      return first !== undefined;
    });
    await makePod(side, `uses-${name}`, { persistentVolumeClaim: { claimName: name } });
    await untilSaid(side, `uses-${name}`, WAITING[name] ?? "");
  }
  const volumeClaimTemplate = {
    metadata: { labels: { a: "b" } },
    spec: { ...SIZE, storageClassName: "" },
  };
  await makePod(side, "brings", { ephemeral: { volumeClaimTemplate } });
  await untilSaid(side, "brings", UNBOUND);
  await makeVolume(side, "later", "node-1");
  await side.until("the pod is placed where its volume is", async () => {
    const { body } = await side.ask("GET", `${PODS}/uses-later`);
    return body.spec.nodeName === "node-1";
  });
  await makeVolume(side, "now", "node-9");
  await untilSaid(
    side,
    "uses-now",
    "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity. " +
      NOT_HELPFUL,
  );
  const claims = (await side.ask("GET", CLAIMS)).body.items.map(comparable);
  const volumes = (await side.ask("GET", VOLUMES)).body.items.map(comparable);
  return { said, claims, volumes };
}

Deno.test({
  name: "claims are bound, and pods wait for them, as on a real cluster",
  ignore,
  async fn() {
    await using plane = await startControlPlane();
    await using real = await realSide(plane.kubeconfig);
    await using ours = await embeddedSide([{ name: "node-0" }, { name: "node-1" }]);
    const expected = await play(real);
    assert.deepEqual(await play(ours), expected);
  },
});
