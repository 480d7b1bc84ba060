/**
 * What the demo's shop is made of.
 *
 * @module
 */
import type { KubeObject } from "../../lib/core/gvk.ts";
import type { UntypedObject } from "../../lib/api/untyped.ts";

/** The shop's namespace. */
export const SHOP = "shop";

interface Workload {
  readonly name: string;
  readonly tier: string;
  readonly image: string;
  readonly replicas?: number;
  readonly port?: number;
  readonly cpu?: string;
}

/** The objects that the shop's day begins with. */
export function shopObjects(): (KubeObject | UntypedObject)[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SHOP, labels: { team: "shop" } } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { currency: "EUR", "free-shipping-from": "50" },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db" },
      type: "Opaque",
      stringData: { username: "shop", password: "correct horse battery staple" },
    },
    ...service(
      deployment({ name: "web", tier: "front", image: "nginx:1.29", replicas: 3, port: 8080 }),
    ),
    ...service(
      deployment({ name: "api", tier: "back", image: "shop/api:1.4", replicas: 3, port: 9090 }),
    ),
    deployment({ name: "worker", tier: "back", image: "shop/worker:0.9", replicas: 2 }),
    ...service(
      statefulSet({ name: "db", tier: "data", image: "postgres:18", port: 5432, cpu: "500m" }),
    ),
    daemonSet({ name: "log-agent", tier: "infra", image: "fluent-bit:4" }),
    cronJob({ name: "report", tier: "back", image: "shop/report:2" }, "*/2 * * * *"),
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
    },
  ];
}

/** The Job that somebody has just started. */
export function importJob() {
  const { template } = podsOf({
    name: "import",
    tier: "back",
    image: "shop/import:2",
    cpu: "250m",
  });
  return {
    apiVersion: "batch/v1" as const,
    kind: "Job" as const,
    metadata: { name: "import", labels: labelsOf("import", "back") },
    spec: {
      completions: 4,
      parallelism: 2,
      template: { ...template, spec: { ...template.spec, restartPolicy: "Never" } },
    },
  };
}

function labelsOf(app: string, tier: string): Record<string, string> {
  return { app, tier };
}

function podsOf({ name, tier, image, port, cpu = "100m" }: Workload) {
  return {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: labelsOf(name, tier) },
      spec: {
        containers: [{
          name,
          image,
          resources: { requests: { cpu, memory: "128Mi" } },
          ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
        }],
      },
    },
  };
}

function deployment(workload: Workload): UntypedObject {
  const { name, tier, replicas = 1 } = workload;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: labelsOf(name, tier) },
    spec: { replicas, ...podsOf(workload) },
  };
}

function statefulSet(workload: Workload): UntypedObject {
  const { name, tier, replicas = 1 } = workload;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, labels: labelsOf(name, tier) },
    spec: { replicas, serviceName: name, ...podsOf(workload) },
  };
}

function daemonSet(workload: Workload): UntypedObject {
  const { name, tier } = workload;
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name, labels: labelsOf(name, tier) },
    spec: podsOf(workload),
  };
}

function cronJob(workload: Workload, schedule: string): UntypedObject {
  const { name, tier } = workload;
  const { template } = podsOf(workload);
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name, labels: labelsOf(name, tier) },
    spec: {
      schedule,
      jobTemplate: {
        spec: { template: { ...template, spec: { ...template.spec, restartPolicy: "Never" } } },
      },
    },
  };
}

/** A workload and the service in front of it. */
function service(workload: UntypedObject): UntypedObject[] {
  const { name = "", labels = {} } = workload.metadata ?? {};
  const { spec } = workload as unknown as {
    spec: { template: { spec: { containers: [{ ports: [{ containerPort: number }] }] } } };
  };
  const [{ ports: [{ containerPort: port }] }] = spec.template.spec.containers;
  return [workload, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { selector: { app: name }, ports: [{ port, targetPort: port }] },
  }];
}
