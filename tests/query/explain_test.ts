import assert from "node:assert/strict";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { schemaOf } from "../../lib/kinds/schema.ts";
import { and, EVERYTHING, type FilterNode } from "../../lib/query/ast.ts";
import { buildFilter } from "../../lib/query/build.ts";
import {
  explain,
  type ExplainContext,
  type Explanation,
  formatExplanation,
  netFlagFor,
} from "../../lib/query/explain.ts";
import { like } from "../../lib/query/operators.ts";
import { buildOrderKey } from "../../lib/query/order.ts";
import { planQuery, type QuerySpec } from "../../lib/query/plan.ts";

const CONTEXT: ExplainContext = { contextName: "kind-dev", server: "https://127.0.0.1:6443" };

function builtin(apiVersion: string, name: string): Kind {
  const kind = builtinKind(apiVersion, name);
  assert(kind !== undefined);
  return kind;
}

const POD = builtin("v1", "Pod");

function explained(
  filter: FilterNode,
  spec: Partial<QuerySpec> = {},
  context: ExplainContext = CONTEXT,
): Explanation {
  return explain(planQuery({ kind: POD, namespace: "shop", filter, ...spec }), context);
}

Deno.test("formatExplanation prints the request, what is done here and the rights", () => {
  const schema = schemaOf(POD);
  const filter = and([
    buildFilter([{
      status: { phase: "Running" },
      metadata: { labels: { "app.kubernetes.io/name": "web" } },
    }], schema),
    buildFilter(
      ["metadata.creationTimestamp", "<", new Date("2026-01-01T10:00:00Z")],
      schema,
    ),
    buildFilter([{ spec: { containers: { $some: { image: like("*:latest") } } } }], schema),
    buildFilter([manyRestarts()], schema),
  ]);
  assert.equal(
    formatExplanation(explained(filter)),
    `pods in "shop"  (context kind-dev)
  request  GET /api/v1/namespaces/shop/pods?fieldSelector=status.phase=Running&labelSelector=app.kubernetes.io/name=web&limit=500
  client   metadata.creationTimestamp < 2026-01-01T10:00:00Z       not a selectable field of Pod
  client   spec.containers some image like "*:latest"              inside a list
  client   (pod) => (pod.status?.containerStatuses ?? []).some(…)  opaque function
  grants   --allow-net=127.0.0.1:6443   rbac: list pods in "shop"`,
  );
});

/** The predicate as it is in the documentation; formatting would otherwise depend on the formatter. */
function manyRestarts(): unknown {
  const source = "(pod) => (pod.status?.containerStatuses ?? []).some((c) => c.restartCount > 3)";
  return Object.assign(() => true, { toString: () => source });
}

Deno.test("formatExplanation speaks of all namespaces and of kinds without one", () => {
  assert.equal(
    formatExplanation(explained(EVERYTHING, { namespace: undefined }, {})),
    `pods in all namespaces
  request  GET /api/v1/pods?limit=500
  grants   rbac: list pods in all namespaces`,
  );
  assert.equal(
    formatExplanation(explained(EVERYTHING, { namespace: undefined, kind: builtin("v1", "Node") })),
    `nodes  (context kind-dev)
  request  GET /api/v1/nodes?limit=500
  grants   --allow-net=127.0.0.1:6443   rbac: list nodes`,
  );
});

Deno.test("formatExplanation names groups, order, limit and the cost of counting", () => {
  const kind = builtin("apps/v1", "Deployment");
  const filter = buildFilter([{ metadata: { labels: { app: "web" } } }]);
  const orderBy = [buildOrderKey(["metadata.name", "desc"])];
  assert.equal(
    formatExplanation(explained(filter, { kind, orderBy, limit: 3 }, { verb: "count" })),
    `deployments in "shop"
  request  GET /apis/apps/v1/namespaces/shop/deployments?labelSelector=app=web&limit=500
  order    metadata.name desc  sorted here
  limit    3  counted here
  count    reads every page: with a filter the server does not tell how many there are
  grants   rbac: list deployments.apps in "shop"`,
  );
  assert.equal(explained(EVERYTHING, {}, { verb: "count" }).request.parameters["limit"], 1);
});

Deno.test("explain gives the request encoded, and for people as it reads", () => {
  const { request } = explained(buildFilter([{ metadata: { labels: { app: "a", tier: null } } }]));
  assert.equal(
    request.path,
    "/api/v1/namespaces/shop/pods?labelSelector=app%3Da%2C%21tier&limit=500",
  );
  assert.equal(
    request.shown,
    "/api/v1/namespaces/shop/pods?labelSelector=app=a,!tier&limit=500",
  );
});

Deno.test("explain asks the server for no more than the limit where nothing is left to do here", () => {
  const pushed = buildFilter([{ status: { phase: "Running" } }]);
  const kept = buildFilter([{ status: { reason: "Evicted" } }]);
  assert.equal(explained(pushed, { limit: 5 }).request.parameters["limit"], 5);
  assert.equal(explained(pushed, { limit: 5000 }).request.parameters["limit"], 500);
  assert.equal(explained(kept, { limit: 5 }).request.parameters["limit"], 500);
  assert.equal(
    explained(pushed, { limit: 5, orderBy: [buildOrderKey(["metadata.name"])] }).request
      .parameters["limit"],
    500,
  );
});

Deno.test("explain needs a right on one name only where the selector names it", () => {
  const name = buildFilter(["metadata.name", "=", "web-0"]);
  assert.deepEqual(explained(name).rights, [
    { verb: "list", group: "", resource: "pods", namespace: "shop", name: "web-0" },
  ]);
  assert.match(formatExplanation(explained(name)), /rbac: list pods "web-0" in "shop"$/);
  const two = and([name, buildFilter(["metadata.name", "=", "web-1"])]);
  assert.equal(explained(two).rights[0]?.name, undefined);
});

Deno.test("explain needs two rights to watch", () => {
  assert.match(
    formatExplanation(explained(EVERYTHING, {}, { verb: "watch" })),
    /rbac: list pods in "shop", watch pods in "shop"$/,
  );
});

Deno.test("formatExplanation marks what no schema vouches for, and prints no control characters", () => {
  const text = formatExplanation(explained(buildFilter([{ spec: { color: "r\u001b[31m" } }])));
  assert.match(
    text,
    /spec\.color = "r\\u001b\[31m" {2}not a selectable field of Pod, and unchecked/,
  );
  const field = formatExplanation(explained(buildFilter([{ status: { phase: "a\u001b[31m" } }])));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(field, /\u001b/);
});

Deno.test("netFlagFor gives host and port", () => {
  assert.equal(netFlagFor("https://127.0.0.1:6443"), "--allow-net=127.0.0.1:6443");
  assert.equal(netFlagFor("https://k8s.example.com"), "--allow-net=k8s.example.com:443");
  assert.equal(netFlagFor("http://localhost"), "--allow-net=localhost:80");
  assert.equal(netFlagFor("https://[::1]:6443/k8s"), "--allow-net=[::1]:6443");
});
