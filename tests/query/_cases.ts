/**
 * Random objects and random filters for the law of pushdown. The filters speak of fields that the
 * objects have, so that a good part of them hold. The live test takes the filters alone and lets a real
 * server keep the objects.
 */
import fc from "npm:fast-check@4.10.2";
import {
  and,
  annotate,
  compare,
  type CompareOperator,
  element,
  type FilterNode,
  type Literal,
  negate,
  opaque,
  or,
} from "../../lib/query/ast.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";

/** An object as JSON. */
export type Json = Record<string, unknown>;

/** A kind with all that is needed to make objects of it and filters for them. */
export interface KindCase {
  readonly kind: Kind;
  /** Objects of the kind. */
  readonly objects: fc.Arbitrary<Json>;
  /** Paths to single values, and values that occur there. */
  readonly leaves: readonly (readonly [path: string, values: readonly Literal[]])[];
  /** Lists, and conditions on their items. */
  readonly lists: readonly (readonly [path: string, items: fc.Arbitrary<FilterNode>])[];
  /** Names that only field selectors know, and values that occur there. */
  readonly selectors: readonly (readonly [field: string, values: readonly string[]])[];
}

/** A query and some objects to run it on. */
export interface LawCase {
  readonly kindCase: KindCase;
  readonly filter: FilterNode;
  readonly objects: readonly Json[];
  /** Field selectors that the server is said to refuse. */
  readonly unselectable: readonly string[];
}

const NAMES = ["a", "web-0", "web-1", "x.y"];
const NAMESPACES = ["shop", "default"];
const LABEL_KEYS = ["app", "tier", "app.kubernetes.io/name", "x_y.z", "constructor", "toString"];
const LABEL_VALUES = ["web", "api", "", "1", "2", "10", "B_.1"];
const TIMES = ["2026-01-01T10:00:00Z", "2026-01-01T10:00:01Z", "2026-06-01T00:00:00+02:00"];

const time = fc.constantFrom(...TIMES);

const metadata: fc.Arbitrary<Json> = partial({
  name: fc.constantFrom(...NAMES),
  namespace: fc.constantFrom(...NAMESPACES),
  creationTimestamp: time,
  labels: fc.dictionary(fc.constantFrom(...LABEL_KEYS), fc.constantFrom(...LABEL_VALUES), {
    noNullPrototype: true,
  }),
  annotations: fc.dictionary(fc.constantFrom("note", "n"), fc.constantFrom("1", "1.5", "x"), {
    noNullPrototype: true,
  }),
  finalizers: fc.array(fc.constantFrom("f1", "f2"), { maxLength: 2 }),
  generation: fc.integer({ min: 0, max: 3 }),
});

const METADATA_LEAVES: KindCase["leaves"] = [
  ["metadata.name", [...NAMES, ""]],
  ["metadata.namespace", [...NAMESPACES, ""]],
  ["metadata.generation", [0, 1, 2, "1"]],
  ["metadata.creationTimestamp", [...TIMES.map(timeLiteral), "2026-01-01T10:00:00Z"]],
  ["metadata.annotations.note", ["1", "x", 1, 1.5]],
];

const METADATA_LISTS: KindCase["lists"] = [
  ["metadata.finalizers", fc.constantFrom(compare([], "=", ["f1"]), compare([], "like", ["*2"]))],
];

const PHASES = ["Running", "Pending", "Failed", ""];
const NODES = ["n1", "n2", ""];
const ADDRESSES = ["10.0.0.1", "10.0.0.2", ""];
const AMOUNTS = ["500m", "1", "1.5Gi", "2Gi", "1024Mi", "2000Ki"];

