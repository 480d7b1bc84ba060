/** Lists: selectors, pages, versions, and the forms of answers. */
import { apply, get, mergePatch, post, put, remove, type Scenario } from "../step.ts";

const MAPS = "/api/v1/namespaces/{ns}/configmaps";
const SECRETS = "/api/v1/namespaces/{ns}/secrets";
const PODS = "/api/v1/namespaces/{ns}/pods";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";
const META = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const META_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
const KUBECTL =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

const OBJECTS = [
  ["a", { app: "web", tier: "1" }],
  ["b", { app: "web", tier: "2" }],
  ["c", { app: "db" }],
  ["d", {}],
  ["e", { app: "db", tier: "10" }],
] as const;

const LABELS = [
  "app=web",
  "app%3D%3Dweb",
  "app!=web",
  "app",
  "!app",
  "app in (web,db)",
  "app notin (web)",
  "tier>1",
  "tier<10",
  "app=web,tier=1",
  "app=",
  "",
  "%20app%20=%20web%20",
  "app in ()",
  "app in (web",
  "app in web",
  "=web",
  "app=web,",
  ",app",
  "app==",
  "app=a b",
  "app=-",
  "-app=x",
  "a/b/c=d",
  "app>x",
  "!",
  "!app=web",
  "app in (web,,db)",
  "(app)",
];

const FIELDS = [
  "metadata.name=a",
  "metadata.name!=a",
  "metadata.namespace={ns}",
  "metadata.name=a,metadata.name=b",
  "metadata.name",
  "status.phase=x",
  "=x",
  "metadata.name=a\\",
  "metadata.name=a=b",
];

