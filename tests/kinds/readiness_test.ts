import assert from "node:assert/strict";
import { readinessOf } from "../../lib/kinds/readiness.ts";

type Case = readonly [name: string, kind: string, object: object, expected: string];

function condition(type: string, status: string, more: object = {}): object {
  return { status: { conditions: [{ type, status, ...more }] } };
}

const DEPLOYED = {
  metadata: { generation: 2 },
  spec: { replicas: 3 },
  status: {
    observedGeneration: 2,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
  },
};
const SET = {
  spec: { replicas: 2 },
  status: {
    observedGeneration: 1,
    replicas: 2,
    readyReplicas: 2,
    updatedReplicas: 2,
    currentRevision: "b",
    updateRevision: "b",
  },
};

function deployed(status: object): object {
  return { ...DEPLOYED, status: { ...DEPLOYED.status, ...status } };
}

const CASES: readonly Case[] = [
  ["has no status to speak of", "ConfigMap", {}, "ready"],
  ["is being deleted", "ConfigMap", { metadata: { deletionTimestamp: "x" } }, "failed: deleted"],
  ["is rolled out", "apps/Deployment", DEPLOYED, "ready"],
  ["is new", "apps/Deployment", { spec: {} }, "waiting: has not seen it yet"],
  [
    "is at an older generation",
    "apps/Deployment",
    deployed({ observedGeneration: 1 }),
    "waiting: has not seen the change",
  ],
  [
    "is half updated",
    "apps/Deployment",
    deployed({ updatedReplicas: 1 }),
    "waiting: 1 of 3 replicas updated",
  ],
  [
    "is half updated and paused",
    "apps/Deployment",
    { ...deployed({ updatedReplicas: 1 }), spec: { replicas: 3, paused: true } },
    "waiting: it is paused",
  ],
  ["has old ones", "apps/Deployment", deployed({ replicas: 4 }), "waiting: 1 old replica still"],
  [
    "is half available",
    "apps/Deployment",
    deployed({ availableReplicas: 2 }),
    "waiting: 2 of 3 replicas available",
  ],
  [
    "has passed its deadline",
    "apps/Deployment",
    deployed({
      updatedReplicas: 1,
      conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
    }),
    "failed: ProgressDeadlineExceeded",
  ],
  ["is rolled out", "apps/StatefulSet", SET, "ready"],
  [
    "lacks one",
    "apps/StatefulSet",
    { ...SET, status: { ...SET.status, readyReplicas: 1 } },
    "waiting: 1 of 2 replicas ready",
  ],
  [
    "is at an old revision",
    "apps/StatefulSet",
    { ...SET, status: { ...SET.status, currentRevision: "a" } },
    "waiting: the last replica",
  ],
  [
    "is updated down to its partition",
    "apps/StatefulSet",
    {
      spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: { ...SET.status, updatedReplicas: 1, currentRevision: "a" },
    },
    "ready",
  ],
  [
    "runs everywhere",
    "apps/DaemonSet",
    {
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 2,
      },
    },
    "ready",
  ],
  [
    "lacks a node",
    "apps/DaemonSet",
    { status: { observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2 } },
    "waiting: 0 of 2 pods available",
  ],
  ["lacks all", "apps/ReplicaSet", { spec: { replicas: 2 } }, "waiting: 0 of 2 replicas"],
  ["has none to have", "ReplicationController", { spec: { replicas: 0 } }, "ready"],
  ["is complete", "batch/Job", condition("Complete", "True"), "ready"],
  ["runs", "batch/Job", { status: { active: 1 } }, "waiting: 0 of 1 completion"],
  [
    "has failed",
    "batch/Job",
    condition("Failed", "True", { message: "BackoffLimitExceeded" }),
    "failed: BackoffLimitExceeded",
  ],
  ["is suspended", "batch/Job", { spec: { suspend: true } }, "ready"],
  ["is scheduled by time", "batch/CronJob", {}, "ready"],
  [
    "is ready",
    "Pod",
    { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } },
    "ready",
  ],
  ["is done", "Pod", { status: { phase: "Succeeded" } }, "ready"],
  ["has failed", "Pod", { status: { phase: "Failed", message: "Evicted" } }, "failed: Evicted"],
  [
    "cannot be scheduled",
    "Pod",
    {
      status: {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", message: "0/1 nodes" }],
      },
    },
    "waiting: 0/1 nodes",
  ],
  [
    "cannot have its image",
    "Pod",
    {
      status: {
        phase: "Pending",
        containerStatuses: [{ name: "web", state: { waiting: { reason: "ErrImagePull" } } }],
      },
    },
    "waiting: web is waiting: ErrImagePull",
  ],
  ["is bound", "PersistentVolumeClaim", { status: { phase: "Bound" } }, "ready"],
  ["is not bound", "PersistentVolumeClaim", {}, "waiting: it is Pending"],
  ["is lost", "PersistentVolumeClaim", { status: { phase: "Lost" } }, "failed: lost"],
  ["is within the cluster", "Service", { spec: { type: "ClusterIP" } }, "ready"],
  ["has no address", "Service", { spec: { type: "LoadBalancer" } }, "waiting: no address"],
  [
    "has an address",
    "Service",
    {
      spec: { type: "LoadBalancer" },
      status: { loadBalancer: { ingress: [{ ip: "192.0.2.7" }] } },
    },
    "ready",
  ],
  ["is active", "Namespace", { status: { phase: "Active" } }, "ready"],
  [
    "is not served yet",
    "apiextensions.k8s.io/CustomResourceDefinition",
    {},
    "waiting: not Established",
  ],
  [
    "has a taken name",
    "apiextensions.k8s.io/CustomResourceDefinition",
    condition("NamesAccepted", "False", { message: "taken" }),
    "failed: taken",
  ],
  [
    "is not Ready",
    "example.com/Widget",
    condition("Ready", "False", { reason: "X" }),
    "waiting: X",
  ],
  ["is Ready", "example.com/Widget", condition("Ready", "True"), "ready"],
  ["is stalled", "example.com/Widget", condition("Stalled", "True", { message: "m" }), "failed: m"],
  ["reconciles", "example.com/Widget", condition("Reconciling", "True"), "waiting: reconciling"],
  ["says nothing", "example.com/Widget", { status: {} }, "ready"],
];

for (const [name, kind, object, expected] of CASES) {
  Deno.test(`readinessOf() of a ${kind} that ${name} is ${expected}`, () => {
    const [group, last] = kind.includes("/") ? kind.split("/") as [string, string] : ["", kind];
    const judged = readinessOf(group, last, { ...object });
    const [state, why = ""] = expected.split(/: (.*)/);
    assert.equal(judged.state, state);
    if (judged.state !== "ready") assert.ok(judged.why.includes(why), judged.why);
  });
}