const podObjects = objectsOf({
  spec: partial({
    nodeName: fc.constantFrom(...NODES),
    restartPolicy: fc.constantFrom("Always", "Never"),
    serviceAccountName: fc.constantFrom("default", "ci"),
    hostNetwork: fc.boolean(),
    priority: fc.constantFrom(0, 5, 10),
    containers: fc.array(
      partial({
        name: fc.constantFrom("app", "side"),
        image: fc.constantFrom("nginx:latest", "nginx:1", "a,b=c"),
        resources: partial({ requests: partial({ memory: fc.constantFrom(...AMOUNTS) }) }),
      }),
      { maxLength: 2 },
    ),
  }),
  status: fc.tuple(
    partial({ phase: fc.constantFrom(...PHASES), nominatedNodeName: fc.constantFrom(...NODES) }),
    fc.option(fc.constantFrom("10.0.0.1", "10.0.0.2"), { nil: undefined }),
  ).map(([status, ip]) =>
    ip === undefined ? status : { ...status, podIP: ip, podIPs: [{ ip }, { ip: "fd00::1" }] }
  ),
});

const containerConditions = fc.constantFrom(
  compare(["image"], "like", ["*:latest"]),
  compare(["name"], "=", ["app"]),
  compare(["metadata", "name"], "=", [""]),
  negate(compare(["image"], "matches", [{ type: "pattern", source: "^n.*x", flags: "i" }])),
  compare(["resources", "requests", "memory"], ">=", [{ type: "quantity", text: "1536Mi" }]),
  or([compare(["name"], "absent"), compare(["image"], "in", ["nginx:1", "a,b=c"])]),
);

/** The kinds of the law: with and without namespace, selectable fields of every sort, and a custom one. */
export const KIND_CASES: readonly KindCase[] = [
  {
    kind: builtin("v1", "Pod"),
    objects: podObjects,
    leaves: [
      ["status.phase", PHASES],
      ["spec.nodeName", NODES],
      ["spec.hostNetwork", [true, false, "true"]],
      ["spec.restartPolicy", ["Always", "Never"]],
      ["status.podIP", ADDRESSES],
      ["spec.priority", [0, 5, 7.5]],
      ["spec.containers.0.name", ["app"]],
    ],
    lists: [["spec.containers", containerConditions]],
    selectors: [["status.phase", PHASES], ["status.podIP", ADDRESSES], ["spec.nodeName", NODES]],
  },
  {
    kind: builtin("v1", "Node"),
    objects: objectsOf({
      spec: partial({ unschedulable: fc.boolean(), podCIDR: fc.constantFrom("10.0.0.0/24") }),
    }),
    leaves: [["spec.unschedulable", [true, false, "false"]], ["spec.podCIDR", ["10.0.0.0/24"]]],
    lists: [],
    selectors: [["spec.unschedulable", ["true", "false", ""]]],
  },
  {
    kind: builtin("v1", "Secret"),
    objects: objectsOf({ type: fc.constantFrom("Opaque", "kubernetes.io/tls", "a,b=c\\d") }),
    leaves: [["type", ["Opaque", "a,b=c\\d", ""]]],
    lists: [],
    selectors: [["type", ["Opaque", "a,b=c\\d"]]],
  },
  {
    kind: builtin("batch/v1", "Job"),
    objects: objectsOf({
      spec: partial({ parallelism: fc.constantFrom(0, 1, 2) }),
      status: partial({ succeeded: fc.constantFrom(0, 1, 2), active: fc.constantFrom(0, 1) }),
    }),
    leaves: [["status.succeeded", [0, 1, "1", 2]], ["status.active", [0, 1]]],
    lists: [],
    selectors: [["status.successful", ["0", "1", ""]]],
  },
  {
    kind: builtin("v1", "Event"),
    objects: objectsOf({
      involvedObject: partial({
        kind: fc.constantFrom("Pod", "Node"),
        name: fc.constantFrom("a", "b"),
      }),
      reason: fc.constantFrom("Killing", "Pulled"),
      reportingComponent: fc.constantFrom("", "scheduler"),
      source: partial({ component: fc.constantFrom("", "kubelet") }),
    }),
    leaves: [
      ["involvedObject.kind", ["Pod", ""]],
      ["reason", ["Killing", "Pulled"]],
      ["source.component", ["kubelet", ""]],
      ["reportingComponent", ["scheduler", ""]],
    ],
    lists: [],
    selectors: [["source", ["kubelet", "scheduler", ""]], ["involvedObject.name", ["a", "b"]]],
  },
  {
    kind: {
      group: "example.com",
      version: "v1",
      kind: "Widget",
      plural: "widgets",
      singular: "widget",
      namespaced: true,
      shortNames: [],
      categories: [],
      verbs: ["get", "list", "watch"],
      subresources: [],
      fields: [{ selector: "spec.color" }, { selector: "spec.size" }, { selector: "spec.enabled" }],
      traits: [],
    },
    objects: objectsOf({
      spec: partial({
        color: fc.constantFrom("red", "blue", ""),
        size: fc.constantFrom(0, 1, 7),
        enabled: fc.boolean(),
        weight: fc.constantFrom(1.5, 2),
      }),
    }),
    leaves: [
      ["spec.color", ["red", "blue", ""]],
      ["spec.size", [0, 1, 7, 7.5, "7"]],
      ["spec.enabled", [true, false, "true"]],
      ["spec.weight", [1.5, 2]],
    ],
    lists: [],
    selectors: [["spec.size", ["7", ""]], ["spec.color", ["red", ""]]],
  },
];

