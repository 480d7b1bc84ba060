import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";
import { ask, make, names } from "./_cluster.ts";
import { runPod, runPods } from "./_pods.ts";
import { PODS, read, templateOf, workloadCluster } from "./_workloads.ts";

const CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
const VOLUMES = "/api/v1/persistentvolumes";

async function makeVolume(cluster: EmbeddedCluster, name: string, storage: string) {
  await make(cluster, VOLUMES, {
    metadata: { name },
    spec: {
      capacity: { storage },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: `/mnt/${name}` },
    },
  });
}

async function makeClaim(cluster: EmbeddedCluster, name: string, storage: string) {
  await make(cluster, CLAIMS, {
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });
  await cluster.settled();
}

Deno.test("a claim is bound to the smallest volume that is large enough", async () => {
  await using cluster = workloadCluster();
  await makeVolume(cluster, "small", "500Mi");
  await makeVolume(cluster, "large", "10Gi");
  await makeVolume(cluster, "fitting", "2Gi");
  await makeClaim(cluster, "data", "1Gi");
  const claim = await read(cluster, `${CLAIMS}/data`);
  assert.equal(claim.spec.volumeName, "fitting");
  assert.equal(claim.status.phase, "Bound");
  assert.deepEqual(claim.status.capacity, { storage: "2Gi" });
  const volume = await read(cluster, `${VOLUMES}/fitting`);
  assert.equal(volume.status.phase, "Bound");
  assert.equal(volume.spec.claimRef.name, "data");
  await ask(cluster, "DELETE", `${CLAIMS}/data`);
  await cluster.settled();
  assert.equal((await read(cluster, `${VOLUMES}/fitting`)).status.phase, "Released");
});

Deno.test("a claim that no volume fits gets one of its own, which goes with it", async () => {
  await using cluster = workloadCluster();
  await makeClaim(cluster, "data", "1Gi");
  const claim = await read(cluster, `${CLAIMS}/data`);
  assert.equal(claim.spec.volumeName, `pvc-${claim.metadata.uid}`);
  await ask(cluster, "DELETE", `${CLAIMS}/data`);
  await cluster.settled();
  assert.deepEqual(await names(cluster, CLAIMS), []);
  assert.deepEqual(await names(cluster, VOLUMES), []);
});

Deno.test("a claim stays for as long as a pod uses it", async () => {
  await using cluster = workloadCluster();
  await makeClaim(cluster, "data", "1Gi");
  const { spec } = templateOf("web", "one");
  await make(cluster, PODS, {
    metadata: { name: "user" },
    spec: {
      ...spec,
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    },
  });
  const pod = cluster.store.get({ collection: "pods", namespace: "default", name: "user" });
  if (pod !== undefined) await runPod(cluster, pod, "ready");
  await ask(cluster, "DELETE", `${CLAIMS}/data`);
  await cluster.settled();
  assert.notEqual((await read(cluster, `${CLAIMS}/data`)).metadata.deletionTimestamp, undefined);
  await ask(cluster, "DELETE", `${PODS}/user`);
  await runPods(cluster);
  assert.deepEqual(await names(cluster, CLAIMS), []);
});

Deno.test("a stateful set may mount the claims that it makes", async () => {
  await using cluster = workloadCluster();
  const { metadata } = templateOf("db", "one");
  await make(cluster, "/apis/apps/v1/namespaces/default/statefulsets", {
    metadata: { name: "db" },
    spec: {
      selector: { matchLabels: { app: "db" } },
      template: {
        metadata,
        spec: {
          containers: [{
            name: "main",
            image: "one",
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          }],
        },
      },
      volumeClaimTemplates: [{
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }],
    },
  });
  await runPods(cluster);
  assert.equal((await read(cluster, `${CLAIMS}/data-db-0`)).status.phase, "Bound");
});

const CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

/** A pod with one volume, and what is said of its scheduling. */
async function placed(cluster: EmbeddedCluster, name: string, volume: Record<string, unknown>) {
  await make(cluster, PODS, {
    metadata: { name },
    spec: { containers: [{ name: "main", image: "a" }], volumes: [{ name: "data", ...volume }] },
  });
  await cluster.settled();
  const { spec, status } = await read(cluster, `${PODS}/${name}`);
  return spec.nodeName ?? status.conditions[0].message;
}

