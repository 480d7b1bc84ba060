/** JSON, merge and strategic merge patches. */
import {
  get,
  jsonPatch,
  mergePatch,
  post,
  type Scenario,
  type Step,
  strategicPatch,
} from "../step.ts";

const MAPS = "/api/v1/namespaces/{ns}/configmaps";
const BUDGETS = "/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/{ns}/deployments";

/** The real server prints the whole object, or a map in Go's words. */
const PRINTED: Step["unlike"] = {
  "body.message": "holds the whole object",
  "body.details.causes.0.message": "holds the whole object",
};

const WEB = {
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          {
            name: "a",
            image: "a:1",
            env: [{ name: "ONE", value: "1" }, { name: "TWO", value: "2" }],
            ports: [{ containerPort: 80 }],
          },
          { name: "b", image: "b:1" },
        ],
        tolerations: [{ key: "x", operator: "Exists" }],
        volumes: [{ name: "v", emptyDir: {} }, { name: "w", emptyDir: {} }],
      },
    },
  },
};

/** The containers of a patch. */
function containers(list: unknown[], extra: Record<string, unknown> = {}): unknown {
  return { spec: { template: { spec: { containers: list, ...extra } } } };
}

/** Scenarios of patches. */
export const PATCHES: readonly Scenario[] = [
  {
    name: "json patch",
    steps: [
      post(MAPS, { metadata: { name: "a", labels: { x: "y" } }, data: { key: "value" } }),
      jsonPatch(`${MAPS}/a`, [{ op: "add", path: "/data/other", value: "2" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "replace", path: "/data/other", value: "3" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "test", path: "/data/other", value: "3" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "test", path: "/data/other", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "test", path: "/data/none", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "test", path: "/data/none", value: null }]),
      jsonPatch(`${MAPS}/a`, [{ op: "remove", path: "/data/none" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "replace", path: "/data/none", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "add", path: "/none/below", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "copy", from: "/data/other", path: "/data/copy" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "move", from: "/data/copy", path: "/data/moved" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "move", from: "/data/none", path: "/data/moved" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "add", path: "/metadata/labels/a~1b", value: "c" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "none", path: "/data" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "add", path: "data", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "add", value: "4" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "remove" }]),
      jsonPatch(`${MAPS}/a`, []),
      jsonPatch(`${MAPS}/a`, {}),
      jsonPatch(`${MAPS}/a`, "x"),
      jsonPatch(`${MAPS}/a`, [1]),
      jsonPatch(`${MAPS}/a`, [{ op: "replace", path: "/metadata/name", value: "b" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "remove", path: "/metadata/name" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "replace", path: "/metadata/resourceVersion", value: "1" }]),
      jsonPatch(`${MAPS}/a`, [{ op: "replace", path: "/data", value: 5 }], { unlike: PRINTED }),
      jsonPatch(`${MAPS}/a`, [{ op: "add", path: "/extra", value: 5 }]),
      jsonPatch(`${MAPS}/a?fieldValidation=Strict`, [{ op: "add", path: "/extra", value: 5 }], {
        unlike: PRINTED,
      }),
      jsonPatch(`${MAPS}/a?dryRun=All`, [{ op: "remove", path: "/data" }]),
      jsonPatch(`${MAPS}/none`, [{ op: "remove", path: "/data" }]),
      get(`${MAPS}/a`),
    ],
  },
  {
    name: "merge patch",
    steps: [
      post(MAPS, { metadata: { name: "a", labels: { x: "y" } }, data: { key: "value" } }, {
        keep: { version: "metadata.resourceVersion" },
      }),
      mergePatch(`${MAPS}/a`, { data: { other: "2" } }),
      mergePatch(`${MAPS}/a`, { data: { other: null } }),
      mergePatch(`${MAPS}/a`, { metadata: { labels: null, annotations: { a: "b" } } }),
      mergePatch(`${MAPS}/a`, {}),
      mergePatch(`${MAPS}/a`, { metadata: { resourceVersion: "{version}" } }),
      mergePatch(`${MAPS}/a`, { metadata: { name: "b" } }),
      mergePatch(`${MAPS}/a`, { metadata: { namespace: "other" } }),
      mergePatch(`${MAPS}/a`, { metadata: { uid: "other" } }),
      mergePatch(`${MAPS}/a`, { kind: "Secret" }, { unlike: PRINTED }),
      mergePatch(`${MAPS}/a`, { data: { other: 1 } }, { unlike: PRINTED }),
      mergePatch(`${MAPS}/a`, { data: "x" }, { unlike: PRINTED }),
      mergePatch(`${MAPS}/a`, { extra: { a: 1 } }),
      mergePatch(`${MAPS}/a?fieldValidation=Strict`, { extra: 1 }, { unlike: PRINTED }),
      mergePatch(`${MAPS}/a?fieldValidation=Ignore`, { extra: 1 }),
      mergePatch(`${MAPS}/a`, []),
      mergePatch(`${MAPS}/a`, "x"),
      mergePatch(`${MAPS}/a`, "null"),
      mergePatch(`${MAPS}/none`, {}),
      mergePatch(`${MAPS}/a?force=true`, {}),
      mergePatch(`${MAPS}/a?fieldManager=other`, { data: { key: "third", more: "4" } }),
      mergePatch(`${MAPS}/a?fieldManager=${"x".repeat(129)}`, {}),
      mergePatch(`${MAPS}/a?fieldManager=a%0Ab`, {}),
      { method: "PATCH", path: `${MAPS}/a`, body: {}, type: "application/json" },
      { method: "PATCH", path: `${MAPS}/a`, body: {}, type: "text/plain" },
      get(`${MAPS}/a`),
    ],
  },
  {
    name: "strategic patch",
    steps: [
      post(DEPLOYMENTS, WEB),
      strategicPatch(`${DEPLOYMENTS}/web`, containers([{ name: "a", image: "a:2" }])),
      strategicPatch(`${DEPLOYMENTS}/web`, containers([{ name: "c", image: "c:1" }])),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        containers([{ name: "a", env: [{ name: "THREE", value: "3" }] }]),
      ),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        containers([{ name: "a", env: [{ name: "ONE", $patch: "delete" }] }]),
      ),
      strategicPatch(`${DEPLOYMENTS}/web`, containers([{ name: "b", $patch: "delete" }])),
      strategicPatch(`${DEPLOYMENTS}/web`, containers([{ name: "b", image: "b:2" }])),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        containers([], {
          "$setElementOrder/containers": [{ name: "b" }, { name: "a" }, { name: "c" }],
        }),
      ),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        containers([{ name: "c", image: "c:2" }], {
          "$setElementOrder/containers": [{ name: "c" }, { name: "b" }],
        }),
      ),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        containers([{ $patch: "replace" }, { name: "z", image: "z:1" }]),
      ),
      strategicPatch(`${DEPLOYMENTS}/web`, { spec: { template: { spec: { volumes: null } } } }),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        { spec: { template: { spec: { tolerations: [{ key: "y", operator: "Exists" }] } } } },
      ),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
      ),
      strategicPatch(`${DEPLOYMENTS}/web`, {
        spec: { template: { metadata: { labels: { $patch: "replace", app: "web", b: "c" } } } },
      }),
      strategicPatch(`${DEPLOYMENTS}/web`, {
        metadata: { annotations: { one: "1", none: null } },
      }),
      strategicPatch(`${DEPLOYMENTS}/web`, { metadata: { annotations: { one: null } } }),
      strategicPatch(
        `${DEPLOYMENTS}/web`,
        { spec: { template: { spec: { nodeSelector: { disk: "ssd", none: null } } } } },
      ),
      strategicPatch(`${DEPLOYMENTS}/web`, { metadata: { finalizers: ["a/b", "a/c"] } }),
      strategicPatch(`${DEPLOYMENTS}/web`, { metadata: { finalizers: ["a/d"] } }),
      strategicPatch(`${DEPLOYMENTS}/web`, {
        metadata: { "$deleteFromPrimitiveList/finalizers": ["a/b", "a/c"] },
      }),
      strategicPatch(`${DEPLOYMENTS}/web`, { metadata: { finalizers: null } }),
      strategicPatch(`${DEPLOYMENTS}/web`, containers([{ image: "x" }])),
      strategicPatch(`${DEPLOYMENTS}/web`, { spec: { $patch: "never" } }),
      strategicPatch(`${DEPLOYMENTS}/web`, { spec: { extra: 1 } }),
      strategicPatch(`${DEPLOYMENTS}/web`, { spec: { extra: { a: 1 } } }),
      strategicPatch(`${DEPLOYMENTS}/web`, { spec: { replicas: "x" } }, { unlike: PRINTED }),
      strategicPatch(`${DEPLOYMENTS}/web`, "[]"),
      strategicPatch(`${DEPLOYMENTS}/web`, "x"),
      strategicPatch(`${DEPLOYMENTS}/none`, {}),
      strategicPatch(`${DEPLOYMENTS}/web/status`, { status: { replicas: 3 } }),
      strategicPatch(`${DEPLOYMENTS}/web/status`, { spec: { replicas: 9 } }),
      get(`${DEPLOYMENTS}/web`),
    ],
  },
  {
    name: "an object that a strategic merge takes as it is sent",
    steps: [
      post(BUDGETS, {
        metadata: { name: "a" },
        spec: { minAvailable: 1, selector: { matchLabels: { a: "b" } } },
      }),
      strategicPatch(`${BUDGETS}/a`, { spec: { selector: { matchLabels: { c: "d" } } } }),
      strategicPatch(`${BUDGETS}/a`, { spec: { selector: { matchLabels: { c: null, e: "f" } } } }),
      strategicPatch(`${BUDGETS}/a`, {
        spec: {
          selector: { $patch: "replace", matchExpressions: [{ key: "a", operator: "Exists" }] },
        },
      }),
      mergePatch(`${BUDGETS}/a`, { spec: { selector: { matchLabels: { g: "h" } } } }),
    ],
  },
];
