/** What users may do, and how they are told that they may not. */
import { get, mergePatch, post, remove, type Scenario } from "../step.ts";

const NS = "/api/v1/namespaces/{ns}";
const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}";
const REVIEWS = "/apis/authorization.k8s.io/v1";
const BOB = { as: { user: "bob" } };
const ADA = { as: { user: "ada", groups: ["devs"] } };
const ROBOT = { as: { user: "system:serviceaccount:{ns}:robot" } };

function mayI(attributes: Record<string, unknown>): unknown {
  return { spec: { resourceAttributes: { namespace: "{ns}", ...attributes } } };
}

/** Scenarios of rights. */
export const RIGHTS: readonly Scenario[] = [{
  name: "rights",
  steps: [
    get(`${NS}/pods`, BOB),
    get("/api/v1/pods", BOB),
    get(`${NS}/pods/a`, BOB),
    get(`${NS}/pods/a/log`, BOB),
    get("/api/v1/nodes", BOB),
    get(`${NS}`, BOB),
    get("/apis/apps/v1/deployments", BOB),
    post(`/apis/apps/v1/namespaces/{ns}/deployments`, {}, BOB),
    mergePatch(`${NS}/configmaps/a`, {}, BOB),
    remove(`${NS}/configmaps/a`, undefined, BOB),
    remove(`${NS}/configmaps`, undefined, BOB),
    get(`${NS}/configmaps?watch=1`, BOB),
    get(`${NS}/configmaps?fieldSelector=metadata.name%3Da`, BOB),
    get("/foo", BOB),
    get("/metrics", BOB),
    get("/api", { ...BOB, unlike: { "body.serverAddressByClientCIDRs": "the server's address" } }),
    get("/healthz", BOB),
    get("/apis/foo.example/v1/things", BOB),
    post(`${RBAC}/roles`, {
      metadata: { name: "reader" },
      rules: [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["secrets"], resourceNames: ["one"], verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["*"] },
      ],
    }),
    post(`${RBAC}/rolebindings`, {
      metadata: { name: "readers" },
      roleRef: { kind: "Role", name: "reader", apiGroup: "rbac.authorization.k8s.io" },
      subjects: [
        { kind: "Group", name: "devs" },
        { kind: "ServiceAccount", name: "robot", namespace: "{ns}" },
      ],
    }),
    post(`${NS}/configmaps`, { metadata: { name: "a" }, data: { x: "y" } }),
    get(`${NS}/configmaps/a`, { ...ADA, until: "data" }),
    get(`${NS}/configmaps`, ADA),
    get(`${NS}/configmaps`, ROBOT),
    get(`${NS}/secrets/one`, ADA),
    get(`${NS}/secrets/two`, ADA),
    get(`${NS}/secrets`, ADA),
    get(`${NS}/configmaps/a`, BOB),
    post(`${NS}/configmaps`, { metadata: { name: "b" } }, ADA),
    post(`${RBAC}/rolebindings`, {
      metadata: { name: "dangling" },
      roleRef: { kind: "Role", name: "none", apiGroup: "rbac.authorization.k8s.io" },
      subjects: [{ kind: "User", name: "bob" }],
    }),
    get(`${NS}/services`, { ...BOB, until: ["message", "RBAC: "] }),
    post(`${REVIEWS}/selfsubjectaccessreviews`, mayI({ verb: "get", resource: "configmaps" }), ADA),
    post(
      `${REVIEWS}/selfsubjectaccessreviews`,
      mayI({ verb: "delete", resource: "configmaps" }),
      ADA,
    ),
    post(
      `${REVIEWS}/selfsubjectaccessreviews`,
      mayI({ verb: "get", resource: "secrets", name: "one" }),
      ADA,
    ),
    post(
      `${REVIEWS}/selfsubjectaccessreviews`,
      mayI({ verb: "patch", group: "apps", resource: "deployments", subresource: "scale" }),
      ADA,
    ),
    post(`${REVIEWS}/selfsubjectaccessreviews`, mayI({ verb: "*", resource: "*", group: "*" })),
    post(`${REVIEWS}/selfsubjectaccessreviews`, {
      spec: { nonResourceAttributes: { verb: "get", path: "/metrics" } },
    }, ADA),
    post(`${REVIEWS}/selfsubjectaccessreviews`, { spec: {} }, ADA),
    post(`${REVIEWS}/selfsubjectaccessreviews`, {
      spec: { resourceAttributes: {}, nonResourceAttributes: {} },
    }, ADA),
    post(`${REVIEWS}/subjectaccessreviews`, {
      spec: {
        user: "ada",
        groups: ["devs"],
        resourceAttributes: { namespace: "{ns}", verb: "list", resource: "configmaps" },
      },
    }),
    post(`${REVIEWS}/subjectaccessreviews`, {
      spec: { resourceAttributes: { verb: "list", resource: "configmaps" } },
    }),
    post(`${REVIEWS}/subjectaccessreviews`, {}, ADA),
    post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, ADA),
    get(`${REVIEWS}/selfsubjectaccessreviews`),
    post(`${REVIEWS}/selfsubjectrulesreviews`, { spec: {} }, ADA),
  ],
}];
