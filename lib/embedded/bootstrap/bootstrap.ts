/**
 * What a cluster has before anybody writes anything. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import type { ApiObject, JsonObject } from "../json.ts";
import { SYSTEM_PRIORITIES } from "../kinds/cluster_kinds.ts";
import type { ClusterState } from "../server/context.ts";
import { builtinApiServices } from "./api_services.ts";
import { SERVER_NAMESPACE, SERVER_SERVICE, serverObjects } from "./server_service.ts";

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const RBAC = "rbac.authorization.k8s.io";
const DEFAULTS = { "kubernetes.io/bootstrapping": "rbac-defaults" };

const DISCOVERY_URLS = [
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "/healthz",
  "/livez",
  "/openapi",
  "/openapi/*",
  "/readyz",
  "/version",
  "/version/",
];
const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];

/** Resources of namespaces that people who work in them read. */
const VIEWED: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", [
    "configmaps",
    "endpoints",
    "persistentvolumeclaims",
    "persistentvolumeclaims/status",
    "pods",
    "replicationcontrollers",
    "replicationcontrollers/scale",
    "serviceaccounts",
    "services",
    "services/status",
    "bindings",
    "events",
    "limitranges",
    "namespaces/status",
    "pods/log",
    "pods/status",
    "replicationcontrollers/status",
    "resourcequotas",
    "resourcequotas/status",
    "namespaces",
  ]],
  ["discovery.k8s.io", ["endpointslices"]],
  ["apps", [
    "controllerrevisions",
    "daemonsets",
    "daemonsets/status",
    "deployments",
    "deployments/scale",
    "deployments/status",
    "replicasets",
    "replicasets/scale",
    "replicasets/status",
    "statefulsets",
    "statefulsets/scale",
    "statefulsets/status",
  ]],
  ["autoscaling", ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]],
  ["batch", ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]],
  ["networking.k8s.io", ["ingresses", "ingresses/status", "networkpolicies"]],
  ["policy", ["poddisruptionbudgets", "poddisruptionbudgets/status"]],
];

/** What they write. */
const EDITED: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", [
    "configmaps",
    "events",
    "persistentvolumeclaims",
    "pods",
    "pods/attach",
    "pods/eviction",
    "pods/exec",
    "pods/portforward",
    "pods/proxy",
    "replicationcontrollers",
    "replicationcontrollers/scale",
    "secrets",
    "serviceaccounts",
    "services",
    "services/proxy",
  ]],
  ["apps", [
    "daemonsets",
    "deployments",
    "deployments/rollback",
    "deployments/scale",
    "replicasets",
    "replicasets/scale",
    "statefulsets",
    "statefulsets/scale",
  ]],
  ["autoscaling", ["horizontalpodautoscalers"]],
  ["batch", ["cronjobs", "jobs"]],
  ["networking.k8s.io", ["ingresses", "networkpolicies"]],
  ["policy", ["poddisruptionbudgets"]],
];

function rules(
  groups: readonly (readonly [string, readonly string[]])[],
  verbs: readonly string[],
): JsonObject[] {
  return groups.map(([group, resources]) => ({
    apiGroups: [group],
    resources: [...resources],
    verbs: [...verbs],
  }));
}

const VIEW = rules(VIEWED, READ);
const EDIT = [
  ...VIEW,
  { apiGroups: [""], resources: ["secrets"], verbs: READ },
  ...rules(EDITED, WRITE),
  { apiGroups: [""], resources: ["pods/attach", "pods/exec", "pods/portforward"], verbs: READ },
];
const ADMIN = [
  ...EDIT,
  { apiGroups: [RBAC], resources: ["rolebindings", "roles"], verbs: [...READ, ...WRITE] },
  {
    apiGroups: ["authorization.k8s.io"],
    resources: ["localsubjectaccessreviews"],
    verbs: ["create"],
  },
];

const CLUSTER_ROLES: Readonly<Record<string, readonly JsonObject[]>> = {
  admin: ADMIN,
  "cluster-admin": [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ],
  edit: EDIT,
  "system:basic-user": [
    {
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      verbs: ["create"],
    },
    { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
  ],
  "system:discovery": [{ nonResourceURLs: DISCOVERY_URLS, verbs: ["get"] }],
  "system:public-info-viewer": [{
    nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
    verbs: ["get"],
  }],
  "system:service-account-issuer-discovery": [{
    nonResourceURLs: [
      "/.well-known/openid-configuration",
      "/.well-known/openid-configuration/",
      "/openid/v1/jwks",
      "/openid/v1/jwks/",
    ],
    verbs: ["get"],
  }],
  view: VIEW,
};

const BINDINGS: Readonly<Record<string, readonly string[]>> = {
  "cluster-admin": ["system:masters"],
  "system:basic-user": ["system:authenticated"],
  "system:discovery": ["system:authenticated"],
  "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
  "system:service-account-issuer-discovery": ["system:serviceaccounts"],
};

/** Puts into a new cluster what every cluster has. */
export function bootstrap(cluster: ClusterState): void {
  const creationTimestamp = formatTime(cluster.clock.now());
  const put = (
    collection: string,
    object: JsonObject,
    name: string,
    { namespace, uid = cluster.newUid() }: { namespace?: string; uid?: string } = {},
  ) => {
    const metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...object["metadata"] as JsonObject,
      uid,
      creationTimestamp,
    };
    const place = { collection, namespace, name };
    cluster.store.put(place, { ...object, metadata } as unknown as ApiObject);
  };
  for (const name of NAMESPACES) {
    put("namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { labels: { "kubernetes.io/metadata.name": name } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    }, name);
  }
  for (const { name, value, description } of SYSTEM_PRIORITIES) {
    put("scheduling.k8s.io/priorityclasses", {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { generation: 1 },
      value,
      description,
      preemptionPolicy: "PreemptLowerPriority",
    }, name);
  }
  const apiVersion = `${RBAC}/v1`;
  for (const [name, own] of Object.entries(CLUSTER_ROLES)) {
    const object = {
      apiVersion,
      kind: "ClusterRole",
      metadata: { labels: DEFAULTS },
      rules: [...own],
    };
    put(`${RBAC}/clusterroles`, object, name);
  }
  for (const [name, groups] of Object.entries(BINDINGS)) {
    put(`${RBAC}/clusterrolebindings`, {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { labels: DEFAULTS },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: groups.map((group) => ({ kind: "Group", apiGroup: RBAC, name: group })),
    }, name);
  }
  // The seed's uids and names are for what the user makes: these take none of its numbers.
  const { metadata: { uid: known = "" } = {} } =
    cluster.store.get({ collection: "namespaces", name: "default" }) ?? {};
  let count = 0;
  const nextUid = () => uidBeside(known, ++count);
  for (const [name, object] of builtinApiServices(cluster.resources.kinds(), creationTimestamp)) {
    put("apiregistration.k8s.io/apiservices", object, name, { uid: nextUid() });
  }
  for (const [collection, object] of Object.entries(serverObjects(creationTimestamp))) {
    put(collection, object, SERVER_SERVICE, { namespace: SERVER_NAMESPACE, uid: nextUid() });
  }
}

/** A uid that differs from another in its last digits. */
function uidBeside(uid: string, count: number): string {
  const last = (parseInt(uid.slice(-4), 16) + count) & 0xffff;
  return `${uid.slice(0, -4)}${last.toString(16).padStart(4, "0")}`;
}
