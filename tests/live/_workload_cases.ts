/**
 * What is done to both clusters: manifests, edits, and when to compare.
 *
 * @module
 */
import { create, list, patch, remove, SHOWN, until } from "./_workload_sides.ts";
import type { Json, Side } from "./_workload_snapshot.ts";

/** One edit, after which both clusters are compared. */
export interface Step {
  readonly name: string;
  act(side: Side): Promise<void>;
}

/** A sequence of edits in one namespace. */
export interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
  /** What is compared; default all. */
  readonly shown?: readonly string[];
}

export const DEPLOYMENTS = "apis/apps/v1/deployments";
const REPLICA_SETS = "apis/apps/v1/replicasets";
export const STATEFUL_SETS = "apis/apps/v1/statefulsets";
export const DAEMON_SETS = "apis/apps/v1/daemonsets";
const BUDGETS = "apis/policy/v1/poddisruptionbudgets";
const PODS = "api/v1/pods";
const SERVICES = "api/v1/services";

/** A pod template. */
export function templateOf(app: string, image: string, more: object = {}) {
  return {
    metadata: { labels: { app } },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [{
        name: "main",
        image,
        ports: [{ name: "web", containerPort: 80 }],
      }],
      ...more,
    },
  };
}

/** A workload whose pods are called as it is. */
export function workload(app: string, spec: object, image = "one") {
  return {
    metadata: { name: app, labels: { app }, annotations: { team: "shop" } },
    spec: { selector: { matchLabels: { app } }, template: templateOf(app, image), ...spec },
  };
}

/** A template that no node takes. */
const STUCK = { spec: { template: { spec: { nodeSelector: { nowhere: "yes" } } } } };

/** The template of {@linkcode STUCK} as it was before. */
const LOOSE = { spec: { template: { spec: { nodeSelector: null } } } };

export const ONE_BY_ONE = {
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
};

function step(name: string, act: (side: Side) => Promise<void>): Step {
  return { name, act };
}

/** Makes an object. */
export function created(collection: string, object: object): Step {
  return step("create", (side) => create(side, collection, object));
}

/** Changes an object. */
export function patched(name: string, collection: string, object: string, change: object): Step {
  return step(name, (side) => patch(side, collection, object, change));
}

/** Changes the image of a workload. */
export function imaged(collection: string, app: string, image: string): Step {
  return patched(`image ${image}`, collection, app, {
    spec: { template: { spec: { containers: templateOf(app, image).spec.containers } } },
  });
}

/** Makes a pod that runs and is not ready. */
async function createUnready(side: Side, pod: { metadata: { name: string } }): Promise<void> {
  await create(side, PODS, pod);
  if (side.isPlayed) return;
  const { name } = pod.metadata;
  let readyMs = 0;
  await until(`pod ${name} is ready`, async () => {
    const made = (await list(side, PODS)).find(({ metadata }) => metadata.name === name);
    const ready = made?.status.conditions?.find(({ type }: Json) => type === "Ready");
    if (ready?.status === "True") readyMs = Date.parse(ready.lastTransitionTime);
    return readyMs > 0;
  });
  // Within the same second it would be no change to what tells endpoints when a pod changed.
  const lastTransitionTime = new Date(readyMs + 1000).toISOString();
  await patch(side, PODS, `${name}/status`, {
    status: { conditions: [{ type: "Ready", status: "False", lastTransitionTime }] },
  });
}

