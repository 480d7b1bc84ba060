/** What a server has before anybody writes: its own service with its endpoints, and an object for each API. */
import { get, mergePatch, post, remove, type Scenario, type Step } from "../step.ts";
import { TABLE } from "./kind_case.ts";

const DEFAULT = "/api/v1/namespaces/default";
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
const API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const DEFINITION = "gears.{run}.example.com";

/** The port is where each server listens. */
const PORT = "each server has its own";
const SLICE_PORT: Step["unlike"] = { "body.ports.0.port": PORT };

const BUILT_IN = [
  "v1.",
  "v1.admissionregistration.k8s.io",
  "v1.apiextensions.k8s.io",
  "v1.apps",
  "v1.authentication.k8s.io",
  "v1.authorization.k8s.io",
  "v1.batch",
  "v1.certificates.k8s.io",
  "v1.coordination.k8s.io",
  "v1.discovery.k8s.io",
  "v1.events.k8s.io",
  "v1.flowcontrol.apiserver.k8s.io",
  "v1.networking.k8s.io",
  "v1.node.k8s.io",
  "v1.policy",
  "v1.rbac.authorization.k8s.io",
  "v1.resource.k8s.io",
  "v1.scheduling.k8s.io",
  "v1.storage.k8s.io",
  "v2.autoscaling",
];

const GEARS = {
  metadata: { name: DEFINITION },
  spec: {
    group: "{run}.example.com",
    scope: "Namespaced",
    names: { plural: "gears", singular: "gear", kind: "Gear", listKind: "GearList" },
    versions: ["v1", "v1beta1"].map((name) => ({
      name,
      served: true,
      storage: name === "v1",
      schema: { openAPIV3Schema: { type: "object" } },
    })),
  },
};

/** The server's own objects. */
export const SERVER_OBJECTS: readonly Scenario[] = [
  {
    name: "server service",
    steps: [
      get(`${DEFAULT}/services/kubernetes`, { unlike: { "body.spec.ports.0.targetPort": PORT } }),
      get(`${DEFAULT}/endpoints/kubernetes`, { unlike: { "body.subsets.0.ports.0.port": PORT } }),
      get(`${SLICES}/kubernetes`, { unlike: SLICE_PORT }),
      get(`${DEFAULT}/services?labelSelector=component=apiserver`, {
        unlike: { "body.items.0.spec.ports.0.targetPort": PORT },
      }),
      get(`${DEFAULT}/services/kubernetes`, {
        accept: TABLE,
        unlike: { "body.rows.0.cells.5": "the server's age" },
      }),
      get(`${SLICES}?labelSelector=kubernetes.io/service-name=kubernetes`, {
        unlike: { "body.items.0.ports.0.port": PORT },
      }),
      post("/api/v1/namespaces/{ns}/services", {
        metadata: { name: "taken" },
        spec: { clusterIP: "10.96.0.1", ports: [{ port: 80 }] },
      }),
      post("/api/v1/namespaces/{ns}/services", {
        metadata: { name: "outside" },
        spec: { clusterIP: "192.0.2.7", ports: [{ port: 80 }] },
      }),
      post("/api/v1/namespaces/{ns}/services", {
        metadata: { name: "last" },
        spec: { clusterIP: "10.96.255.255", ports: [{ port: 80 }] },
      }),
      post("/api/v1/namespaces/{ns}/services", {
        metadata: { name: "twice" },
        spec: {
          type: "NodePort",
          ports: [{ name: "a", port: 80, nodePort: 32123 }, {
            name: "b",
            port: 81,
            nodePort: 32123,
          }],
        },
      }),
      post("/api/v1/namespaces/{ns}/services", {
        metadata: { name: "both" },
        spec: { clusterIP: "10.96.0.1", type: "NodePort", ports: [{ port: 80, nodePort: 80 }] },
      }),
      mergePatch(`${DEFAULT}/services/kubernetes?dryRun=All`, { spec: { clusterIP: "10.96.0.9" } }),
    ],
  },
  {
    name: "API services",
    cleanUp: [`${DEFINITIONS}/${DEFINITION}`],
    steps: [
      ...BUILT_IN.map((name) => get(`${API_SERVICES}/${name}`)),
      get(`${API_SERVICES}/v1.apps`, {
        accept: TABLE,
        unlike: { "body.rows.0.cells.3": "the server's age" },
      }),
      get(`${API_SERVICES}/v1.{run}.example.com`),
      post(DEFINITIONS, GEARS),
      get(`${API_SERVICES}/v1.{run}.example.com`, { until: "spec" }),
      get(`${API_SERVICES}/v1beta1.{run}.example.com`, { until: "spec" }),
      get(`${DEFINITIONS}/${DEFINITION}`, { until: ["status.conditions.1.status", "True"] }),
      remove(`${DEFINITIONS}/${DEFINITION}`),
      get(`${API_SERVICES}/v1.{run}.example.com`, { until: ["reason", "NotFound"] }),
    ],
  },
];