/** Random filters for a kind: trees of at most some twenty comparisons. */
export function filtersFor(kindCase: KindCase): fc.Arbitrary<FilterNode> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: labelFilter() },
    { weight: 1, arbitrary: fc.array(labelEquality(), { maxLength: 3 }).map(or) },
    { weight: 5, arbitrary: fieldFilter(kindCase) },
    { weight: 1, arbitrary: selectorNode(kindCase) },
    { weight: 1, arbitrary: listFilter(kindCase) },
    { weight: 1, arbitrary: fc.constantFrom(...PREDICATES) },
  );
  const { tree } = fc.letrec<{ tree: FilterNode }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }).map(and),
      fc.array(tie("tree"), { maxLength: 3 }).map(or),
      tie("tree").map(negate),
    ),
  }));
  // Most queries are a conjunction: that is where the planner has something to do.
  return fc.oneof(
    tree,
    fc.array(tree, { minLength: 1, maxLength: 5 }).map(and),
    { weight: 2, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 4 }).map(and) },
  );
}

/** Random kinds, filters and objects. */
export function lawCases(): fc.Arbitrary<LawCase> {
  return fc.constantFrom(...KIND_CASES).chain((kindCase) =>
    fc.record({
      kindCase: fc.constant(kindCase),
      filter: filtersFor(kindCase),
      objects: fc.array(kindCase.objects, { minLength: 1, maxLength: 6 }),
      unselectable: fc.subarray(kindCase.kind.fields.map(({ selector }) => selector), {
        maxLength: 1,
      }),
    })
  );
}

const EQUALITIES: readonly CompareOperator[] = ["=", "!=", "in", "notin"];
const ORDERS: readonly CompareOperator[] = [">", ">=", "<", "<="];

const PREDICATES: readonly FilterNode[] = [
  opaque(hasLabels, "(object) => object.metadata?.labels !== undefined"),
  opaque(hasSpec, "(object) => object.spec !== undefined"),
  opaque(hasShortName, "(object) => (object.metadata?.name ?? '').length < 3"),
];

function hasLabels(object: unknown): boolean {
  return inMetadata(object, "labels") !== undefined;
}

function hasSpec(object: unknown): boolean {
  return typeof object === "object" && object !== null && "spec" in object;
}

function hasShortName(object: unknown): boolean {
  return String(inMetadata(object, "name") ?? "").length < 3;
}

function inMetadata(object: unknown, name: string): unknown {
  const found = typeof object === "object" && object !== null && "metadata" in object
    ? object.metadata
    : undefined;
  return new Map(Object.entries(found ?? {})).get(name);
}

