import assert from "node:assert/strict";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { and, EVERYTHING, type FilterNode, isNothing, or } from "../../lib/query/ast.ts";
import { buildFilter } from "../../lib/query/build.ts";
import type { Filter, OpenCondition } from "../../lib/query/filter.ts";
import { formatFilter } from "../../lib/query/format.ts";
import type { OpenObject } from "../../lib/query/operator_data.ts";
import { anyOf, exists, gt, like, not, oneOf } from "../../lib/query/operators.ts";
import { buildOrderKey } from "../../lib/query/order.ts";
import { parametersOf, planQuery, type QueryPlan, type QuerySpec } from "../../lib/query/plan.ts";
import { selectorFilter } from "../../lib/query/selector.ts";

function builtin(apiVersion: string, name: string): Kind {
  const kind = builtinKind(apiVersion, name);
  assert(kind !== undefined);
  return kind;
}

const POD = builtin("v1", "Pod");

function planOf(filter: FilterNode, spec: Partial<QuerySpec> = {}): QueryPlan {
  return planQuery({ kind: POD, namespace: "shop", filter, ...spec });
}

function plan(...args: unknown[]): QueryPlan {
  return planOf(buildFilter(args));
}

/** What is sent, and what is left. */
function split(...args: unknown[]): [string | undefined, string | undefined, string] {
  const { labelSelector, fieldSelector, residual } = plan(...args);
  return [labelSelector, fieldSelector, formatFilter(residual)];
}

function label(condition: OpenCondition | null, key = "app"): Filter<OpenObject> {
  return { metadata: { labels: { [key]: condition } } };
}

Deno.test("planQuery sends equality of labels and selectable fields to the server", () => {
  assert.deepEqual(
    split({
      status: { phase: "Running" },
      metadata: { labels: { "app.kubernetes.io/name": "web" }, name: "web-0" },
      spec: { hostNetwork: true },
    }),
    [
      "app.kubernetes.io/name=web",
      "status.phase=Running,metadata.name=web-0,spec.hostNetwork=true",
      "everything",
    ],
  );
});

Deno.test("planQuery sends every condition that a label selector knows", () => {
  const cases: [OpenCondition | null, string][] = [
    ["web", "app=web"],
    ["", "app="],
    [not("web"), "app!=web"],
    [oneOf("b", "a"), "app in (a,b)"],
    [oneOf("a"), "app=a"],
    [oneOf(""), "app="],
    [not(oneOf("a", "b")), "app notin (a,b)"],
    [not(oneOf("")), "app!="],
    [exists(), "app"],
    [null, "!app"],
    [not(exists()), "!app"],
    [not(null), "app"],
  ];
  for (const [condition, selector] of cases) {
    assert.deepEqual(split(label(condition)), [selector, undefined, "everything"]);
  }
});

Deno.test("planQuery keeps labels that a selector cannot say", () => {
  const cases: [OpenCondition, string, string][] = [
    ["not valid", "app", "not a valid label"],
    ["web", "a b", "not a valid label"],
    ["x".repeat(64), "app", "not a valid label"],
    [like("w*"), "app", "labels are not selectable by like"],
    [gt(3), "app", "labels are not selectable by >"],
  ];
  for (const [condition, key, reason] of cases) {
    const { labelSelector, reasons } = plan(label(condition, key));
    assert.equal(labelSelector, undefined);
    assert.deepEqual(reasons.map((part) => part.reason), [reason]);
  }
});

Deno.test("planQuery joins alternatives of one label, and keeps others", () => {
  assert.deepEqual(
    split(anyOf(label("a"), label(oneOf("b", "c")))),
    ["app in (a,b,c)", undefined, "everything"],
  );
  assert.deepEqual(
    split(anyOf(label("a"), label("b", "tier"))),
    [undefined, undefined, 'metadata.labels.app = "a" or metadata.labels.tier = "b"'],
  );
});

Deno.test("planQuery splits only the conjunction at the root", () => {
  const phase = { status: { phase: "Running" } };
  const inner = or([buildFilter([phase]), buildFilter([label("a")])]);
  const { fieldSelector, residual } = planOf(and([inner, buildFilter([phase])]));
  assert.equal(fieldSelector, "status.phase=Running");
  assert.equal(
    formatFilter(residual),
    'status.phase = "Running" or metadata.labels.app = "a"',
  );
});

Deno.test("planQuery pushes negations inwards", () => {
  assert.deepEqual(split({ status: { phase: not(oneOf("Failed", "Unknown")) } }), [
    undefined,
    "status.phase!=Failed,status.phase!=Unknown",
    "everything",
  ]);
  const node: FilterNode = {
    type: "not",
    node: or([buildFilter([label("a")]), buildFilter([{ spec: { nodeName: "n1" } }])]),
  };
  const { labelSelector, fieldSelector, residual } = planOf(node);
  assert.deepEqual([labelSelector, fieldSelector, residual], [
    "app!=a",
    "spec.nodeName!=n1",
    EVERYTHING,
  ]);
});

