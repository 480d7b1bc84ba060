/** The kinds that administer a cluster: how they are stored, and their tables. */
import { get, post, type Scenario } from "../step.ts";
import { type KindCase, scenarioOf, TABLE } from "./kind_case.ts";

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const RESOURCES = "/apis/resource.k8s.io/v1";
const STORAGE = "/apis/storage.k8s.io/v1";
const FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1";

const RULE = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
const WEBHOOK = {
  name: "a.example.com",
  clientConfig: { url: "https://example.com" },
  rules: [RULE],
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
};
const NEVER = { namespaceSelector: { matchLabels: { none: "such" } } };
/** A request for a certificate of "CN=ana", made once. */
const REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISU1IQUNBUUF3RGpFTU1Bb0dBMVVFQXd3RFlX" +
  "NWhNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRApRZ0FFMkN6ZEJRbmk0eUIyNW05cytxU1BrYXdGR1R1" +
  "ay9YUUtCdU5SYUVSTVk1ZWN2VEhCQzcrZFc0WXpmaG8xClk3b2pHTTJoS0tTQ1pVdFNtRXVyR3hZOWZLQUFNQW9H" +
  "Q0NxR1NNNDlCQU1DQTBnQU1FVUNJUUR0MXhObzJYY0YKVHhmVEtOMWM4VzRGeWI3RnpIZW9EVFpZZ2ZxQkgzWEtz" +
  "d0lnQW1iZ1Zad0tybHdpMGJ1QTN4blFpc3ZXaStWRgpXeGJJTE5PbnZFamh0NWM9Ci0tLS0tRU5EIENFUlRJRklD" +
  "QVRFIFJFUVVFU1QtLS0tLQo=";

const CLAIMS = "/api/v1/namespaces/{ns}/persistentvolumeclaims";
const CLAIM = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const IS_DEFAULT = { "storageclass.kubernetes.io/is-default-class": "true" };

