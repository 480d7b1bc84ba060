/**
 * The pods that the benchmark lists: about 8.3 KB each, created over the API as a user's would be.
 *
 * One in ten has the status of a pod that runs; the others wait to be scheduled and have more variables
 * instead, so that all are of one size: a change of status costs the server as much as ten creations, and
 * filling 20,000 pods took four minutes.
 *
 * @module
 */

/** Sends one request; fails on any status but the good ones. */
export type Send = (method: string, path: string, body?: unknown) => Promise<string>;

const AT_A_TIME = 16;
const STATUS_EVERY = 10;
const VARIABLES = 3;
/** As many bytes as a status, with the field names that the server keeps about them. */
const VARIABLES_WITHOUT_STATUS = 12;
const ATTEMPTS = 20;
const PHASES = ["Running", "Running", "Running", "Running", "Pending", "Running", "Succeeded"];
const START = "2026-01-01T00:00:00Z";

/** Creates a namespace with so many pods in it; gives the bytes of their list. */
export async function fillNamespace(send: Send, namespace: string, count: number): Promise<number> {
  await send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  await untilServiceAccount(send, namespace);
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < count; index = next++) await createPod(send, namespace, index);
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (count === 0) return 0;
  const page = await send("GET", `/api/v1/namespaces/${namespace}/pods?limit=500`);
  return Math.round(page.length / Math.min(count, 500) * count);
}

async function untilServiceAccount(send: Send, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  for (let attempt = 1;; attempt++) {
    try {
      await send("GET", path);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function createPod(send: Send, namespace: string, index: number): Promise<void> {
  const name = `web-${String(index).padStart(5, "0")}`;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  await send("POST", `${path}?fieldManager=bench`, podOf(name, index));
  if (!hasStatus(index)) return;
  await send("PATCH", `${path}/${name}/status?fieldManager=kubelet`, { status: statusOf(index) });
}

function hasStatus(index: number): boolean {
  return index % STATUS_EVERY === 0;
}

export function podOf(name: string, index: number): unknown {
  return {
    metadata: {
      name,
      labels: {
        "app.kubernetes.io/name": "web",
        "app.kubernetes.io/instance": `web-${index % 10}`,
        "app.kubernetes.io/version": "1.2.3",
        "app.kubernetes.io/part-of": "shop",
        tier: index % 3 === 0 ? "back" : "front",
        "pod-template-hash": "6b7d5c9f8d",
      },
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "8080",
        "example.com/checksum": "0123456789abcdef".repeat(4),
      },
    },
    spec: {
      // A scheduler that nobody runs: the pods stay as they were made.
      schedulerName: "bench",
      containers: ["web", "sidecar"].map((container) =>
        containerOf(container, hasStatus(index) ? VARIABLES : VARIABLES_WITHOUT_STATUS)
      ),
      volumes: [
        { name: "config", configMap: { name: "web" } },
        { name: "cache", emptyDir: { sizeLimit: "1Gi" } },
      ],
    },
  };
}

function containerOf(name: string, variables: number): unknown {
  return {
    name,
    image: `registry.example.com/shop/${name}:1.2.3`,
    args: ["--listen=:8080", "--log-format=json"],
    env: Array.from({ length: variables }, (_, index) => ({
      name: `SETTING_${index}`,
      value: `value-${index}-of-${name}`,
    })),
    ports: [{ name: "http", containerPort: 8080 }],
    resources: {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "500m", memory: "256Mi" },
    },
    readinessProbe: { httpGet: { path: "/ready", port: "http" }, periodSeconds: 5 },
    volumeMounts: [
      { name: "config", mountPath: "/etc/web", readOnly: true },
      { name: "cache", mountPath: "/var/cache/web" },
    ],
  };
}

export function statusOf(index: number): unknown {
  const phase = PHASES[index / STATUS_EVERY % PHASES.length];
  const status = phase === "Running" ? "True" : "False";
  return {
    phase,
    hostIP: "192.0.2.1",
    podIP: `10.1.${index >> 8 & 255}.${index & 255}`,
    startTime: START,
    conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
      type,
      status,
      lastTransitionTime: START,
    })),
    containerStatuses: ["web", "sidecar"].map((name) => ({
      name,
      image: `registry.example.com/shop/${name}:1.2.3`,
      imageID: `registry.example.com/shop/${name}@sha256:${"0123456789abcdef".repeat(4)}`,
      containerID: `containerd://${"fedcba9876543210".repeat(4)}`,
      ready: phase === "Running",
      restartCount: index / STATUS_EVERY % 5,
      state: { running: { startedAt: START } },
    })),
  };
}