Deno.test("planQuery gives a reason for every condition it keeps", () => {
  const filter = and([
    buildFilter(["spec.priority", "=", 5]),
    buildFilter([{ spec: { containers: { $some: { image: "a" } } } }]),
    buildFilter([{ spec: { containers: { $size: 1 } } }]),
    buildFilter([(pod: unknown) => pod !== null]),
    buildFilter([anyOf({ status: { phase: "A" } }, { status: { phase: "B" } })]),
    buildFilter([{ status: { phase: oneOf("A", "B") } }]),
    buildFilter([{ status: { phase: like("A*") } }]),
    buildFilter([{ status: { phase: not(like("A*")) } }]),
  ]);
  const { reasons, pushed, opaque } = planOf(filter);
  assert.equal(pushed.length, 0);
  assert.equal(opaque, true);
  assert.deepEqual(reasons.map(({ reason }) => reason), [
    "not a selectable field of Pod, and unchecked",
    "inside a list",
    "the size of a list",
    "opaque function",
    "an alternative",
    "field selectors know no alternatives",
    "field selectors know = and != of text only",
    "a negation",
  ]);
});

Deno.test("planQuery keeps a field that the server refused", () => {
  const filter = buildFilter([{ status: { phase: "A" }, spec: { nodeName: "n1" } }]);
  const { fieldSelector, reasons } = planOf(filter, { unselectable: ["spec.nodeName"] });
  assert.equal(fieldSelector, "status.phase=A");
  assert.deepEqual(reasons.map(({ reason }) => reason), [
    "the server does not select by spec.nodeName",
  ]);
});

Deno.test("planQuery names a field as the selector does", () => {
  const kind = builtin("batch/v1", "Job");
  const filter = buildFilter([{ status: { succeeded: 1 } }]);
  assert.equal(planOf(filter, { kind }).fieldSelector, "status.successful=1");
});

Deno.test("planQuery escapes values of field selectors", () => {
  const kind = builtin("v1", "Secret");
  assert.equal(
    planOf(buildFilter([{ type: "a,b=c\\d" }]), { kind }).fieldSelector,
    "type=a\\,b\\=c\\\\d",
  );
});

Deno.test("planQuery keeps numbers that servers and JavaScript spell differently", () => {
  const { fieldSelector, reasons } = plan("spec.nodeName", "=", 1e21);
  assert.equal(fieldSelector, undefined);
  assert.deepEqual(reasons.map(({ reason }) => reason), ["a number that has several spellings"]);
});

Deno.test("planQuery takes a field with a dot in its name for no selectable field", () => {
  assert.equal(plan({ "status.phase": "Running" }).fieldSelector, undefined);
});

Deno.test("planQuery selects by metadata.namespace only where objects have one", () => {
  const filter = buildFilter(["metadata.namespace", "=", "shop"]);
  assert.equal(planOf(filter).fieldSelector, "metadata.namespace=shop");
  assert.equal(planOf(filter, { kind: builtin("v1", "Node") }).fieldSelector, undefined);
});

Deno.test("planQuery sends written selectors as they are, known or not", () => {
  const filter = selectorFilter({ labels: "n>3,app in (b,a)", fields: "spec.unknown!=x" });
  const { labelSelector, fieldSelector, residual } = planOf(filter);
  assert.deepEqual(
    [labelSelector, fieldSelector, residual],
    ["n>3,app in (a,b)", "spec.unknown!=x", EVERYTHING],
  );
});

Deno.test("planQuery sends a repeated condition once", () => {
  const once = buildFilter([label("a")]);
  assert.equal(planOf(and([once, once])).labelSelector, "app=a");
});

Deno.test("planQuery counts a filter that lets everything pass as none", () => {
  for (const filter of [{}, label(not(oneOf())), { spec: { containers: { $every: {} } } }]) {
    const { unfiltered, residual, pushed } = plan(filter);
    assert.deepEqual([unfiltered, residual, pushed], [true, EVERYTHING, []]);
  }
  assert.equal(plan(label("a")).unfiltered, false);
  assert.equal(plan(anyOf()).unfiltered, false);
  assert(isNothing(plan(anyOf()).residual));
});

Deno.test("planQuery tells when metadata is enough", () => {
  const byName = buildOrderKey(["metadata.name"]);
  const byPhase = buildOrderKey(["status.phase"]);
  const cases: [FilterNode, Partial<QuerySpec>, boolean][] = [
    [buildFilter([{ status: { phase: "Running" } }]), {}, true],
    [buildFilter([{ status: { phase: like("R*") } }]), {}, false],
    [buildFilter([{ metadata: { name: like("R*"), finalizers: { $size: 0 } } }]), {}, true],
    [buildFilter([() => true]), {}, false],
    [EVERYTHING, { orderBy: [byName] }, true],
    [EVERYTHING, { orderBy: [byName, byPhase] }, false],
    [buildFilter([{ status: { phase: "A" } }]), { unselectable: ["status.phase"] }, false],
    [buildFilter([anyOf({ metadata: { name: "a" } }, { spec: { x: 1 } })]), {}, false],
  ];
  for (const [filter, spec, expected] of cases) {
    assert.equal(planOf(filter, spec).metadataOnly, expected, formatFilter(filter));
  }
});

Deno.test("planQuery leaves the spec as it was and gives a frozen plan", () => {
  const filter = buildFilter([label("a")]);
  const result = planOf(filter, { limit: 3 });
  assert.equal(result.spec.filter, filter);
  assert.equal(result.spec.limit, 3);
  assert(
    Object.isFrozen(result) && Object.isFrozen(result.pushed) && Object.isFrozen(result.reasons),
  );
});

Deno.test("parametersOf leaves out what is not sent", () => {
  assert.deepEqual(parametersOf(plan({})), {});
  assert.deepEqual(parametersOf(plan({ status: { phase: "A" }, ...label("a") })), {
    fieldSelector: "status.phase=A",
    labelSelector: "app=a",
  });
});
