/** Custom kinds: their definitions, schemas, defaults, pruning, versions and subresources. */
import { apply, get, jsonPatch, mergePatch, post, put, remove, type Scenario } from "../step.ts";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const GROUP = "g{run}.skiff.example";
const WIDGETS = `/apis/${GROUP}/v1/namespaces/{ns}/widgets`;
const TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";

const SPEC = {
  type: "object",
  required: ["size"],
  properties: {
    size: { type: "integer", minimum: 1, maximum: 10 },
    color: { type: "string", enum: ["red", "blue"], default: "red" },
    name: { type: "string", minLength: 2, maxLength: 5, pattern: "^[a-z]+$" },
    enabled: { type: "boolean", default: true },
    weight: { type: "number", multipleOf: 0.5 },
    tags: {
      type: "array",
      items: { type: "string" },
      "x-kubernetes-list-type": "set",
      maxItems: 3,
    },
    parts: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string" },
          count: { type: "integer", format: "int32", default: 1 },
        },
      },
    },
    atoms: { type: "array", items: { type: "integer" } },
    options: { type: "object", additionalProperties: { type: "string" } },
    port: { "x-kubernetes-int-or-string": true },
    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    nothing: { type: "string", nullable: true },
    when: { type: "string", format: "date-time" },
    replicas: { type: "integer" },
  },
};

const SCHEMA = {
  openAPIV3Schema: {
    type: "object",
    properties: {
      spec: SPEC,
      status: {
        type: "object",
        properties: {
          phase: { type: "string" },
          replicas: { type: "integer" },
          selector: { type: "string" },
        },
      },
    },
  },
};

/** Versions with one schema would share it, and then have no fields of their own. */
const OLD_SCHEMA = {
  openAPIV3Schema: {
    type: "object",
    properties: {
      spec: SPEC,
      status: { type: "object", properties: { phase: { type: "string" } } },
    },
  },
};

const DEFINITION = {
  metadata: { name: `widgets.${GROUP}` },
  spec: {
    group: GROUP,
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", shortNames: ["wd"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: SCHEMA,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: ".spec.replicas",
            statusReplicasPath: ".status.replicas",
            labelSelectorPath: ".status.selector",
          },
        },
        selectableFields: [{ jsonPath: ".spec.color" }],
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size" },
          { name: "Phase", type: "string", jsonPath: ".status.phase", priority: 1 },
          { name: "Made", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
      },
      { name: "v1beta1", served: true, storage: false, schema: OLD_SCHEMA },
    ],
  },
};

function widget(spec: unknown, metadata: Record<string, unknown> = {}): unknown {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: "Widget",
    metadata: { name: "a", ...metadata },
    ...(spec === undefined ? {} : { spec }),
  };
}

/** A definition with something wrong in it. */
function definition(change: Record<string, unknown>, name = `things.${GROUP}`): unknown {
  return {
    metadata: { name },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: [{ name: "v1", served: true, storage: true, schema: SCHEMA }],
      ...change,
    },
  };
}

