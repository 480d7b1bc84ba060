/** Server-side apply: ownership, conflicts, and what is taken away. */
import { apply, get, mergePatch, post, put, remove, type Scenario, type Step } from "../step.ts";

const MAPS = "/api/v1/namespaces/{ns}/configmaps";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";
const SERVICES = "/api/v1/namespaces/{ns}/services";

/** A config map as a configuration. */
function map(data: Record<string, unknown>, metadata: Record<string, unknown> = {}): unknown {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", ...metadata }, data };
}

/** A deployment as a configuration. */
function web(spec: Record<string, unknown>, container: Record<string, unknown> = {}): unknown {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "a", image: "a:1", ...container }] },
      },
      ...spec,
    },
  };
}

const YAML_FAULT: Step["unlike"] = { "body.message": "the words of another parser" };

/** Scenarios of apply. */
export const APPLIES: readonly Scenario[] = [
  {
    name: "apply",
    steps: [
      apply(`${MAPS}/a`, "one", map({ x: "1", y: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "1", y: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "2", y: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "2" })),
      apply(`${MAPS}/a`, "two", map({ x: "2" })),
      apply(`${MAPS}/a`, "two", map({ x: "3" })),
      apply(`${MAPS}/a?force=true`, "two", map({ x: "3", z: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "4", z: "5" })),
      apply(`${MAPS}/a`, "one", map({})),
      mergePatch(`${MAPS}/a?fieldManager=editor`, { data: { x: "9", w: "1" } }),
      apply(`${MAPS}/a`, "two", map({ x: "3", z: "1", w: "2" })),
      apply(`${MAPS}/a?force=true`, "two", map({ x: "3", z: "1", w: "2" })),
      apply(`${MAPS}/a`, "one", map({ x: "1" }, { labels: { l: "1" }, annotations: { n: "1" } })),
      apply(`${MAPS}/a`, "three", map({}, { labels: { l: "1", m: "2" }, finalizers: ["a/b"] })),
      apply(`${MAPS}/a`, "three", map({}, { labels: { m: "2" } })),
      apply(`${MAPS}/a?dryRun=All`, "four", map({ q: "1" })),
      get(`${MAPS}/a`),
      apply(`${MAPS}/b`, "one", map({ x: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "1" }, { namespace: "other" })),
      apply(`${MAPS}/a`, "one", map({ x: "1" }, { managedFields: [] })),
      apply(`${MAPS}/a`, "one", map({ x: "1" }, { resourceVersion: "1" })),
      apply(`${MAPS}/a`, "one", map({ x: "1" }, { uid: "x" })),
      apply(`${MAPS}/n`, "one", map({ x: "1" }, { name: "n", uid: "x" })),
      apply(`${MAPS}/n`, "one", map({ x: "1" }, { name: "n", resourceVersion: "1" })),
      { method: "PATCH", path: `${MAPS}/a`, body: map({}), type: "application/apply-patch+yaml" },
      apply(`${MAPS}/a`, "one", { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }),
      apply(`${MAPS}/a`, "one", { metadata: { name: "a" } }),
      apply(`${MAPS}/a`, "one", { apiVersion: "v1", kind: "ConfigMap" }),
      apply(`${MAPS}/a`, "one", "a: [", { unlike: YAML_FAULT }),
      apply(`${MAPS}/a`, "one", "[]"),
      apply(`${MAPS}/a`, "one", map({ x: 1 })),
      apply(`${MAPS}/a`, "one", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a" },
        extra: 1,
      }),
      apply(
        `${MAPS}/y`,
        "one",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata: {a: b}\n",
      ),
      put(`${MAPS}/y?fieldManager=putter`, { metadata: { name: "y" }, data: { a: "c" } }),
      put(`${MAPS}/y?fieldManager=putter`, {
        metadata: { name: "y", managedFields: [] },
        data: { a: "c" },
      }),
      apply(`${MAPS}/y`, "one", map({ a: "b" }, { name: "y" })),
      apply(`${MAPS}/y?force=true`, "one", map({ a: "b" }, { name: "y" })),
      remove(`${MAPS}/y`),
    ],
  },
  {
    name: "apply lists",
    steps: [
      apply(`${DEPLOYMENTS}/web`, "one", web({ replicas: 2 })),
      apply(
        `${DEPLOYMENTS}/web`,
        "two",
        web({ replicas: 3 }, { env: [{ name: "A", value: "1" }] }),
      ),
      apply(
        `${DEPLOYMENTS}/web?force=true`,
        "two",
        web({ replicas: 3 }, { env: [{ name: "A", value: "1" }, { name: "B", value: "2" }] }),
      ),
      apply(`${DEPLOYMENTS}/web`, "one", web({}, { ports: [{ containerPort: 80 }] })),
      apply(
        `${DEPLOYMENTS}/web`,
        "three",
        web({}, { ports: [{ containerPort: 80, protocol: "TCP", name: "http" }] }),
      ),
      apply(
        `${DEPLOYMENTS}/web`,
        "three",
        web({}, {
          ports: [{ containerPort: 80, protocol: "UDP" }, { containerPort: 80, name: "http" }],
        }),
      ),
      apply(
        `${DEPLOYMENTS}/web`,
        "two",
        web({}, { env: [{ name: "B", value: "2" }], args: ["x"] }),
      ),
      apply(`${DEPLOYMENTS}/web`, "one", web({}, { args: ["y"] })),
      apply(
        `${DEPLOYMENTS}/web`,
        "one",
        web({}, { resources: { limits: { cpu: "1" }, requests: { cpu: "500m" } } }),
      ),
      apply(
        `${DEPLOYMENTS}/web`,
        "two",
        web({}, { env: [{ name: "B" }, { name: "B", value: "1" }] }),
      ),
      apply(`${DEPLOYMENTS}/web`, "two", web({}, { env: [{ value: "1" }] })),
      apply(`${DEPLOYMENTS}/web`, "two", web({ replicas: "x" })),
      apply(`${DEPLOYMENTS}/web`, "two", web({ paused: "x" })),
      apply(`${DEPLOYMENTS}/web`, "two", web({ strategy: [] })),
      apply(`${DEPLOYMENTS}/web`, "two", web({ more: { a: 1 } })),
      apply(`${DEPLOYMENTS}/web`, "two", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { selector: { matchLabels: { app: "other" } } },
      }),
      apply(`${DEPLOYMENTS}/web/status`, "status", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        status: { replicas: 1, conditions: [{ type: "Available", status: "True" }] },
      }),
      apply(`${DEPLOYMENTS}/web/status`, "other", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas: 8 },
        status: { replicas: 2 },
      }),
      get(`${DEPLOYMENTS}/web`),
    ],
  },
  {
    name: "apply kubectl",
    steps: [
      post(`${MAPS}?fieldManager=kubectl-client-side-apply`, {
        metadata: {
          name: "a",
          annotations: {
            "kubectl.kubernetes.io/last-applied-configuration":
              '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"{ns}"},"data":{"x":"1","y":"1"}}\n',
          },
        },
        data: { x: "1", y: "1" },
      }),
      apply(`${MAPS}/a`, "kubectl", map({ x: "2" })),
      get(`${MAPS}/a`),
      apply(`${MAPS}/a`, "other", map({ y: "3" })),
      mergePatch(`${MAPS}/a?fieldManager=editor`, { data: { x: "7" } }),
      apply(`${MAPS}/a`, "kubectl", map({ x: "2", y: "2" })),
      post(SERVICES, {
        metadata: { name: "s" },
        spec: { clusterIP: "None", selector: { app: "web" }, ports: [{ port: 80 }] },
      }),
      apply(`${SERVICES}/s`, "kubectl", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "s" },
        spec: { ports: [{ port: 80, name: "http" }, { port: 81, name: "admin" }] },
      }),
      apply(`${SERVICES}/s`, "kubectl", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "s" },
        spec: { ports: [{ port: 81, name: "admin" }] },
      }),
    ],
  },
];