function labelFilter(): fc.Arbitrary<FilterNode> {
  const key = fc.constantFrom(...LABEL_KEYS, "a b", "__proto__", "-x");
  const value = fc.constantFrom(...LABEL_VALUES, "not valid", "é", "a,b");
  const path = key.map((name) => ["metadata", "labels", name]);
  const written = fc.constantFrom(...LABEL_KEYS).map((name) => ["metadata", "labels", name]);
  return fc.oneof(
    fc.tuple(path, fc.constantFrom<CompareOperator>("=", "!="), value).map(([p, operator, v]) =>
      compare(p, operator, [v])
    ),
    fc.tuple(
      path,
      fc.constantFrom<CompareOperator>("in", "notin"),
      fc.array(value, { maxLength: 3 }),
    ).map(([p, operator, values]) => compare(p, operator, values)),
    fc.tuple(path, fc.constantFrom<CompareOperator>("exists", "absent"))
      .map(([p, operator]) => compare(p, operator)),
    path.map((p) => compare(p, "like", ["*e*"])),
    fc.tuple(path, fc.constantFrom(...ORDERS)).map(([p, operator]) => compare(p, operator, [1])),
    fc.tuple(
      written,
      fc.constantFrom<CompareOperator>(">", "<"),
      fc.constantFrom("0", "1", "9"),
    ).map(([p, operator, v]) => annotate(compare(p, operator, [v]), { via: "label" })),
  );
}

/** Equality on few labels, so that alternatives of one label are not rare. */
function labelEquality(): fc.Arbitrary<FilterNode> {
  return fc.tuple(fc.constantFrom("app", "tier"), fc.constantFrom("web", "api", "1")).map((
    [key, value],
  ) => compare(["metadata", "labels", key], "=", [value]));
}

function fieldFilter({ leaves }: KindCase): fc.Arbitrary<FilterNode> {
  return fc.constantFrom(...METADATA_LEAVES, ...leaves).chain(([text, values]) => {
    const path = text.split(".");
    const value = fc.constantFrom(...values);
    const number: Literal = 1;
    const ordered = values.filter((one) => typeof one === "number" || typeof one === "object");
    return fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(fc.constantFrom(...EQUALITIES), value)
          .map(([operator, v]) => compare(path, operator, [v])),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(
          fc.constantFrom<CompareOperator>("in", "notin"),
          fc.array(value, { maxLength: 3 }),
        ).map(([operator, several]) => compare(path, operator, several)),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<CompareOperator>("exists", "absent")
          .map((operator) => compare(path, operator)),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constantFrom(...ORDERS), fc.constantFrom(number, ...ordered))
          .map(([operator, v]) => compare(path, operator, [v])),
      },
      { weight: 1, arbitrary: fc.constant(compare(path, "like", ["?*n*"])) },
    );
  });
}

function selectorNode({ selectors }: KindCase): fc.Arbitrary<FilterNode> {
  return fc.tuple(
    fc.constantFrom(...selectors).chain(([field, values]) =>
      fc.tuple(fc.constant(field), fc.constantFrom(...values))
    ),
    fc.constantFrom<CompareOperator>("=", "!="),
  ).map(([[field, value], operator]) =>
    annotate(compare([field], operator, [value]), { via: "field" })
  );
}

function listFilter({ lists }: KindCase): fc.Arbitrary<FilterNode> {
  return fc.constantFrom(...METADATA_LISTS, ...lists).chain(([text, items]) => {
    const path = text.split(".");
    return fc.oneof(
      items.map((node) => element(path, "some", node)),
      items.map((node) => element(path, "every", node)),
      fc.tuple(fc.constantFrom<CompareOperator>("=", ">", "<="), fc.integer({ min: 0, max: 2 }))
        .map(([operator, size]) => element(path, "size", compare([], operator, [size]))),
    );
  });
}

function objectsOf(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> {
  return partial({ metadata, ...fields });
}

/** An object of which any field may be absent. */
function partial(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> {
  return fc.record(fields, { requiredKeys: [], noNullPrototype: true });
}

function timeLiteral(text: string): Literal {
  return { type: "time", epochMs: Date.parse(text) };
}

function builtin(apiVersion: string, name: string): Kind {
  const kind = builtinKind(apiVersion, name);
  if (kind === undefined) throw new Error(`The table has no ${apiVersion} ${name}`);
  return kind;
}