/** Scenarios of custom kinds. */
export const CUSTOM: readonly Scenario[] = [
  {
    name: "definitions",
    cleanUp: [`${DEFINITIONS}/things.${GROUP}`],
    steps: [
      post(DEFINITIONS, definition({})),
      post(DEFINITIONS, definition({}, "other")),
      post(DEFINITIONS, definition({ scope: "Some" }, `b.${GROUP}`)),
      post(DEFINITIONS, definition({ versions: [] }, `b.${GROUP}`)),
      post(DEFINITIONS, definition({ names: { plural: "b", kind: "" } }, `b.${GROUP}`)),
      post(
        DEFINITIONS,
        definition({
          names: { plural: "b", kind: "B" },
          versions: [{ name: "v1", served: true, storage: true }],
        }, `b.${GROUP}`),
      ),
      post(
        DEFINITIONS,
        definition({
          names: { plural: "b", kind: "B" },
          versions: [{
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", properties: { spec: {} } } },
          }],
        }, `b.${GROUP}`),
      ),
    ],
  },
  {
    name: "custom objects",
    cleanUp: [`${DEFINITIONS}/widgets.${GROUP}`],
    steps: [
      post(DEFINITIONS, DEFINITION),
      get(WIDGETS, { until: "items" }),
      // Objects are served before the definition is established, and listed after it.
      get(`/apis/${GROUP}/v1`, {
        until: "resources",
        unlike: { "body.resources.*.storageVersionHash": "not given" },
      }),
      get(`/apis/${GROUP}`, { until: "versions" }),
      get(`${DEFINITIONS}/widgets.${GROUP}`),
      get(`/apis/${GROUP}/v2`),
      post(WIDGETS, widget({ size: 1 })),
      post(WIDGETS, widget({ size: 1 })),
      post(WIDGETS, widget({ size: 3, color: "blue", name: "abc", extra: 1 }, { name: "b" })),
      post(`${WIDGETS}?fieldValidation=Strict`, widget({ size: 1, extra: 1 }, { name: "c" })),
      post(WIDGETS, widget(undefined, { name: "nospec" })),
      post(WIDGETS, widget({}, { name: "c" })),
      post(WIDGETS, widget({ size: "x" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1.5 }, { name: "c" })),
      post(WIDGETS, widget({ size: 11 }, { name: "c" })),
      post(WIDGETS, widget({ size: 0 }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, color: "green" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, name: "a" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, name: "abcdef" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, name: "AB" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, enabled: "yes" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, weight: 0.3 }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, tags: ["a", "a"] }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, tags: ["a", "b", "c", "d"] }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, tags: "a" }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, parts: [{ name: "a" }, { name: "a" }] }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, parts: [{}] }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, options: { a: 1 } }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, port: true }, { name: "c" })),
      post(WIDGETS, widget({ size: 1, when: "x" }, { name: "c" })),
      post(WIDGETS, widget({ size: null }, { name: "c" })),
      post(WIDGETS, widget("x", { name: "c" })),
      post(WIDGETS, widget({ size: 1 }, { name: "UPPER" })),
      post(WIDGETS, widget({ size: 1 }, { name: "c", labels: { a: 1 } })),
      post(WIDGETS, widget({ size: 1 }, { name: "c", labels: { "-": "" } })),
      post(WIDGETS, { metadata: { name: "c" }, spec: { size: 1 } }),
      post(WIDGETS, { apiVersion: `${GROUP}/v1`, kind: "Gadget", metadata: { name: "c" } }),
      post(WIDGETS, { apiVersion: "x/v1", kind: "Widget", metadata: { name: "c" } }),
      post(
        WIDGETS,
        widget({
          size: 5,
          port: "http",
          free: { any: { thing: [1] } },
          nothing: null,
          parts: [{ name: "a" }, { name: "b", count: 2, extra: true }],
          options: { a: "b" },
          atoms: [3, 1, 2],
          tags: ["x", "y"],
          weight: 1.5,
        }, { name: "full" }),
      ),
      get(WIDGETS),
      get(WIDGETS, { accept: TABLE }),
      get(`${WIDGETS}?fieldSelector=spec.color%3Dblue`),
      get(`${WIDGETS}?fieldSelector=spec.size%3D1`),
      get(`${WIDGETS}?labelSelector=a`),
      get(`${WIDGETS}?limit=1`),
      get(`/apis/${GROUP}/v1beta1/namespaces/{ns}/widgets/a`),
      post(`/apis/${GROUP}/v1beta1/namespaces/{ns}/widgets`, {
        apiVersion: `${GROUP}/v1beta1`,
        kind: "Widget",
        metadata: { name: "beta" },
        spec: { size: 2 },
      }),
      get(`${WIDGETS}/beta`),
      put(`${WIDGETS}/a`, widget({ size: 2 })),
      mergePatch(`${WIDGETS}/a`, { metadata: { resourceVersion: "1" } }),
      mergePatch(`${WIDGETS}/a`, { spec: { size: 4 }, status: { phase: "x" } }),
      mergePatch(`${WIDGETS}/a`, { spec: { size: "x" } }),
      mergePatch(`${WIDGETS}/a`, { spec: { extra: "x" } }),
      mergePatch(`${WIDGETS}/a`, { metadata: { labels: { l: "1" } } }),
      mergePatch(`${WIDGETS}/a/status`, { spec: { size: 9 }, status: { phase: "Ready" } }),
      mergePatch(`${WIDGETS}/a/status`, { status: { phase: 1 } }),
      get(`${WIDGETS}/a/status`),
      put(`${WIDGETS}/a`, {
        ...widget({ size: 5 }) as Record<string, unknown>,
        status: { phase: "ignored" },
      }),
      jsonPatch(`${WIDGETS}/a`, [{ op: "add", path: "/spec/tags", value: ["a"] }]),
      {
        method: "PATCH",
        path: `${WIDGETS}/a`,
        body: {},
        type: "application/strategic-merge-patch+json",
      },
      get(`${WIDGETS}/a/scale`),
      mergePatch(`${WIDGETS}/a/scale`, { spec: { replicas: 3 } }),
      get(`${WIDGETS}/a`),
      apply(`${WIDGETS}/applied`, "one", widget({ size: 1, tags: ["a"] }, { name: "applied" })),
      apply(
        `${WIDGETS}/applied`,
        "two",
        widget({ tags: ["b"], parts: [{ name: "p" }], size: 1 }, { name: "applied" }),
      ),
      apply(`${WIDGETS}/applied`, "two", widget({ size: 2 }, { name: "applied" })),
      apply(`${WIDGETS}/applied?force=true`, "two", widget({ size: 2 }, { name: "applied" })),
      apply(`${WIDGETS}/applied`, "one", widget({ size: "x" }, { name: "applied" })),
      apply(`${WIDGETS}/applied`, "one", widget({ size: 2, extra: 1 }, { name: "applied" })),
      apply(`${WIDGETS}/applied/status`, "s", {
        apiVersion: `${GROUP}/v1`,
        kind: "Widget",
        metadata: { name: "applied" },
        status: { phase: "Done" },
      }),
      get(`${WIDGETS}/applied`),
      remove(`${WIDGETS}/a`, { propagationPolicy: "Foreground" }),
      get(`${WIDGETS}/a`),
      jsonPatch(`${WIDGETS}/a`, [{ op: "remove", path: "/metadata/finalizers" }]),
      remove(`${WIDGETS}/b`),
      remove(`${WIDGETS}?labelSelector=none`),
      remove(WIDGETS),
      get(WIDGETS),
    ],
  },
];
