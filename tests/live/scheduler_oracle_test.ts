/** The scheduler of a real cluster beside that of one in the process: the same pods, the same decisions. */
import assert from "node:assert/strict";
import { startControlPlane } from "../controlplane/start.ts";
import { ignore } from "./_plane.ts";
import { comparable, embeddedSide, type Json, realSide, type Side } from "./_sides.ts";

const PODS = "/api/v1/namespaces/default/pods";

interface NodeCase {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly spec?: Record<string, unknown>;
  readonly allocatable: Record<string, string>;
}

const NODES: readonly NodeCase[] = [
  {
    name: "small",
    labels: { disk: "ssd", generation: "3" },
    allocatable: { cpu: "1", memory: "1Gi", pods: "4", "ephemeral-storage": "1Gi" },
  },
  {
    name: "large",
    labels: { disk: "hdd", generation: "7" },
    spec: { taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }] },
    allocatable: {
      cpu: "4",
      memory: "8Gi",
      pods: "110",
      "ephemeral-storage": "10Gi",
      "example.com/gpu": "2",
    },
  },
  {
    name: "leaving",
    labels: {},
    spec: { taints: [{ key: "leaving", effect: "NoExecute" }] },
    allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
  },
  {
    name: "cordoned",
    labels: { disk: "ssd" },
    spec: { unschedulable: true },
    allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
  },
];

function asking(requests: Record<string, string>): Record<string, unknown> {
  const resources = { requests, limits: requests };
  return { containers: [{ name: "main", image: "a", resources }] };
}

function affine(term: Record<string, unknown>): Record<string, unknown> {
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
      },
    },
  };
}

const GPU = { tolerations: [{ key: "gpu", operator: "Equal", value: "yes" }] };
const ANY = { tolerations: [{ operator: "Exists" }] };
const port = { name: "main", image: "a", ports: [{ containerPort: 80, hostPort: 80 }] };

/** Each pod comes after the ones before it, and stays. */
const CASES: readonly (readonly [name: string, spec: Record<string, unknown>])[] = [
  ["fits on one node only", asking({ cpu: "100m" })],
  ["asks for more CPU than a node has", asking({ cpu: "2" })],
  ["asks for more of two things", asking({ cpu: "2", memory: "4Gi" })],
  ["selects labels that no node has", { nodeSelector: { disk: "tape" } }],
  ["selects a node with a taint", { nodeSelector: { disk: "hdd" } }],
  ["tolerates the taint", { nodeSelector: { disk: "hdd" }, ...GPU, ...asking({ cpu: "3" }) }],
  ["finds the node crowded", { nodeSelector: { disk: "hdd" }, ...GPU, ...asking({ cpu: "2" }) }],
  ["tolerates another value", {
    nodeSelector: { disk: "hdd" },
    tolerations: [{ key: "gpu", operator: "Equal", value: "no" }],
  }],
  ["asks for a device", { ...GPU, ...asking({ "example.com/gpu": "2" }) }],
  ["asks for a device that is taken", { ...GPU, ...asking({ "example.com/gpu": "1" }) }],
  ["takes a port of the node", { nodeSelector: { disk: "ssd" }, containers: [port] }],
  ["wants a port that is taken", { nodeSelector: { disk: "ssd" }, containers: [port] }],
  ["asks for more storage than there is", asking({ "ephemeral-storage": "2Gi" })],
  [
    "is affine by In",
    affine({
      matchExpressions: [{ key: "disk", operator: "In", values: ["tape", "drum"] }],
    }),
  ],
  ["is affine by Gt", {
    ...GPU,
    ...affine({
      matchExpressions: [{ key: "generation", operator: "Gt", values: ["5"] }],
    }),
  }],
  [
    "is affine by Lt and NotIn",
    affine({
      matchExpressions: [
        { key: "generation", operator: "Lt", values: ["5"] },
        { key: "disk", operator: "NotIn", values: ["ssd"] },
      ],
    }),
  ],
  [
    "is affine by DoesNotExist",
    affine({
      matchExpressions: [{ key: "disk", operator: "DoesNotExist" }],
    }),
  ],
  ["is affine by the node's name", {
    ...ANY,
    ...affine({
      matchFields: [{ key: "metadata.name", operator: "In", values: ["cordoned"] }],
    }),
  }],
  ["has an init container that asks for more", {
    initContainers: [{
      name: "before",
      image: "a",
      resources: { requests: { cpu: "950m" } },
    }],
    containers: [{ name: "main", image: "a", resources: { requests: { cpu: "10m" } } }],
  }],
  ["prefers a node", {
    ...ANY,
    affinity: {
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{
          weight: 100,
          preference: {
            matchExpressions: [{ key: "generation", operator: "In", values: ["7"] }],
          },
        }],
      },
    },
  }],
  ["fits as the fourth", asking({ cpu: "1m" })],
  ["fits as the last", asking({ cpu: "1m" })],
  ["is one too many", asking({ cpu: "1m" })],
  ["is one too many, and asks for too much", asking({ cpu: "2" })],
  ["may not push others away", { priorityClassName: "modest", ...asking({ cpu: "2" }) }],
  ["names a claim that is not there", {
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "none" } }],
  }],
  ["waits at a gate", { schedulingGates: [{ name: "example.com/later" }] }],
  ["has another scheduler", { schedulerName: "other" }],
];