const CASES: readonly KindCase[] = [
  {
    name: "validating webhooks",
    path: `${ADMISSION}/validatingwebhookconfigurations`,
    good: [{ webhooks: [{ ...WEBHOOK, ...NEVER }] }, {}],
    bad: [],
  },
  {
    name: "mutating webhooks",
    path: `${ADMISSION}/mutatingwebhookconfigurations`,
    good: [{ webhooks: [{ ...WEBHOOK, ...NEVER }] }, {}],
    bad: [],
  },
  {
    name: "validating policies",
    path: `${ADMISSION}/validatingadmissionpolicies`,
    good: [
      {
        spec: {
          paramKind: { apiVersion: "v1", kind: "ConfigMap" },
          matchConstraints: { resourceRules: [RULE], ...NEVER },
          validations: [{ expression: "true" }],
        },
      },
    ],
    bad: [],
  },
  {
    name: "validating policy bindings",
    path: `${ADMISSION}/validatingadmissionpolicybindings`,
    good: [
      { spec: { policyName: "none", validationActions: ["Deny"] } },
      {
        spec: {
          policyName: "none",
          paramRef: { name: "x", namespace: "y", parameterNotFoundAction: "Deny" },
          validationActions: ["Deny"],
        },
      },
    ],
    bad: [],
  },
  {
    name: "mutating policies",
    path: `${ADMISSION}/mutatingadmissionpolicies`,
    good: [
      {
        spec: {
          matchConstraints: { resourceRules: [RULE], ...NEVER },
          reinvocationPolicy: "Never",
          mutations: [{
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{}" },
          }],
        },
      },
    ],
    bad: [],
  },
  {
    name: "mutating policy bindings",
    path: `${ADMISSION}/mutatingadmissionpolicybindings`,
    good: [{ spec: { policyName: "none" } }],
    bad: [],
  },
  {
    name: "runtime classes",
    path: "/apis/node.k8s.io/v1/runtimeclasses",
    good: [{ handler: "runc" }],
    bad: [],
  },
  {
    name: "drivers of storage",
    path: `${STORAGE}/csidrivers`,
    good: [{ spec: {} }, {
      spec: {
        attachRequired: false,
        podInfoOnMount: true,
        volumeLifecycleModes: ["Persistent", "Ephemeral"],
        tokenRequests: [{ audience: "a" }, { audience: "b" }],
      },
    }],
    bad: [],
  },
  {
    name: "storage of nodes",
    path: `${STORAGE}/csinodes`,
    good: [{ spec: { drivers: [{ name: "a.example.com", nodeID: "1" }] } }],
    bad: [],
  },
  {
    name: "volume attachments",
    path: `${STORAGE}/volumeattachments`,
    good: [{
      spec: { attacher: "a.example.com", nodeName: "n", source: { persistentVolumeName: "v" } },
    }],
    bad: [],
  },
  {
    name: "volume attributes",
    path: `${STORAGE}/volumeattributesclasses`,
    good: [{ driverName: "a.example.com", parameters: { a: "b" } }],
    bad: [],
  },
  {
    name: "ranges of addresses",
    path: "/apis/networking.k8s.io/v1/servicecidrs",
    good: [{ spec: { cidrs: ["10.97.0.0/24"] } }],
    bad: [],
  },
  {
    name: "classes of devices",
    path: `${RESOURCES}/deviceclasses`,
    good: [{ spec: {} }],
    bad: [],
  },
  {
    name: "claims of devices",
    path: `${RESOURCES}/namespaces/{ns}/resourceclaims`,
    good: [{
      spec: { devices: { requests: [{ name: "a", exactly: { deviceClassName: "b" } }] } },
    }],
    bad: [],
  },
  {
    name: "templates of device claims",
    path: `${RESOURCES}/namespaces/{ns}/resourceclaimtemplates`,
    good: [{
      spec: {
        spec: { devices: { requests: [{ name: "a", exactly: { deviceClassName: "b" } }] } },
      },
    }],
    bad: [],
  },
  {
    name: "slices of devices",
    path: `${RESOURCES}/resourceslices`,
    good: [{
      spec: {
        driver: "a.example.com",
        nodeName: "n",
        pool: { name: "p", generation: 1, resourceSliceCount: 1 },
        devices: [{ name: "d" }],
      },
    }],
    bad: [],
  },
  {
    name: "priority levels",
    path: `${FLOW}/prioritylevelconfigurations`,
    good: [
      { spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } } },
      {
        spec: {
          type: "Limited",
          limited: {
            nominalConcurrencyShares: 0,
            limitResponse: { type: "Queue", queuing: { queues: 8, handSize: 2 } },
          },
        },
      },
    ],
    bad: [],
  },
  {
    name: "certificate requests",
    path: "/apis/certificates.k8s.io/v1/certificatesigningrequests",
    good: [{
      spec: {
        request: REQUEST,
        signerName: "example.com/any",
        usages: ["client auth"],
        expirationSeconds: 3600,
      },
    }],
    bad: [],
    unlike: { "body.spec.extra": "the digest of the real administrator's certificate" },
  },
  {
    name: "events of the newer API",
    path: "/apis/events.k8s.io/v1/namespaces/{ns}/events",
    good: [{
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "example.com/it",
      reportingInstance: "one",
      action: "Do",
      reason: "Done",
      type: "Normal",
      note: "It is done.",
      regarding: { apiVersion: "v1", kind: "Pod", name: "a", namespace: "{ns}" },
    }],
    bad: [],
  },
];

/** Scenarios of kinds for administrators. */
export const ADMINISTRATION: readonly Scenario[] = [
  ...CASES.map(scenarioOf),
  {
    name: "default storage class",
    cleanUp: [`${STORAGE}/storageclasses/{run}-first`],
    steps: [
      post(CLAIMS, { metadata: { name: "before" }, spec: CLAIM }),
      post(`${STORAGE}/storageclasses`, {
        metadata: { name: "{run}-first", annotations: IS_DEFAULT },
        provisioner: "example.com/x",
      }),
      post(CLAIMS, { metadata: { name: "after" }, spec: CLAIM }),
      post(CLAIMS, { metadata: { name: "none" }, spec: { ...CLAIM, storageClassName: "" } }),
    ],
  },
  {
    // A real server writes into their status as soon as they are stored.
    name: "flow schemas",
    steps: [
      post(`${FLOW}/flowschemas?dryRun=All`, {
        metadata: { name: "{run}-a0" },
        spec: {
          priorityLevelConfiguration: { name: "catch-all" },
          distinguisherMethod: { type: "ByUser" },
          rules: [{
            subjects: [{ kind: "User", user: { name: "nobody" } }],
            nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/none"] }],
          }],
        },
      }),
      get(`${FLOW}/flowschemas?fieldSelector=metadata.name%3Dnone`, { accept: TABLE }),
    ],
  },
];