/** All that is done. */
export const CASES: readonly Case[] = [
  {
    name: "a deployment is rolled out, resized, paused, resumed and rolled back",
    steps: [
      created(DEPLOYMENTS, workload("web", { replicas: 3, ...ONE_BY_ONE })),
      imaged(DEPLOYMENTS, "web", "two"),
      patched("scale up", DEPLOYMENTS, "web", { spec: { replicas: 5 } }),
      patched("scale down", DEPLOYMENTS, "web", { spec: { replicas: 2 } }),
      patched("annotate", DEPLOYMENTS, "web", { metadata: { annotations: { note: "new" } } }),
      patched("pause", DEPLOYMENTS, "web", { spec: { paused: true } }),
      imaged(DEPLOYMENTS, "web", "three"),
      patched("scale while paused", DEPLOYMENTS, "web", { spec: { replicas: 4 } }),
      patched("resume", DEPLOYMENTS, "web", { spec: { paused: false } }),
      imaged(DEPLOYMENTS, "web", "one"),
      patched("restart", DEPLOYMENTS, "web", {
        spec: { template: { metadata: { annotations: { restarted: "today" } } } },
      }),
      patched("minReadySeconds", DEPLOYMENTS, "web", { spec: { minReadySeconds: 1 } }),
      patched("scale to nothing", DEPLOYMENTS, "web", { spec: { replicas: 0 } }),
      step("delete", (side) => remove(side, DEPLOYMENTS, "web")),
    ],
  },
  {
    name: "a rollout that stands still is given up, resized in proportion, and mended",
    steps: [
      created(
        DEPLOYMENTS,
        workload("web", {
          replicas: 10,
          progressDeadlineSeconds: 2,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
        }),
      ),
      patched("no node", DEPLOYMENTS, "web", STUCK),
      patched("scale up", DEPLOYMENTS, "web", { spec: { replicas: 15 } }),
      patched("scale down", DEPLOYMENTS, "web", { spec: { replicas: 6 } }),
      patched("undo", DEPLOYMENTS, "web", LOOSE),
    ],
  },
  {
    name: "a rollout by percentages comes to the same end",
    steps: [
      created(DEPLOYMENTS, workload("web", { replicas: 7, progressDeadlineSeconds: 2 })),
      patched("no node", DEPLOYMENTS, "web", STUCK),
      patched("all may be missing", DEPLOYMENTS, "web", {
        spec: { strategy: { rollingUpdate: { maxUnavailable: "100%", maxSurge: "0%" } } },
      }),
    ],
  },
  {
    name: "a deployment recreates its pods",
    steps: [
      created(DEPLOYMENTS, workload("web", { replicas: 2, strategy: { type: "Recreate" } })),
      imaged(DEPLOYMENTS, "web", "two"),
      patched("scale", DEPLOYMENTS, "web", { spec: { replicas: 3 } }),
      imaged(DEPLOYMENTS, "web", "one"),
    ],
  },
  {
    name: "a deployment keeps as much history as it is told to",
    steps: [
      created(
        DEPLOYMENTS,
        workload("web", {
          replicas: 1,
          revisionHistoryLimit: 1,
          ...ONE_BY_ONE,
        }),
      ),
      imaged(DEPLOYMENTS, "web", "two"),
      imaged(DEPLOYMENTS, "web", "three"),
      imaged(DEPLOYMENTS, "web", "four"),
      patched("none", DEPLOYMENTS, "web", { spec: { revisionHistoryLimit: 0 } }),
    ],
  },
  {
    name: "a deployment that a quota holds up says so",
    // It is tried again and again, each time with another event.
    shown: SHOWN.filter((collection) => collection !== "api/v1/events"),
    steps: [
      step("quota", async (side) => {
        await create(side, "api/v1/resourcequotas", {
          metadata: { name: "few" },
          spec: { hard: { pods: "2" } },
        });
        await until("the quota counts", async () =>
          (await list(side, "api/v1/resourcequotas"))
            .every(({ status }) => status.used?.pods !== undefined));
      }),
      created(DEPLOYMENTS, workload("web", { replicas: 3, progressDeadlineSeconds: 2 })),
    ],
  },
  {
    name: "a replica set adopts, releases and replaces pods",
    steps: [
      step(
        "stray pod",
        (side) =>
          create(side, PODS, {
            ...templateOf("web", "stray"),
            metadata: { name: "stray", labels: { app: "web" } },
          }),
      ),
      created(REPLICA_SETS, workload("web", { replicas: 3 })),
      patched("relabel", PODS, "stray", { metadata: { labels: { app: "other" } } }),
      patched("scale", REPLICA_SETS, "web", { spec: { replicas: 1 } }),
      step("delete", (side) => remove(side, REPLICA_SETS, "web")),
    ],
  },
  {
    name: "a replication controller keeps its pods",
    steps: [
      step("create", (side) =>
        create(side, "api/v1/replicationcontrollers", {
          metadata: { name: "old" },
          spec: { replicas: 2, selector: { app: "old" }, template: templateOf("old", "one") },
        })),
      patched("scale", "api/v1/replicationcontrollers", "old", { spec: { replicas: 3 } }),
    ],
  },
  {
    name: "a stateful set is updated down to its partition, and shrinks from its end",
    steps: [
      created(
        STATEFUL_SETS,
        workload("db", {
          replicas: 3,
          serviceName: "db",
          updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } },
        }),
      ),
      imaged(STATEFUL_SETS, "db", "two"),
      patched("no partition", STATEFUL_SETS, "db", {
        spec: { updateStrategy: { rollingUpdate: { partition: 0 } } },
      }),
      patched("scale down", STATEFUL_SETS, "db", { spec: { replicas: 1 } }),
      patched("ordinals", STATEFUL_SETS, "db", { spec: { ordinals: { start: 2 }, replicas: 2 } }),
      imaged(STATEFUL_SETS, "db", "one"),
      patched("on delete", STATEFUL_SETS, "db", {
        spec: { updateStrategy: { type: "OnDelete", rollingUpdate: null } },
      }),
      imaged(STATEFUL_SETS, "db", "three"),
      step("delete a pod", (side) => remove(side, PODS, "db-3")),
      patched("history", STATEFUL_SETS, "db", { spec: { revisionHistoryLimit: 0 } }),
    ],
  },
  {
    name: "a stateful set makes its pods at once where it may, and the claims of each",
    steps: [
      created(
        STATEFUL_SETS,
        workload("db", {
          replicas: 2,
          serviceName: "db",
          podManagementPolicy: "Parallel",
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Delete" },
          volumeClaimTemplates: [{
            metadata: { name: "data" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: "none",
              resources: { requests: { storage: "1Gi" } },
            },
          }],
          // Claims are bound on one of the two only: the pods wait on both.
          template: templateOf("db", "one", {
            nodeSelector: { nowhere: "yes" },
            containers: [{
              name: "main",
              image: "one",
              volumeMounts: [{ name: "data", mountPath: "/data" }],
            }],
          }),
        }),
      ),
      patched("scale down", STATEFUL_SETS, "db", { spec: { replicas: 1 } }),
    ],
  },
  {
    name: "a daemon set is updated, node by node",
    steps: [
      created(
        DAEMON_SETS,
        workload("agent", {
          template: templateOf("agent", "one", {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [{
                    matchExpressions: [{
                      key: "kubernetes.io/hostname",
                      operator: "In",
                      values: ["node-0", "node-1"],
                    }],
                  }],
                },
              },
            },
          }),
        }),
      ),
      imaged(DAEMON_SETS, "agent", "two"),
      patched("surge", DAEMON_SETS, "agent", {
        spec: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
      }),
      imaged(DAEMON_SETS, "agent", "three"),
      imaged(DAEMON_SETS, "agent", "one"),
      patched("history", DAEMON_SETS, "agent", { spec: { revisionHistoryLimit: 1 } }),
      patched("nowhere", DAEMON_SETS, "agent", {
        spec: { template: { spec: { nodeSelector: { nowhere: "yes" } } } },
      }),
    ],
  },
  {
    name: "the slices and endpoints of services follow their pods",
    steps: [
      created(SERVICES, {
        metadata: { name: "web", labels: { tier: "front" } },
        spec: {
          selector: { app: "web" },
          ports: [{ name: "http", port: 8080, targetPort: "web" }, { name: "raw", port: 9000 }],
        },
      }),
      created(SERVICES, {
        metadata: { name: "peers" },
        spec: {
          clusterIP: "None",
          selector: { app: "web" },
          publishNotReadyAddresses: true,
          ports: [{ port: 80 }],
        },
      }),
      created(SERVICES, {
        metadata: { name: "bare" },
        spec: { clusterIP: "None", selector: { app: "web" } },
      }),
      step("pods", async (side) => {
        for (const name of ["a", "b", "c"]) {
          const { metadata, spec } = templateOf("web", name === "b" ? "unready" : "one", {
            hostname: `host-${name}`,
            subdomain: "peers",
          });
          const pod = { metadata: { ...metadata, name }, spec };
          if (name === "b") await createUnready(side, pod);
          else await create(side, PODS, pod);
        }
      }),
      patched("relabel", PODS, "c", { metadata: { labels: { app: "other" } } }),
      patched("labels of the service", SERVICES, "web", { metadata: { labels: { tier: "back" } } }),
      patched("port", SERVICES, "web", {
        spec: { ports: [{ name: "http", port: 8080, targetPort: 8081 }] },
      }),
      step("delete", (side) => remove(side, SERVICES, "web")),
    ],
  },
  {
    name: "budgets count the pods that may go",
    steps: [
      created(DEPLOYMENTS, workload("web", { replicas: 4, ...ONE_BY_ONE })),
      step("at least half", (side) =>
        create(side, BUDGETS, {
          metadata: { name: "half" },
          spec: { selector: { matchLabels: { app: "web" } }, minAvailable: "50%" },
        })),
      created(STATEFUL_SETS, workload("db", { replicas: 2, serviceName: "db" })),
      step("at most one", (side) =>
        create(side, BUDGETS, {
          metadata: { name: "one" },
          spec: { selector: { matchLabels: { app: "db" } }, maxUnavailable: 1 },
        })),
      step("of nothing", (side) =>
        create(side, BUDGETS, {
          metadata: { name: "none" },
          spec: { selector: { matchLabels: { app: "nobody" } }, minAvailable: 1 },
        })),
      step("of pods on their own", async (side) => {
        const { metadata, spec } = templateOf("alone", "one");
        await create(side, PODS, { metadata: { ...metadata, name: "alone" }, spec });
        await create(side, BUDGETS, {
          metadata: { name: "alone" },
          spec: { selector: { matchLabels: { app: "alone" } }, maxUnavailable: 1 },
        });
      }),
      patched("all must stay", BUDGETS, "half", { spec: { minAvailable: 4 } }),
      patched("scale", DEPLOYMENTS, "web", { spec: { replicas: 6 } }),
    ],
  },
];