/** Scenarios of lists. */
export const LISTS: readonly Scenario[] = [
  {
    name: "selectors",
    steps: [
      ...OBJECTS.map(([name, labels]) => post(MAPS, { metadata: { name, labels } })),
      ...LABELS.map((text) => get(`${MAPS}?labelSelector=${text.replaceAll(" ", "%20")}`)),
      ...FIELDS.map((text) =>
        get(
          `${MAPS}?fieldSelector=${
            encodeURIComponent(text).replaceAll("%7B", "{").replaceAll("%7D", "}")
          }`,
        )
      ),
      post(SECRETS, { metadata: { name: "s" }, type: "a/b" }),
      get(`${SECRETS}?fieldSelector=type%3Da/b`),
      get(`${SECRETS}?fieldSelector=type%3Dc`),
      get("/api/v1/nodes?fieldSelector=foo%3Dbar"),
      get("/apis/batch/v1/jobs?fieldSelector=foo%3Dbar"),
      get("/apis/apps/v1/replicasets?fieldSelector=foo%3Dbar"),
      get("/apis/apps/v1/deployments?fieldSelector=foo%3Dbar"),
      get("/api/v1/namespaces?fieldSelector=foo%3Dbar"),
      get("/api/v1/events?fieldSelector=foo%3Dbar"),
      get("/api/v1/services?fieldSelector=foo%3Dbar"),
      get("/api/v1/pods?fieldSelector=foo%3Dbar"),
      get("/api/v1/replicationcontrollers?fieldSelector=foo%3Dbar"),
      remove(`${MAPS}?labelSelector=app%3Dweb`),
      get(MAPS),
      remove(`${MAPS}?dryRun=All`),
      remove(`${MAPS}?labelSelector=a%20b`),
      remove(MAPS),
      get(MAPS),
    ],
  },
  {
    name: "pages",
    steps: [
      ...OBJECTS.map(([name, labels]) => post(MAPS, { metadata: { name, labels } })),
      get(`${MAPS}?limit=2`, {
        keep: { next: "metadata.continue", version: "metadata.resourceVersion" },
      }),
      mergePatch(`${MAPS}/d`, { data: { x: "later" } }),
      get(`${MAPS}?limit=2&continue={next}`, { keep: { last: "metadata.continue" } }),
      get(`${MAPS}?limit=2&continue={last}`),
      get(`${MAPS}?limit=2&labelSelector=app`),
      get(`${MAPS}?limit=5`),
      get(`${MAPS}?limit=0`),
      get(`${MAPS}?limit=x`),
      get(`${MAPS}?continue=xx`),
      get(`${MAPS}?continue={next}&resourceVersion={version}`),
      get(`${MAPS}?continue={next}&resourceVersionMatch=Exact`),
      get(`${MAPS}?resourceVersion={version}&resourceVersionMatch=Exact`),
      get(`${MAPS}?resourceVersion={version}&resourceVersionMatch=NotOlderThan`),
      get(`${MAPS}?resourceVersion={version}`),
      get(`${MAPS}?resourceVersion=0`),
      get(`${MAPS}?resourceVersion=0&limit=1`),
      get(`${MAPS}?resourceVersion=0&resourceVersionMatch=Exact`),
      get(`${MAPS}?resourceVersionMatch=Exact`),
      get(`${MAPS}?resourceVersion=1&resourceVersionMatch=Some`),
      get(`${MAPS}?resourceVersion=abc`),
      get(`${MAPS}?resourceVersion=-1`),
      get(`${MAPS}?sendInitialEvents=true`),
      get(`${MAPS}/a?resourceVersion={version}`),
      get(`${MAPS}/a?resourceVersion=0`),
      get(`${MAPS}/a?resourceVersion=abc`),
    ],
  },
  {
    name: "forms",
    steps: [
      post(MAPS, { metadata: { name: "a", labels: { x: "y" } }, data: { k: "v" } }),
      get(MAPS, { accept: META_LIST }),
      get(MAPS, { accept: META }),
      get(`${MAPS}/a`, { accept: META }),
      get(`${MAPS}/a`, { accept: META_LIST }),
      get(MAPS, { accept: TABLE }),
      get(MAPS, { accept: KUBECTL }),
      get(`${MAPS}?includeObject=None`, { accept: TABLE }),
      get(`${MAPS}?includeObject=Object`, { accept: TABLE }),
      get(`${MAPS}?includeObject=Some`, { accept: TABLE }),
      get(`${MAPS}/a`, { accept: TABLE }),
      get(`${MAPS}/none`, { accept: TABLE }),
      get(`${MAPS}?limit=1`, { accept: TABLE }),
      get(`${MAPS}/a`, { accept: "application/foo" }),
      get(MAPS, { accept: "application/foo" }),
      get(MAPS, { accept: "text/html,*/*;q=0.8" }),
      get(MAPS, { accept: "application/json;as=Other;g=meta.k8s.io;v=v1" }),
      get(`${MAPS}/a`, { accept: "application/json;as=Table;g=meta.k8s.io;v=v2" }),
      get(`${MAPS}/a`, { accept: "application/json;as=Table;g=meta.k8s.io;v=v1beta1" }),
      post(MAPS, { metadata: { name: "b" } }, { accept: META }),
      mergePatch(`${MAPS}/b`, { data: { a: "b" } }, { accept: TABLE }),
      remove(`${MAPS}/b`, undefined, { accept: META }),
      get("/api/v1/namespaces/{ns}", { accept: META }),
      get("/apis/apps/v1", {
        accept: "application/yaml;q=0.5,application/json",
        unlike: { "body.resources.*.storageVersionHash": "not given" },
      }),
    ],
  },
  {
    name: "scale",
    steps: [
      post(DEPLOYMENTS, {
        metadata: { name: "web" },
        spec: {
          replicas: 2,
          selector: {
            matchLabels: { app: "web" },
            matchExpressions: [{ key: "app", operator: "Exists" }],
          },
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "a", image: "a" }] },
          },
        },
      }),
      get(`${DEPLOYMENTS}/web/scale`),
      put(`${DEPLOYMENTS}/web/scale`, {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "web" },
        spec: { replicas: 5 },
      }),
      mergePatch(`${DEPLOYMENTS}/web/scale`, { spec: { replicas: 3 } }),
      mergePatch(`${DEPLOYMENTS}/web/scale`, { spec: { replicas: -1 } }),
      mergePatch(`${DEPLOYMENTS}/web/scale`, { metadata: { resourceVersion: "1" } }),
      mergePatch(`${DEPLOYMENTS}/web/scale?fieldManager=hpa`, { spec: { replicas: 4 } }),
      get(`${DEPLOYMENTS}/web`),
      apply(`${DEPLOYMENTS}/web`, "one", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas: 9 },
      }),
      get(`${DEPLOYMENTS}/none/scale`),
      put(`${DEPLOYMENTS}/web/scale`, { kind: "Scale", spec: { replicas: 5 } }),
      put(`${DEPLOYMENTS}/web/scale`, { apiVersion: "v1", kind: "Pod", metadata: { name: "web" } }),
      post(`${DEPLOYMENTS}/web/scale`, {}),
      remove(`${DEPLOYMENTS}/web/scale`),
    ],
  },
  {
    name: "pod subresources",
    steps: [
      post(PODS, {
        metadata: { name: "a", labels: { app: "a" } },
        spec: { containers: [{ name: "c", image: "c" }], automountServiceAccountToken: false },
      }),
      mergePatch(`${PODS}/a/status`, { status: { phase: "Running", podIP: "10.0.0.1" } }),
      mergePatch(`${PODS}/a/status`, { spec: { nodeName: "x" }, status: { phase: "Failed" } }),
      get(`${PODS}/a/status`),
      get(PODS, { accept: TABLE }),
      get(`${PODS}?fieldSelector=status.phase%3DFailed`),
      get(`${PODS}?fieldSelector=spec.nodeName%3D`),
      get(`${PODS}?fieldSelector=spec.nodeName%3Dx`),
      get(`${PODS}?fieldSelector=spec.hostNetwork%3Dfalse`),
      get(`${PODS}/a/log`),
      get(`${PODS}/none/log`),
      get(`${PODS}/a/none`),
      post(`${PODS}/a/binding`, {
        apiVersion: "v1",
        kind: "Binding",
        metadata: { name: "a" },
        target: { kind: "Node", name: "n" },
      }),
      post(`${PODS}/a/binding`, { metadata: { name: "a" }, target: { kind: "Node", name: "n" } }),
      get(`${PODS}/a`),
      post(PODS, {
        metadata: { name: "b", labels: { app: "b" } },
        spec: {
          nodeName: "n",
          containers: [{ name: "c", image: "c" }],
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 7,
        },
      }),
      mergePatch(`${PODS}/b/status`, {
        status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
      }),
      remove(`${PODS}/b?dryRun=All`),
      remove(`${PODS}/b`),
      remove(`${PODS}/b`),
      get(`${PODS}/b`),
      get(PODS, { accept: TABLE }),
      remove(`${PODS}/b?gracePeriodSeconds=3`),
      remove(`${PODS}/b?gracePeriodSeconds=0`),
      get(`${PODS}/b`),
      post(`${PODS}/a/eviction`, {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name: "a" },
      }),
      get(`${PODS}/a`),
      post(`${PODS}/none/eviction`, { metadata: { name: "none" } }),
    ],
  },
  {
    name: "eviction",
    steps: [
      ...["a", "b"].flatMap((name) => [
        post(PODS, {
          metadata: { name, labels: { app: "web" } },
          spec: {
            containers: [{ name: "c", image: "c" }],
            automountServiceAccountToken: false,
            nodeName: "n",
          },
        }),
        mergePatch(`${PODS}/${name}/status`, {
          status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
        }),
      ]),
      post("/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets", {
        metadata: { name: "pdb" },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
      }),
      post(`${PODS}/a/eviction`, { metadata: { name: "a" } }),
      mergePatch("/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets/pdb/status", {
        status: {
          observedGeneration: 1,
          disruptionsAllowed: 1,
          currentHealthy: 2,
          desiredHealthy: 1,
          expectedPods: 2,
        },
      }),
      post(`${PODS}/a/eviction?dryRun=All`, { metadata: { name: "a" } }),
      post(`${PODS}/a/eviction`, { metadata: { name: "a" } }),
      get("/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets/pdb"),
      post(`${PODS}/b/eviction`, { metadata: { name: "b" } }),
      post("/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets", {
        metadata: { name: "second" },
        spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
      }),
      post(`${PODS}/b/eviction`, { metadata: { name: "b" } }),
      get(`${PODS}/a`),
    ],
  },
  {
    name: "quota",
    steps: [
      post("/api/v1/namespaces/{ns}/resourcequotas", {
        metadata: { name: "q" },
        spec: { hard: { "count/configmaps": "1", "pods": "1", "requests.cpu": "1" } },
      }),
      post(MAPS, { metadata: { name: "early" } }, {
        unlike: { "body": "the quota is not counted yet" },
      }),
      mergePatch("/api/v1/namespaces/{ns}/resourcequotas/q/status", {
        status: {
          hard: { "count/configmaps": "1", "pods": "1", "requests.cpu": "1" },
          used: { "count/configmaps": "0", "pods": "0", "requests.cpu": "0" },
        },
      }),
      get("/api/v1/namespaces/{ns}/resourcequotas/q"),
      post(PODS, {
        metadata: { name: "a" },
        spec: { containers: [{ name: "c", image: "c" }], automountServiceAccountToken: false },
      }),
      post(PODS, {
        metadata: { name: "a" },
        spec: {
          containers: [{ name: "c", image: "c", resources: { requests: { cpu: "2" } } }],
          automountServiceAccountToken: false,
        },
      }),
      post(PODS, {
        metadata: { name: "a" },
        spec: {
          containers: [{ name: "c", image: "c", resources: { requests: { cpu: "600m" } } }],
          automountServiceAccountToken: false,
        },
      }, { until: "metadata.uid" }),
      get("/api/v1/namespaces/{ns}/resourcequotas/q", { accept: TABLE }),
      post(PODS, {
        metadata: { name: "b" },
        spec: {
          containers: [{ name: "c", image: "c", resources: { requests: { cpu: "600m" } } }],
          automountServiceAccountToken: false,
        },
      }),
    ],
  },
];