async function addNodes(side: Side): Promise<void> {
  for (const { name, labels, spec = {}, allocatable } of NODES) {
    const made = await side.ask("POST", "/api/v1/nodes", { metadata: { name, labels }, spec });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    await side.until(`${name} has what it is to have`, async () => {
      const path = `/api/v1/nodes/${name}`;
      const { body } = await side.ask("GET", path);
      if (equal(body.status.allocatable, allocatable) && isReady(body)) return true;
      // Whoever plays the nodes may have set others first.
      const time = body.metadata.creationTimestamp;
      const ready = {
        type: "Ready",
        status: "True",
        reason: "KubeletReady",
        message: "ready",
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      };
      const status = { capacity: allocatable, allocatable, conditions: [ready] };
      await side.ask("PUT", `${path}/status`, { ...body, status });
      await side.pass(0.5);
      return false;
    });
  }
  await side.until("nodes take pods", async () => {
    const { body } = await side.ask("GET", "/api/v1/nodes");
    return body.items.every(({ metadata, spec }: Json) => {
      const keys = (spec.taints ?? []).map(({ key }: Json) => key);
      return !keys.includes("node.kubernetes.io/not-ready") &&
        keys.includes("node.kubernetes.io/unschedulable") === (metadata.name === "cordoned");
    });
  });
}

function isReady(node: Json): boolean {
  return (node.status.conditions ?? []).some(({ type, status }: Json) =>
    type === "Ready" && status === "True"
  );
}

function equal(left: Record<string, string> = {}, right: Record<string, string>): boolean {
  return Object.keys({ ...left, ...right }).every((key) => left[key] === right[key]);
}

/** What became of a pod, and what was said about it. */
async function place(side: Side, name: string, spec: Record<string, unknown>): Promise<Json> {
  const containers = [{ name: "main", image: "a" }];
  const made = await side.ask("POST", PODS, {
    metadata: { name },
    spec: { automountServiceAccountToken: false, containers, ...spec },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const isLeft = spec["schedulerName"] !== undefined;
  const isHandled = (pod: Json) => pod.spec.nodeName !== undefined || pod.status.conditions;
  const path = `${PODS}/${name}`;
  if (isLeft) await side.pass(1);
  else {
    await side.until(
      `${name} is looked at`,
      async () => isHandled((await side.ask("GET", path)).body),
    );
  }
  const pod = (await side.ask("GET", path)).body;
  const isSilent = isLeft || spec["schedulingGates"] !== undefined;
  let said: Json[] = [];
  const read = async () => {
    const { body } = await side.ask("GET", "/api/v1/namespaces/default/events");
    said = body.items.filter(({ involvedObject, reportingComponent }: Json) =>
      involvedObject.name === name && reportingComponent === "default-scheduler"
    ).map(({ type, reason, action, message, source, count, firstTimestamp }: Json) =>
      comparable({ type, reason, action, message, source, count, firstTimestamp })
    );
    return isSilent || said.length > 0;
  };
  await side.until(`something is said about ${name}`, read);
  return {
    node: pod.spec.nodeName,
    // What runs the pod changes the status of one that has a node.
    pod: pod.spec.nodeName === undefined ? comparable(pod) : undefined,
    said,
  };
}

Deno.test({
  name: "pods go where a real scheduler puts them, and the same is said where they cannot",
  ignore,
  async fn(context) {
    await using plane = await startControlPlane({ nodes: 0 });
    await using real = await realSide(plane.kubeconfig);
    await using ours = await embeddedSide();
    for (const side of [real, ours]) {
      await side.ask("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", {
        metadata: { name: "modest" },
        value: 10,
        preemptionPolicy: "Never",
      });
    }
    await context.step("without any node", async () => {
      assert.deepEqual(await place(ours, "early", {}), await place(real, "early", {}));
      for (const side of [real, ours]) {
        await side.ask("DELETE", `${PODS}/early`, { gracePeriodSeconds: 0 });
      }
    });
    for (const side of [real, ours]) await addNodes(side);
    for (const [index, [name, spec]] of CASES.entries()) {
      await context.step(name, async () => {
        const found = await place(ours, `pod-${index}`, spec);
        assert.deepEqual(found, await place(real, `pod-${index}`, spec));
      });
    }
  },
});