function claimed(claimName: string) {
  return { persistentVolumeClaim: { claimName } };
}

const SPEC = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const UNBOUND =
  "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";

Deno.test("a pod waits for its claim, and runs as soon as there is a volume for it", async () => {
  await using cluster = createEmbeddedCluster({ nodes: [{ name: "one" }] });
  await make(cluster, CLAIMS, {
    metadata: { name: "data" },
    spec: { ...SPEC, storageClassName: "" },
  });
  assert.equal(await placed(cluster, "user", claimed("data")), UNBOUND);
  await makeVolume(cluster, "late", "1Gi");
  await cluster.settled();
  assert.equal((await read(cluster, `${PODS}/user`)).spec.nodeName, "one");
  assert.equal((await read(cluster, `${CLAIMS}/data`)).spec.volumeName, "late");
});

Deno.test("without the binder no claim is bound", async () => {
  await using cluster = createEmbeddedCluster({
    nodes: [{ name: "one" }],
    controllers: ["*", "-persistentvolume-binder"],
  });
  await make(cluster, CLAIMS, { metadata: { name: "data" }, spec: SPEC });
  assert.equal(await placed(cluster, "user", claimed("data")), UNBOUND);
});

Deno.test("a claim of a class that waits gets its volume once its pod has a node", async () => {
  await using cluster = createEmbeddedCluster({ nodes: [{ name: "one" }, { name: "two" }] });
  await make(cluster, CLASSES, {
    metadata: { name: "standard" },
    provisioner: "example.com/disks",
    reclaimPolicy: "Retain",
    volumeBindingMode: "WaitForFirstConsumer",
  });
  await make(cluster, CLAIMS, {
    metadata: { name: "data" },
    spec: { ...SPEC, storageClassName: "standard" },
  });
  await cluster.settled();
  assert.equal((await read(cluster, `${CLAIMS}/data`)).status.phase, "Pending");
  const node = await placed(cluster, "user", claimed("data"));
  const { spec, status, metadata } = await read(cluster, `${CLAIMS}/data`);
  assert.equal(status.phase, "Bound");
  assert.equal(metadata.annotations["volume.kubernetes.io/selected-node"], node);
  const volume = await read(cluster, `${VOLUMES}/${spec.volumeName}`);
  assert.equal(volume.spec.persistentVolumeReclaimPolicy, "Retain");
  assert.equal(volume.metadata.annotations["pv.kubernetes.io/provisioned-by"], "example.com/disks");
});

Deno.test("a claim of a class that is not there waits for the class", async () => {
  await using cluster = createEmbeddedCluster({ nodes: [{ name: "one" }] });
  await make(cluster, CLAIMS, {
    metadata: { name: "data" },
    spec: { ...SPEC, storageClassName: "gold" },
  });
  assert.equal(await placed(cluster, "user", claimed("data")), UNBOUND);
  await make(cluster, CLASSES, { metadata: { name: "gold" }, provisioner: "example.com/disks" });
  await cluster.settled();
  assert.equal((await read(cluster, `${PODS}/user`)).spec.nodeName, "one");
});

Deno.test("a claim that a pod brings with it is made, bound, and goes with the pod", async () => {
  await using cluster = createEmbeddedCluster({ nodes: [{ name: "one" }] });
  const ephemeral = { volumeClaimTemplate: { metadata: { labels: { a: "b" } }, spec: SPEC } };
  assert.equal(await placed(cluster, "user", { ephemeral }), "one");
  const claim = await read(cluster, `${CLAIMS}/user-data`);
  assert.deepEqual(claim.metadata.labels, { a: "b" });
  assert.equal(claim.status.phase, "Bound");
  await ask(cluster, "DELETE", `${PODS}/user`, { gracePeriodSeconds: 0 });
  await cluster.settled();
  assert.deepEqual(await names(cluster, CLAIMS), []);
});
