/** Each kind with little and with much in it, what its rules refuse, its table, and its removal. */
import { get, mergePatch, remove, type Scenario } from "../step.ts";
import { type KindCase, scenarioOf } from "./kind_case.ts";

const CONTAINER = { name: "a", image: "nginx" };
const POD = { containers: [CONTAINER] };
const TEMPLATE = { metadata: { labels: { app: "a" } }, spec: POD };
const SELECTOR = { matchLabels: { app: "a" } };
/** Names of volumes for tokens are made up. */
const POD_UNLIKE = {
  "body.spec.volumes.0.name": "made up",
  "body.spec.containers.*.volumeMounts.*.name": "made up",
};

/** A workload's spec with something else. */
function workload(extra: Record<string, unknown> = {}, pod: Record<string, unknown> = {}) {
  return {
    spec: { selector: SELECTOR, template: { ...TEMPLATE, spec: { ...POD, ...pod } }, ...extra },
  };
}

/** A backend of an ingress. */
function backend(name: string, number: number): Record<string, unknown> {
  return { service: { name, port: { number } } };
}

function onPath(path: string, to: Record<string, unknown>): Record<string, unknown> {
  return { http: { paths: [{ path, pathType: "Prefix", backend: to }] } };
}

const NAMESPACE = "/api/v1/namespaces/{ns}";
const APPS = "/apis/apps/v1/namespaces/{ns}";
const BATCH = "/apis/batch/v1/namespaces/{ns}";

const CASES: readonly KindCase[] = [
  {
    name: "secrets",
    path: `${NAMESPACE}/secrets`,
    good: [
      { stringData: { a: "b" }, data: { c: "ZA==" } },
      { type: "kubernetes.io/tls", data: { "tls.crt": "", "tls.key": "" } },
      { immutable: true, data: { a: "Yg==" } },
    ],
    bad: [
      { type: "kubernetes.io/tls" },
      { type: "kubernetes.io/dockerconfigjson" },
      { type: "kubernetes.io/basic-auth" },
      { data: { "a b": "" } },
      { data: { a: "x" } },
      { stringData: { a: 1 } },
    ],
    changes: [{ type: "other" }, { data: { a: null } }],
  },
  {
    name: "services",
    path: `${NAMESPACE}/services`,
    good: [
      { spec: { clusterIP: "None", selector: { app: "a" }, ports: [{ port: 80 }] } },
      { spec: { type: "ExternalName", externalName: "example.com" } },
      { spec: { clusterIP: "None", ports: [{ port: 1, name: "x", targetPort: "http" }] } },
    ],
    bad: [
      {},
      { spec: {} },
      { spec: { ports: [{ port: 0 }] } },
      { spec: { ports: [{ port: 80 }, { port: 81 }] } },
      { spec: { ports: [{ port: 80, name: "A" }, { port: 80, name: "a" }] } },
      { spec: { ports: [{ port: 80, protocol: "HTTP" }] } },
      { spec: { ports: [{ port: 80, targetPort: 70000 }] } },
      { spec: { type: "Other", ports: [{ port: 80 }] } },
      { spec: { sessionAffinity: "Some", ports: [{ port: 80 }] } },
      { spec: { type: "ExternalName" } },
      { metadata: { name: "1a" }, spec: { ports: [{ port: 80 }] } },
      { spec: { type: "ClusterIP", ports: [{ port: 80, nodePort: 30001 }] } },
      { spec: { selector: { "-": "x" }, clusterIP: "None", ports: [{ port: 80 }] } },
    ],
    changes: [{ spec: { clusterIP: "10.96.0.99" } }, { spec: { ports: [{ port: 81 }] } }],
  },
  {
    name: "service accounts",
    path: `${NAMESPACE}/serviceaccounts`,
    good: [{}, { automountServiceAccountToken: false, imagePullSecrets: [{ name: "x" }] }],
    bad: [{ metadata: { name: "A" } }],
  },
  {
    name: "pods",
    path: `${NAMESPACE}/pods`,
    good: [
      { spec: POD },
      {
        spec: {
          containers: [{
            ...CONTAINER,
            resources: { limits: { cpu: 1, memory: "1024Mi" } },
            env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 5 },
            lifecycle: { preStop: { exec: { command: ["x"] } } },
            ports: [{ containerPort: 80, name: "http" }],
            volumeMounts: [{ name: "v", mountPath: "/v" }, { name: "c", mountPath: "/c" }],
            securityContext: { runAsUser: 1 },
          }],
          initContainers: [{ name: "i", image: "i:latest" }],
          volumes: [
            { name: "v", emptyDir: {} },
            { name: "c", configMap: { name: "x" } },
            { name: "s", secret: { secretName: "y" } },
            { name: "d", downwardAPI: { items: [] } },
            { name: "h", hostPath: { path: "/x" } },
            { name: "e" },
          ],
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 5,
          tolerations: [{ operator: "Exists" }],
          nodeSelector: { a: "b" },
          affinity: { podAntiAffinity: {} },
          schedulingGates: [{ name: "gate.example/x" }],
        },
      },
    ],
    bad: [
      {},
      { spec: {} },
      { spec: { containers: [{}] } },
      { spec: { containers: [{ name: "A_b", image: "x" }] } },
      { spec: { containers: [CONTAINER, CONTAINER] } },
      { spec: { containers: [{ ...CONTAINER, imagePullPolicy: "Sometimes" }] } },
      { spec: { containers: [{ ...CONTAINER, ports: [{ containerPort: 70000 }] }] } },
      { spec: { containers: [{ ...CONTAINER, ports: [{ containerPort: 1, protocol: "X" }] }] } },
      { spec: { containers: [{ ...CONTAINER, ports: [{ name: "x" }] }] } },
      { spec: { containers: [{ ...CONTAINER, env: [{ value: "x" }] }] } },
      { spec: { containers: [{ ...CONTAINER, volumeMounts: [{ name: "x", mountPath: "/x" }] }] } },
      { spec: { containers: [{ ...CONTAINER, livenessProbe: {} }] } },
      { spec: { containers: [{ ...CONTAINER, livenessProbe: { httpGet: {} } }] } },
      { spec: { ...POD, restartPolicy: "Sometimes" } },
      { spec: { ...POD, dnsPolicy: "Sometimes" } },
      { spec: { ...POD, dnsPolicy: "Sometimes", restartPolicy: "Sometimes" } },
      { spec: { containers: [{ name: "A" }], volumes: [{}], restartPolicy: "Sometimes" } },
      { spec: { ...POD, volumes: [{ name: "v" }, { name: "v" }] } },
      { spec: { ...POD, volumes: [{ name: "V", secret: {} }] } },
      { spec: { ...POD, serviceAccountName: "none" } },
      { spec: { ...POD, priorityClassName: "none" } },
      { spec: { ...POD, tolerations: [{ key: "a", operator: "Exists", value: "b" }] } },
      { spec: { ...POD, activeDeadlineSeconds: 0 } },
      { spec: { ...POD, nodeSelector: { "a b": "c" } } },
      {
        spec: {
          containers: [{
            ...CONTAINER,
            resources: { limits: { cpu: "1" }, requests: { cpu: "2" } },
          }],
        },
      },
      { spec: { containers: [{ ...CONTAINER, resources: { limits: { gpu: "1" } } }] } },
      { spec: { containers: [{ ...CONTAINER, resources: { limits: { cpu: "x" } } }] } },
    ],
    changes: [
      { spec: { activeDeadlineSeconds: 5 } },
      { spec: { containers: [{ ...CONTAINER, image: "other" }] } },
    ],
    unlike: {
      ...POD_UNLIKE,
      "body.items.*.spec.volumes.0.name": "made up",
      "body.items.*.spec.containers.*.volumeMounts.*.name": "made up",
      "body.message": "holds a difference in Go's words",
      "body.details.causes.*.message": "holds a difference in Go's words",
    },
  },
  {
    name: "deployments",
    path: `${APPS}/deployments`,
    good: [
      workload(),
      workload({ replicas: 0, strategy: { type: "Recreate" }, paused: true, minReadySeconds: 3 }),
      workload({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: "10%" } } }),
    ],
    bad: [
      {},
      { spec: { selector: {}, template: TEMPLATE } },
      workload({ selector: { matchLabels: { app: "b" } } }),
      workload({ replicas: -1 }),
      workload({ strategy: { type: "Other" } }),
      workload({ strategy: { type: "Recreate", rollingUpdate: {} } }),
      workload({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      workload({ strategy: { rollingUpdate: { maxSurge: "x" } } }),
      workload({ minReadySeconds: 600 }),
      workload({ revisionHistoryLimit: -1 }),
      workload({}, { restartPolicy: "Never" }),
      workload({
        selector: {
          matchExpressions: [{ key: "app", operator: "In" }, { key: "x", operator: "Y" }],
        },
      }),
    ],
    changes: [
      { spec: { replicas: 4 } },
      { spec: { selector: { matchLabels: { app: "b" } } } },
      { status: { replicas: 3 } },
      { spec: { template: { spec: { nodeSelector: { a: "b" } } } } },
    ],
  },
  {
    name: "replica sets",
    path: `${APPS}/replicasets`,
    good: [workload(), workload({ replicas: 3, minReadySeconds: 1 })],
    bad: [{}, workload({ replicas: -1 }), workload({ selector: { matchLabels: { app: "b" } } })],
    changes: [{ spec: { replicas: 0 } }, { spec: { selector: { matchLabels: { app: "b" } } } }],
  },
  {
    name: "daemon sets",
    path: `${APPS}/daemonsets`,
    good: [workload(), workload({ updateStrategy: { type: "OnDelete" } })],
    bad: [{}, workload({ updateStrategy: { type: "Other" } }), workload({ minReadySeconds: -1 })],
    changes: [{ spec: { minReadySeconds: 4 } }],
    unlike: { "body.rows.*.object.metadata.annotations": "one for old clients is left out" },
  },
  {
    name: "stateful sets",
    path: `${APPS}/statefulsets`,
    good: [
      workload({ serviceName: "s" }),
      workload({
        serviceName: "s",
        volumeClaimTemplates: [{
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        }],
      }),
    ],
    bad: [{}, workload({ podManagementPolicy: "Other" }), workload({ replicas: -1 })],
    changes: [{ spec: { replicas: 4 } }, { spec: { serviceName: "t" } }],
  },
  {
    name: "replication controllers",
    path: `${NAMESPACE}/replicationcontrollers`,
    good: [{ spec: { template: TEMPLATE } }, { spec: { replicas: 2, template: TEMPLATE } }],
    bad: [{}, { spec: { selector: { a: "b" }, template: TEMPLATE } }],
    changes: [{ spec: { replicas: 0 } }],
  },
  {
    name: "jobs",
    path: `${BATCH}/jobs`,
    good: [
      { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } },
      {
        spec: {
          completions: 3,
          parallelism: 2,
          completionMode: "Indexed",
          backoffLimit: 1,
          suspend: true,
          template: {
            metadata: { labels: { a: "b" } },
            spec: { ...POD, restartPolicy: "OnFailure" },
          },
        },
      },
    ],
    bad: [
      {},
      { spec: { template: { spec: POD } } },
      { spec: { parallelism: -1, template: { spec: { ...POD, restartPolicy: "Never" } } } },
      { spec: { completionMode: "X", template: { spec: { ...POD, restartPolicy: "Never" } } } },
    ],
    unlike: {
      "body.details.causes": "each fault twice, and a template in Go's words",
      "body.message": "holds a template in Go's words",
    },
    changes: [{ spec: { parallelism: 3 } }, { spec: { completions: 3 } }, {
      spec: { suspend: true },
    }],
  },
  {
    name: "cron jobs",
    path: `${BATCH}/cronjobs`,
    good: [{
      spec: {
        schedule: "*/5 * * * *",
        jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } },
      },
    }],
    bad: [
      {},
      {
        spec: {
          schedule: "x",
          concurrencyPolicy: "Other",
          jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } },
        },
      },
    ],
    changes: [{ spec: { suspend: true } }],
  },
  {
    name: "claims",
    path: `${NAMESPACE}/persistentvolumeclaims`,
    good: [{
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    }],
    bad: [{}, { spec: { accessModes: ["X"], resources: { requests: { storage: "1Gi" } } } }],
    changes: [{ spec: { accessModes: ["ReadWriteMany"] } }],
    unlike: {
      "body.message": "holds a difference in Go's words",
      "body.details.causes.*.message": "holds a difference in Go's words",
    },
  },
  {
    name: "quotas",
    path: `${NAMESPACE}/resourcequotas`,
    good: [
      { spec: { hard: { pods: "2", "requests.cpu": "1", "limits.memory": "1Gi" } } },
      { spec: { hard: { "count/pods": "1", "requests.example.com/gpu": "1" } } },
      { spec: { hard: { pods: "1" }, scopes: ["BestEffort"] } },
    ],
    bad: [
      { spec: { hard: { things: "1" } } },
      { spec: { hard: { "requests.things": "1" } } },
      { spec: { hard: { "example.com/gpu": "1" } } },
      { spec: { hard: { "a b": "1" } } },
      { spec: { hard: { pods: "1.5" } } },
      { spec: { hard: { pods: "-1" } } },
      { spec: { hard: { cpu: "-1", memory: "1.5" } } },
      { spec: { scopes: ["Other"] } },
      { spec: { scopes: ["Terminating", "NotTerminating"] } },
      { spec: { hard: { cpu: "1" }, scopes: ["BestEffort"] } },
    ],
    changes: [{ spec: { hard: { pods: "3" } } }],
  },
  {
    name: "limit ranges",
    path: `${NAMESPACE}/limitranges`,
    good: [
      { spec: { limits: [{ type: "Container", max: { cpu: "1" } }] } },
      {
        spec: {
          limits: [{ type: "Container", max: { cpu: 1 }, min: { cpu: "100m", memory: "1Mi" } }],
        },
      },
    ],
    bad: [
      { spec: { limits: [{ type: "Container", min: { cpu: "2" }, max: { cpu: "1" } }] } },
      { spec: { limits: [{ type: "Pod", default: { cpu: "2" } }] } },
      { spec: { limits: [{ type: "Pod" }, { type: "Pod" }] } },
    ],
  },
  {
    name: "endpoints",
    path: `${NAMESPACE}/endpoints`,
    good: [{ subsets: [{ addresses: [{ ip: "10.1.2.3" }], ports: [{ port: 80 }] }] }],
    bad: [],
  },
  {
    name: "endpoint slices",
    path: "/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices",
    good: [{
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.1.2.3"] }],
      ports: [{ port: 80, name: "http" }],
    }],
    bad: [{}],
  },
  {
    name: "leases",
    path: "/apis/coordination.k8s.io/v1/namespaces/{ns}/leases",
    good: [{
      spec: {
        holderIdentity: "me",
        leaseDurationSeconds: 15,
        renewTime: "2026-01-01T00:00:00.500000Z",
      },
    }, { spec: {} }],
    bad: [{ spec: { leaseDurationSeconds: 0 } }, { spec: { renewTime: "2026-01-01T00:00:00Z" } }],
    changes: [{ spec: { holderIdentity: "you" } }],
  },
  {
    name: "roles",
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
    good: [{ rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] }, {}],
    bad: [
      { rules: [{}] },
      { rules: [{ nonResourceURLs: ["/x"], verbs: ["get"] }] },
      { metadata: { name: "a%b" } },
    ],
  },
  {
    name: "role bindings",
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings",
    good: [{
      roleRef: { kind: "ClusterRole", name: "view", apiGroup: "rbac.authorization.k8s.io" },
      subjects: [{ kind: "User", name: "u" }, { kind: "ServiceAccount", name: "s" }],
    }],
    bad: [{}, { roleRef: { kind: "X", name: "" }, subjects: [{ kind: "Y" }] }],
    changes: [{ roleRef: { name: "edit" } }],
  },
  {
    name: "ingresses",
    path: "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses",
    good: [{
      spec: {
        ingressClassName: "x",
        rules: [{
          host: "a.example",
          http: {
            paths: [{
              path: "/",
              pathType: "Prefix",
              backend: { service: { name: "s", port: { number: 80 } } },
            }],
          },
        }],
      },
    }, {
      spec: { rules: [{ host: "*.example.com" }], defaultBackend: backend("s", 80) },
    }],
    bad: [
      {},
      { spec: { rules: [{ host: "10.0.0.1" }] } },
      { spec: { rules: [{ host: "A_b.example" }] } },
      { spec: { rules: [{ host: "*.*.example" }] } },
      { spec: { rules: [{ host: "example.com:80" }] } },
      { spec: { rules: [{ http: {} }] } },
      { spec: { rules: [{ http: { paths: [{ path: "/", pathType: "Prefix" }] } }] } },
      { spec: { rules: [onPath("a", backend("s", 80))] } },
      { spec: { rules: [onPath("/a/../b", backend("s", 80))] } },
      { spec: { rules: [onPath("/a//b", backend("s", 80))] } },
      { spec: { rules: [onPath("/", { service: { name: "s" } })] } },
      { spec: { rules: [onPath("/", backend("S", 80))] } },
      { spec: { rules: [onPath("/", backend("s", 70_000))] } },
      { spec: { rules: [onPath("/", { service: { port: { name: "A_b" } } })] } },
      { spec: { defaultBackend: {} } },
      { spec: { defaultBackend: backend("s", 80), ingressClassName: "A_b" } },
      { spec: { defaultBackend: backend("s", 80), tls: [{ hosts: ["A_b", "*.a"] }] } },
    ],
  },
  {
    name: "network policies",
    path: "/apis/networking.k8s.io/v1/namespaces/{ns}/networkpolicies",
    good: [{ spec: { podSelector: {} } }, {
      spec: {
        podSelector: { matchLabels: { a: "b" } },
        egress: [{ ports: [{ port: 53 }] }],
      },
    }],
    bad: [
      { spec: { podSelector: {}, policyTypes: ["Other"] } },
      { spec: { podSelector: {}, policyTypes: ["Ingress", "Egress", "Ingress"] } },
      { spec: { podSelector: { matchLabels: { "a b": "c" } } } },
      { spec: { podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] } },
      { spec: { podSelector: {}, ingress: [{ ports: [{ port: "A_b" }] }] } },
      { spec: { podSelector: {}, ingress: [{ ports: [{ port: 1, protocol: "X" }] }] } },
      { spec: { podSelector: {}, ingress: [{ ports: [{ endPort: 8 }] }] } },
      { spec: { podSelector: {}, ingress: [{ ports: [{ port: 9, endPort: 8 }] }] } },
      { spec: { podSelector: {}, ingress: [{ from: [{}] }] } },
      { spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: "x" } }] }] } },
      { spec: { podSelector: {}, egress: [{ to: [{ ipBlock: {} }] }] } },
      {
        spec: {
          podSelector: {},
          ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/24", except: ["10.0.1.0/25"] } }] }],
        },
      },
      {
        spec: {
          podSelector: {},
          ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: "10.0.0.0/24" } }] }],
        },
      },
    ],
  },
  {
    name: "disruption budgets",
    path: "/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets",
    good: [{ spec: { minAvailable: 1, selector: SELECTOR } }, { spec: { maxUnavailable: "50%" } }],
    bad: [{ spec: { minAvailable: 1, maxUnavailable: 1 } }, { spec: { minAvailable: -1 } }],
    changes: [{ spec: { minAvailable: 2 } }],
  },
  {
    name: "autoscalers",
    path: "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
    good: [{
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      },
    }],
    bad: [{}, {
      spec: { minReplicas: 5, maxReplicas: 3, scaleTargetRef: { kind: "D", name: "w" } },
    }],
  },
  {
    name: "events",
    path: `${NAMESPACE}/events`,
    good: [{
      involvedObject: { kind: "Pod", namespace: "{ns}", name: "p" },
      reason: "Started",
      message: "It started",
      type: "Normal",
      source: { component: "kubelet", host: "n" },
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:00:00Z",
      count: 2,
    }],
    bad: [{ involvedObject: { namespace: "other" } }],
    unlike: { "body.rows": "ages of long ago" },
  },
  {
    name: "controller revisions",
    path: `${APPS}/controllerrevisions`,
    good: [{ revision: 1, data: { a: 1 } }],
    bad: [],
  },
  {
    name: "nodes",
    path: "/api/v1/nodes",
    good: [
      {
        spec: { taints: [{ key: "a", effect: "NoSchedule" }] },
        metadata: { labels: { "node-role.kubernetes.io/worker": "" } },
      },
    ],
    bad: [{ spec: { taints: [{ key: "a", effect: "X" }] } }],
    changes: [{ spec: { unschedulable: true } }],
  },
  {
    name: "volumes",
    path: "/api/v1/persistentvolumes",
    good: [{
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        hostPath: { path: "/x" },
      },
    }],
    bad: [{}],
  },
  {
    name: "storage classes",
    path: "/apis/storage.k8s.io/v1/storageclasses",
    good: [{ provisioner: "example.com/x" }],
    bad: [{}],
    changes: [{ provisioner: "example.com/y" }, { allowVolumeExpansion: true }],
  },
  {
    name: "priority classes",
    path: "/apis/scheduling.k8s.io/v1/priorityclasses",
    good: [{ value: 5 }],
    bad: [
      { value: 2000000000 },
      { metadata: { name: "system-own" }, value: 5 },
      { value: 5, preemptionPolicy: "Other" },
    ],
    changes: [{ value: 6 }],
  },
  {
    name: "cluster roles",
    path: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    good: [{ rules: [{ nonResourceURLs: ["/x"], verbs: ["get"] }] }],
    bad: [{ rules: [{ verbs: ["get"] }] }],
  },
];

const SYSTEM_CLASSES = "/apis/scheduling.k8s.io/v1/priorityclasses";
const UNOWNED = { "body.metadata.managedFields": "nobody wrote it" };

/** Scenarios of kinds. */
export const KINDS: readonly Scenario[] = [
  ...CASES.map(scenarioOf),
  {
    name: "priority classes of the system",
    steps: [
      get(`${SYSTEM_CLASSES}/system-node-critical`, { unlike: UNOWNED }),
      get(`${SYSTEM_CLASSES}/system-cluster-critical`, { unlike: UNOWNED }),
      mergePatch(`${SYSTEM_CLASSES}/system-node-critical`, { value: 5 }),
      remove(`${SYSTEM_CLASSES}/system-node-critical`),
      get(`${SYSTEM_CLASSES}/system-node-critical`, { unlike: UNOWNED }),
    ],
  },
];
